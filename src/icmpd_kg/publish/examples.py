"""The catalogue as RDF: each question a `sh:SPARQLExecutable`, for editors and programs that look for examples.

The convention is that of SIB's SPARQL examples (Bolleman et al., 2024, https://github.com/sib-swiss/sparql-examples).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from icmpd_kg import sparql
from icmpd_kg.model import BASE, LANG_STRING, QUESTIONS, RDF_TYPE, XSD, Iri, Literal, Quad, Term
from icmpd_kg.queries import Question
from icmpd_kg.store import Store, bound

_SH = "http://www.w3.org/ns/shacl#"
_SCHEMA = "https://schema.org/"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"


def of_questions(store: Store, asked: Iterable[tuple[Question, Mapping[str, Term]]]) -> Iterator[Quad]:
    """The quads that describe the questions: each with its text, its variables bound to the terms given with it."""
    for prefix, namespace in sorted(store.prefixes.items()):
        node = Iri(f"{BASE}prefix/{prefix}")
        yield _quad(Iri(QUESTIONS), _SH + "declare", node)
        yield _quad(node, _SH + "prefix", Literal(prefix))
        yield _quad(node, _SH + "namespace", Literal(namespace, XSD + "anyURI"))
    for question, terms in asked:
        node = Iri(f"{BASE}question/{question.name}")
        yield _quad(node, RDF_TYPE, Iri(_SH + "SPARQLExecutable"))
        yield _quad(node, RDF_TYPE, Iri(_SH + "SPARQLSelectExecutable"))
        yield _quad(node, _RDFS + "comment", Literal(f"{question.title}. {question.description}", LANG_STRING, "en"))
        yield _quad(node, _SH + "prefixes", Iri(QUESTIONS))
        yield _quad(node, _SH + "select", Literal(_text(store, question, terms)))
        for tag in question.tags:
            yield _quad(node, _SCHEMA + "keywords", Literal(tag))


def _quad(subject: Iri, predicate: str, value: Term) -> Quad:
    return Quad(subject, Iri(predicate), value, Iri(QUESTIONS))


def _text(store: Store, question: Question, terms: Mapping[str, Term]) -> str:
    """The question as a query that runs as it stands: with its prefixes, without its header."""
    body = "".join(line for line in question.sparql.splitlines(keepends=True) if not line.startswith("#+"))
    used = sparql.undeclared(body, store.prefixes)
    head = "".join(f"PREFIX {prefix}: <{store.prefixes[prefix]}>\n" for prefix in used)
    return head + bound(body, terms)
