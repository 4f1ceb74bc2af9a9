"""From two modes to one: agents tied by the activities they share, or activities by their agents."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from icmpd_kg.errors import InputError, NotFoundError
from icmpd_kg.networks.bulk import uncollected

if TYPE_CHECKING:
    import networkx as nx

MODES = ("agents", "activities")
# Of two nodes: what they share, and the neighbours of every node.
Weight = Callable[[Sequence[str], str, str, Mapping[str, set[str]]], float]


def project(graph: nx.Graph[str], onto: str = "agents", weight: str = "count") -> nx.Graph[str]:
    """The one-mode network of the agents, or of the activities, of a network of two modes.

    Two nodes are tied if they share a neighbour; the edge keeps those in `shared`, sorted, and has a `weight`:

    - "count": how many they share (`networkx.bipartite.weighted_projected_graph`);
    - "newman": the sum of 1/(k - 1) over what they share, k the number of its neighbours, so that a large meeting ties
      less than a small one (Newman 2001, Physical Review E 64, 016132, `collaboration_weighted_projected_graph`);
    - "jaccard": what they share, of all that either has (Jaccard 1901, `overlap_weighted_projected_graph`);
    - "overlap": what they share, of all that the one with fewer has (Szymkiewicz 1934, Simpson 1943; the same, with
      `jaccard=False`).

    Two ties between the same two things, such as those of a partner that is funder too, count once. Nodes keep their
    attributes and their order. `onto` is "agents", "activities", or what the network calls one of these. Raises
    `InputError` where the network has no two modes, `NotFoundError` for another mode or weight.
    """
    import networkx as nx

    kept, _ = modes_of(graph, onto)
    measure = weight_named(weight)
    neighbours = {node: set(nx.all_neighbors(graph, node)) for node in graph}
    projected = _projected(graph, kept, neighbours, measure)
    projected.graph.update(graph.graph, projected_onto=onto, weight=weight)
    return projected


def modes_of(graph: nx.Graph[str], onto: str) -> tuple[list[str], list[str]]:
    """The nodes of the mode that is kept, and those of the other; raises as `project` does."""
    modes = {node: known.get("bipartite") for node, known in graph.nodes(data=True)}
    two = bool(modes) and set(modes.values()) <= {0, 1}
    called = tuple(str(graph.graph.get(mode, mode)) for mode in MODES) if two else ()
    side = side_of(onto, str(graph.graph.get("name") or "given"), called)
    return [node for node in graph if modes[node] == side], [node for node in graph if modes[node] != side]


def side_of(onto: str, network: str, called: tuple[str, ...]) -> int:
    """0 for the agents and 1 for the activities, each also by what the network calls it; raises as `project` does."""
    if not called:
        raise InputError(f"the network {network} has no two modes, or no tie: there is nothing to project")
    found: int = _named("mode of this network", onto, dict(zip((*MODES, *called), (0, 1, 0, 1), strict=True)))
    return found


def weight_named(weight: str) -> Weight:
    """How a tie is weighted; raises `NotFoundError` for another name."""
    found: Weight = _named("weight of a projection", weight, WEIGHTS)
    return found


def _named(what: str, name: str, known: Mapping[str, Any]) -> Any:
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise NotFoundError(f"{name!r} is no {what}: choose of {', '.join(known)}{hint}", near)
    return known[name]


def _projected(
    graph: nx.Graph[str], kept: list[str], neighbours: Mapping[str, set[str]], weight: Weight
) -> nx.Graph[str]:
    import networkx as nx

    members: dict[str, list[str]] = defaultdict(list)
    for node in kept:
        for activity in neighbours[node]:
            members[activity].append(node)
    projected: nx.Graph[str] = nx.Graph()
    projected.add_nodes_from((node, {k: v for k, v in graph.nodes[node].items() if k != "bipartite"}) for node in kept)
    with uncollected():
        shared: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for activity in sorted(members):
            present = members[activity]
            for i, node in enumerate(present, 1):
                row = shared[node]
                for other in present[i:]:
                    row[other].append(activity)
        for node in kept:
            projected.add_edges_from(
                (node, other, {"weight": weight(both, node, other, neighbours), "shared": tuple(both)})
                for other, both in shared.pop(node, {}).items()
            )
    return projected


def _count(both: Sequence[str], one: str, other: str, neighbours: Mapping[str, set[str]]) -> float:
    return len(both)


def _newman(both: Sequence[str], one: str, other: str, neighbours: Mapping[str, set[str]]) -> float:
    return sum(1.0 / (len(neighbours[activity]) - 1) for activity in both)


def _jaccard(both: Sequence[str], one: str, other: str, neighbours: Mapping[str, set[str]]) -> float:
    return len(both) / (len(neighbours[one]) + len(neighbours[other]) - len(both))


def _overlap(both: Sequence[str], one: str, other: str, neighbours: Mapping[str, set[str]]) -> float:
    return len(both) / min(len(neighbours[one]), len(neighbours[other]))


WEIGHTS: Mapping[str, Weight] = {"count": _count, "newman": _newman, "jaccard": _jaccard, "overlap": _overlap}
