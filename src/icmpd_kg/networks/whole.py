"""The measures of a network as a whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from icmpd_kg.errors import InputError
from icmpd_kg.networks import cohesion, regions, shares
from icmpd_kg.networks.measuring import done, named
from icmpd_kg.networks.simple import agents, simple, two_modes

if TYPE_CHECKING:
    import networkx as nx
    import pandas


def summary(graph: nx.Graph[Any], only: Collection[str] | None = None, by: str = "region") -> pandas.Series[float]:
    """The measures of a network as a whole, by name; `attrs["notes"]` says which do not apply, and why.

    - nodes, ties (each pair once), and of two modes how many agents and activities;
    - components, and largest_component, the share of nodes in it; direction does not count;
    - density: ties, of all that are possible (two modes: between the modes);
    - transitivity: closed triples, of all (Newman 2001); two modes: closed paths of 3 (Robins & Alexander 2004);
    - reciprocity: the share of ties that lead both ways (directed only);
    - degree_assortativity: do the well-tied tie with the well-tied? (Newman 2003);
    - communities, and modularity of these (`community`);
    - modularity_by_… and assortativity_by_… region, or what `by` says (`mixing`);
    - concentration and effective_agents (`concentration`; two modes only).

    `only` names those that are wanted. Raises `InputError` for one that was named and does not apply, or an empty
    network; `NotFoundError` for a name that is none of these.
    """
    import pandas

    parts = _parts(by)
    wanted = None if only is None else named(only, [name for names in parts.values() for name in names])
    measured = simple(graph)
    notes = done(measured)
    found: dict[str, float] = {}
    for part, names in parts.items():
        if wanted is None or not set(wanted).isdisjoint(names):
            try:
                found |= part(measured)
            except InputError as inapplicable:
                if wanted is not None:
                    raise
                notes.append(str(inapplicable))
    if without := len(measured) - len(regions.groups(measured, by)):
        notes.append(f"{by}: not known of {without:,} of {len(measured):,} nodes, whose ties do not count by {by}")
    for name in wanted or ():
        if name not in found:
            raise InputError(f"{name}: this measure does not apply to a network such as this")
    series = pandas.Series(found, wanted or list(found), dtype=float)
    series.attrs["notes"] = list(dict.fromkeys(notes))
    return series


def _parts(by: str) -> Mapping[Callable[[nx.Graph[int]], dict[str, float]], tuple[str, ...]]:
    """What is computed together, and what it gives."""
    return {
        _size: ("nodes", "ties", "agents", "activities"),
        _pieces: ("components", "largest_component"),
        _density: ("density",),
        _transitivity: ("transitivity",),
        _reciprocity: ("reciprocity",),
        _degrees: ("degree_assortativity",),
        _communities: ("communities", "modularity"),
        partial(_groups, by=by): (f"modularity_by_{by}", f"assortativity_by_{by}"),
        _agents: ("concentration", "effective_agents"),
    }


def _size(graph: nx.Graph[int]) -> dict[str, float]:
    found: dict[str, float] = {"nodes": len(graph), "ties": graph.number_of_edges()}
    if two_modes(graph):
        first = len(agents(graph))
        found |= {"agents": first, "activities": len(graph) - first}
    return found


def _pieces(graph: nx.Graph[int]) -> dict[str, float]:
    import networkx as nx

    sizes = [len(piece) for piece in nx.connected_components(cohesion.undirected(graph))]
    return {"components": len(sizes), "largest_component": max(sizes) / len(graph)}


def _density(graph: nx.Graph[int]) -> dict[str, float]:
    import networkx as nx

    return {"density": nx.bipartite.density(graph, agents(graph)) if two_modes(graph) else nx.density(graph)}


def _transitivity(graph: nx.Graph[int]) -> dict[str, float]:
    import networkx as nx

    of = nx.bipartite.robins_alexander_clustering if two_modes(graph) else nx.transitivity
    return {"transitivity": of(graph)}


def _reciprocity(graph: nx.Graph[int]) -> dict[str, float]:
    import networkx as nx

    if not (graph.is_directed() and graph.number_of_edges()):
        return {}
    return {"reciprocity": float(nx.overall_reciprocity(graph))}


def _degrees(graph: nx.Graph[int]) -> dict[str, float]:
    import networkx as nx

    if isinstance(graph, nx.DiGraph):  # From how many ties go out of one end to how many come in at the other.
        ends = [{graph.out_degree[u] for u, _ in graph.edges()}, {graph.in_degree[v] for _, v in graph.edges()}]
    else:
        ends = [{graph.degree[node] for edge in graph.edges() for node in edge}]
    if min(map(len, ends)) < 2:
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
