"""Examples of a term from the graph: a thing of the class or a triple of the property, with its proof, also as TriG."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from icmpd_kg import queries
from icmpd_kg.graph import KnowledgeGraph
from icmpd_kg.model import BASE, DERIVED, PROVENANCE, RDF_TYPE, Evidence, Iri, Quad, Term
from icmpd_kg.pages.statements import text
from icmpd_kg.publish import serialise

_FROM = Iri("http://www.w3.org/ns/prov#wasDerivedFrom")


@dataclass(frozen=True, slots=True)
class Example:
    """One triple of the graph, the places that state it, and the same as RDF."""

    subject: str
    subject_label: str
    object: str
    object_label: str
    evidence: tuple[Evidence, ...]
    trig: str


def examples(kg: KnowledgeGraph, term: str, of_class: bool) -> list[Example]:
    """Up to three things of a class, or triples of a property."""
    given = {"property": Iri(RDF_TYPE), "object": Iri(term)} if of_class else {"property": Iri(term)}
    found = kg.query(queries.view("term-examples"), **given)
    return [_example(kg, dict(zip(found.variables, row, strict=True))) for row in found]


def _example(kg: KnowledgeGraph, row: Mapping[str, Term | None]) -> Example:
    subject, prop, value = row["subject"], row["property"], row["object"]
    assert isinstance(subject, Iri) and isinstance(prop, Iri) and value is not None
    evidence = tuple(kg.evidence(subject, prop, value))
    return Example(
        subject,
        text(row["subjectLabel"]) or subject.removeprefix(BASE),
        str(value) if isinstance(value, Iri) else "",
        text(row["objectLabel"]) or text(value).removeprefix(BASE),
        evidence,
        _trig(_quads(kg, subject, prop, value, evidence)),
    )


def _quads(kg: KnowledgeGraph, subject: Iri, prop: Iri, value: Term, evidence: tuple[Evidence, ...]) -> Iterator[Quad]:
    """The triple in its graph, and the first place that states it; of what is no fact, what is said of it itself."""
    if not evidence:
        said = [quad for quad in kg.describe(subject) if quad.subject == subject]
        yield from (q for q in said if prop == RDF_TYPE or (q.predicate == prop and q.object == value))
        return
    first = evidence[0]
    yield Quad(subject, prop, value, Iri(DERIVED) if first.rule else first.fact)
    proof = [quad for quad in kg.describe(first.fact) if quad.graph == PROVENANCE]
    places = sorted(str(quad.object) for quad in proof if quad.subject == first.fact and quad.predicate == _FROM)
    shown = {str(first.fact), *places[:1]}
    shown |= {str(quad.object) for quad in proof if str(quad.subject) in places[:1]}
    for quad in proof:
        left_out = quad.predicate == _FROM and quad.subject == first.fact and str(quad.object) not in shown
        if str(quad.subject) in shown and not left_out:
            yield quad


def _trig(quads: Iterable[Quad]) -> str:
    """Quads as TriG, with the prefixes that it uses and no others."""
    out = io.BytesIO()
    serialise.write_quads(quads, "trig", out)
    lines = out.getvalue().decode().splitlines(keepends=True)
    body = "".join(line for line in lines if not line.startswith("@prefix"))
    # The writer gives the prefixes in no order.
    heads = sorted(line for line in lines if line.startswith("@prefix"))
    used = (line for line in heads if re.search(rf"(?<![\w<-]){re.escape(line.split()[1])}\w", body))
    return "".join((*used, body)).rstrip()
