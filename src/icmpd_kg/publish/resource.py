"""All that is known of one resource, as quads that can be read without the rest of the graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from icmpd_kg import queries
from icmpd_kg.model import FACT, NS, PROVENANCE, BlankNode, Iri, Quad, Term
from icmpd_kg.store import Store

# A query holds no more than 20,000 characters, and an IRI some 100.
_ASKED_AT_ONCE = 100
# From a fact to its evidence, and from there to its quotation.
_STEPS_TO_QUOTATION = 2


def describe(store: Store, iri: Iri) -> list[Quad]:
    """What is said of a resource and with it, and the proof of each fact that says so; nothing where it is unknown."""
    # What uses a term of the vocabulary is half the graph, and says nothing of the term.
    view = "term" if iri.startswith(NS) else "resource"
    said = [_quad(row) for row in store.select(queries.view(view), {"iri": iri})]
    facts = {quad.graph for quad in said if quad.graph.startswith(FACT)}
    facts |= {quad.subject for quad in said if quad.graph == PROVENANCE and quad.subject == iri}
    return list(dict.fromkeys([*said, *_proof(store, facts)]))


def named_graph(store: Store, iri: Iri) -> list[Quad]:
    """The quads of one graph; none where there is no such graph."""
    return [_quad(row) for row in store.select(queries.view("graph"), {"graph": iri})]


def _proof(store: Store, facts: Iterable[Iri]) -> Iterator[Quad]:
    nodes, known = set(facts), set[Iri]()
    for _ in range(_STEPS_TO_QUOTATION + 1):
        known |= nodes
        proof = list(_of(store, sorted(nodes)))
        yield from proof
        nodes = {quad.object for quad in proof if isinstance(quad.object, Iri) and "#" in quad.object} - known


def _of(store: Store, subjects: list[Iri]) -> Iterator[Quad]:
    """What the provenance graph says of these subjects."""
    for first in range(0, len(subjects), _ASKED_AT_ONCE):
        batch = subjects[first : first + _ASKED_AT_ONCE]
        values = store.values(["s"], ([subject] for subject in batch))
        text = f"SELECT ?s ?p ?o {{ {values} GRAPH <{PROVENANCE}> {{ ?s ?p ?o }} }}"
        yield from (_quad((*row, Iri(PROVENANCE))) for row in store.select(text))


def _quad(row: tuple[Term | None, ...]) -> Quad:
    subject, predicate, value, graph = row
    assert isinstance(subject, Iri | BlankNode) and isinstance(predicate, Iri) and value and isinstance(graph, Iri)
    return Quad(subject, predicate, value, graph)
