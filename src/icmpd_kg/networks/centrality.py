"""How central a node is: each function takes a `simple` graph and gives a value a node, as networkx defines it.

A measure that does not apply to a graph raises `InputError`, which says why. A weight is a strength and never a
distance: where paths are counted, a tie is one step. G is the graph, n its number of nodes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from icmpd_kg.errors import InputError
from icmpd_kg.networks import large
from icmpd_kg.networks.simple import agents, two_modes

if TYPE_CHECKING:
    import networkx as nx

Values: TypeAlias = Mapping[int, float]

_SETTLED = (10_000, 1e-12)  # At most so many steps, until one changes a value by no more.


def degree(graph: nx.Graph[int]) -> Values:
    """With how many things a node has a tie; in a directed network, in-degree plus out-degree (Freeman 1978)."""
    return dict(graph.degree())


def in_degree(graph: nx.Graph[int]) -> Values:
    """From how many things a tie comes to a node."""
    return dict(directed(graph).in_degree())


def out_degree(graph: nx.Graph[int]) -> Values:
    """To how many things a tie goes from a node."""
    return dict(directed(graph).out_degree())


def strength(graph: nx.Graph[int]) -> Values:
    """The sum of the weights of a node's ties (Barrat et al. 2004, PNAS 101, 3747)."""
    return dict(graph.degree(weight="weight"))


def degree_centrality(graph: nx.Graph[int]) -> Values:
    """The degree as a share of the greatest that is possible.

    One mode: of n - 1 (Freeman 1978, Social Networks 1, 215); a directed network may exceed 1, as in networkx. Two
    modes: of the number of nodes of the other mode (Borgatti & Everett 1997, Social Networks 19, 243).
    """
    import networkx as nx

    if two_modes(graph):
        return dict(nx.bipartite.degree_centrality(graph, agents(graph)))
    return dict(nx.degree_centrality(graph))


def betweenness(graph: nx.Graph[int]) -> Values:
    """On how many of the shortest paths between two others a node lies, as a share (Freeman 1977; Brandes 2001).

    A pair without a path counts as a pair, so the values of a network in pieces are small. One mode: of (n - 1)(n - 2)
    ordered pairs, along the direction of ties where they have one. Two modes: of the greatest that is possible for a
    node of that mode (Borgatti & Everett 1997), so that agents and activities can be compared.
    """
    import networkx as nx

    # With a single node in one mode networkx divides by 0; then the greatest possible is that of one mode, a star.
    if two_modes(graph) and 1 < len(agents(graph)) < len(graph) - 1:
        return dict(nx.bipartite.betweenness_centrality(graph, agents(graph)))
    return large.betweenness(graph) if large.large(graph) else dict(nx.betweenness_centrality(graph))


def closeness(graph: nx.Graph[int]) -> Values:
    """How near a node is to those it can be reached from: their number by the sum of their distances (Bavelas 1950).

    In a network in pieces the value is scaled by the share of the nodes that reach it (Wasserman & Faust 1994, p. 201),
    so that the centre of a small piece is not near to all. A directed network: paths that come in. 0 without any tie.
    Two modes: by the least distances that the two modes of its piece allow (Borgatti & Everett 1997), and scaled
    likewise; networkx takes the modes of the whole network, which gives a pair on its own more than any centre.
    """
    import networkx as nx

    if two_modes(graph):
        pieces = [graph.subgraph(piece) for piece in nx.connected_components(graph)]
        return {
            node: value * (len(piece) - 1) / (len(graph) - 1)
            for piece in pieces
            for node, value in nx.bipartite.closeness_centrality(piece, agents(piece)).items()
        }
    return large.closeness(graph) if large.large(graph) else dict(nx.closeness_centrality(graph))


def eigenvector(graph: nx.Graph[int]) -> Values:
    """Central is who has strong ties with those who are central: the first eigenvector of the weights (Bonacich 1972).

    It is unique in a connected graph only. So it is computed in the largest component, its squares adding up to 1, and
    nodes elsewhere have no value. In a directed network that is the largest strongly connected component, and ties
    that come in count; without a cycle there is none, and `InputError` says so.
    """
    import networkx as nx

    pieces: Any = nx.strongly_connected_components if graph.is_directed() else nx.connected_components
    largest = min(pieces(graph), key=lambda piece: (-len(piece), min(piece)))
    if len(largest) < 2:
        raise InputError("eigenvector: no two nodes reach each other, so no node lends its centrality to another")
    found = None
    if large.large(graph):
        found = large.eigenvector(graph, largest, *_SETTLED)
    else:
        with contextlib.suppress(nx.PowerIterationFailedConvergence):
            found = dict(nx.eigenvector_centrality(graph.subgraph(largest), *_SETTLED, weight="weight"))
    if found is None:
        raise InputError("eigenvector: 10,000 steps of the power iteration do not settle on a value")
    return found


def pagerank(graph: nx.Graph[int]) -> Values:
    """How often one comes by who follows ties at random, and in 15 of 100 steps starts anew (Brin & Page 1998).

    A tie is followed in proportion to its weight; all values together are 1. The graph need not be connected: from a
    node without a way out one starts anew anywhere.
    """
    import networkx as nx

    steps, tolerance = _SETTLED
    if large.large(graph):
        return large.pagerank(graph, tolerance)
    return dict(nx.pagerank(graph, weight="weight", tol=tolerance, max_iter=steps))


def directed(graph: nx.Graph[int]) -> nx.DiGraph[int]:
    """The graph itself; raises `InputError` where its ties have no direction that says anything."""
    import networkx as nx

    if not isinstance(graph, nx.DiGraph):
        raise InputError("in- and out-degree: the ties of this network have no direction that says anything")
    return graph
