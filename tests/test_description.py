"""What describes the graph: a record for catalogues that counts what is there, and a cube that keeps its own rules."""

import io
import json
import re
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from pyld import jsonld

from icmpd_kg import InputError, KnowledgeGraph, origin, paths
from icmpd_kg.model import Iri
from icmpd_kg.publish import dataset

HERE = Path(__file__).parent
CONSTRAINTS = sorted((HERE / "data" / "cube").glob("ic-*.rq"))
DOWNLOADS = ["https://example.org/icmpd.ttl.gz", "https://example.org/icmpd.nq"]
SERVICE = "https://example.org/sparql"
CONTACT = "mailto:data@example.org"
WHEN = origin.Origin("0123abcd", "2026-11-29T04:00:00+00:00")
ASKED = {
    "": "https://w3id.org/icmpd-kg/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "void": "http://rdfs.org/ns/void#",
    "prov": "http://www.w3.org/ns/prov#",
    "icmpd": "https://w3id.org/icmpd-kg/ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "qb": "http://purl.org/linked-data/cube#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}


def written(description: dataset.Description, form: str = "turtle") -> bytes:
    out = io.BytesIO()
    description.write(form, out)
    return out.getvalue()


def loaded(content: bytes) -> ox.Store:
    store = ox.Store()
    store.load(content, format=ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def described(kg: KnowledgeGraph) -> dataset.Description:
    return dataset.describe(kg._embedded("a test"), WHEN, DOWNLOADS, SERVICE, CONTACT)


@pytest.fixture(scope="module")
def record(described) -> ox.Store:
    return loaded(written(described))


def ask(store: ox.Store, pattern: str) -> bool:
    return bool(store.query(f"ASK {{ {pattern} }}", prefixes=ASKED))


def values(store: ox.Store, pattern: str) -> list[str]:
    return sorted(row["x"].value for row in store.query(f"SELECT DISTINCT ?x {{ {pattern} }}", prefixes=ASKED))


# ── The record ──────────────────────────────────────────────────────────────────────────────────────────────────────


DEMANDED, RECOMMENDED = HERE / "data" / "dcat-ap.ttl", HERE / "data" / "dcat-ap-recommended.ttl"


def violations(content: bytes, shapes: Path = DEMANDED) -> set[str]:
    """The properties by which a record breaks what the shapes for DCAT-AP say."""
    _, report, _ = pyshacl.validate(rdflib.Graph().parse(data=content), shacl_graph=rdflib.Graph().parse(shapes))
    return {str(path).rpartition("/")[2].rpartition("#")[2] for path in report.objects(None, rdflib.SH.resultPath)}


def test_the_record_has_what_dcat_ap_demands(described):
    assert violations(written(described)) == set()


# What the record lacks of what DCAT-AP recommends.
LACKING = {
    "type": "nobody has said which sort of publisher the authors are",
    "issued": "there is no first day of the catalogue",
    "availability": "how long a file stays is for its host to say",
    "bbox": "the countries are those of the EU's table, which has more of them",
    "centroid": "the same",
}


def test_what_the_record_lacks_of_what_dcat_ap_recommends_is_known(described):
    assert violations(written(described), RECOMMENDED) == set(LACKING)


def test_a_contact_is_an_address_of_mail_or_a_page(record, small_kg):
    assert values(record, "?of dcat:contactPoint/vcard:hasEmail ?x") == [CONTACT]
    assert values(record, "?x dcat:contactPoint ?contact") == [ASKED[""] + "dataset", ASKED[""] + "sparql"]
    page = loaded(written(small_kg.description(contact="https://example.org/ask")))
    assert values(page, ":dataset dcat:contactPoint/vcard:hasURL ?x") == ["https://example.org/ask"]
    for wrong in ("me@example.org", "mailto:me", "javascript:alert(1)", "https://example.org/> . <x> <y> <z"):
        with pytest.raises(InputError):
            small_kg.description(contact=wrong)


@pytest.mark.parametrize(
    ("line", "lacking"),
    [
        ('kg:authors a foaf:Agent ; foaf:name "a" . kg:dataset a dcat:Dataset ; dcterms:title "a"', "description"),
        ('kg:d a dcat:Distribution ; dcterms:title "a"', "accessURL"),
        ("kg:sparql a dcat:DataService", "endpointURL"),
        ("kg:authors a foaf:Agent", "name"),
    ],
)
def test_a_record_that_lacks_something_is_seen(line, lacking):
    prefixes = "".join(f"@prefix {prefix or 'kg'}: <{namespace}> .\n" for prefix, namespace in ASKED.items())
    content = f"{prefixes}@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n{line} ."
    assert lacking in violations(content.encode())


COUNTED = [
    ("classPartition", "void:class icmpd:Project ; void:entities ?x", "?s a icmpd:Project"),
    ("propertyPartition", "void:property icmpd:basis ; void:triples ?x", "?s icmpd:basis ?o"),
    (
        "subset",
        "void:objectsTarget <https://www.geonames.org/> ; void:triples ?x",
        "?s skos:exactMatch ?o FILTER(STRSTARTS(STR(?o), 'https://sws.geonames.org/'))",
    ),
    (
        "subset",
        "void:objectsTarget <https://ror.org/> ; void:triples ?x",
        "?s skos:exactMatch ?o FILTER(STRSTARTS(STR(?o), 'https://ror.org/'))",
    ),
]


@pytest.mark.parametrize(("partition", "shown", "asked"), COUNTED)
def test_void_counts_what_the_graph_holds(record, kg, partition, shown, asked):
    ((count,),) = kg.query(f"SELECT (COUNT(*) AS ?n) {{ {asked} }}")
    assert values(record, f":dataset void:{partition} ?part . ?part {shown}") == [count.value]


def test_void_counts_each_triple_once(record, kg):
    triples = {line.rpartition(" <")[0] for line in exported(kg).decode().splitlines()}
    assert values(record, ":dataset void:triples ?x") == [str(len(triples))]


def exported(kg: KnowledgeGraph) -> bytes:
    out = io.BytesIO()
    kg.export(out, "nquads")
    return out.getvalue()


def test_an_example_stands_for_each_kind_and_is_in_the_graph(record, kg):
    examples = values(record, ":dataset void:exampleResource ?x")
    kinds = {kind for example in examples for (kind,) in kg.query("SELECT ?k { ?x a ?k }", x=Iri(example))}
    assert {"Project", "Dialogue", "State", "Donor", "Observation", "Participation"} <= {
        kind.rpartition("#")[2] for kind in kinds
    }


def test_the_build_is_told_by_version_commit_and_digest(record, kg):
    assert ask(record, ':tables dcterms:identifier "git:0123abcd" ; prov:generatedAtTime ?when')
    assert ask(record, ":dataset prov:wasGeneratedBy/prov:used :tables ; dcterms:modified ?when")
    (digest,) = values(record, ":dataset dcterms:identifier ?x")
    assert digest == f"sha256:{kg.cite('ASK { ?s ?p ?o }').data}"


def test_downloads_and_service_are_those_given_and_none_without(record, kg):
    assert values(record, ":dataset dcat:distribution/dcat:downloadURL ?x") == sorted(DOWNLOADS)
    assert values(record, ":dataset void:dataDump ?x") == sorted(DOWNLOADS)
    assert values(record, ":catalogue dcat:service/dcat:endpointURL ?x") == [SERVICE]
    packed = "http://www.iana.org/assignments/media-types/application/gzip"
    assert values(record, f"?file dcat:compressFormat <{packed}> ; dcat:downloadURL ?x") == DOWNLOADS[:1]
    plain = loaded(written(dataset.describe(kg._embedded("a test"), None)))
    assert not ask(plain, "{ ?s dcat:distribution|dcat:service|dcat:contactPoint|dcterms:modified ?o }")


def test_the_record_is_the_same_every_time(described, kg):
    again = dataset.describe(kg._embedded("a test"), WHEN, DOWNLOADS, SERVICE, CONTACT)
    assert all(written(described, form) == written(again, form) for form in dataset.FORMS)


def test_the_record_as_json_has_no_address_for_a_key(described):
    keys = set(re.findall(r'"([^"]+)":', written(described, "jsonld").decode().partition('"@graph"')[2]))
    assert {"dcat:distribution", "void:triples", "title"} <= keys
    assert [key for key in keys if "://" in key] == []


def test_search_engines_get_one_object(described):
    found = json.loads(described.schema_org())
    assert (found["@context"], found["@type"]) == ("https://schema.org/", "Dataset")
    assert found["name"].startswith("icmpd-kg: the facts of the ICMPD Annual Report 2020")
    assert 50 <= len(found["description"]) <= 5000  # What Google's guidelines for data sets ask.
    assert [each["contentUrl"] for each in found["distribution"]] == sorted(DOWNLOADS)
    assert found["dateModified"] == "2026-11-29T04:00:00Z"
    assert found["creator"]["name"] == "The icmpd-kg authors"
    local = {**found, "@context": {"@vocab": "https://schema.org/"}}
    assert len(jsonld.to_rdf(local, {"format": "application/n-quads"}).splitlines()) > 20


def test_bibtex_says_what_the_citation_file_says(described):
    graph, report = (
        dict(re.findall(r"^(?:@|  )(\w+)(?: = )?\{(.*?)\}?,$", entry, re.MULTILINE))
        for entry in described.bibtex().split("\n\n")
    )
    citation = (HERE.parent / "CITATION.cff").read_text("utf-8")
    assert (graph["misc"], graph["author"], graph["year"]) == ("icmpd-kg", "{The icmpd-kg authors}", "2026")
    for said in (graph["title"], f"version: {graph['version']}", graph["url"], f'title: "{report["title"]}"'):
        assert said in citation
    assert (report["techreport"], report["year"]) == ("icmpd-annual-report-2020", "2021")
    assert report["institution"] == "International Centre for Migration Policy Development"


def test_an_address_that_tells_no_form_is_refused(kg):
    with pytest.raises(InputError, match="the ending tells no RDF format"):
        kg.description(["https://example.org/icmpd.zip"])


# ── The commit ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_commit_is_that_of_the_sources_and_of_no_edited_ones(tmp_path):
    def git(*words: str) -> str:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        return subprocess.run(["git", "-C", tmp_path, *who, *words], check=True, capture_output=True, text=True).stdout

    assert origin.of_checkout(tmp_path) is None
    git("init", "-q")
    for name in ("data", "ontology", "queries", "src"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a").write_text("one")
    git("add", ".")
    git("commit", "-qm", "first")
    first = origin.of_checkout(tmp_path)
    assert first == origin.Origin(*git("log", "-1", "--format=%H %cI").split())
    (tmp_path / "README").write_text("more")
    git("add", ".")
    git("commit", "-qm", "no source")
    assert origin.of_checkout(tmp_path) == first
    (tmp_path / "data" / "a").write_text("two")
    assert origin.of_checkout(tmp_path) is None


# ── The cube ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def cube(kg) -> bytes:
    return written(kg.cube())


def broken(store: ox.Store) -> list[str]:
    """The constraints that a cube breaks; IC-20 and IC-21 are templates for hierarchies of codes, and it has none."""
    assert not ask(store, "?list a qb:HierarchicalCodeList")
    asked = [path for path in CONSTRAINTS if "<$p>" not in path.read_text("utf-8")]
    return [path.stem for path in asked if store.query(path.read_text("utf-8"))]


def test_the_cube_keeps_its_integrity_constraints(cube, kg):
    assert [path.stem for path in CONSTRAINTS] == [f"ic-{number:02}" for number in range(1, 22)]
    store = loaded(cube)
    ((figures,),) = kg.query("SELECT (COUNT(?o) AS ?n) { ?o a icmpd:Observation }")
    assert len(values(store, "?x a qb:Observation ; qb:dataSet <https://w3id.org/icmpd-kg/cube>")) == int(figures.value)
    assert broken(store) == []


FIGURE = "<https://w3id.org/icmpd-kg/id/observation/icmpd-employees>"
EXACT = "icmpd:qualifier"
CUBE = "<https://w3id.org/icmpd-kg/cube>"


@pytest.mark.parametrize(
    ("update", "constraint"),
    [
        (f"DELETE DATA {{ {FIGURE} qb:dataSet {CUBE} }}", "ic-01"),
        (f"INSERT DATA {{ {CUBE} qb:structure :other }}", "ic-02"),
        ("DELETE DATA { icmpd:value a qb:MeasureProperty }", "ic-03"),
        ("DELETE WHERE { icmpd:about rdfs:range ?x }", "ic-04"),
        ("DELETE WHERE { icmpd:measure qb:codeList ?list }", "ic-05"),
        ("INSERT { ?c qb:componentRequired false } WHERE { ?c qb:dimension icmpd:about }", "ic-06"),
        (f"DELETE WHERE {{ {FIGURE} icmpd:qualifier ?x }}", "ic-11"),
        (f"DELETE DATA {{ {FIGURE} {EXACT} 'exact' }} ; INSERT DATA {{ {FIGURE} {EXACT} 'nearly' }}", "ic-12"),
        (f"DELETE WHERE {{ {FIGURE} icmpd:unit ?x }}", "ic-13"),
        (f"DELETE WHERE {{ {FIGURE} icmpd:value ?x }}", "ic-14"),
        ("DELETE WHERE { <https://w3id.org/icmpd-kg/measure/employees> skos:inScheme ?x }", "ic-19"),
    ],
)  # fmt: skip
def test_a_spoilt_cube_breaks_its_constraint(cube, update, constraint):
    store = loaded(cube)
    store.update(update, prefixes=ASKED)
    assert constraint in broken(store)


def test_the_cube_says_no_more_than_the_graph(cube, kg):
    said = {(s, p.rpartition("#")[2], o) for s, p, o in kg.query("SELECT ?s ?p ?o { ?s a icmpd:Observation ; ?p ?o }")}
    shown = {
        (row["s"].value, row["p"].value.rpartition("#")[2], row["o"].value)
        for row in loaded(cube).query(
            "SELECT ?s ?p ?o { ?s a qb:Observation ; ?p ?o FILTER(STRSTARTS(STR(?p), STR(icmpd:))) }", prefixes=ASKED
        )
    }
    assert shown <= {(s, p, getattr(o, "value", str(o))) for s, p, o in said}


# ── The command ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_command_writes_each_form(cli, built, tmp_path):
    assert "dcat:Dataset" in cli("describe", "--store", built).stdout
    assert cli("describe", "--store", built, "--format", "bibtex").stdout.startswith("@misc{")
    done = cli("describe", "cube", "--store", built, "--format", "ntriples", "--out", tmp_path / "cube.nt")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"wrote {tmp_path / 'cube.nt'}\n")
    refused = cli("describe", "cube", "--store", built, "--format", "bibtex")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "choose an RDF form" in refused.stderr


def test_the_description_is_no_part_of_the_graph(kg):
    assert not kg.query("ASK { ?s a <http://www.w3.org/ns/dcat#Dataset> }")
    assert (paths.folder("ontology") / "dataset.ttl").is_file()
