"""The graph that is measured: one tie between two things, its weight, and no direction where that says nothing."""

from __future__ import annotations

import math
from numbers import Real
from typing import TYPE_CHECKING, Any

from icmpd_kg.errors import InputError

if TYPE_CHECKING:
    import networkx as nx


def two_modes(graph: nx.Graph[Any]) -> bool:
    """Whether each node is of one of two modes, and each tie goes from one to the other."""
    modes = dict(graph.nodes(data="bipartite"))
    return set(modes.values()) == {0, 1} and all(modes[u] != modes[v] for u, v in graph.edges())


def agents(graph: nx.Graph[int]) -> list[int]:
    """The nodes of the first mode, in the order of the graph."""
    return [node for node, known in graph.nodes(data=True) if known["bipartite"] == 0]


def simple(graph: nx.Graph[Any]) -> nx.Graph[int]:
    """The ties between the same two things as one, whose weight is the sum of theirs (1 where a tie has none).

    In a network of two modes each tie goes from agent to activity, so that its direction says nothing: it is dropped.
    In another directed network it stays. A tie of a thing with itself is left out. The attributes `merged` and `loops`
    count both. Nodes are numbered in the order of their names, which are in the attribute `nodes`: so no result depends
    on the order in which they came, nor, in its last digit, on that of a set of texts, which Python changes each time.
    Raises `InputError` for a network without nodes, or with a weight that is no positive number.
    """
    import networkx as nx

    name = graph.graph.get("name") or "given"
    if not graph:
        raise InputError(
            f"the network {name} is empty: there is nothing to measure; take wider dates, roles or regions"
        )
    nodes = sorted(graph, key=str)
    number = {node: i for i, node in enumerate(nodes)}
    found: nx.Graph[int] = nx.DiGraph() if graph.is_directed() and not two_modes(graph) else nx.Graph()
    found.add_nodes_from((number[node], graph.nodes[node]) for node in nodes)
    merged = loops = 0
    weight: Any  # The types of networkx take it for a whole number.
    for source, target, weight in graph.edges(data="weight", default=1):
        if not isinstance(weight, Real) or not 0 < float(weight) < math.inf:
            raise InputError(
                f"the tie of {source} and {target} has the weight {weight!r}: a number above 0 is expected"
            )
        one, other = number[source], number[target]
        if one == other:
            loops += 1
        elif found.has_edge(one, other):
            merged += 1
            found[one][other]["weight"] += weight
        else:
            found.add_edge(one, other, weight=weight)
    found.graph.update(graph.graph, nodes=nodes, merged=merged, loops=loops)
    return found
