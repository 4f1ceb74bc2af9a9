"""The names in a picture: as many as have room, of the largest nodes first.

Libraries that place labels (textalloc, adjustText) do not mind whether the line from a name to its node passes another
node, and so seems to belong to that. So each name takes the first place of many, from near to far, where it hides
nothing and its line passes nothing; where there is none, it is left out. All is measured in pixels.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from icmpd_kg.networks.pictures.layout import located
from icmpd_kg.networks.pictures.scene import Scene

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

_MOST = 120  # Names in a picture; more of them cannot be read.
_FIRST = 8  # Of them, those that may stand far from their node.
_NEAR = (4, 8, 14, 21, 30)  # Points between a mark and its name.
_FAR = (42, 56, 75, 100, 130, 170, 220, 280, 350, 420)
_SIDES = (45, -45, 135, -135, 0, 180, 90, -90, 22, -22, 158, -158, 67, -67, 113, -113)  # Degrees, the best first.
_ALL_SIDES = (*_SIDES, *range(0, 360, 3))
_HALO = {"boxstyle": "round,pad=0.08", "facecolor": "white", "alpha": 0.7, "linewidth": 0}


def write(axes: Axes, scene: Scene) -> int:
    """Write names, of places before others of the same size; how many nodes have none."""
    places = located(scene.graph)
    nodes = sorted(
        scene.positions, key=lambda node: (-scene.sizes.value[node], node not in places, scene.label(node), node)
    )
    taken = _Taken(axes, scene, nodes)
    written = 0
    for i, node in enumerate(nodes[:_MOST]):
        label = "\n".join(textwrap.wrap(scene.label(node), 26, max_lines=3, placeholder=" …"))
        text = axes.text(0, 0, label, size=8, color="#1A1A1A", bbox=_HALO, linespacing=0.95, zorder=3)
        place = next((at for at in taken.places(i, text.get_window_extent().size) if taken.free(i, at)), None)
        if place is None:
            text.remove()
            continue
        taken.boxes.append(place.box)
        taken.lines.append(place.line)
        inverse = axes.transData.inverted().transform
        x, y = inverse(((place.box[0] + place.box[2]) / 2, (place.box[1] + place.box[3]) / 2))
        text.set(position=(x, y), ha="center", va="center", multialignment=place.alignment)
        axes.plot(*inverse(place.line[[0, -1]]).T, color="#4477AA", linewidth=0.6, zorder=0.9)
        written += 1
    return len(nodes) - written


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a name could stand: its box (left, bottom, right, top), and points on the line from its node to it."""

    box: tuple[float, float, float, float]
    line: Points
    alignment: str


@dataclass(slots=True)
class _Taken:
    """What a name must not hide: the marks, in the order of `nodes`, and the names and lines written before."""

    axes: Axes
    scene: Scene
    nodes: list[str]
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    lines: list[Points] = field(default_factory=list)
    pixel: float = field(init=False)  # Pixels a point.
    centres: Points = field(init=False)
    radii: Points = field(init=False)

    def __post_init__(self) -> None:
        self.pixel = self.axes.figure.dpi / 72
        self.centres = self.axes.transData.transform([self.scene.positions[node] for node in self.nodes])
        self.radii = np.array([self.scene.radius(node) for node in self.nodes]) * self.pixel

    def places(self, node: int, size: tuple[float, float]) -> Iterator[_Place]:
        """The places for a name of that size, the nearest first; the first nodes have some that are far."""
        ways = [(gap, side) for gap in _NEAR for side in _SIDES]
        if node < _FIRST:
            ways += [(gap, side) for gap in _FAR for side in _ALL_SIDES]
        for gap, side in ways:
            way = np.array([math.cos(math.radians(side)), math.sin(math.radians(side))])
            begin = self.centres[node] + self.radii[node] * way
            end = begin + gap * self.pixel * way
            lean = np.clip(way * 1.45, -1, 1)
            left, bottom = end + (lean - 1) * np.array(size) / 2
            alignment = "left" if lean[0] > 0.5 else "right" if lean[0] < -0.5 else "center"
            yield _Place(
                (left, bottom, left + size[0], bottom + size[1]), np.linspace(begin, end, 3 + gap // 3), alignment
            )

    def free(self, node: int, place: _Place) -> bool:
        """Whether a name may stand there."""
        window = self.axes.bbox
        left, bottom, right, top = place.box
        if left < window.x0 or right > window.x1 or bottom < window.y0 or top > window.y1:
            return False
        nearest = np.clip(self.centres, place.box[:2], place.box[2:])
        if (np.hypot(*(self.centres - nearest).T) < self.radii + self.pixel).any():
            return False
        away = np.hypot(*(self.centres[:, None] - place.line).transpose(2, 0, 1)).min(axis=1)
        if (np.delete(away < self.radii + self.pixel, node)).any():
            return False
        if any(_inside(line, place.box).any() for line in self.lines):
            return False
        return not any(_meet(place.box, box) or _inside(place.line, box).any() for box in self.boxes)


def _inside(points: Points, box: tuple[float, float, float, float]) -> NDArray[np.bool_]:
    within: NDArray[np.bool_] = np.all((points > box[:2]) & (points < box[2:]), axis=1)
    return within


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
