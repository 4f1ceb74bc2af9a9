"""How a network holds together around a node: cores, communities, components, and its weakest ties.

Each function takes a `simple` graph and gives a value a node; one that does not apply raises `InputError`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from icmpd_kg.errors import InputError
from icmpd_kg.networks import large
from icmpd_kg.networks.centrality import Values
from icmpd_kg.networks.simple import two_modes

if TYPE_CHECKING:
    import networkx as nx


def core(graph: nx.Graph[int]) -> Values:
    """The largest k such that a node is in a part where each has k ties or more (Seidman 1983, Social Networks 5, 269).

    In a directed network ties that come in and go out are added up (Batagelj & Zaveršnik 2003).
    """
    import networkx as nx

    return large.core(graph) if large.large(graph) else dict(nx.core_number(graph))


def clustering(graph: nx.Graph[int]) -> Values:
    """How closely a node's surroundings hang together, from 0 to 1; weights do not count.

    One mode: the share of the pairs of its neighbours that are tied (Watts & Strogatz 1998, Nature 393, 440); directed:
    the share of all possible directed triangles (Fagiolo 2007, Physical Review E 76, 026107). Two modes, which have no
    triangles: the mean share of neighbours it has in common with those two steps away (Latapy, Magnien & Del Vecchio
    2008, Social Networks 30, 31; their "dot", of all that either has). 0 with fewer than two neighbours.
    """
    import networkx as nx

    if two_modes(graph):
        return dict(nx.bipartite.clustering(graph))
    if large.large(graph):
        return large.clustering(graph)
    found: Mapping[int, float] = nx.clustering(graph)  # type: ignore[assignment]
    return dict(found)


def redundancy(graph: nx.Graph[int]) -> Values:
    """The share of the pairs of a node's neighbours that would stay tied by another, without it (Latapy et al. 2008).

    For two modes only; a node with fewer than two neighbours has no value.
    """
    import networkx as nx

    if not two_modes(graph):
        raise InputError("redundancy: this is a measure of a network of two modes")
    return dict(nx.bipartite.node_redundancy(graph, [node for node, count in graph.degree() if count > 1]))


def community(graph: nx.Graph[int]) -> Values:
    """The group of a node, by number, 1 the largest: more ties within than chance gives (Louvain, Blondel et al. 2008).

    Modularity by weight and direction (Newman 2004; Leicht & Newman 2008), with a fixed seed: another seed may draw
    another line, so look at several before you rely on one. In a network of two modes agents and activities are
    grouped together, by the modularity of one mode (that of Barber 2007 would expect no ties within a mode). A large
    network of one mode without direction is grouped as `leiden` does, by the same modularity.
    """
    import networkx as nx

    if not graph.number_of_edges():
        return _numbered({node} for node in graph)
    if large.large(graph):
        return _numbered(large.leiden(graph, SEED))
    return _numbered(nx.community.louvain_communities(graph, weight="weight", seed=SEED))


def leiden(graph: nx.Graph[int]) -> Values:
    """The group of a node, as `community` tells it but found by Leiden (Traag, Waltman & van Eck 2019).

    Each group hangs together, which Louvain does not promise (Scientific Reports 9, 5233). Seeded as `community` is;
    for networks without direction only.
    """
    if graph.is_directed():
        raise InputError("leiden: this measure is for ties without direction; community takes directed ones")
    return _numbered(large.leiden(graph, SEED) if graph.number_of_edges() else ({node} for node in graph))


def component(graph: nx.Graph[int]) -> Values:
    """The piece a node is in, by number, 1 the largest; the direction of ties does not count."""
    import networkx as nx

    return _numbered(nx.connected_components(undirected(graph)))


def articulation(graph: nx.Graph[int]) -> Values:
    """1 for a node without which its piece falls apart, else 0; the direction of ties does not count (Tarjan 1972)."""
    import networkx as nx

    cut = set(nx.articulation_points(undirected(graph)))
    return {node: int(node in cut) for node in graph}


def bridges(graph: nx.Graph[int]) -> Values:
    """How many of a node's ties are bridges: the only way between what lies at their two ends (Tarjan 1974).

    Several ties between the same two things count as one; their direction does not count.
    """
    import networkx as nx

    if large.large(graph):
        ends = large.bridges(graph)
    else:
        # The types of networkx take what it yields for nodes.
        found: Iterable[Any] = nx.bridges(undirected(graph))
        ends = Counter(node for bridge in found for node in bridge)
    return {node: ends[node] for node in graph}


SEED = 2020


def undirected(graph: nx.Graph[int]) -> nx.Graph[int]:
    """The graph without the direction of its ties."""
    return graph.to_undirected(as_view=True) if graph.is_directed() else graph


def _numbered(groups: Iterable[Collection[int]]) -> Mapping[int, int]:
    ordered = sorted(groups, key=lambda group: (-len(group), min(group)))
    return {node: number for number, group in enumerate(ordered, 1) for node in group}
