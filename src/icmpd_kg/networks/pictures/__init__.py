"""Pictures of networks: still ones, by matplotlib, which alone knows it. It is imported when one is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypedDict

from icmpd_kg.errors import InputError

if TYPE_CHECKING:
    import networkx as nx

    from icmpd_kg.networks.pictures.figure import Picture


class Look(TypedDict, total=False):
    """How a network is drawn, as `draw` takes it."""

    colour: str | Mapping[str, str]
    size: str | Mapping[str, float] | None
    layout: str | None


def draw(
    graph: nx.Graph[str],
    *,
    colour: str | Mapping[str, str] = "kind",
    size: str | Mapping[str, float] | None = "degree",
    layout: str | None = None,
) -> Picture:
    """A network as a figure of matplotlib, with title, legend and notes; nothing of it is left out without a word.

    `colour` is an attribute of nodes ("kind", "region", …), "community", or a category for each node. `size` is
    "degree", "strength", "betweenness", an attribute that is a number, a number for each node, or None. `layout` is
    "map", "parts" (each connected part by itself), or None: a map where places have points, and else parts.
    Raises `InputError` for a network without nodes, or where one of these does not apply.
    """
    if not graph:
        raise InputError(
            f"the network {graph.graph.get('name', '')} is empty: there is nothing to draw".replace("  ", " ")
        )
    from icmpd_kg.networks.pictures import drawing

    return drawing.draw(graph, colour, size, layout)
