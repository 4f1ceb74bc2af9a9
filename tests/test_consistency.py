"""What the report says of itself against what the graph holds: every check, its two numbers and its verdict."""

import io
import json
import os
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import SMALL, Cli

from icmpd_kg import DataError, KnowledgeGraph, consistency, ontology, queries
from icmpd_kg.consistency import Check
from icmpd_kg.errors import KgError
from icmpd_kg.model import DERIVED, XSD, Iri
from icmpd_kg.store import Embedded

TOP = Path(__file__).parent.parent
CHECKS = sorted((TOP / "queries" / "checks").glob("*.rq"))

# name, qualifier and number stated, number held, verdict
EXPECTED = {
    "adept-grantees": ("exact", 14, 0, "gap"),
    "annual-review-meeting-states": ("exact", 13, 0, "gap"),
    "approaches": ("exact", 3, 3, "agrees"),
    "budapest-process-meeting-organisations": ("exact", 22, 0, "gap"),
    "budapest-process-meeting-states": ("exact", 43, 0, "gap"),
    "budapest-process-meetings": ("exact", 7, 0, "gap"),
    "budapest-process-priorities": ("exact", 2, 2, "agrees"),
    "budapest-process-projects": ("exact", 2, 2, "agrees"),
    "budapest-process-thematic-meetings": ("less than", 7, 2, "agrees"),
    "budget-parts": ("exact", 2, 0, "gap"),
    "budget-shares": ("exact", 100, 100, "agrees"),
    "c2cmmd-support-areas": ("exact", 3, 3, "agrees"),
    "centres-reached-and-counselled": ("exact", 25_000_000, 1_200_000, "not comparable"),
    "city-actions": ("exact", 13, 13, "agrees"),
    "city-actions-by-country": ("exact", 13, 13, "agrees"),
    "city-actions-with-country": ("exact", 13, 12, "gap"),
    "city-network-and-project-cities": ("exact", 20, 9, "not comparable"),
    "city-network-cities": ("exact", 9, 0, "gap"),
    "city-to-city-cities": ("exact", 20, 6, "gap"),
    "climate-knowledge-base-countries": ("exact", 3, 3, "agrees"),
    "climate-risk-countries": ("exact", 10, 1, "gap"),
    "contracted-volume-and-implemented-budget": ("exact", 276_000_000, 58_000_000, "not comparable"),
    "countries-of-activity": ("more than", 90, 39, "gap"),
    "countries-of-activity-and-countries-mapped": ("more than", 90, 100, "not comparable"),
    "covid-19-webinar-first-regions": ("exact", 3, 3, "agrees"),
    "covid-19-webinars": ("exact", 7, 7, "agrees"),
    "covid-19-webinars-further": ("exact", 2, 2, "agrees"),
    "covid-19-webinars-regions": ("exact", 4, 4, "agrees"),
    "diaspora-mapping-countries": ("exact", 100, 0, "gap"),
    "duty-stations": ("exact", 29, 12, "gap"),
    "employees-by-gender": ("exact", 388, 388, "agrees"),
    "employees-rounded": ("less than", 400, 388, "agrees"),
    "eu-presidency-members": ("exact", 3, 3, "agrees"),
    "event-days": ("exact", 1778, 5, "gap"),
    "event-locations": ("exact", 340, 1, "gap"),
    "events": ("exact", 1267, 30, "gap"),
    "executive-managers": ("exact", 5, 5, "agrees"),
    "follow-on-training-states": ("exact", 9, 0, "gap"),
    "gis-plan-components": ("exact", 6, 0, "gap"),
    "global-initiatives-projects": ("exact", 4, 4, "agrees"),
    "growth-of-budgets": ("exact", 3, 27, "not comparable"),
    "inter-ministerial-group-issues": ("exact", 3, 2, "gap"),
    "jvap-data-collections": ("exact", 3, 1, "gap"),
    "jvap-domains": ("exact", 5, 0, "gap"),
    "jvap-priorities": ("exact", 105, 0, "gap"),
    "jvap-tools": ("exact", 2, 2, "agrees"),
    "lebanese-municipalities": ("exact", 18, 0, "gap"),
    "link-up-areas": ("exact", 4, 3, "gap"),
    "link-up-partners": ("exact", 6, 0, "gap"),
    "lmmis-countries": ("exact", 6, 6, "agrees"),
    "lmmis-indicators": ("exact", 26, 0, "gap"),
    "lmmis-parties": ("exact", 6, 6, "agrees"),
    "marrakesh-action-plan-domains": ("exact", 5, 0, "gap"),
    "mediterranean-initiatives": ("exact", 2, 2, "agrees"),
    "member-states": ("exact", 18, 6, "gap"),
    "mieux-decade": ("exact", 10, 10, "agrees"),
    "migrant-resource-centre-countries": ("exact", 5, 3, "gap"),
    "migrant-resource-centres": ("exact", 7, 1, "gap"),
    "nationalities": ("exact", 61, 0, "gap"),
    "new-employees-among-all": ("less than", 388, 94, "agrees"),
    "new-member-states": ("exact", 2, 2, "agrees"),
    "panel-ministers": ("exact", 4, 4, "agrees"),
    "panel-ministers-states": ("exact", 4, 4, "agrees"),
    "participants": ("exact", 34662, 1700, "gap"),
    "partners": ("exact", 243, 21, "gap"),
    "prague-process-attendance": ("less than", 50, 36, "agrees"),
    "prague-process-meeting-states": ("exact", 36, 1, "gap"),
    "prague-process-publications": ("exact", 12, 0, "gap"),
    "prague-process-remote-activities": ("more than", 12, 3, "gap"),
    "prague-process-states": ("exact", 50, 3, "gap"),
    "projects": ("more than", 70, 69, "gap"),
    "projects-eastern-europe-and-central-asia": ("more than", 10, 9, "gap"),
    "rabat-process-studies": ("exact", 2, 2, "agrees"),
    "regions-of-duty-stations": ("exact", 4, 0, "gap"),
    "regions-of-shares-and-list": ("exact", 7, 7, "agrees"),
    "silk-routes-partner-countries": ("exact", 5, 5, "agrees"),
    "statements-without-evidence": ("exact", 0, 0, "agrees"),
    "steering-group-chair-2020": ("exact", 1, 1, "agrees"),
    "steering-group-chair-2021": ("exact", 1, 1, "agrees"),
    "tip-countries": ("exact", 5, 5, "agrees"),
    "tip-parties": ("exact", 5, 5, "agrees"),
    "trained-in-turkey": ("less than", 245, 68, "agrees"),
    "training-dom-countries": ("exact", 8, 3, "gap"),
    "turkey-countries-of-origin": ("exact", 2, 2, "agrees"),
    "turkey-migration-and-development-projects": ("exact", 2, 2, "agrees"),
    "women-among-professionals-and-all-staff": ("exact", 63, Decimal("60.6"), "not comparable"),
    "years-in-office": ("exact", 5, 5, "agrees"),
    "years-of-migration-dialogues": ("exact", 30, 25, "not comparable"),
}
# A check that counts things with names; others add up figures.
COUNTED = re.compile(r"COUNT\(DISTINCT \?\w+\) AS \?held\) \(GROUP_CONCAT")
EQUALITIES = {path.stem for path in CHECKS if queries.question(path.stem, "checks").header["kind"] == "equality"}

SEEN = "dcterms:isReferencedBy report:icmpd-annual-report-2020"
ENTITY, FIGURE, TIE = "id/", "id/observation/", "id/participation/"
PANEL = "the-situation-of-refugees-and-other-displaced-persons-during-the-pandemic"

# For each equality a triple by the ends of its IRIs (subject, property, object) and what becomes of its object: another
# number, or None where the triple goes.
FAULTS: dict[str, tuple[str, str, str, int | None]] = {
    "approaches": (ENTITY + "organisation/icmpd", "theme", "capacity-building", None),
    "budapest-process-priorities": (ENTITY + "dialogue/budapest-process", "priority", "irregular-migration", None),
    "budapest-process-thematic-meetings": (FIGURE + "budapest-process-thematic-meetings", "value", "2", 8),
    "budget-shares": (FIGURE + "icmpd-budget-share-africa", "value", "9", 10),
    "c2cmmd-support-areas": (ENTITY + "dialogue/c2cmmd", "theme", "remittances", None),
    "city-actions": (ENTITY + "project/mc2cm-nador", "partOf", "mc2cm-ii", None),
    "city-actions-by-country": (ENTITY + "project/mc2cm-amman", "partOf", "mc2cm-ii", None),
    "climate-knowledge-base-countries": (
        ENTITY + "publication/knowledge-base-on-climate-and-migration-trends", "country", "pakistan", None
    ),
    "covid-19-webinar-first-regions": (ENTITY + "event/covid-19-webinar-first", "covers", "silk-routes", None),
    "covid-19-webinars": (ENTITY + "event/covid-19-webinar-mediterranean", "partOf", "covid-19-webinars", None),
    "covid-19-webinars-further": (
        ENTITY + "event/tools-for-crisis-preparedness-and-crisis-communications", "partOf", "covid-19-webinars", None
    ),
    "covid-19-webinars-regions": (
        ENTITY + "event/covid-19-webinar-eastern-europe-and-central-asia", "covers", "central-asia", None
    ),
    "employees-by-gender": (FIGURE + "icmpd-employees-female", "value", "235", 236),
    "employees-rounded": (FIGURE + "icmpd-employees", "value", "388", 401),
    "eu-presidency-members": (TIE + "roles-portugal-presidency-eu-council", "role", "presidency", None),
    "executive-managers": (TIE + "posts-ralph-genetzke-officer-icmpd-brussels-mission", "role", "officer", None),
    "global-initiatives-projects": (ENTITY + "project/gdf", "status", "ongoing", None),
    "jvap-tools": (ENTITY + "platform/jvap-online-portal", "supports", "jvap", None),
    "lmmis-countries": (ENTITY + "project/fmm-wa-ddf-lmmis", "country", "niger", None),
    "lmmis-parties": (
        TIE + "framework-roles-ghana-partner-list-of-26-labour-migration-indicators", "role", "partner", None
    ),
    "mediterranean-initiatives": (ENTITY + "project/health-workers-mobility-initiative", "status", "planned", None),
    "mieux-decade": (FIGURE + "mieux-plus-years-of-activity", "value", "10", 11),
    "new-employees-among-all": (FIGURE + "icmpd-new-employees", "value", "94", 388),
    "new-member-states": (TIE + "memberships-malta-member", "start", "2018-01-01", None),
    "panel-ministers": (TIE + f"event-roles-nassif-hitti-speaker-{PANEL}", "role", "speaker", None),
    "panel-ministers-states": (TIE + "posts-fuad-hussein-officer-iraq", "role", "officer", None),
    "prague-process-attendance": (FIGURE + "prague-process-som-2020-participating-states", "value", "36", 51),
    "rabat-process-studies": (ENTITY + "publication/mmc-case-studies-tunis-and-bamako", "city", "bamako", None),
    "regions-of-shares-and-list": (FIGURE + "icmpd-budget-share-africa", "breakdown", "africa", None),
    "silk-routes-partner-countries": (ENTITY + "state/iran", "within", "silk-routes", None),
    "statements-without-evidence": ("fact/2020/offices/brussels-mission#evidence", "page", "51", None),
    "steering-group-chair-2020": (TIE + "roles-switzerland-chair-icmpd-steering-group", "role", "chair", None),
    "steering-group-chair-2021": (TIE + "roles-malta-chair-icmpd-steering-group", "role", "chair", None),
    "tip-countries": (ENTITY + "project/fmm-wa-ddf-tip", "country", "senegal", None),
    "tip-parties": (TIE + "framework-roles-guinea-partner-tip-memorandum-of-understanding", "role", "partner", None),
    "trained-in-turkey": (FIGURE + "turkey-training-of-68-professionals-2020-persons-trained", "value", "68", 246),
    "turkey-countries-of-origin": (
        TIE + "framework-roles-pakistan-partner-turkey-migration-partnerships-with-pakistan-and-afghanistan",
        "role", "partner", None,
    ),
    "turkey-migration-and-development-projects": (
        ENTITY + "project/summit", "theme", "migration-and-development", None
    ),
    "years-in-office": (FIGURE + "michael-spindelegger-years-in-office", "value", "5", 6),
}  # fmt: skip


@pytest.fixture(scope="module")
def checks(kg: KnowledgeGraph) -> dict[str, Check]:
    return {check.name: check for check in kg.check()}


@pytest.fixture(scope="module")
def quads(kg: KnowledgeGraph) -> str:
    out = io.BytesIO()
    kg.export(out, "nquads")
    return out.getvalue().decode()


def memory(quads: str) -> Embedded:
    store = Embedded.memory(ontology.prefixes())
    store.parse(quads.encode(), "nquads")
    return store


def check(store: Embedded, name: str) -> Check:
    """One check alone: all of them on each changed graph would take too long."""
    (found,) = consistency.run(store, queries.question(name, consistency.SHELF))
    return found


def changed(quads: str, subject: str, predicate: str, value: str, becomes: int | None) -> str:
    """The quads with that triple changed, or gone, in whatever graphs it stands."""
    old = re.compile(
        rf"^(<https://w3id\.org/icmpd-kg/{re.escape(subject)}> <https://w3id\.org/icmpd-kg/ns#{predicate}> )"
        rf'(?:<[^>]*\b{re.escape(value)}>|"{re.escape(value)}"(?:\^\^<[^>]*>)?)( .*)$\n',
        re.MULTILINE,
    )
    new = "" if becomes is None else rf'\g<1>"{becomes}"^^<{XSD}decimal>\g<2>' + "\n"
    text, times = old.subn(new, quads)
    assert times, f"the graph does not hold {subject} {predicate} {value}"
    return text


def with_turtle(quads: str, turtle: str) -> Embedded:
    """A store of the quads and of what the Turtle adds, as if a rule had derived it: that needs no evidence."""
    store = memory(quads)
    site = "https://w3id.org/icmpd-kg/"
    prefixes = {**ontology.prefixes(), "project": f"{site}id/project/", "event": f"{site}id/event/"}
    prefixes |= {"org1": f"{site}id/organisation/", "state": f"{site}id/state/", "report": f"{site}id/report/"}
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items())
    store.parse((head + turtle).encode(), "turtle", graph=Iri(DERIVED))
    return store


def test_the_packaged_graph_breaks_no_equality(checks: dict[str, Check]) -> None:
    assert [name for name, check in checks.items() if check.verdict == "broken"] == []


def test_every_check_stands_in_the_table_of_what_is_expected(checks: dict[str, Check]) -> None:
    assert checks.keys() == EXPECTED.keys() == {path.stem for path in CHECKS}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_check_comes_to_the_numbers_and_the_verdict_expected(checks: dict[str, Check], name: str) -> None:
    found = checks[name]
    assert (found.qualifier, found.stated, found.held, found.verdict) == EXPECTED[name]


def test_every_equality_has_a_fault_that_it_must_find() -> None:
    assert FAULTS.keys() == EQUALITIES


@pytest.mark.parametrize("name", FAULTS)
def test_an_equality_is_broken_by_one_changed_statement(quads: str, name: str) -> None:
    assert check(memory(changed(quads, *FAULTS[name])), name).verdict == "broken"


def test_a_second_chair_in_one_year_breaks_the_check(quads: str) -> None:
    store = with_turtle(
        quads, "[] icmpd:role role:chair ; icmpd:agent state:turkey ; icmpd:participatesIn org1:icmpd-steering-group ."
    )
    found = check(store, "steering-group-chair-2020")
    assert (found.held, found.verdict) == (2, "broken")


@pytest.mark.parametrize("name", ["employees-by-gender", "budget-shares", "participants", "projects", "event-days"])
def test_a_statement_that_stands_in_two_graphs_counts_once(checks: dict[str, Check], quads: str, name: str) -> None:
    # The engine gives such a triple twice where the union of all graphs is asked.
    again = re.sub(r" <[^<>]*> \.$", " <https://w3id.org/icmpd-kg/graph/again> .", quads, flags=re.MULTILINE)
    assert check(memory(quads + again), name) == checks[name]


def test_a_check_names_what_it_counts(checks: dict[str, Check]) -> None:
    assert checks["member-states"].which == ("Germany", "Malta", "Portugal", "Slovenia", "Switzerland", "Turkey")
    assert checks["city-to-city-cities"].which == ("Amman", "Lyon", "Madrid", "Naples", "Rabat", "Tunis")
    assert checks["employees-by-gender"].which == ("Female (235)", "Male (153)")
    assert "Prague Process Senior Officials' Meeting (SOM) 2020 (1)" in checks["event-days"].which


@pytest.mark.parametrize(
    "path", [path for path in CHECKS if COUNTED.search(path.read_text("utf-8"))], ids=lambda path: path.stem
)
def test_a_check_names_as_many_things_as_it_counts_and_in_order(checks: dict[str, Check], path: Path) -> None:
    found = checks[path.stem]
    assert len(set(found.which)) == len(found.which) == found.held
    assert found.which == tuple(sorted(found.which))


def test_every_check_that_counts_things_names_them() -> None:
    of_figures = {path.stem for path in CHECKS if "?which" not in path.read_text("utf-8")}
    assert not [name for name in of_figures if "COUNT(" in queries.question(name, consistency.SHELF).sparql]
    assert {name for name in EXPECTED if EXPECTED[name][3] == "not comparable"} <= of_figures


def test_a_long_list_of_names_is_shortened_for_the_terminal(checks: dict[str, Check]) -> None:
    assert checks["city-actions-with-country"].some(5) == "ACMALS · … and 11 more"
    assert checks["member-states"].some(20) == "Germany · Malta · … and 4 more"
    assert checks["member-states"].some(99).endswith("Switzerland · Turkey")
    assert checks["city-network-cities"].some(40) == ""


def test_figures_that_only_look_alike_are_never_compared(checks: dict[str, Check], quads: str) -> None:
    name = "years-of-migration-dialogues"
    same = changed(quads, FIGURE + "migration-dialogues-years-of-activity", "value", "30", 25)
    assert check(memory(same), name).verdict == checks[name].verdict == "not comparable"
    assert all(found.description for found in checks.values() if found.verdict == "not comparable")


def test_a_rounded_figure_beside_an_exact_one_breaks_nothing(quads: str) -> None:
    store = with_turtle(
        quads,
        f"""<https://w3id.org/icmpd-kg/id/observation/x> icmpd:about project:mc2cm-ii ; {SEEN} ;
        icmpd:measure measure:city-actions ; icmpd:value 15 ; icmpd:qualifier "about" .""",
    )
    found = consistency.run(store, queries.question("city-actions", consistency.SHELF))
    assert sorted((each.qualifier, each.verdict) for each in found) == [
        ("about", "not comparable"),
        ("exact", "agrees"),
    ]


def test_of_a_report_without_the_figures_nothing_is_compared(small_kg: KnowledgeGraph) -> None:
    assert [found.name for found in small_kg.check()] == ["statements-without-evidence"]


def test_a_figure_that_is_stated_is_compared_even_if_nothing_is_named(quads: str) -> None:
    nameless = re.sub(r"^.*/ns#(role|partOf|country|theme|covers|city|supports)> .*\n", "", quads, flags=re.MULTILINE)
    assert {found.name for found in consistency.check(memory(nameless))} == EXPECTED.keys()


def test_a_check_that_gives_no_figures_is_told() -> None:
    question = queries.Question("odd", "#+ kind: gap\nSELECT ?stated ?held { BIND(1 AS ?stated) BIND(1 AS ?held) }")
    with pytest.raises(KgError, match="the check odd must give"):
        list(consistency.run(Embedded.memory({}), question))


PROOF = """
fact:1 prov:wasDerivedFrom fact:1e . fact:1e icmpd:page 7 ; oa:hasSelector fact:1q . fact:1q oa:exact "so" .
fact:2 prov:wasDerivedFrom fact:2e ; icmpd:basis "reference" . fact:2e oa:hasSource fact:source .
"""


@pytest.mark.parametrize(
    ("proof", "held"),
    [
        (PROOF, 0),
        ("", 2),
        (PROOF.replace("icmpd:page 7 ;", ""), 1),
        (PROOF.replace('fact:1q oa:exact "so" .', ""), 1),
        (PROOF.replace('"reference"', '"stated"'), 1),
        (PROOF.replace("fact:2 prov:wasDerivedFrom fact:2e ;", "fact:2"), 1),
        (PROOF + "fact:1 prov:wasDerivedFrom fact:3 .", 0),
    ],
)
def test_a_statement_without_evidence_breaks_a_check(tmp_path: Path, proof: str, held: int) -> None:
    prefixes = {**ontology.prefixes(), "fact": "https://w3id.org/icmpd-kg/fact/"}
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items())
    graphs = "fact:1 { fact:x icmpd:start 1 } fact:2 { fact:x icmpd:end 2 }\n"
    named = "".join(f"<https://w3id.org/icmpd-kg/graph/{name}> {{ {text} }}\n" for name, text in {
        "provenance": proof, "derived": "fact:x icmpd:start 3 .", "ontology": "fact:x icmpd:start 4 ."
    }.items())  # fmt: skip
    (tmp_path / "graph.trig").write_text(head + graphs + named, "utf-8")
    (found,) = KnowledgeGraph.parse(tmp_path / "graph.trig").check()
    assert (found.name, found.stated, found.held) == ("statements-without-evidence", 0, held)
    assert found.verdict == ("broken" if held else "agrees")
    assert len(found.which) == held


def test_json_lists_the_names_and_the_table_stays_readable(cli: Cli, built: Path) -> None:
    rows = {row["name"]: row for row in json.loads(cli("check", "--store", built, "--format", "json").stdout)}
    assert rows.keys() == EXPECTED.keys()
    assert rows["member-states"]["which"][0] == "Germany"
    assert rows["adept-grantees"]["which"] == []
    done = cli("check", "--store", built, env={**os.environ, "COLUMNS": "120"})
    assert max(map(len, done.stdout.splitlines())) <= 120
    assert "… and" in done.stdout
    assert done.stderr.endswith(" not comparable, 0 broken\n")


def test_a_broken_equality_fails_the_build_and_the_last_good_store_stays(cli: Cli, tmp_path: Path) -> None:
    data = shutil.copytree(TOP / "data", tmp_path / "data")
    figures = data / "reports/2020/observations.csv"
    text = figures.read_text("utf-8")
    figures.write_text(text.replace(",employees,235,persons,", ",employees,236,persons,"), "utf-8")
    place = tmp_path / "store" / "graph"
    KnowledgeGraph.build(SMALL, place)
    before = place.resolve()
    done = cli("build", "--data", data, "--store", place)
    assert (done.returncode, done.stdout) == (1, "")
    assert "1 figure disagrees" in done.stderr
    assert "employees-by-gender: The employees stated are the women and men stated" in done.stderr
    assert "expected 388, but the tables come to 389: Female (236) · Male (153)" in done.stderr
    assert "correct the rows that queries/checks/employees-by-gender.rq counts" in done.stderr
    assert place.resolve() == before
    assert len(KnowledgeGraph.open(place)) > 0
    with pytest.raises(DataError, match="employees-by-gender"):
        KnowledgeGraph.build(data, place)


def test_gaps_do_not_stop_a_build(checks: dict[str, Check]) -> None:
    # The fixture built the graph.
    assert sum(found.verdict == "gap" for found in checks.values()) > 30


def test_a_gap_is_no_fault_and_closes_when_all_are_named(quads: str) -> None:
    assert check(memory(quads), "city-actions-with-country").verdict == "gap"
    store = with_turtle(quads, "project:mc2cm-amman icmpd:country state:jordan .")
    assert check(store, "city-actions-with-country").verdict == "agrees"


IN_2020 = 'icmpd:start "2020-05-04"^^xsd:date ; icmpd:end "2020-05-04"^^xsd:date ; icmpd:dateAsStated "2020-05-04"'
NOT_MEANT = {
    "a component of a project": f"""project:x a icmpd:Project ; rdfs:label "X"@en ; icmpd:partOf project:gdf ; {SEEN} ;
        icmpd:inRegion <https://w3id.org/icmpd-kg/id/region/eastern-europe-and-central-asia> .""",
    "a project still planned": f"""project:x a icmpd:Project ; rdfs:label "X"@en ; icmpd:status "planned" ; {SEEN} ;
        icmpd:country state:denmark .""",
    "a project of another report": 'project:x a icmpd:Project ; rdfs:label "X"@en ; icmpd:country state:denmark .',
    "a funder that is a state": """[] icmpd:role role:funder ; icmpd:agent state:denmark ;
        icmpd:participatesIn project:gdf .""",
    "a cancelled event": f'event:x a icmpd:Event ; rdfs:label "Meeting"@en ; icmpd:status "cancelled" ; {IN_2020} .',
    "an adoption": f'event:x a icmpd:Event ; rdfs:label "Adoption of X"@en ; icmpd:status "held" ; {IN_2020} .',
    "an observer of ICMPD": """[] icmpd:role role:observer ; icmpd:agent state:norway ;
        icmpd:participatesIn org1:icmpd .""",
    "a unit of ICMPD as partner": """[] icmpd:role role:partner ; icmpd:agent org1:icmpd-policy-unit ;
        icmpd:participatesIn project:gdf .""",
    "a party to a framework": """[] icmpd:role role:partner ; icmpd:agent state:norway ;
        icmpd:participatesIn <https://w3id.org/icmpd-kg/id/framework/jvap> .""",
    "a second office in one city": f"""<https://w3id.org/icmpd-kg/id/office/x> a icmpd:Office ; {SEEN} ;
        icmpd:city <https://w3id.org/icmpd-kg/id/city/vienna> .""",
}  # fmt: skip


@pytest.mark.parametrize("turtle", NOT_MEANT.values(), ids=NOT_MEANT)
def test_what_a_figure_is_not_about_does_not_count(checks: dict[str, Check], quads: str, turtle: str) -> None:
    assert {found.name: found for found in consistency.check(with_turtle(quads, turtle))} == checks


@pytest.mark.parametrize(
    ("name", "turtle"),
    [
        ("projects", f'project:x a icmpd:Project ; rdfs:label "X"@en ; {SEEN} .'),
        ("countries-of-activity", "project:gdf icmpd:country state:norway, state:denmark ."),
        ("events", f'event:x a icmpd:Event ; rdfs:label "Meeting"@en ; icmpd:status "held" ; {IN_2020} .'),
        ("event-days", f'event:x a icmpd:Event ; rdfs:label "Meeting"@en ; icmpd:status "held" ; {IN_2020} .'),
        ("partners", "[] icmpd:role role:partner ; icmpd:agent state:norway ; icmpd:participatesIn project:gdf ."),
        ("duty-stations", f'<https://w3id.org/icmpd-kg/id/office/x> a icmpd:Office ; rdfs:label "X"@en ; {SEEN} .'),
    ],
)
def test_what_a_figure_is_about_counts(checks: dict[str, Check], quads: str, name: str, turtle: str) -> None:
    assert check(with_turtle(quads, turtle), name).held == checks[name].held + 1


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_a_check_says_what_it_compares(path: Path) -> None:
    question = queries.question(path.stem, "checks")
    assert question.header["kind"] in {"equality", "gap", "not comparable"}
    assert question.tags
    assert question.title != path.stem
    assert len(question.title) <= 110
    assert "NOT EXISTS" not in question.sparql.upper()
    assert "PREFIX " not in question.sparql.upper()


def test_titles_are_told_apart() -> None:
    titles = [queries.question(path.stem, "checks").title for path in CHECKS]
    assert len(set(titles)) == len(titles)
