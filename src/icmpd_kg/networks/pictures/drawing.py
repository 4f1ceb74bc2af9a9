"""A network drawn: on a map or part by part, its ties, its nodes and their names."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from icmpd_kg.errors import InputError
from icmpd_kg.networks.pictures import basemap, frame, layout, names
from icmpd_kg.networks.pictures.figure import Picture
from icmpd_kg.networks.pictures.look import colours, sizes
from icmpd_kg.networks.pictures.scene import BASES, Scene, Tie, ties

if TYPE_CHECKING:
    import networkx as nx


def draw(
    graph: nx.Graph[str],
    colour: str | Mapping[str, str] | None,
    size: str | Mapping[str, float] | None,
    where: str | None,
) -> Picture:
    """The picture, as `icmpd_kg.networks.draw` tells."""
    extent, mapped = sizes(graph, size), _wants_map(graph, where)
    width = frame.WIDTH * min(max(1.0, math.sqrt(len(graph) / 70)), 2.0)
    positions = basemap.place(graph, extent, frame.ASPECT, width * 72) if mapped else layout.apart(graph, frame.ASPECT)
    scene = Scene(graph, positions, colours(graph, colour), extent)
    margin = basemap.MARGIN if mapped else 0.8
    picture, axes = frame.canvas(graph, width, layout.window(positions, margin, frame.ASPECT, frame.FLATTEST))
    if mapped:
        basemap.draw(axes, basemap.flatness(graph))
    lines = ties(graph)
    thickness = _lines(axes, scene, lines)
    _marks(picture, axes, scene)
    unnamed = names.write(axes, scene)
    frame.legend(picture, scene, {line.basis for line in lines}, thickness)
    frame.words(picture, graph, [*(_of_map(scene) if mapped else [frame.NOTE]), *_of_names(scene, unnamed)])
    return picture


def _wants_map(graph: nx.Graph[str], where: str | None) -> bool:
    if where is None:
        return layout.has_places(graph)
    if where not in frame.LAYOUTS:
        raise InputError(f"{where!r} is no layout of a picture: choose of {', '.join(frame.LAYOUTS)}")
    if where == "map" and not layout.located(graph):
        raise InputError("no node of this network has a point on the map: choose the layout parts")
    return where == "map"


def _of_map(scene: Scene) -> list[str]:
    """What a map does not show by itself."""
    notes, places = [basemap.NOTE], layout.located(scene.graph)
    if any(node not in places for node in scene.positions):
        notes.append("What has no place of its own stands around the place it is tied to, or between several.")
    if lost := [scene.label(node) for node in scene.graph if node not in scene.positions]:
        told = f"{', '.join(lost[:5])}{' and others' * (len(lost) > 5)}"
        notes.append(f"Not on the map, as they have no place and are tied to none: {len(lost)} ({told}).")
    return notes


def _of_names(scene: Scene, unnamed: int) -> list[str]:
    nodes = len(scene.positions)
    return (
        [f"There was room for {nodes - unnamed} of {nodes} names; the SVG tells all to a pointer."] if unnamed else []
    )


def _lines(axes: Axes, scene: Scene, lines: Sequence[Tie]) -> frame.Thickness | None:
    """Draw the ties; how thick the lightest and the heaviest are, if they differ."""
    weights = [line.weight for line in lines]
    light, heavy = min(weights, default=1.0), max(weights, default=1.0)
    thickness = {w: 0.9 + 3.1 * (w - light) / (heavy - light) if heavy > light else 0.9 for w in weights}
    for basis in BASES:
        drawn = [line for line in lines if line.basis == basis and all(end in scene.positions for end in line.ends)]
        collection = LineCollection(
            [[scene.positions[one], scene.positions[other]] for one, other in (line.ends for line in drawn)],
            colors=frame.LINE,
            alpha=0.6,
            linewidths=[thickness[line.weight] for line in drawn],
            linestyles=[frame.DASHES[basis]],
            zorder=1,
        )
        axes.add_collection(collection, autolim=False)
    return ((light, thickness[light]), (heavy, thickness[heavy])) if heavy > light else None


def _marks(picture: Picture, axes: Axes, scene: Scene) -> None:
    """Draw the nodes, the largest first, a shape for each mode; the picture is told their names and kinds."""
    for mode, shape in enumerate(frame.SHAPES):
        drawn = [node for node in scene.positions if (scene.graph.nodes[node].get("bipartite") or 0) == mode]
        drawn.sort(key=lambda node: (-scene.sizes.area[node], node))
        if not drawn:
            continue
        marks = axes.scatter(
            [scene.positions[node][0] for node in drawn],
            [scene.positions[node][1] for node in drawn],
            s=[scene.sizes.area[node] for node in drawn],
            c=[scene.colours.of[node] for node in drawn],
            marker=shape,
            edgecolors=frame.EDGE,
            linewidths=0.6,
            zorder=2,
        )
        kinds = [scene.graph.nodes[node].get("kind") for node in drawn]
        told = zip(map(scene.label, drawn), kinds, strict=True)
        picture.tell(marks, [f"{label} ({kind})" if kind else label for label, kind in told])
