"""Maps as SVG drawn here, from outlines that come with the data: no tile of another host is asked for."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from icmpd_kg.data.outlines import Line, Outlines, outlines
from icmpd_kg.pages.charts import WIDTH, Chart

# The least a map shows, and what it leaves around its places, in degrees: enough to see where in the world it is.
_LEAST = (36.0, 20.0)
_AROUND = 4.0
# At these latitudes a degree of longitude is so much shorter than one of latitude (Plate carrée about 35° north).
_SHORTER = 0.82


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a map: its name, longitude and latitude in degrees."""

    name: str
    long: float
    lat: float


def draw(spots: Sequence[Spot], title: str) -> Chart | None:
    """A map with a dot a place, which says its name where one points; with few of them, the names stand beside."""
    if not spots:
        return None
    west, east = _span([spot.long for spot in spots], _LEAST[0])
    south, north = _span([spot.lat for spot in spots], _LEAST[1])
    scale = WIDTH / (east - west)
    height = (north - south) * scale / _SHORTER

    def at(point: tuple[float, float]) -> tuple[float, float]:
        return (point[0] - west) * scale, (north - point[1]) * scale / _SHORTER

    box = (west - _AROUND, south - _AROUND, east + _AROUND, north + _AROUND)
    land = Markup('<path class="land" d="{}"/>').format(_path(_within(_world().coasts, box), at, "Z"))
    borders = Markup('<path class="border" d="{}"/>').format(_path(_within(_world().borders, box), at, ""))
    marks = [_mark(spot, *at((spot.long, spot.lat)), named=len(spots) <= 5) for spot in spots]
    return Chart(
        Markup('<svg class="chart map" viewBox="0 0 {} {:.0f}" role="img" aria-label="{}">{}{}{}</svg>').format(
            WIDTH, height, f"Map: {title}", land, borders, Markup("").join(marks)
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
def _world() -> Outlines:
    return outlines()


Box = tuple[float, float, float, float]


def _within(lines: Iterable[Line], box: Box) -> Iterable[Line]:
    """The lines that come into a box; where they leave it, they go along its edge, outside of the picture."""
    west, south, east, north = box
    for line in lines:
        if any(west <= x <= east and south <= y <= north for x, y in line):
            yield [(min(max(x, west), east), min(max(y, south), north)) for x, y in line]


def _path(lines: Iterable[Line], at: Callable[[tuple[float, float]], tuple[float, float]], close: str) -> str:
    """The lines as the data of an SVG path, points on the same spot one after the other but once."""
    parts = []
    for line in lines:
        points = (f"{x:.0f},{y:.0f}" for x, y in map(at, line))
        parts.append(f"M{'L'.join(point for point, _ in itertools.groupby(points))}{close}")
    return "".join(parts)
