"""What stands around a network: a title above it, a legend beside it, notes and the source below it."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

import icmpd_kg
from icmpd_kg.networks.pictures.figure import Picture
from icmpd_kg.networks.pictures.layout import Box
from icmpd_kg.networks.pictures.scene import Scene
from icmpd_kg.networks.selection import ours

if TYPE_CHECKING:
    import networkx as nx

# The lightest and the heaviest tie: weight, and thickness in points.
Thickness = tuple[tuple[float, float], tuple[float, float]]
Section = tuple[str, list[Line2D]]  # Of a legend: its heading and what it shows.

WIDTH = 10.0  # Of the network, in inches; a large one has more.
ASPECT, FLATTEST = 1.4, 2.4  # Its width by its height: at the least, and at the most.
SHAPES = ("o", "s")  # Of the agents, or of all nodes if they have no modes, and of the activities.
LINE, EDGE = "#6F6F6F", "#333333"
DASHES = {"stated": "solid", "title": (0, (4, 2)), "inferred": (0, (1, 1.5))}

LAYOUTS = ("map", "parts")
NOTE = "Where a node stands means nothing; what it is tied to does."

_EDGE, _ABOVE, _BELOW, _BESIDE = 0.25, 0.9, 0.85, 3.1  # In inches.
_RESTS = {"stated": "a statement", "title": "a title alone", "inferred": "our own reading"}
_SOURCE = f"Facts of the ICMPD Annual Report 2020, read and published by icmpd-kg {icmpd_kg.__version__} (CC BY 4.0)."


def canvas(graph: nx.Graph[str], width: float, box: Box) -> tuple[Picture, Axes]:
    """An empty picture, and in it the axes for a network `width` inches wide, which show `box`, all scaled alike."""
    left, bottom, across, up = box
    height = width * up / across
    whole = (_EDGE + width + _BESIDE, _BELOW + height + _ABOVE)
    picture = Picture(title(graph), figsize=whole, dpi=150)
    axes = picture.add_axes((_EDGE / whole[0], _BELOW / whole[1], width / whole[0], height / whole[1]))
    axes.set(xlim=(left, left + across), ylim=(bottom, bottom + up), xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set_visible(False)
    return picture, axes


def title(graph: nx.Graph[str]) -> str:
    """What the network is."""
    return str(graph.graph.get("title") or graph.graph.get("name") or "A network")


def words(picture: Picture, graph: nx.Graph[str], notes: Sequence[str]) -> None:
    """Write the title, how large the network is and of what time, the notes and, of a network of ours, the source."""
    width, height = picture.get_size_inches()
    size, source = _size(graph), [_SOURCE] if ours(graph) else []
    picture.text(_EDGE / width, 1 - 0.45 / height, picture.title, size=15, weight="bold")
    picture.text(_EDGE / width, 1 - 0.73 / height, size, size=10, color="#333333")
    text = "\n".join(textwrap.fill(line, int(width * 13.5)) for line in (" ".join(notes), *source))
    picture.text(_EDGE / width, 0.15 / height, text, size=8.5, va="bottom", color="#555555", linespacing=1.35)
    picture.description = " ".join([f"{size}.", *notes, *source])


def _size(graph: nx.Graph[str]) -> str:
    """How large the network is, how it was projected, of what time it is, and how many ties were left out.

    >>> import networkx as nx
    >>> _size(nx.Graph([(1, 2)], period="2020-01-01/2020-12-31", left_out_by_date=3))
    '2 nodes and 1 tie · from 2020-01-01 to 2020-12-31 · 3 ties left out'
    """
    known = graph.graph
    told = [f"{_counted(len(graph), 'node')} and {_counted(graph.number_of_edges(), 'tie')}"]
    if onto := known.get("projected_onto"):
        told.insert(0, f"only {known.get(onto, onto)}, tied by what they share (weight: {known.get('weight')})")
    if period := known.get("period"):
        first, _, last = str(period).partition("/")
        told.append(" ".join(word for word, day in ((f"from {first}", first), (f"to {last}", last)) if day))
    if left_out := sum(count for key, count in known.items() if key.startswith("left_out")):
        told.append(f"{_counted(left_out, 'tie')} left out")
    return " · ".join(told)


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' * (count != 1)}"


def legend(picture: Picture, scene: Scene, bases: Collection[str], thickness: Thickness | None) -> None:
    """Say what colours, shapes, sizes, dashes and thickness mean, as far as there is a difference."""
    width, height = picture.get_size_inches()
    top = 1 - (_ABOVE - 0.1) / height
    for heading, handles in [*_of_nodes(scene), *_of_ties(scene, bases, thickness)]:
        part = picture.legend(
            handles=handles,
            title=heading,
            title_fontproperties={"weight": "bold", "size": 9},
            loc="upper left",
            bbox_to_anchor=(1 - _BESIDE / width, top),
            alignment="left",
            frameon=False,
            fontsize=9,
            labelspacing=max([0.6, *(handle.get_markersize() / 18 for handle in handles)]),
            handlelength=2.6,
        )
        top -= part.get_window_extent().height / picture.bbox.height


def _of_nodes(scene: Scene) -> Iterator[Section]:
    colours, sizes, known = scene.colours, scene.sizes, scene.graph.graph
    if colours.legend:
        yield colours.title, [_mark("o", 8, shade, meaning) for meaning, shade in colours.legend]
    modes = {known.get("bipartite") for known in scene.graph.nodes.values()}
    if modes == {0, 1}:
        named = zip(SHAPES, ("agents", "activities"), strict=True)
        yield "Mode", [_mark(shape, 8, "none", str(known.get(mode, mode))) for shape, mode in named]
    if sizes.legend:
        yield sizes.title, [_mark("o", math.sqrt(area), "#C8C8C8", meaning) for meaning, area in sizes.legend]


def _of_ties(scene: Scene, bases: Collection[str], thickness: Thickness | None) -> Iterator[Section]:
    if not set(bases) <= {"stated"}:
        rests = {basis: meaning for basis, meaning in _RESTS.items() if basis in bases}
        yield "A tie rests on", [_line(meaning, linestyle=DASHES[basis]) for basis, meaning in rests.items()]
    if thickness:
        heading = "Weight of a tie" if "weight" in scene.graph.graph else "Ties between the same two"
        yield heading, [_line(f"{weight:.3g}", linewidth=points) for weight, points in thickness]


def _line(label: str, **look: Any) -> Line2D:
    return Line2D([], [], color=LINE, alpha=0.8, label=label, **{"linewidth": 1.2, **look})


def _mark(shape: str, width: float, shade: str, label: str) -> Line2D:
    return Line2D(
        [],
        [],
        linestyle="none",
        marker=shape,
        markersize=width,
        markerfacecolor=shade,
        markeredgecolor=EDGE,
        markeredgewidth=0.6,
        label=textwrap.fill(label, 34),
    )
