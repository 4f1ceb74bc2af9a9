"""The ontology is well made and contradicts nothing: pitfalls asked by queries, and reasoning over it with data.

The pitfalls are those of the OOPS! catalogue (Poveda-Villalón et al., https://oops.linkeddata.es/catalogue.jsp) that a
query can find. Reasoning by OWL 2 RL is done twice: by owlrl, which tells contradictions itself but takes many minutes
over the whole graph, over the ontology with one thing of each kind; and by reasonable over the whole graph, where
queries look for contradictions in all that follows. Queries ask for the conditions of SKOS, too, which has no shapes.
"""

import io
from pathlib import Path

import owlrl
import pyoxigraph as ox
import pytest
import rdflib
import reasonable
from owlrl.OWLRL import OWLRL_Semantics

from icmpd_kg import KnowledgeGraph, ontology, queries

DATA = Path(__file__).parent / "data"
PITFALLS = sorted((DATA / "pitfalls").glob("*.rq"))
CONTRADICTIONS = sorted((DATA / "reasoning").glob("*.rq"))
OWL = "http://www.w3.org/2002/07/owl#"
ERROR = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")

# What the vocabularies that ours stands on say themselves, as far as it could contradict ours.
FOREIGN = """
    prov:Activity owl:disjointWith prov:Entity .
    foaf:Person owl:disjointWith foaf:Organization , foaf:Project , foaf:Document .
    skos:Concept owl:disjointWith skos:ConceptScheme , skos:Collection .
    org:member rdfs:range foaf:Agent .
    org:role rdfs:range org:Role .
    org:Organization rdfs:subClassOf foaf:Agent .
    org:OrganizationalCollaboration rdfs:subClassOf org:Organization .
"""
PREFIXES = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in ontology.prefixes().items())


@pytest.fixture
def vocabulary() -> ox.Store:
    store = ox.Store()
    for _, turtle in ontology.vocabulary():
        store.load(turtle, format=ox.RdfFormat.TURTLE)
    return store


def found(store: ox.Store, path: Path) -> list[str]:
    return [str(solution["term"]) for solution in store.query(path.read_text("utf-8"))]


# ── Pitfalls ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", PITFALLS, ids=lambda path: path.stem)
def test_the_ontology_keeps_clear_of_a_pitfall(vocabulary, path):
    assert found(vocabulary, path) == []


PLANTED = {
    "p04-unconnected": "INSERT DATA { icmpd:Lonely a owl:Class }",
    "p05-wrong-inverse": "INSERT DATA { icmpd:chairs rdfs:domain icmpd:Theme }",
    "p06-cycle": "INSERT DATA { icmpd:State rdfs:subClassOf icmpd:MemberState }",
    "p08-annotation": "DELETE WHERE { icmpd:Event skos:definition ?x }",
    "p10-disjointness": "DELETE WHERE { ?x a owl:AllDisjointClasses }",
    "p11-domain-or-range": "DELETE WHERE { icmpd:phase rdfs:range ?x }",
    "p13-inverse": "DELETE WHERE { icmpd:funds owl:inverseOf ?x }",
    "p19-several-domains": "INSERT DATA { icmpd:phase rdfs:domain icmpd:Event }",
    "p22-naming": "INSERT DATA { icmpd:Funder a owl:ObjectProperty }",
    "p32-label-twice": 'INSERT DATA { icmpd:Body a owl:Class ; rdfs:label "organisation"@en }',
    "p34-undeclared": "INSERT DATA { icmpd:City rdfs:subClassOf icmpd:Settlement }",
    "p41-licence": "DELETE WHERE { <https://w3id.org/icmpd-kg/ns> dcterms:license ?x }",
}  # fmt: skip


@pytest.mark.parametrize("path", PITFALLS, ids=lambda path: path.stem)
def test_a_planted_pitfall_is_found(vocabulary, path):
    vocabulary.update(PREFIXES + PLANTED[path.stem])
    assert found(vocabulary, path) != []


# ── Reasoning ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def sample(kg: KnowledgeGraph) -> rdflib.Graph:
    """The ontology without its words, what others say of theirs, and one thing of each kind with what it leads to."""
    graph = rdflib.Graph().parse(data=ontology.vocabulary()[0][1], format="turtle")
    for words in (rdflib.RDFS.comment, rdflib.RDFS.label, rdflib.SKOS.definition, rdflib.RDFS.isDefinedBy):
        graph.remove((None, words, None))
    graph.update(f"{PREFIXES} INSERT DATA {{ {FOREIGN} }}")
    for _, _, example in kg.query(queries.question("examples", "describing").sparql):
        for pattern in ("{ ?x ?p ?o } WHERE { ?x ?p ?o }", "{ ?o a ?kind } WHERE { ?x ?p ?o . ?o a ?kind }"):
            graph.parse(data=kg.query(f"CONSTRUCT {pattern}", x=example).text("ntriples"), format="nt")
    return graph


def contradictions(graph: rdflib.Graph) -> list[str]:
    owlrl.DeductiveClosure(OWLRL_Semantics).expand(graph)
    return [str(told) for error in graph.subjects(rdflib.RDF.type, ERROR) for told in graph.objects(error)]


def test_reasoning_finds_no_contradiction_in_ontology_and_sample(sample):
    kinds = set(sample.objects(None, rdflib.RDF.type))
    assert {
        rdflib.URIRef(f"https://w3id.org/icmpd-kg/ns#{kind}") for kind in ("Project", "Donor", "Participation")
    } <= kinds
    assert contradictions(rdflib.Graph() + sample) == []


def test_reasoning_finds_a_planted_contradiction(sample):
    spoilt = rdflib.Graph() + sample
    spoilt.update(PREFIXES + "INSERT { ?x a icmpd:Event } WHERE { ?x a icmpd:Project }")
    assert any("disjoint" in told.lower() for told in contradictions(spoilt))


@pytest.mark.parametrize("path", CONTRADICTIONS, ids=lambda path: path.stem)
def test_no_two_statements_of_the_whole_graph_contradict_one_another(kg, path):
    assert list(kg.query(path.read_text("utf-8"))) == []


def closure(folder: Path, turtle: bytes) -> ox.Store:
    """Everything that follows by OWL 2 RL."""
    (folder / "all.ttl").write_bytes(turtle)
    reasoner = reasonable.PyReasoner()
    reasoner.load_file(str(folder / "all.ttl"))
    followed = rdflib.Graph()
    for triple in reasoner.reason():
        # What may be concluded of the datatypes of literals has literals as subjects, which no RDF holds.
        if not isinstance(triple[0], rdflib.Literal):
            followed.add(triple)
    store = ox.Store()
    store.bulk_load(followed.serialize(format="nt").encode(), ox.RdfFormat.N_TRIPLES)
    return store


def excluded(store: ox.Store) -> list[ox.QuerySolution]:
    """What is of two kinds that exclude one another, or of none that can be."""
    found: list[ox.QuerySolution] = []
    for query in (
        (DATA / "reasoning" / "two-kinds.rq").read_text("utf-8"),
        "SELECT ?thing { ?one owl:disjointWith ?other . ?thing a ?one , ?other }",
        "SELECT ?thing { ?thing a owl:Nothing }",
        "SELECT ?thing { ?one owl:propertyDisjointWith ?other . ?thing ?one ?that ; ?other ?that }",
        "SELECT ?thing { ?thing owl:differentFrom ?that ; owl:sameAs ?that }",
    ):
        found += store.query(query, prefixes=dict(ontology.prefixes()) | {"owl": OWL})
    return found


def test_nothing_that_follows_from_the_whole_graph_contradicts_it(kg, tmp_path):
    whole = io.BytesIO()
    kg.export(whole, "ntriples")
    foreign = rdflib.Graph()
    foreign.update(f"{PREFIXES} INSERT DATA {{ {FOREIGN} }}")
    said = whole.getvalue() + foreign.serialize(format="nt").encode()
    reasoned = closure(tmp_path, said)
    assert len(reasoned) > 1.5 * len(kg)
    assert excluded(reasoned) == []
    pact, speaker = b"<https://w3id.org/icmpd-kg/id/project/pact>", b"<https://w3id.org/icmpd-kg/ns#speaker>"
    spoilt = said + pact + b" " + speaker + b" <https://w3id.org/icmpd-kg/id/person/michael-spindelegger> .\n"
    assert [str(each["thing"]) for each in excluded(closure(tmp_path, spoilt))] == [pact.decode()]


@pytest.mark.parametrize(
    ("name", "planted"),
    [
        ("two-kinds", "<https://example.org/x> a icmpd:Event , icmpd:Project"),
        ("outside-the-domain", '<https://example.org/x> a icmpd:Event ; icmpd:phase "II"'),
        ("outside-the-range", "<https://example.org/x> icmpd:country icmpd:x . icmpd:x a icmpd:City"),
        ("skos-labels", '<https://example.org/x> skos:prefLabel "a"@en , "b"@en'),
        ("skos-relations", "icmpd:x skos:broader icmpd:y ; skos:related icmpd:z . icmpd:y skos:broader icmpd:z"),
    ],
)  # fmt: skip
def test_a_planted_contradiction_is_found(vocabulary, name, planted):
    vocabulary.update(f"{PREFIXES} INSERT DATA {{ {planted} }}")
    query = (DATA / "reasoning" / f"{name}.rq").read_text("utf-8")
    assert list(vocabulary.query(query, prefixes=dict(ontology.prefixes())))
