"""Load the graph into a server: each named graph there becomes equal to ours, and those of others stay untouched.

What the server holds is read first and compared, so that only graphs that differ are sent. Hence nothing needs to be
remembered: a push that was cut off goes on where it stopped, and a second push sends nothing.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from icmpd_kg import queries
from icmpd_kg.model import XSD, BlankNode, Iri, Literal, Triple
from icmpd_kg.store import Store, canonicalised, written

# Virtuoso compiles an update to SQL of at most 10,000 lines, which some 2,000 triples fill.
_SENT_AT_ONCE = 500
# Virtuoso leaves out what goes beyond a number of rows, by default 10,000, without a word.
_READ_AT_ONCE = 5_000
# A query holds no more than 20,000 characters, and the IRI of a graph some 100.
_GRAPHS_AT_ONCE = 100

Graphs = Mapping[Iri, int]
Watch = Callable[[Sequence[Any]], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: graphs (and their quads) sent, graphs that were equal already, graphs removed."""

    sent: int
    quads: int
    unchanged: int
    removed: int


def push(ours: Store, theirs: Store, update: Callable[[str], object], watch: Watch) -> Pushed:
    """Make the graphs of `theirs` under our own IRIs equal to those of `ours`, by calls of `update`.

    `watch` is handed what is to be compared, then what is to be sent, and hands it back bit by bit, as `tqdm` does.
    """
    here, there = _graphs(ours), _graphs(theirs)
    alike = {graph: quads for graph, quads in here.items() if there.get(graph) == quads}
    same: set[Iri] = set()
    for batch in watch(list(_batches(alike))):
        known, found = (_contents(store, batch) for store in (ours, theirs))
        same |= {graph for graph in batch if _compared(known[graph]) == _compared(found[graph])}
    changed = {graph: quads for graph, quads in here.items() if graph not in same}
    gone = sorted(there.keys() - here.keys())
    for request in watch([*map(_dropped, gone), *_insertions(ours, changed)]):
        update(request)
    return Pushed(len(changed), sum(changed.values()), len(same), len(gone))


def _graphs(store: Store) -> Graphs:
    """Our graphs in a store, by name, each with its number of quads."""
    found: dict[Iri, int] = {}
    after = ""
    while page := list(store.select(queries.view("graphs"), {"after": Literal(after)})):
        for graph, quads in page:
            assert isinstance(graph, Iri) and isinstance(quads, Literal)
            found[graph] = int(quads.value)
            after = str(graph)
    return found


def _batches(graphs: Graphs) -> Iterator[Graphs]:
    """The graphs in batches that one query can ask for and one answer can hold; a large one alone."""
    batch: dict[Iri, int] = {}
    for graph, quads in graphs.items():
        if batch and (len(batch) == _GRAPHS_AT_ONCE or sum(batch.values()) + quads > _READ_AT_ONCE):
            yield batch
            batch = {}
        batch[graph] = quads
    if batch:
        yield batch


def _contents(store: Store, batch: Graphs) -> dict[Iri, list[Triple]]:
    """The triples of each graph of a batch.

    The pages have no order that SPARQL would hold a server to. Should one repeat rows, the graph seems different and is
    sent again, which does no harm.
    """
    found: dict[Iri, list[Triple]] = defaultdict(list)
    values = store.values(["graph"], ([graph] for graph in batch))
    for offset in range(0, sum(batch.values()), _READ_AT_ONCE):
        limits = f"LIMIT {_READ_AT_ONCE} OFFSET {offset}"
        query = f"SELECT ?graph ?s ?p ?o {{ {values} GRAPH ?graph {{ ?s ?p ?o }} }} {limits}"
        for graph, *terms in store.select(query):
            found[graph].append(Triple(*terms))  # type: ignore[index,arg-type]
    return found


def _compared(triples: Iterable[Triple]) -> frozenset[Triple]:
    """The triples of a graph as far as two servers can be expected to agree on them.

    Virtuoso gives a whole decimal back as an integer now and then.
    """
    return canonicalised(
        each._replace(object=each.object._replace(datatype=XSD + "integer"))
        if isinstance(each.object, Literal)
        and each.object.datatype == XSD + "decimal"
        and each.object.value.lstrip("-").isdigit()
        else each
        for each in triples
    )


def _insertions(ours: Store, graphs: Graphs) -> Iterator[str]:
    """The updates that replace graphs, each of as many triples as a server can take at once."""
    fresh: list[Iri] = []
    said: dict[Iri, list[Triple]] = defaultdict(list)
    size = 0
    for batch in _batches(graphs):
        contents = _contents(ours, batch)
        for graph in batch:
            fresh.append(graph)
            for piece in _pieces(contents[graph]):
                if size and size + len(piece) > _SENT_AT_ONCE:
                    yield _replacement(fresh, said)
                    fresh, said, size = [], defaultdict(list), 0
                said[graph] += piece
                size += len(piece)
    if size:
        yield _replacement(fresh, said)


def _pieces(triples: Iterable[Triple]) -> Iterator[list[Triple]]:
    """The triples of a graph in pieces that can be sent apart: those that share a blank node stay together."""
    pieces: dict[BlankNode, list[Triple]] = {}
    for triple in triples:
        nodes = _blank(triple)
        if not nodes:
            yield [triple]
            continue
        known = {id(piece): piece for node in nodes if (piece := pieces.get(node))}
        joined = [triple, *itertools.chain.from_iterable(known.values())]
        pieces.update((node, joined) for each in joined for node in _blank(each))
    yield from {id(piece): piece for piece in pieces.values()}.values()


def _blank(triple: Triple) -> list[BlankNode]:
    return [term for term in triple if isinstance(term, BlankNode)]


def _dropped(graph: Iri) -> str:
    return f"DROP SILENT GRAPH <{graph}>"


def _replacement(fresh: Iterable[Iri], said: Mapping[Iri, Iterable[Triple]]) -> str:
    """One update: the graphs that begin in it are emptied, and the triples said of all of them."""
    data, rest = (
        [
            f"GRAPH <{graph}> {{ {' '.join(lines)} }}"
            for graph, triples in said.items()
            if (lines := [f"{' '.join(map(written, each))} ." for each in triples if _is_hard(each) is hard])
        ]
        for hard in (False, True)
    )
    inserted = [f"INSERT DATA {{ {' '.join(data)} }}"] if data else []
    inserted += [f"INSERT {{ {' '.join(rest)} }} WHERE {{}}"] if rest else []
    return " ;\n".join([*map(_dropped, fresh), *inserted])


def _is_hard(triple: Triple) -> bool:
    """Whether Virtuoso cannot take a triple as INSERT DATA, which it cannot where it holds blank nodes or durations.

    It takes them as INSERT, of which it takes fewer at once.
    """
    return bool(_blank(triple)) or (isinstance(triple.object, Literal) and triple.object.datatype == XSD + "duration")
