"""One entity is one tree of JSON-LD: read as RDF, it says what the graph says, and by an independent processor."""

import io
import json

import pyoxigraph as ox
import pytest
from pyld import jsonld

from icmpd_kg import KnowledgeGraph, ontology, queries

SUBJECT_OF = "https://schema.org/subjectOf"


def triples(document: object) -> list[str]:
    """The canonical triples of a JSON-LD document, as PyLD reads it, which wrote it, but not as it wrote it."""
    written = jsonld.to_rdf(document, {"format": "application/n-quads"})
    return canonical(ox.parse(written.encode(), ox.RdfFormat.N_QUADS))


def canonical(quads) -> list[str]:
    dataset = ox.Dataset(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


def constructed(kg: KnowledgeGraph, entity: object) -> list[str]:
    text = kg.query(queries.view("tree"), entity=entity).text("ntriples")
    return canonical(ox.parse(text.encode(), ox.RdfFormat.N_TRIPLES))


@pytest.mark.parametrize("name", ["PACT", "Prague Process", "Austria", "Rabat", "Migration policy"])
def test_a_tree_says_what_the_graph_says(kg, name):
    entity = kg.find(name)
    assert triples(kg.tree(entity)) == constructed(kg, entity)


def test_all_but_the_ways_to_the_facts_is_in_the_graph(kg):
    held = {f"{s} {p}" for s, p in kg.query("SELECT DISTINCT ?s ?p { ?s ?p ?o }")}
    for quad in ox.parse("\n".join(f"{line} ." for line in triples(kg.tree("PACT"))).encode(), ox.RdfFormat.N_QUADS):
        assert f"{quad.subject.value} {quad.predicate.value}" in held or quad.predicate.value == SUBJECT_OF


def test_a_tree_reads_like_a_page(kg):
    pact = kg.tree("PACT")
    assert list(pact)[:4] == ["@context", "id", "type", "label"]
    assert {key for key in pact if ":" in key} == set()
    (funder,) = [part for part in pact["participations"] if part["role"]["label"] == "funder"]
    assert funder["agent"] == {"id": "https://w3id.org/icmpd-kg/id/state/united-kingdom", "label": "United Kingdom"}
    (fact,) = funder["facts"]
    (place,) = fact["wasDerivedFrom"]
    assert (fact["basis"], place["page"]) == ("stated", "45")
    assert "UK-funded" in place["selector"]["quotation"]


def test_what_an_agent_does_and_its_figures_are_branches(kg):
    assert all(part["role"]["label"] and part["participatesIn"]["label"] for part in kg.tree("ILO")["engagements"])
    figures = kg.tree("Prague Process")["figures"]
    assert {figure["value"] for figure in figures if figure["unit"] == "states"} == {"50"}


def test_a_reference_fact_has_its_source_and_no_page(kg):
    facts = [fact for fact in kg.tree("Austria")["facts"] if fact["basis"] == "reference"]
    assert facts
    assert all(source.startswith("http") for fact in facts for source in fact["wasDerivedFrom"])


def test_the_export_means_the_same_to_an_independent_processor(small_kg):
    out, quads = io.BytesIO(), io.BytesIO()
    small_kg.export(out, "jsonld")
    small_kg.export(quads, "nquads")
    assert triples(json.loads(out.getvalue())) == canonical(ox.parse(quads.getvalue(), ox.RdfFormat.N_QUADS))


def test_the_command_prints_the_tree(cli, built, kg):
    done = cli("show", "PACT", "--store", built, "--format", "jsonld")
    assert json.loads(done.stdout) == kg.tree("PACT")
    assert done.stderr.startswith("Supporting institutional capacity of DGMM")


def test_every_property_that_facts_use_has_a_short_name(kg):
    """Only what describes the vocabulary and the questions (OWL, SHACL, lists) keeps names with a prefix."""
    context = ontology.context()
    meant = [value.get("@id", "") if isinstance(value, dict) else value for value in context.values()]
    named = {
        context[prefix] + name for prefix, _, name in (str(each).partition(":") for each in meant) if prefix in context
    }
    apart = "<https://w3id.org/icmpd-kg/graph/ontology>, <https://w3id.org/icmpd-kg/graph/questions>"
    used = kg.query(f"SELECT DISTINCT ?p {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?p != rdf:type && ?g NOT IN ({apart})) }}")
    assert {str(p) for (p,) in used} - named == set()
