"""What colours and sizes mean: a colour for each kind, region or community, an area for each value of a measure."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING

from icmpd_kg.errors import InputError
from icmpd_kg.networks.centrality import betweenness
from icmpd_kg.networks.cohesion import community
from icmpd_kg.networks.simple import simple

if TYPE_CHECKING:
    import networkx as nx

# "Muted" of Paul Tol, Colour Schemes (SRON/EPS/TN/09-002, 2021): nine that the colour-blind tell apart, and a grey.
PALETTE = ("#332288", "#CC6677", "#DDCC77", "#117733", "#88CCEE", "#882255", "#44AA99", "#999933", "#AA4499")
GREY, WHITE = "#DDDDDD", "#FFFFFF"  # Of the other values, and of what is not known.

_SMALLEST, _LARGEST, _ALIKE = 18.0, 420.0, 60.0  # Areas of nodes, in square points.
_ATTRIBUTES = ("kind", "region", "un_region", "country")


@dataclass(frozen=True, slots=True)
class Colours:
    """The colour of each node, and what each colour means: a title, and names with their colours."""

    of: Mapping[str, str]
    title: str
    legend: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Sizes:
    """The value and the area (square points) of each node, and the areas of a few values for the legend."""

    value: Mapping[str, float]
    area: Mapping[str, float]
    title: str
    legend: list[tuple[str, float]]


def colours(graph: nx.Graph[str], by: str | Mapping[str, str] | None) -> Colours:
    """A colour for each value of an attribute, each community, or each value that a mapping gives a node.

    The nine values that most nodes have get a colour, the others are grey together. Raises `InputError` where no
    node has the attribute, or the mapping knows no node.
    """
    if by is None:
        return Colours(dict.fromkeys(graph, PALETTE[0]), "", [])
    value, title = _categories(graph, by)
    count = Counter(value[node] for node in graph if node in value)
    ranked = sorted(count, key=lambda name: (-count[name], name))
    colour = dict(zip(ranked, PALETTE, strict=False))
    legend = [(f"{name} ({count[name]})", shade) for name, shade in colour.items()]
    if others := ranked[len(PALETTE) :]:
        legend.append((f"{len(others)} others ({sum(count[name] for name in others)})", GREY))
    if unknown := len(graph) - sum(count.values()):
        legend.append((f"{'alone' if by == 'community' else 'not known'} ({unknown})", WHITE))
    shades = {node: colour.get(value[node], GREY) if node in value else WHITE for node in graph}
    return Colours(shades, title, legend)


def _categories(graph: nx.Graph[str], by: str | Mapping[str, str]) -> tuple[Mapping[str, str], str]:
    if not isinstance(by, str):
        value, title = {node: str(name) for node, name in by.items()}, "Group"
    elif by == "community":
        value, title = _communities(graph), "Community"
    else:
        value = {node: str(known[by]) for node, known in graph.nodes(data=True) if by in known}
        title = _headline(by)
    if not any(node in value for node in graph):
        what = f"has a {by!r}" if isinstance(by, str) else "is among those that colours were given for"
        known = [name for name in _ATTRIBUTES if any(name in told for _, told in graph.nodes(data=True))]
        raise InputError(f"no node of this network {what}: colour it by {', '.join([*known, 'community'])}")
    return value, title


def _communities(graph: nx.Graph[str]) -> dict[str, str]:
    """The communities of `measures` that have two nodes and more, each by its node with most ties."""
    ties = simple(graph)
    nodes, members = ties.graph["nodes"], defaultdict(list)
    for node, number in community(ties).items():
        members[number].append(node)
    named: dict[str, str] = {}
    for group in members.values():
        first = nodes[min(group, key=lambda node: (-ties.degree[node], node))]
        if len(group) > 1:
            named |= dict.fromkeys((nodes[node] for node in group), f"of {graph.nodes[first].get('label', first)}")
    return named


def sizes(graph: nx.Graph[str], by: str | Mapping[str, float] | None) -> Sizes:
    """An area for each node, in proportion to a measure, an attribute that is a number, or what a mapping gives.

    Raises `InputError` where it is none of these, or a node has no value from 0 on.
    """
    if by is None:
        return Sizes(dict.fromkeys(graph, 0.0), dict.fromkeys(graph, _ALIKE), "", [])
    value, title = _values(graph, by)
    for node in graph:
        known: object = value.get(node)
        if not (isinstance(known, Real) and 0 <= float(known) < math.inf):
            label = graph.nodes[node].get("label", node)
            raise InputError(f"the size of {label} is {known!r}: a number from 0 on is expected for every node")
    most = max(value[node] for node in graph) or 1
    steps = [most * part for part in (0.1, 0.4)]
    if all(float(value[node]).is_integer() for node in graph):
        steps = [max(1.0, float(round(step))) for step in steps]
    area = {node: _area(value[node] / most) for node in graph}
    legend = [(f"{step:.3g}", _area(step / most)) for step in sorted({*steps, float(most)})]
    return Sizes(value, area, title, legend)


def _area(part: float) -> float:
    return _SMALLEST + (_LARGEST - _SMALLEST) * part


def _values(graph: nx.Graph[str], by: str | Mapping[str, float]) -> tuple[Mapping[str, float], str]:
    if not isinstance(by, str):
        return by, "Value"
    if by in MEASURES:
        title, measure = MEASURES[by]
        return measure(graph), title
    values = {node: known[by] for node, known in graph.nodes(data=True) if by in known}
    if not values:
        raise InputError(f"{by!r} is no measure and no attribute of a node: choose of {', '.join(MEASURES)}")
    return values, _headline(by)


def _headline(attribute: str) -> str:
    """The name of an attribute as the heading of a legend: `un_region` is "UN region"."""
    words = attribute.replace("_", " ")
    return f"UN{words[2:]}" if words.startswith("un ") else words[:1].upper() + words[1:]


def _degree(graph: nx.Graph[str]) -> Mapping[str, float]:
    return dict(graph.degree())


def _strength(graph: nx.Graph[str]) -> Mapping[str, float]:
    if not any("weight" in tie for _, _, tie in graph.edges(data=True)):
        raise InputError("no tie of this network has a weight, so no node has a strength: choose degree, or project it")
    return dict(graph.degree(weight="weight"))


def _betweenness(graph: nx.Graph[str]) -> Mapping[str, float]:
    ties = simple(graph)
    nodes = ties.graph["nodes"]
    return {nodes[node]: value for node, value in betweenness(ties).items()}


MEASURES: Mapping[str, tuple[str, Callable[[nx.Graph[str]], Mapping[str, float]]]] = {
    "degree": ("Number of ties", _degree),
    "strength": ("Strength, the sum of weights", _strength),
    "betweenness": ("Betweenness", _betweenness),
}
