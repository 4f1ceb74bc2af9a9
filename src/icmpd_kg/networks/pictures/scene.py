"""What is drawn: a network, where its nodes stand and how they look, and its ties as lines."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from icmpd_kg.networks.pictures.look import Colours, Sizes

if TYPE_CHECKING:
    import networkx as nx

BASES = ("inferred", "title", "stated")  # A tie that several facts state rests on the last of these.


@dataclass(frozen=True, slots=True)
class Scene:
    """A network, the points of those of its nodes that are drawn, and the colour and the size of each."""

    graph: nx.Graph[str]
    positions: Mapping[str, tuple[float, float]]
    colours: Colours
    sizes: Sizes

    def label(self, node: str) -> str:
        """The name of a node, or else what it is called in the graph."""
        return str(self.graph.nodes[node].get("label", node))

    def radius(self, node: str) -> float:
        """Of the mark of a node, in points."""
        return math.sqrt(self.sizes.area[node] / math.pi)


@dataclass(frozen=True, slots=True)
class Tie:
    """The line between two nodes: the sum of weights (1 a tie), and the best basis; what has none is as if stated."""

    ends: tuple[str, str]
    weight: float
    basis: str


def ties(graph: nx.Graph[str]) -> list[Tie]:
    """A line for each two nodes that have any tie."""
    found: dict[tuple[str, str], Tie] = {}
    for one, other, told in graph.edges(data=True):
        ends = (min(one, other), max(one, other))
        before = found.get(ends, Tie(ends, 0, BASES[0]))
        basis = str(told["basis"]) if told.get("basis") in BASES else "stated"
        best = max(before.basis, basis, key=BASES.index)
        found[ends] = Tie(ends, before.weight + told.get("weight", 1), best)
    return [found[ends] for ends in sorted(found)]
