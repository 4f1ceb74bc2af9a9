"""The embedded store: quads in pyoxigraph, on disk or in memory."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

import pyoxigraph as ox

from icmpd_kg import sparql
from icmpd_kg.errors import InputError, QueryError, StoreError
from icmpd_kg.model import BlankNode, Iri, Literal, Quad, Term, Triple
from icmpd_kg.store.answers import FORMATS, RESULTS, Answer, Solutions, Triples, Truth, from_ox, running, to_ox, triple
from icmpd_kg.store.base import Scope, Store, prepared

if TYPE_CHECKING:
    import rdflib

T = TypeVar("T")
Found = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

EVERYTHING = Scope()
ENGINE = f"pyoxigraph {ox.__version__}"


class Embedded(Store):
    """Quads in this process, on disk or in memory."""

    def __init__(self, inner: ox.Store, prefixes: Mapping[str, str]) -> None:
        self._inner = inner
        self.prefixes = dict(prefixes)

    @classmethod
    def memory(cls, prefixes: Mapping[str, str]) -> Embedded:
        """An empty store in memory."""
        return cls(ox.Store(), prefixes)

    @classmethod
    def create(cls, path: Path, prefixes: Mapping[str, str]) -> Embedded:
        """An empty store on disk in the folder `path`, open for writing."""
        return cls(_guarded(lambda: ox.Store(str(path)), path), prefixes)

    @classmethod
    def open(cls, path: Path, prefixes: Mapping[str, str]) -> Embedded:
        """The finished store in the folder `path`, read-only: many processes may read it at once."""
        return cls(_guarded(lambda: ox.Store.read_only(str(path)), path), prefixes)

    def __len__(self) -> int:
        return len(self._inner)

    def load(self, quads: Iterable[Quad]) -> None:
        """Add quads as they come; they are never held together in memory."""
        stream = (ox.Quad(to_ox(s), to_ox(p), to_ox(o), to_ox(g)) for s, p, o, g in quads)  # type: ignore[arg-type]
        _guarded(lambda: self._inner.bulk_extend(stream))

    def take(self, other: Embedded) -> None:
        """Add all that another store holds, its blank nodes under their canonical names: the same ones each time."""
        _guarded(lambda: self._inner.bulk_extend(other._canonical()))

    def add(self, triples: Iterable[Triple], graph: Iri) -> int:
        """Add to one graph those triples that no graph holds yet; how many they were.

        The engine's union of graphs gives a triple once a graph, so one that is said twice would be counted twice.
        """
        target = ox.NamedNode(graph)
        said = self._inner.quads_for_pattern
        terms = {(to_ox(s), to_ox(p), to_ox(o)) for s, p, o in triples}
        new = [ox.Quad(*term, target) for term in terms if next(said(*term, None), None) is None]  # type: ignore[arg-type]
        _guarded(lambda: self._inner.extend(new))
        return len(new)

    def parse(
        self, content: bytes, form: str, *, graph: Iri | None = None, name: str = "input", base: str = ""
    ) -> None:
        """Parse RDF and add it: to `graph`, or to the graphs that the content itself names.

        Relative IRIs are resolved against `base`. Raises `InputError` naming the place where the content is not RDF of
        that format.
        """
        if form == "rdfxml" and re.search(rb"<!DOCTYPE", content, re.IGNORECASE):
            raise InputError(f"{name}: RDF/XML with a DOCTYPE is refused: entities in it can blow up or read files")
        target = ox.NamedNode(graph) if graph else None
        try:
            _guarded(lambda: self._inner.load(content, FORMATS[form], base_iri=base or None, to_graph=target))
        except SyntaxError as error:
            place = f", line {error.lineno}" if error.lineno else ""
            raise InputError(f"{name}{place}: this is not {form}: {error.msg}") from None

    def query(
        self,
        query: str,
        bindings: Mapping[str, Term] | None = None,
        services: Collection[str] = (),
        scope: Scope = EVERYTHING,
    ) -> Answer:
        """See `Store.query`; a SERVICE is asked by the engine, which waits for it as long as it takes."""
        text = prepared(query, bindings or {}, services)
        run = functools.partial(self._run, scope)
        try:
            with running():
                answer = run(text) if not services else _whole(run, text)
        except SyntaxError:
            if not bindings:
                raise self._syntax(query, services, scope) from None
            self.query(
                query, services=services, scope=scope
            )  # If the text itself is at fault, this tells the place in it.
            names = ", ".join(f"?{name}" for name in bindings)
            raise QueryError(f"{names} cannot be bound in this query, which gives it a value itself") from None
        if isinstance(answer, ox.QuerySolutions):
            return Solutions(answer)
        if isinstance(answer, ox.QueryBoolean):
            return Truth(answer)
        return Triples(answer)

    def _syntax(self, query: str, services: Collection[str], scope: Scope) -> QueryError:
        """The error for a query that is no SPARQL: place, caret and what was expected."""
        spread = sparql.Spread(query)
        try:
            self._run(scope, sparql.masked(spread.text, services))
        except SyntaxError as error:
            return spread.error(error.msg or str(error))
        return QueryError("this is not SPARQL")

    def _run(self, scope: Scope, query: str) -> Found:
        # The engine reads each address that it is given; a backslash may write any letter of a prefix.
        prefixes = {p: iri for p, iri in self.prefixes.items() if f"{p}:" in query or "\\" in query}
        if not scope.default and not scope.named:
            union = not sparql.names_graphs(query)
            return self._inner.query(query, base_iri=scope.base, prefixes=prefixes, use_default_graph_as_union=union)
        return self._inner.query(
            query,
            base_iri=scope.base,
            prefixes=prefixes,
            default_graph=[to_ox(graph) for graph in scope.default],  # type: ignore[misc]
            named_graphs=[to_ox(graph) for graph in scope.named],  # type: ignore[misc]
        )

    def dump(self, form: str, out: IO[bytes]) -> None:
        """Write everything to `out`: quads in trig and nquads, elsewhere the union of all graphs as triples."""
        if form in {"trig", "nquads"}:
            self._inner.dump(out, FORMATS[form], prefixes=self.prefixes)
        else:
            everything = self._inner.query("CONSTRUCT WHERE { ?s ?p ?o }", use_default_graph_as_union=True)
            assert isinstance(everything, ox.QueryTriples)
            ox.serialize(everything, out, FORMATS[form], prefixes=self.prefixes)

    def loaded(self) -> Embedded:
        """A copy of all graphs in memory, which answers some three times faster than the disk."""
        copy = ox.Store()
        copy.bulk_extend(self._inner)
        return Embedded(copy, self.prefixes)

    def without(self, graph: Iri) -> Embedded:
        """A copy in memory of every graph but one. (A dataset of all others, listed, makes each query slow.)"""
        copy, left_out = ox.Store(), ox.NamedNode(graph)
        copy.bulk_extend(quad for quad in self._inner if quad.graph_name != left_out)
        return Embedded(copy, self.prefixes)

    def canonical(self) -> bytes:
        """All quads as canonical N-Quads (RDFC-1.0), so that equal graphs give equal bytes; held in memory."""
        lines = sorted(ox.serialize([quad], format=ox.RdfFormat.N_QUADS) or b"" for quad in self._canonical())
        return b"".join(lines)

    def _canonical(self) -> ox.Dataset:
        dataset = ox.Dataset(self._inner)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        return dataset

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


def _whole(run: Callable[[str], Found], query: str) -> Found | Iterable[ox.Triple]:
    """An answer read to its end, since what it asks of others may fail at any row."""
    try:
        answer = run(query)
        if isinstance(answer, ox.QuerySolutions):
            return ox.parse_query_results(answer.serialize(format=RESULTS["json"]), RESULTS["json"])
        return list(answer) if isinstance(answer, ox.QueryTriples) else answer
    except OSError as error:
        raise StoreError(f"a SERVICE of the query gave no answer: {' '.join(str(error).split())}") from None


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
    scratch.add(ox.Quad(node, node, to_ox(value)))
    back = from_ox(next(iter(scratch)).object)
    assert isinstance(back, Literal)
    return back


def canonicalised(triples: Iterable[Triple]) -> frozenset[Triple]:
    """The triples of one graph, its blank nodes named by RDFC-1.0, so that equal graphs give equal sets."""
    listed = list(triples)
    if not any(isinstance(term, BlankNode) for each in listed for term in each):
        return frozenset(listed)
    terms = ((to_ox(s), to_ox(p), to_ox(o)) for s, p, o in listed)
    dataset = ox.Dataset(ox.Quad(*each) for each in terms)  # type: ignore[arg-type]
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(map(triple, dataset))


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
