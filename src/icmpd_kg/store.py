"""The quad store: an embedded one (pyoxigraph), on disk or in memory. Knows nothing of ICMPD."""

from __future__ import annotations

import contextlib
import difflib
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

import pyoxigraph as ox

from icmpd_kg import sparql
from icmpd_kg.errors import InputError, QueryError, StoreError
from icmpd_kg.model import BlankNode, Iri, Literal, Quad, Term, Triple

if TYPE_CHECKING:
    import rdflib

T = TypeVar("T")

ENGINE = f"pyoxigraph {ox.__version__}"

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


def _to_ox(value: Term) -> ox.NamedNode | ox.Literal | ox.BlankNode:
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


def _from_ox(value: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple) -> Term:
    if isinstance(value, ox.NamedNode):
        return Iri(value.value)
    if isinstance(value, ox.Literal):
        return Literal(value.value, value.datatype.value, value.language or "")
    if isinstance(value, ox.BlankNode):
        return BlankNode(value.value)
    raise QueryError("the answer holds a triple term (RDF 1.2), which no result form here can carry")


def _triple(value: ox.Triple | ox.Quad) -> Triple:
    subject = _from_ox(value.subject)
    assert not isinstance(subject, Literal)
    return Triple(subject, Iri(value.predicate.value), _from_ox(value.object))


class Solutions:
    """The solutions of a SELECT query, read once, in order."""

    def __init__(self, inner: ox.QuerySolutions) -> None:
        self._inner = inner
        self.variables: tuple[str, ...] = tuple(variable.value for variable in inner.variables)

    def __iter__(self) -> Iterator[tuple[Term | None, ...]]:
        with _running():
            for solution in self._inner:
                yield tuple(None if value is None else _from_ox(value) for value in solution)

    def write(self, form: str, out: IO[bytes]) -> None:
        """Write them to `out` in a W3C result format: json, xml, csv or tsv."""
        with _running():
            self._inner.serialize(out, RESULTS[form])


class Triples:
    """The triples of a CONSTRUCT or DESCRIBE query, read once."""

    def __init__(self, inner: Iterable[ox.Triple]) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[Triple]:
        with _running():
            yield from map(_triple, self._inner)

    def write(self, form: str, out: IO[bytes], prefixes: Mapping[str, str]) -> None:
        """Write them to `out` in an RDF format of `FORMATS`."""
        with _running():
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


class Store:
    """Quads under SPARQL 1.1; the default graph of a query is the union of all graphs."""

    def __init__(self, inner: ox.Store, prefixes: Mapping[str, str]) -> None:
        self._inner = inner
        self.prefixes = dict(prefixes)

    @classmethod
    def memory(cls, prefixes: Mapping[str, str]) -> Store:
        """An empty store in memory."""
        return cls(ox.Store(), prefixes)

    @classmethod
    def create(cls, path: Path, prefixes: Mapping[str, str]) -> Store:
        """An empty store on disk in the folder `path`, open for writing."""
        return cls(_guarded(lambda: ox.Store(str(path)), path), prefixes)

    @classmethod
    def open(cls, path: Path, prefixes: Mapping[str, str]) -> Store:
        """The finished store in the folder `path`, read-only: many processes may read it at once."""
        return cls(_guarded(lambda: ox.Store.read_only(str(path)), path), prefixes)

    def __len__(self) -> int:
        return len(self._inner)

    def load(self, quads: Iterable[Quad]) -> None:
        """Add quads as they come; they are never held together in memory."""
        stream = (ox.Quad(_to_ox(s), _to_ox(p), _to_ox(o), _to_ox(g)) for s, p, o, g in quads)  # type: ignore[arg-type]
        _guarded(lambda: self._inner.bulk_extend(stream))

    def add(self, triples: Iterable[Triple], graph: Iri) -> int:
        """Add to one graph those triples that no graph holds yet; how many they were.

        The engine's union of graphs gives a triple once a graph, so one that is said twice would be counted twice.
        """
        target = ox.NamedNode(graph)
        said = self._inner.quads_for_pattern
        terms = {(_to_ox(s), _to_ox(p), _to_ox(o)) for s, p, o in triples}
        new = [ox.Quad(*term, target) for term in terms if next(said(*term, None), None) is None]  # type: ignore[arg-type]
        _guarded(lambda: self._inner.extend(new))
        return len(new)

    def parse(self, content: bytes, form: str, *, graph: Iri | None = None, name: str = "input") -> None:
        """Parse RDF and add it: to `graph`, or to the graphs that the content itself names.

        Raises `InputError` naming the place where the content is not RDF of that format.
        """
        if form == "rdfxml" and re.search(rb"<!DOCTYPE", content, re.IGNORECASE):
            raise InputError(f"{name}: RDF/XML with a DOCTYPE is refused: entities in it can blow up or read files")
        target = ox.NamedNode(graph) if graph else None
        try:
            _guarded(lambda: self._inner.load(content, FORMATS[form], to_graph=target))
        except SyntaxError as error:
            place = f", line {error.lineno}" if error.lineno else ""
            raise InputError(f"{name}{place}: this is not {form}: {error.msg}") from None

    def query(self, query: str, bindings: Mapping[str, Term] | None = None) -> Answer:
        """Run a SPARQL query over the union of all graphs, each bound variable held to its term.

        Raises `QueryError` with line and column where the text is not SPARQL, or a binding has no variable in it.
        """
        variables = sparql.check(query)
        for name, value in (bindings or {}).items():
            if name not in variables:
                near = difflib.get_close_matches(name, variables, 1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                raise QueryError(f"the query has no variable ?{name} to bind{hint}")
            if isinstance(value, BlankNode):
                raise InputError(f"?{name} cannot be bound to a blank node: in a query it would stand for anything")
        terms = {name: str(_to_ox(value)) for name, value in (bindings or {}).items()}
        try:
            with _running():
                answer = self._run(sparql.masked(sparql.bound(query, terms) if terms else query))
        except SyntaxError:
            if not bindings:
                raise self._syntax(query) from None
            self.query(query)  # If the text itself is at fault, this tells the place in it.
            names = ", ".join(f"?{name}" for name in bindings)
            raise QueryError(f"{names} cannot be bound in this query, which gives it a value itself") from None
        if isinstance(answer, ox.QuerySolutions):
            return Solutions(answer)
        if isinstance(answer, ox.QueryBoolean):
            return Truth(answer)
        return Triples(answer)

    @staticmethod
    def spelled(query: str, bindings: Mapping[str, Term]) -> str:
        """The text of a query that holds each bound variable to its term itself, to be run anywhere."""
        terms = {name: str(_to_ox(value)) for name, value in bindings.items()}
        return sparql.bound(query, terms) if terms else query

    def _syntax(self, query: str) -> QueryError:
        """The error for a query that is no SPARQL: place, caret and what was expected."""
        spread = sparql.Spread(query)
        try:
            self._run(sparql.masked(spread.text))
        except SyntaxError as error:
            return spread.error(error.msg or str(error))
        return QueryError("this is not SPARQL")

    def _run(self, query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        return self._inner.query(
            query, prefixes=self.prefixes, use_default_graph_as_union=not sparql.names_graphs(query)
        )

    def select(self, query: str, bindings: Mapping[str, Term] | None = None) -> Solutions:
        """`query` for text that is known to be a SELECT."""
        answer = self.query(query, bindings)
        if not isinstance(answer, Solutions):
            raise QueryError("a SELECT query was expected")
        return answer

    @staticmethod
    def values(names: Sequence[str], rows: Iterable[Sequence[Term]]) -> str:
        """A VALUES block that gives variables the terms of each row, written by the engine itself."""
        return sparql.values(names, ([str(_to_ox(value)) for value in row] for row in rows))

    def solutions(self, query: str, bindings: Mapping[str, Term] | None = None) -> Iterator[dict[str, Term]]:
        """The solutions of a SELECT, each as what its variables stand for; those that are unbound are left out."""
        answer = self.select(query, bindings)
        for row in answer:
            yield {name: value for name, value in zip(answer.variables, row, strict=True) if value is not None}

    def dump(self, form: str, out: IO[bytes]) -> None:
        """Write everything to `out`: quads in trig and nquads, elsewhere the union of all graphs as triples."""
        if form in {"trig", "nquads"}:
            self._inner.dump(out, FORMATS[form], prefixes=self.prefixes)
        else:
            everything = self._inner.query("CONSTRUCT WHERE { ?s ?p ?o }", use_default_graph_as_union=True)
            assert isinstance(everything, ox.QueryTriples)
            ox.serialize(everything, out, FORMATS[form], prefixes=self.prefixes)

    def canonical(self) -> bytes:
        """All quads as canonical N-Quads (RDFC-1.0), so that equal graphs give equal bytes; held in memory."""
        dataset = ox.Dataset(self._inner)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        lines = sorted(ox.serialize([quad], format=ox.RdfFormat.N_QUADS) or b"" for quad in dataset)
        return b"".join(lines)

    def finish(self) -> None:
        """Write what is pending to disk and compact it for reading."""
        _guarded(self._inner.optimize)
        _guarded(self._inner.flush)

    def as_rdflib(self) -> rdflib.Dataset:
        """The same quads as an rdflib Dataset over this store, without a copy; its default graph is the union."""
        from icmpd_kg import rdfview

        return rdfview.dataset(self._inner, self.prefixes)

    def union(self) -> rdflib.Graph:
        """The union of all graphs as one rdflib Graph over this store, without a copy, for reading alone."""
        from icmpd_kg import rdfview

        return rdfview.Union(self._inner)


@functools.cache
def canonical(value: Literal) -> Literal:
    """The literal as the engine gives it back: `01` as an integer becomes `1`, `P18M` as a duration `P1Y6M`.

    Raises `InputError` where it is no value of its datatype.
    """
    scratch = ox.Store()
    cast = f"SELECT (<{value.datatype}>({ox.Literal(value.value)}) AS ?x) {{}}"
    with contextlib.suppress(RuntimeError):  # Of a datatype without a cast, every text is taken.
        (solution,) = scratch.query(cast)  # type: ignore[misc]
        if solution[0] is None:
            raise InputError(f"{value.value!r} is no {value.datatype}")
    node = ox.NamedNode("urn:x")
    scratch.add(ox.Quad(node, node, _to_ox(value)))
    back = _from_ox(next(iter(scratch)).object)
    assert isinstance(back, Literal)
    return back


@contextlib.contextmanager
def _running() -> Iterator[None]:
    """Turn what the engine finds wrong while a query runs into a `QueryError`."""
    try:
        yield
    except RuntimeError as error:
        raise QueryError(f"the query cannot be run: {error}") from None


def _guarded(action: Callable[[], T], path: Path | None = None) -> T:
    try:
        return action()
    except OSError as error:
        raise StoreError(_store_message(str(error), path)) from None


def _store_message(text: str, path: Path | None) -> str:
    where = f"the store {path}" if path else "the store"
    if "lock" in text.lower():
        return f"{where} is being written by another process; wait until that ends"
    if "No space left" in text:
        return f"{where} could not be written: the disk is full; free some room and build again"
    if "Read-only file system" in text:
        return f"{where} could not be written: the disk is read-only; choose another place with --store"
    return f"{where} cannot be used: {text}"
