"""The measures of every node of a network as one table."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from icmpd_kg.errors import InputError, NotFoundError
from icmpd_kg.networks import brokers, centrality, cohesion, large
from icmpd_kg.networks.centrality import Values
from icmpd_kg.networks.simple import simple, two_modes

if TYPE_CHECKING:
    import networkx as nx
    import pandas

OF_NODES: Mapping[str, Callable[[nx.Graph[int]], Values]] = {
    "degree": centrality.degree,
    "in_degree": centrality.in_degree,
    "out_degree": centrality.out_degree,
    "strength": centrality.strength,
    "degree_centrality": centrality.degree_centrality,
    "betweenness": centrality.betweenness,
    "closeness": centrality.closeness,
    "eigenvector": centrality.eigenvector,
    "pagerank": centrality.pagerank,
    "core": cohesion.core,
    "clustering": cohesion.clustering,
    "redundancy": cohesion.redundancy,
    "community": cohesion.community,
    "leiden": cohesion.leiden,
    "component": cohesion.component,
    "articulation": cohesion.articulation,
    "bridges": cohesion.bridges,
}
MEASURES = (*OF_NODES, "brokerage")
_ON_REQUEST = {"leiden"}  # It loads an engine, which the others do for a large network alone.


def measures(graph: nx.Graph[Any], only: Collection[str] | None = None, by: str = "region") -> pandas.DataFrame:
    """A row a node, a column a measure: each is defined, with its source, by the function of its name.

    `only` names those that are wanted, of `MEASURES`; without it they are all but "leiden". "brokerage", between groups
    that the attribute `by` tells, makes five columns. Before the measures stand `label`, `kind` and `by`, where nodes
    have them. What was done to the graph (ties merged, direction dropped), what does not apply to it and where a value
    is missing tell the sentences in `frame.attrs["notes"]`: a measure that does not apply has no value (NaN) in a table
    of all of them.
    Raises `InputError` for one that was named and does not apply, or an empty network; `NotFoundError` for an unknown.
    """
    import pandas

    wanted = [name for name in MEASURES if name not in _ON_REQUEST] if only is None else named(only, MEASURES)
    measured = simple(graph)
    columns: dict[str, Values] = {}
    notes = done(measured)
    for name in wanted:
        try:
            columns |= _columns(measured, name, by)
        except InputError as inapplicable:
            if only is not None:
                raise
            if str(inapplicable) not in notes:
                notes.append(str(inapplicable))
            columns |= {column: {} for column in (brokers.ROLES if name == "brokerage" else [name])}
    told = {
        name: {node: known.get(name) for node, known in measured.nodes(data=True)}
        for name in dict.fromkeys(("label", "kind", by))
        if any(name in known for _, known in measured.nodes(data=True))
    }
    table = pandas.DataFrame({**told, **columns}, index=list(measured))
    table.index = pandas.Index(measured.graph["nodes"], name="node")
    for name in columns:
        table[name] = pandas.to_numeric(table[name])
    for name, why in _WITHOUT.items():
        missing = int(table[name].isna().sum()) if name in columns else 0
        if 0 < missing < len(table):
            notes.append(f"{name}: {missing:,} of {len(table):,} nodes have no value: {why.format(by=by)}")
    table.attrs["notes"] = notes
    return table


def measured(graph: nx.Graph[Any], by: str = "region") -> nx.Graph[Any]:
    """A copy of the network whose nodes have their measures as attributes, for exports and pictures."""
    copy = graph.copy()
    columns = measures(graph, by=by)
    for name in columns.columns.difference(["label", "kind", by]):
        for node, value in columns[name].dropna().items():
            copy.nodes[node][name] = value
    return copy


def _columns(graph: nx.Graph[int], name: str, by: str) -> dict[str, Values]:
    if name == "brokerage":
        return brokers.brokerage(graph, by)
    return {name: OF_NODES[name](graph)}


_WITHOUT: Mapping[str, str] = {
    "eigenvector": "it is defined within the largest component",
    "redundancy": "it needs two neighbours",
    "coordinator": "their {by} is not known, and so it is with the other roles of brokerage",
}


def named(only: Collection[str], known: Sequence[str]) -> list[str]:
    """The measures named, each once; a single text is one name. Raises `NotFoundError` for one that is not known."""
    wanted = [only] if isinstance(only, str) else list(dict.fromkeys(only))
    for name in wanted:
        if name not in known:
            near = difflib.get_close_matches(name, known, 3, cutoff=0.5)
            hint = f"; did you mean {' or '.join(near)}?" if near else ";"
            raise NotFoundError(f"no measure is called {name!r}{hint} there are: {', '.join(known)}", near)
    return wanted


def done(graph: nx.Graph[int]) -> list[str]:
    """What was done to the graph before it was measured."""
    notes = []
    if graph.graph["merged"]:
        notes.append(
            f"{graph.graph['merged']:,} ties between two things that have another tie were added to its weight"
        )
    if graph.graph["loops"]:
        notes.append(f"{graph.graph['loops']:,} ties of a thing with itself were left out")
    if two_modes(graph):
        notes.append("two modes: ties have no direction; betweenness, closeness and clustering are those of two modes")
    elif large.large(graph):
        notes.append("large: communities are found by Leiden, and not by Louvain")
    return notes
