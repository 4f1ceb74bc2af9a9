"""The map under a network: coasts and borders, and places on it; equirectangular, true to scale at its middle."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection

from icmpd_kg.data.outlines import Line, outlines
from icmpd_kg.networks.pictures.layout import Positions, amid, around, located, window

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray

    from icmpd_kg.networks.pictures.look import Sizes

_LAND, _COAST, _BORDER = "#F1EEE7", "#B9B3A5", "#D2CCBF"
MARGIN = 3.5  # Degrees around the outermost nodes.
NOTE = "Coasts and borders: Natural Earth, 1:110 million, public domain; they say nothing of the status of a territory."


def flatness(graph: nx.Graph[str]) -> float:
    """How long a degree of longitude is at the middle latitude of all places, in degrees of latitude."""
    return math.cos(math.radians(float(np.mean([lat for _, lat in located(graph).values()]))))


def place(graph: nx.Graph[str], sizes: Sizes, aspect: float, width: float) -> Positions:
    """Places where they lie, and around or between them what is tied to them, clear of their marks.

    `width` is the width of the picture in points, by which the size of a mark becomes one on the map. What is tied to
    no place has no position.
    """
    flat = flatness(graph)
    places = {node: (x * flat, y) for node, (x, y) in located(graph).items()}
    degrees = window(places, MARGIN, aspect, aspect)[2] / width
    radius = {node: math.sqrt(sizes.area[node] / math.pi) * degrees for node in graph}
    at = {(round(x, 6), round(y, 6)): node for node, (x, y) in places.items()}
    positions = dict(places)
    for middle, nodes in amid(graph, places).items():
        largest = max(radius[node] for node in nodes)
        clear = radius[at[middle]] + 0.9 * largest if middle in at else 0.0
        positions |= around(middle, nodes, clear, 1.6 * largest)
    return positions


def draw(axes: Axes, flat: float) -> None:
    """Coasts and borders in the part of the world that the axes show."""
    world = outlines()
    coasts, borders = ([_flattened(line, flat) for line in lines] for lines in (world.coasts, world.borders))
    land = PolyCollection(
        [line for line in coasts if _seen(axes, line)], facecolor=_LAND, edgecolor=_COAST, linewidths=0.6, zorder=0
    )
    between = LineCollection([line for line in borders if _seen(axes, line)], colors=_BORDER, linewidths=0.6, zorder=0)
    axes.add_collection(land, autolim=False)
    axes.add_collection(between, autolim=False)


def _flattened(line: Line, flat: float) -> NDArray[np.float64]:
    return np.array(line) * (flat, 1.0)


def _seen(axes: Axes, line: NDArray[np.float64]) -> bool:
    """Whether the box around a line meets the window."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    (x0, y0), (x1, y1) = line.min(axis=0), line.max(axis=0)
    return bool(x0 < right and left < x1 and y0 < high and low < y1)
