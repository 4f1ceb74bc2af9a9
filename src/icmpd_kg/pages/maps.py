"""Maps as SVG drawn here, from outlines that come with the data: no tile of another host is asked for."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from markupsafe import Markup

from icmpd_kg.data.outlines import Line, outlines
from icmpd_kg.pages.charts import WIDTH, Chart
from icmpd_kg.pages.kinds import Thing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# The least a map shows, and what it leaves around its places, in degrees: enough to see where in the world it is.
_LEAST = (36.0, 20.0)
_AROUND = 4.0
# At these latitudes a degree of longitude is so much shorter than one of latitude (Plate carrée about 35° north).
_SHORTER = 0.82


Box = tuple[float, float, float, float]  # West, south, east and north, in degrees.
Points: TypeAlias = "NDArray[np.float64]"  # A row a point: longitude and latitude in degrees.
Bounded: TypeAlias = "tuple[Box, Points]"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a map: its name, longitude and latitude in degrees."""

    name: str
    long: float
    lat: float


def spots(things: Iterable[Thing]) -> list[Spot]:
    """The places of those things of which it is known."""
    return [
        Spot(thing.label, float(thing.facets["long"][0]), float(thing.facets["lat"][0]))
        for thing in things
        if "lat" in thing.facets and "long" in thing.facets
    ]


def draw(spots: Sequence[Spot], title: str) -> Chart | None:
    """A map with a dot a place, which says its name where one points; with few of them, the names stand beside."""
    if not spots:
        return None
    west, east = _span([spot.long for spot in spots], _LEAST[0])
    south, north = _span([spot.lat for spot in spots], _LEAST[1])
    scale = WIDTH / (east - west)
    height = (north - south) * scale / _SHORTER

    box = (west - _AROUND, south - _AROUND, east + _AROUND, north + _AROUND)
    coasts, borders = (_within(lines, box) for lines in world())
    land = Markup('<path class="land" d="{}"/>').format(_path(coasts, box, (west, north), scale, "Z"))
    between = Markup('<path class="border" d="{}"/>').format(_path(borders, box, (west, north), scale, ""))
    marks = [
        _mark(spot, (spot.long - west) * scale, (north - spot.lat) * scale / _SHORTER, named=len(spots) <= 5)
        for spot in spots
    ]
    return Chart(
        Markup('<svg class="chart map" viewBox="0 0 {} {:.0f}" role="img" aria-label="{}">{}{}{}</svg>').format(
            WIDTH, height, f"Map: {title}", land, between, Markup("").join(marks)
        ),
        "Outlines: Natural Earth. A state is shown by one point within it.",
    )


def _mark(spot: Spot, x: float, y: float, named: bool) -> Markup:
    dot = Markup('<circle class="self" cx="{:.1f}" cy="{:.1f}" r="5"><title>{}</title></circle>').format(
        x, y, spot.name
    )
    left = x > WIDTH * 0.75
    name = Markup('<text class="name" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>')
    return dot + (name.format(x - 9 if left else x + 9, y + 4, "end" if left else "start", spot.name) if named else "")


def _span(values: Sequence[float], least: float) -> tuple[float, float]:
    """From below the least to above the greatest value, and at least so much in all."""
    low, high = min(values) - _AROUND, max(values) + _AROUND
    missing = max(least - (high - low), 0) / 2
    return low - missing, high + missing


@functools.cache
def world() -> tuple[list[Bounded], list[Bounded]]:
    """The coasts and the borders, each line with the box around it."""
    known = outlines()
    return [_bounded(line) for line in known.coasts], [_bounded(line) for line in known.borders]


def _bounded(line: Line) -> Bounded:
    import numpy as np

    points = np.array(line, float)
    return (*points.min(axis=0).tolist(), *points.max(axis=0).tolist()), points


def _within(lines: Iterable[Bounded], box: Box) -> list[Points]:
    """The lines that come near a box."""
    west, south, east, north = box
    return [
        points
        for (left, low, right, high), points in lines
        if left <= east and right >= west and low <= north and high >= south
    ]


def _path(lines: Sequence[Points], box: Box, corner: tuple[float, float], scale: float, close: str) -> str:
    """The lines as the data of an SVG path, points on the same spot one after the other but once.

    The picture begins at `corner`. Where lines leave the box, which is larger than the picture, they go along its edge.
    """
    import numpy as np

    if not lines:
        return ""
    inside = np.concatenate(lines).clip(box[:2], box[2:])
    points = np.rint((inside - corner) * (scale, -scale / _SHORTER)).astype(int)
    begins = np.zeros(len(points), bool)
    begins[np.cumsum([0, *map(len, lines[:-1])])] = True
    kept = begins.copy()
    kept[1:] |= (points[1:] != points[:-1]).any(axis=1)
    rows = zip(np.where(begins[kept], f"{close}M", "L").tolist(), points[kept].tolist(), strict=True)
    return "".join(f"{step}{x},{y}" for step, (x, y) in rows).removeprefix(close) + close
