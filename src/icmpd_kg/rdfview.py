"""The quads of an embedded store as rdflib sees them, without a copy.

Apart from `store`, which imports it when asked: rdflib takes longer to import than a query takes to answer.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox
import rdflib
from oxrdflib import OxigraphStore


def dataset(inner: ox.Store, prefixes: Mapping[str, str]) -> rdflib.Dataset:
    """All graphs as an rdflib Dataset; its default graph is their union."""
    view = rdflib.Dataset(store=OxigraphStore(store=inner), default_union=True)
    for prefix, namespace in prefixes.items():
        view.bind(prefix, namespace)
    return view


class Union(rdflib.Graph):
    """The union of all graphs as one rdflib Graph, for reading alone.

    pyshacl needs it: of a Dataset it validates the graphs one by one. Terms are converted once and kept for a while,
    and no object is made for the graph of each triple, which makes this five times as fast as a `dataset`.
    """

    def __init__(self, inner: ox.Store) -> None:
        super().__init__(store=OxigraphStore(store=inner))
        self.default_union = True
        self._quads = inner.quads_for_pattern

    def triples(self, triple: Any) -> Iterator[Any]:  # type: ignore[override]
        """The triples of a pattern, each once, whatever the number of graphs it stands in."""
        s, p, o = triple
        if isinstance(s, rdflib.Literal):
            return
        found = {(q.subject, q.predicate, q.object) for q in self._quads(_to_ox(s), _to_ox(p), _to_ox(o), None)}
        for subject, predicate, value in found:
            yield _to_rdflib(subject), _to_rdflib(predicate), _to_rdflib(value)

    def __len__(self) -> int:
        # pyshacl asks twice a result whether the graph is empty, and counting the store takes 0.1 s.
        return 1


@functools.lru_cache(maxsize=100_000)
def _to_rdflib(value: Any) -> Any:
    if isinstance(value, ox.NamedNode):
        return rdflib.URIRef(value.value)
    if isinstance(value, ox.BlankNode):
        return rdflib.BNode(value.value)
    if value.language:
        return rdflib.Literal(value.value, lang=value.language)
    return rdflib.Literal(value.value, datatype=rdflib.URIRef(value.datatype.value))


def _to_ox(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, rdflib.URIRef):
        return ox.NamedNode(value)
    if isinstance(value, rdflib.BNode):
        return ox.BlankNode(value)
    if value.language:
        return ox.Literal(value, language=value.language)
    return ox.Literal(value, datatype=ox.NamedNode(value.datatype) if value.datatype else None)
