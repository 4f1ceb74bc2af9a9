"""What follows by rule from what the report states, and from nothing else."""

import pytest

from icmpd_kg import Iri, KnowledgeGraph
from icmpd_kg.model import DERIVED, ID, NS

OWN = "https://w3id.org/icmpd-kg/id/"


def pairs(kg: KnowledgeGraph, query: str) -> set[tuple[str, ...]]:
    return {tuple("" if term is None else str(term).removeprefix(OWN) for term in row) for row in kg.query(query)}


@pytest.mark.parametrize(
    ("thing", "places"),
    [
        ("Rabat", {"Morocco", "North Africa", "Africa", "Euro-Mediterranean region"}),
        ("Towards Evidence-Based Migration Policy-Making in Rabat", {"Rabat", "Morocco", "North Africa", "Africa"}),
        ("La Marsa", {"Tunis", "Tunisia", "North Africa", "Africa"}),
    ],
)
def test_a_thing_is_located_in_every_place_around_its_own(kg, thing, places):
    rows = kg.query("SELECT ?name { ?thing icmpd:locatedIn/rdfs:label ?name }", thing=kg.find(thing))
    assert places <= {name.value for (name,) in rows}


def test_the_smallest_places_are_stated_and_all_others_lie_around_them(kg):
    located = pairs(kg, "SELECT ?thing ?place { ?thing icmpd:locatedIn ?place }")
    within = pairs(kg, "SELECT ?place ?larger { ?place icmpd:within ?larger }")
    direct = pairs(
        kg,
        """SELECT ?thing ?place { ?thing icmpd:city|icmpd:country|icmpd:within ?place
           MINUS { ?thing a ?text . VALUES ?text { icmpd:Publication icmpd:Framework icmpd:Platform } } }""",
    )
    reached = set(direct)
    while new := {(thing, larger) for thing, place in reached for inner, larger in within if inner == place} - reached:
        reached |= new
    assert located == reached


def test_a_text_lies_nowhere(kg):
    assert not list(kg.query("SELECT ?text { ?text a icmpd:Publication ; icmpd:locatedIn ?place }"))


def test_the_portfolio_region_is_no_place(kg):
    filed = kg.query(
        """SELECT ?project { ?project icmpd:inRegion ?region ; icmpd:locatedIn ?region
           MINUS { ?project icmpd:country|icmpd:city ?somewhere } }"""
    )
    assert not list(filed)


def test_every_inverse_leads_back(kg):
    declared = pairs(kg, "SELECT ?inverse ?property { ?inverse owl:inverseOf ?property }")
    assert (NS + "funds", NS + "fundedBy") in declared
    for inverse, of in declared:
        there = pairs(kg, f"SELECT DISTINCT ?thing ?value {{ ?thing <{of}> ?value }}")
        back = pairs(kg, f"SELECT DISTINCT ?thing ?value {{ ?value <{inverse}> ?thing }}")
        assert there == back
        assert there, of


def test_a_current_chair_holds_the_chair_at_the_end_of_the_year_and_a_former_one_does_not(kg):
    current = pairs(kg, "SELECT ?body ?who { ?body icmpd:currentChair ?who }")
    former = pairs(kg, "SELECT ?body ?who { ?body icmpd:formerChair ?who }")
    assert ("dialogue/prague-process", "state/czech-republic") in current
    assert ("dialogue/prague-process", "state/lithuania") in former
    assert ("organisation/icmpd-steering-group", "state/switzerland") in current
    assert not current & former
    # Malta chairs the Steering Group in 2021, which at the end of 2020 is neither.
    assert ("organisation/icmpd-steering-group", "state/malta") not in current | former
    assert current | former <= pairs(kg, "SELECT ?body ?who { ?body icmpd:chair ?who }")


def test_what_follows_over_several_steps_stands_on_all_their_facts(kg):
    found = kg.evidence(kg.find("Rabat"), Iri(NS + "locatedIn"), kg.find("Africa"))
    assert {place.rule for place in found} == {"located-within"}
    tables = {place.fact.removeprefix("https://w3id.org/icmpd-kg/fact/2020/").partition("/")[0] for place in found}
    assert tables >= {"country", "within"}
    facts = {place.fact.rpartition("/")[2] for place in found}
    assert facts >= {"rabat-morocco", "morocco-north-africa", "north-africa-africa"}


def test_every_derived_triple_stands_on_a_fact(kg):
    (row,) = kg.query(
        f"""SELECT (COUNT(*) AS ?n) {{ GRAPH <{DERIVED}> {{ ?s ?p ?o }}
            OPTIONAL {{ ?d a icmpd:Derivation ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ;
              prov:wasDerivedFrom ?fact . ?fact icmpd:basis ?basis }} FILTER(!BOUND(?d)) }}"""
    )
    assert row[0].value == "0"


@pytest.fixture(scope="module")
def bare(built) -> KnowledgeGraph:
    return KnowledgeGraph.open(built, derived=False)


def test_without_derived_triples_only_facts_answer(kg, bare):
    ask = "SELECT ?state { ?state a icmpd:MemberState }"
    assert list(kg.query(ask))
    assert not list(bare.query(ask))
    assert len(bare) < len(kg)
    stated = "SELECT ?part ?who { ?part icmpd:role role:member ; icmpd:agent ?who } ORDER BY ?part ?who"
    assert list(bare.query(stated)) == list(kg.query(stated))


def test_names_are_found_without_derived_triples_too(bare):
    assert bare.find("Prague Process").iri == ID + "dialogue/prague-process"


def test_the_command_line_leaves_out_derived_triples_when_asked(cli, built):
    query = "SELECT ?state { ?state a icmpd:MemberState }"
    assert len(cli("query", query, "--store", built, "--format", "csv").stdout.splitlines()) == 7
    done = cli("query", query, "--store", built, "--no-derived", "--format", "csv")
    assert (done.returncode, done.stdout.splitlines()) == (0, ["state"])
