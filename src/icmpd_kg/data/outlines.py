"""The outlines of land and states, for maps: `reference/outlines.json`, which is Natural Earth in TopoJSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from icmpd_kg import paths

Line = list[tuple[float, float]]  # Longitude and latitude, in degrees; beyond 180 where it crosses that meridian.


@dataclass(frozen=True, slots=True)
class Outlines:
    """The coasts, as rings around all land, and the borders between states."""

    coasts: list[Line]
    borders: list[Line]


def outlines() -> Outlines:
    """The outlines, read as the specification of TopoJSON says (https://github.com/topojson/topojson-specification).

    An arc is a chain of steps on a grid, and a ring a chain of arcs, of which `~i` is arc `i` backwards. Two states
    share the arc of their border, so that it is there once.
    """
    known = json.loads((paths.folder("data") / "reference" / "outlines.json").read_text("utf-8"))
    (a, b), (c, d) = known["transform"]["scale"], known["transform"]["translate"]
    grid = [accumulate(arc, lambda at, step: [at[0] + step[0], at[1] + step[1]]) for arc in known["arcs"]]
    arcs = [[(x * a + c, y * b + d) for x, y in steps] for steps in grid]
    rings = list(_rings(known["objects"]["land"]))
    coasts = {max(i, ~i) for ring in rings for i in ring}
    return Outlines(
        [_unbroken([point for i in ring for point in _points(arcs, i)]) for ring in rings],
        [_unbroken(arc) for i, arc in enumerate(arcs) if i not in coasts],
    )


def _rings(shape: dict[str, Any]) -> Iterator[list[int]]:
    for part in shape.get("geometries", ()):
        yield from _rings(part)
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]] if "arcs" in shape else []
    for polygon in polygons:
        yield from polygon


def _points(arcs: list[Line], i: int) -> Line:
    """The points of an arc of a ring but for the first, which is the last of the arc before it."""
    return (arcs[i] if i >= 0 else arcs[~i][::-1])[1:]


def _unbroken(line: Line) -> Line:
    """A line that goes on beyond 180° where it would leap from one edge of the map to the other."""
    turns = accumulate((round((before[0] - here[0]) / 360) for before, here in pairwise(line)), initial=0)
    return [(x + 360 * turn, y) for (x, y), turn in zip(line, turns, strict=True)]
