"""Where nodes stand: each connected part by itself and the parts side by side, or places where they lie on the map."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

Positions = dict[str, tuple[float, float]]
Box = tuple[float, float, float, float]  # Left, bottom, width, height.

_ROOM = 1.3  # Between two parts, in lengths of a tie.
_AREA = 0.35  # What a node of a part has for itself at the least, in squares of that length.
_SEED = 1
_LARGE = 200  # Nodes of a part for which the better layout takes too long.


def apart(graph: nx.Graph[str], aspect: float) -> Positions:
    """The connected parts of a network, isolated nodes too, the largest first, packed into a frame.

    `aspect` is the frame's width by its height. A part is laid out by Kamada and Kawai (1989), a large one by
    Fruchterman and Reingold (1991), seeded; `networkx.kamada_kawai_layout`, `networkx.spring_layout`.
    """
    import networkx as nx

    ties = nx.Graph(graph)
    parts = sorted((sorted(part) for part in nx.connected_components(ties)), key=lambda part: (-len(part), part))
    shapes = [_shape(ties.subgraph(part), part) for part in parts]
    corners = _packed([shape.max(axis=0) + _ROOM for shape in shapes], aspect)
    return {
        node: (float(x + left), float(y + low))
        for part, shape, (left, low) in zip(parts, shapes, corners, strict=True)
        for node, (x, y) in zip(part, shape, strict=True)
    }


def _shape(part: nx.Graph[str], nodes: Sequence[str]) -> Points:
    """The points of a part from (0, 0) on, its longest way laid level; a tie is about 1 long, or longer in a crowd."""
    import networkx as nx

    if len(nodes) == 1:
        return np.zeros((1, 2))
    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(nodes)
    ordered.add_edges_from(sorted((min(tie), max(tie)) for tie in part.edges()))
    if len(nodes) > _LARGE:
        found = nx.spring_layout(ordered, weight=None, seed=_SEED, iterations=200)
    else:
        found = nx.kamada_kawai_layout(ordered, weight=None)
    points: Points = np.array([found[node] for node in nodes])
    points /= np.mean([np.linalg.norm(found[one] - found[other]) for one, other in ordered.edges()])
    points -= points.mean(axis=0)
    points @= np.linalg.svd(points, full_matrices=False)[2].T
    points -= points.min(axis=0)
    return points * max(1.0, math.sqrt(_AREA * len(nodes) / (points.max(axis=0) + _ROOM).prod()))


def _packed(boxes: Sequence[Points], aspect: float) -> list[tuple[float, float]]:
    """The lower left corner of each box: a corner of those before it, such that the frame around all grows least."""
    placed: list[Box] = []
    for width, height in boxes:
        corners = [(0.0, 0.0)] + [
            at for x, y, w, h in placed for at in ((x + w, y), (x, y + h), (x + w, 0.0), (0.0, y + h))
        ]

        def frame(at: tuple[float, float], box: Sequence[float] = (width, height)) -> tuple[float, float, float]:
            reach = [max([at[i] + box[i], *(other[i] + other[i + 2] for other in placed)]) for i in (0, 1)]
            return round(max(reach[0] / aspect, reach[1]), 9), at[1], at[0]

        free = [at for at in corners if not any(_meet((*at, width, height), other) for other in placed)]
        placed.append((*min(free, key=frame), width, height))
    return [(x, y) for x, y, _, _ in placed]


def _meet(one: Box, other: Box) -> bool:
    return all(one[i] < other[i] + other[i + 2] - 1e-9 and other[i] < one[i] + one[i + 2] - 1e-9 for i in (0, 1))


def located(graph: nx.Graph[str]) -> Positions:
    """Longitude and latitude of the nodes that have them, in degrees."""
    known = graph.nodes
    return {node: (known[node]["long"], known[node]["lat"]) for node in graph if {"long", "lat"} <= known[node].keys()}


def has_places(graph: nx.Graph[str]) -> bool:
    """Whether nine of ten nodes, or of those of one mode, have a place on the map."""
    places = located(graph)
    modes: dict[int | None, list[bool]] = defaultdict(list)
    for node in graph:
        modes[graph.nodes[node].get("bipartite")].append(node in places)
    return any(sum(have) >= 0.9 * len(have) for have in modes.values())


def amid(graph: nx.Graph[str], places: Positions) -> dict[tuple[float, float], list[str]]:
    """The nodes without a place, by the middle of the places they are tied to; those tied to none are not there."""
    import networkx as nx

    ties = nx.Graph(graph)
    middles: dict[tuple[float, float], list[str]] = defaultdict(list)
    for node in graph:
        near = [places[other] for other in ties[node] if other in places]
        if node not in places and near:
            x, y = np.mean(near, axis=0)
            middles[round(float(x), 6), round(float(y), 6)].append(node)
    return middles


def around(middle: tuple[float, float], nodes: Sequence[str], clear: float, step: float) -> Positions:
    """Nodes in the spiral of Vogel (1979) around a middle, `clear` of what is there (0: nothing), `step` apart."""
    first = 1 if clear else 0
    positions = {}
    for i, node in enumerate(nodes, first):
        turn, away = i * math.pi * (3 - math.sqrt(5)), clear + step * math.sqrt(i - first)
        positions[node] = (middle[0] + away * math.cos(turn), middle[1] + away * math.sin(turn))
    return positions


def window(points: Positions, margin: float, aspect: float, flattest: float) -> Box:
    """The smallest frame around all points, with a margin, whose width by its height is from `aspect` to `flattest`."""
    corners = np.array(list(points.values()))
    low, high = corners.min(axis=0) - margin, corners.max(axis=0) + margin
    width, height = high - low
    width, height = max(width, height * aspect), max(height, width / flattest)
    left, bottom = (low + high) / 2 - (width / 2, height / 2)
    return float(left), float(bottom), float(width), float(height)
