"""What a worker does for a request: a query, a resource or a graph, written in the form that was chosen."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
from collections.abc import Collection, Iterator, Sequence
from typing import IO, TYPE_CHECKING, NamedTuple

from icmpd_kg import queries, results
from icmpd_kg.errors import InputError, NotFoundError
from icmpd_kg.model import Iri, Quad
from icmpd_kg.pages import spreadsheet
from icmpd_kg.publish import serialise
from icmpd_kg.store import Scope

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from icmpd_kg.graph import KnowledgeGraph


class Written(NamedTuple):
    """What was written: its form, whether compressed, and a tag that no other content has."""

    form: str
    gzipped: bool
    tag: str


class _Digested(io.BytesIO):
    """Hands on what is written, keeps none of it, and knows its digest."""

    def __init__(self, out: IO[bytes]) -> None:
        super().__init__()
        self._out = out
        self.digest = hashlib.blake2b(digest_size=12)

    def write(self, content: Buffer) -> int:
        """Hand on."""
        self.digest.update(content)
        return self._out.write(content)


@contextlib.contextmanager
def encoded(out: IO[bytes], gzipped: bool) -> Iterator[_Digested]:
    """A stream to `out` that compresses on the way, if it should."""
    if gzipped:
        # The same content must give the same bytes: no time.
        with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=4, mtime=0) as packed:
            yield _Digested(packed)  # type: ignore[arg-type]
    else:
        yield _Digested(out)


def query(
    graph: KnowledgeGraph,
    out: IO[bytes],
    *,
    text: str,
    default: Sequence[str],
    named: Sequence[str],
    form: str,
    services: Collection[str],
    gzipped: bool,
) -> Written:
    """Write the answer to a query; a choice of graphs, `default` and `named`, is by their IRIs."""
    scope = Scope(tuple(map(Iri, default)), tuple(map(Iri, named)))
    result = graph.answer(text, {}, services, scope)
    with encoded(out, gzipped) as stream:
        if form == "spreadsheet":
            if result.is_graph:
                raise InputError("a graph is no table: choose a form of RDF for it")
            spreadsheet.write(result.variables, (list(map(results.show, row)) for row in result), stream)
        else:
            result.write(form, stream)
    return Written(form, gzipped, stream.digest.hexdigest())


def resource(graph: KnowledgeGraph, out: IO[bytes], iri: str, form: str, gzipped: bool) -> Written:
    """Write what is known of a resource: what is said of it and with it, and the proof of each statement.

    Raises `NotFoundError`, with the names nearest to it, where nothing is.
    """
    return _quads(graph, out, graph.describe(iri), iri=iri, form=form, gzipped=gzipped)


def named_graph(graph: KnowledgeGraph, out: IO[bytes], iri: str, form: str, gzipped: bool) -> Written:
    """Write one graph, or the union of all where no `iri` names one; raises `NotFoundError` where it is not there."""
    if iri:
        return _quads(graph, out, graph.named_graph(iri), iri=iri, form=form, gzipped=gzipped)
    with encoded(out, gzipped) as stream:
        graph.export(stream, form)
    return Written(form, gzipped, stream.digest.hexdigest())


def _quads(graph: KnowledgeGraph, out: IO[bytes], quads: list[Quad], *, iri: str, form: str, gzipped: bool) -> Written:
    if not quads:
        raise _unknown(graph, iri)
    with encoded(out, gzipped) as stream:
        serialise.write_quads(quads, form, stream)
    return Written(form, gzipped, stream.digest.hexdigest())


def record(graph: KnowledgeGraph, out: IO[bytes], service: str, form: str, gzipped: bool) -> Written:
    """Write the graph described as a data set, which can be asked at the address `service`."""
    with encoded(out, gzipped) as stream:
        graph.description(service=service).write(form, stream)
    return Written(form, gzipped, stream.digest.hexdigest())


def known(graph: KnowledgeGraph, out: IO[bytes], iri: str) -> None:
    """Raise `NotFoundError`, with the names nearest to it, where nothing is known of a resource."""
    if not graph.answer(queries.view("known"), {"iri": Iri(iri)}):
        raise _unknown(graph, iri)


def _unknown(graph: KnowledgeGraph, iri: str) -> NotFoundError:
    name = iri.rstrip("/").rpartition("/")[2].replace("-", " ")
    nearest = [f"{entity.label} <{entity.iri}>" for entity in graph.search(name, 5)]
    near = "; nearest:\n" + "\n".join(nearest) if nearest else ""
    return NotFoundError(f"the graph has no <{iri}>{near}", nearest)


def ready(graph: KnowledgeGraph, out: IO[bytes]) -> bool:
    """Whether the graph answers."""
    return bool(graph.answer("ASK { ?anything a ?class }", {}))
