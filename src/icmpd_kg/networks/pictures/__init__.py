"""Pictures of networks: still ones, by matplotlib, which alone knows it. It is imported when one is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypedDict

from icmpd_kg.errors import InputError

if TYPE_CHECKING:
    import networkx as nx

    from icmpd_kg.networks.pictures.figure import Picture
MOST = 2_000  # Nodes; a picture of more is a blot, and takes minutes.


class Look(TypedDict, total=False):
    """How a network is drawn, as `draw` takes it."""

    colour: str | Mapping[str, str] | None
    size: str | Mapping[str, float] | None
    layout: str | None


def draw(
    graph: nx.Graph[str],
    *,
    colour: str | Mapping[str, str] | None = "kind",
    size: str | Mapping[str, float] | None = "degree",
    layout: str | None = None,
) -> Picture:
    """A network as a figure of matplotlib, with title, legend and notes; nothing of it is left out without a word.

    `colour` is an attribute of nodes ("kind", "region", …), "community", a category for each node, or None. `size` is
    "degree", "strength", "betweenness", an attribute that is a number, a number for each node, or None. `layout` is
    "map", "parts" (each connected part by itself), or None: a map where places have points, and else parts.
    Raises `InputError` for a network without nodes or with more than a picture can show, and where one of these does
    not apply.
    """
    if not 0 < len(graph) <= MOST:
        told = "is empty" if not graph else f"has {len(graph):,} nodes, more than the {MOST:,} that a picture can show"
        mend = "" if not graph else "; keep a part of it, such as networkx.k_core(…), or save it for Gephi"
        raise InputError(f"the network {graph.graph.get('name') or 'to draw'} {told}{mend}")
    from matplotlib import style

    from icmpd_kg.networks.pictures import drawing

    # Whatever style the notebook has set; and a name with two dollar signs is no formula.
    with style.context(["default", {"text.parse_math": False}]):
        return drawing.draw(graph, colour, size, layout)
