"""The names in a picture: as many as have room, of the largest nodes first."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
import textalloc
from matplotlib.axes import Axes
from matplotlib.text import Text

from icmpd_kg.networks.pictures.layout import located
from icmpd_kg.networks.pictures.scene import Scene

_MOST = 120  # Names in a picture; more of them cannot be read.
_FAR = 8  # Of them, those that may stand far from their node.
_LOOK: dict[str, Any] = {
    "textsize": 8,
    "textcolor": "#1A1A1A",
    "linecolor": "#4477AA",
    "linewidth": 0.6,
    "linespacing": 0.95,
    "bbox": {"boxstyle": "round,pad=0.08", "facecolor": "white", "alpha": 0.7, "linewidth": 0},
    "zorder": 3,
}


def write(axes: Axes, scene: Scene) -> int:
    """Write names that hide neither each other nor a mark, of places before others; how many nodes have none."""
    places = located(scene.graph)
    nodes = sorted(
        scene.positions, key=lambda node: (-scene.sizes.value[node], node not in places, scene.label(node), node)
    )
    first = _written(axes, scene, nodes[:_FAR], 0.2, [])
    others = _written(axes, scene, nodes[_FAR:_MOST], 0.09, first)
    return len(nodes) - len(first) - len(others)


def _written(axes: Axes, scene: Scene, chosen: Sequence[str], distance: float, before: Sequence[Text]) -> list[Text]:
    """The names of nodes that find room within a distance, a part of the picture, among the names written before."""
    if not chosen:
        return []
    xs, ys = zip(*scene.positions.values(), strict=True)
    pixels = {node: scene.radius(node) * axes.figure.dpi / 72 for node in scene.positions}
    strokes = [stroke for text in before for stroke in _strokes(axes, text)]
    _, _, written, _ = textalloc.allocate(
        axes,
        [scene.positions[node][0] for node in chosen],
        [scene.positions[node][1] for node in chosen],
        ["\n".join(textwrap.wrap(scene.label(node), 26, max_lines=3, placeholder=" …")) for node in chosen],
        x_scatter=list(xs),
        y_scatter=list(ys),
        x_lines=[[x for x, _ in stroke] for stroke in strokes] or None,
        y_lines=[[y for _, y in stroke] for stroke in strokes] or None,
        scatter_sizes=list(pixels.values()),
        text_scatter_sizes=[pixels[node] for node in chosen],
        margin=0.003,
        min_distance=0.004,
        max_distance=distance,
        draw_all=False,
        avoid_label_lines_overlap=True,
        **_LOOK,
    )
    return [text for text in written if isinstance(text, Text)]


def _strokes(axes: Axes, text: Text) -> list[list[tuple[float, float]]]:
    """A text as level lines, which the names after it keep off."""
    box = text.get_window_extent().transformed(axes.transData.inverted())
    levels = np.linspace(box.y0, box.y1, 2 * (1 + text.get_text().count("\n")) + 1)
    return [[(box.x0, float(level)), (box.x1, float(level))] for level in levels]
