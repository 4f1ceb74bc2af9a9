"""The measures of every node of a network as one table, and those of the network as a whole."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from icmpd_kg.errors import InputError, NotFoundError
from icmpd_kg.networks import brokers, centrality, cohesion, regions, shares
from icmpd_kg.networks.centrality import Values
from icmpd_kg.networks.simple import agents, simple, two_modes

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
    "component": cohesion.component,
    "articulation": cohesion.articulation,
    "bridges": cohesion.bridges,
}
MEASURES = (*OF_NODES, "brokerage")


def measures(graph: nx.Graph[Any], only: Collection[str] | None = None, by: str = "region") -> pandas.DataFrame:
    """A row a node, a column a measure: each is defined, with its source, by the function of its name.

    `only` names those that are wanted, of `MEASURES`; "brokerage", between groups that the attribute `by` tells, makes
    five columns. Before the measures stand `label`, `kind` and `by`, where nodes have them. What was done to the graph
    (ties merged, direction dropped), what does not apply to it and where a value is missing tell the sentences in
    `frame.attrs["notes"]`: a measure that does not apply has no value (NaN) in a table of all of them.
    Raises `InputError` for one that was named and does not apply, or an empty network; `NotFoundError` for an unknown.
    """
    import pandas

    wanted = MEASURES if only is None else _known(only)
    measured = simple(graph)
    columns: dict[str, Values] = {}
    notes = _notes(measured)
    for name in wanted:
        try:
            columns |= _columns(measured, name, by)
        except InputError as inapplicable:
            if only is not None:
                raise
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


def _known(names: Collection[str]) -> list[str]:
    """The measures named, each once; a single text is one name."""
    wanted = [names] if isinstance(names, str) else list(dict.fromkeys(names))
    for name in wanted:
        if name not in MEASURES:
            near = difflib.get_close_matches(name, MEASURES, 3, cutoff=0.5)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise NotFoundError(f"no measure is called {name!r}{hint} There are: {', '.join(MEASURES)}", near)
    return wanted


def _notes(graph: nx.Graph[int]) -> list[str]:
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
    return notes


def summary(graph: nx.Graph[Any], by: str = "region") -> pandas.Series[float]:
    """The measures of a network as a whole, by name; `attrs["notes"]` says which do not apply, and why.

    - nodes, ties (each pair once), and of two modes how many agents and activities;
    - density: ties, of all that are possible (two modes: between the modes);
    - components, and largest_component, the share of nodes in it; direction does not count;
    - reciprocity: the share of ties that lead both ways (directed only);
    - transitivity: closed triples, of all (Newman 2001); two modes: closed paths of 3 (Robins & Alexander 2004);
    - degree_assortativity: do the well-tied tie with the well-tied? (Newman 2003);
    - communities, and modularity of these (`community`);
    - assortativity_by_… and modularity_by_… region or what `by` says (`mixing`);
    - concentration and effective_agents (`concentration`; two modes only).

    Raises `InputError` for an empty network.
    """
    import pandas

    measured = simple(graph)
    notes = _notes(measured)
    found: dict[str, float] = {}
    for measure in (_size, _shape, _degrees, _communities, _agents, partial(_groups, by=by)):
        try:
            found |= measure(measured)
        except InputError as inapplicable:
            notes.append(str(inapplicable))
    if without := len(measured) - len(regions.groups(measured, by)):
        notes.append(f"{by}: not known of {without:,} of {len(measured):,} nodes, whose ties do not count by {by}")
    series = pandas.Series(found, dtype=float)
    series.attrs["notes"] = list(dict.fromkeys(notes))
    return series


def _size(graph: nx.Graph[int]) -> dict[str, float]:
    found: dict[str, float] = {"nodes": len(graph), "ties": graph.number_of_edges()}
    if two_modes(graph):
        first = len(agents(graph))
        found |= {"agents": first, "activities": len(graph) - first}
    return found


def _shape(graph: nx.Graph[int]) -> dict[str, float]:
    import networkx as nx

    pieces = list(nx.connected_components(cohesion.undirected(graph)))
    found = {"components": len(pieces), "largest_component": max(map(len, pieces)) / len(graph)}
    if two_modes(graph):
        density, transitivity = (
            nx.bipartite.density(graph, agents(graph)),
            nx.bipartite.robins_alexander_clustering(graph),
        )
    else:
        density, transitivity = nx.density(graph), nx.transitivity(graph)
    if graph.is_directed() and graph.number_of_edges():
        found["reciprocity"] = float(nx.overall_reciprocity(graph))
    return {**found, "density": density, "transitivity": transitivity}


def _degrees(graph: nx.Graph[int]) -> dict[str, float]:
    import networkx as nx

    ends = {degree for edge in graph.edges() for _, degree in graph.degree(edge)}
    if len(ends) < 2:
        raise InputError("degree assortativity: all nodes with ties have as many of them, so that none could differ")
    return {"degree_assortativity": float(nx.degree_assortativity_coefficient(graph))}


def _communities(graph: nx.Graph[int]) -> dict[str, float]:
    import networkx as nx

    if not graph.number_of_edges():
        raise InputError("modularity: the network has no ties")
    members: dict[float, set[int]] = {}
    for node, number in cohesion.community(graph).items():
        members.setdefault(number, set()).add(node)
    return {"communities": len(members), "modularity": nx.community.modularity(graph, members.values())}


def _groups(graph: nx.Graph[int], by: str) -> dict[str, float]:
    table = regions.mixed(graph, by)
    found = {f"modularity_by_{by}": regions.modularity(table)}
    if len(table) > 1:
        found[f"assortativity_by_{by}"] = regions.assortativity(table)
    return found


def _agents(graph: nx.Graph[int]) -> dict[str, float]:
    found = shares.concentrated(graph)
    return {"concentration": found.index, "effective_agents": found.effective}
