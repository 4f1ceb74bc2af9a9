"""Terms and answers: what the engine reads and gives back, as the package's own values."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

import pyoxigraph as ox

from icmpd_kg.errors import InputError, QueryError
from icmpd_kg.model import BlankNode, Iri, Literal, Term, Triple

FORMATS: Mapping[str, ox.RdfFormat] = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
RESULTS: Mapping[str, ox.QueryResultsFormat] = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}


def to_ox(value: Term) -> ox.NamedNode | ox.Literal | ox.BlankNode:
    """The term as the engine has it; raises `InputError` where it is no RDF term."""
    if isinstance(value, Iri):
        try:
            return ox.NamedNode(value)
        except ValueError as error:
            raise InputError(f"{str(value)!r} is not an IRI: {error}") from None
    try:
        if isinstance(value, BlankNode):
            return ox.BlankNode(value.label)
        if value.language:
            return ox.Literal(value.value, language=value.language)
        return ox.Literal(value.value, datatype=ox.NamedNode(value.datatype))
    except ValueError as error:
        raise InputError(f"{value!r} is no RDF term: {error}") from None


def written(value: Term) -> str:
    """The term as SPARQL and N-Triples write it."""
    return str(to_ox(value))


def from_ox(value: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple) -> Term:
    """The term that the engine gives back; raises `QueryError` for a triple term."""
    if isinstance(value, ox.NamedNode):
        return Iri(value.value)
    if isinstance(value, ox.Literal):
        return Literal(value.value, value.datatype.value, value.language or "")
    if isinstance(value, ox.BlankNode):
        return BlankNode(value.value)
    raise QueryError("the answer holds a triple term (RDF 1.2), which no result form here can carry")


def triple(value: ox.Triple | ox.Quad) -> Triple:
    """The triple that the engine gives back."""
    subject = from_ox(value.subject)
    assert not isinstance(subject, Literal)
    return Triple(subject, Iri(value.predicate.value), from_ox(value.object))


class Solutions:
    """The solutions of a SELECT query, read once, in order."""

    def __init__(self, inner: ox.QuerySolutions) -> None:
        self._inner = inner
        self.variables: tuple[str, ...] = tuple(variable.value for variable in inner.variables)

    def __iter__(self) -> Iterator[tuple[Term | None, ...]]:
        with running():
            for solution in self._inner:
                yield tuple(None if value is None else from_ox(value) for value in solution)

    def write(self, form: str, out: IO[bytes]) -> None:
        """Write them to `out` in a W3C result format: json, xml, csv or tsv."""
        with running():
            self._inner.serialize(out, RESULTS[form])


class Triples:
    """The triples of a CONSTRUCT or DESCRIBE query, read once."""

    def __init__(self, inner: Iterable[ox.Triple]) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[Triple]:
        with running():
            yield from map(triple, self._inner)

    def write(self, form: str, out: IO[bytes], prefixes: Mapping[str, str]) -> None:
        """Write them to `out` in an RDF format of `FORMATS`."""
        with running():
            ox.serialize(self._inner, out, FORMATS[form], prefixes=dict(prefixes))


class Truth:
    """The answer of an ASK query."""

    def __init__(self, inner: ox.QueryBoolean) -> None:
        self._inner = inner

    def __bool__(self) -> bool:
        return bool(self._inner)

    def write(self, form: str, out: IO[bytes]) -> None:
        """Write it to `out` in a W3C result format: json, xml, csv or tsv."""
        self._inner.serialize(out, RESULTS[form])


Answer = Solutions | Triples | Truth


@contextlib.contextmanager
def running() -> Iterator[None]:
    """Turn what the engine finds wrong while a query runs into a `QueryError`."""
    try:
        yield
    except RuntimeError as error:
        raise QueryError(f"the query cannot be run: {error}") from None
