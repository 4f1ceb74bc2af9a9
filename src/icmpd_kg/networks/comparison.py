"""Two networks beside each other: what one has that the other lacks, and whether the same nodes are central."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from icmpd_kg.errors import InputError
from icmpd_kg.networks.measuring import MEASURES, measures, named
from icmpd_kg.networks.simple import two_modes

if TYPE_CHECKING:
    import networkx as nx
    import pandas

RANKED = ("degree", "strength", "betweenness", "closeness", "pagerank", "core")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the second network has and the first has not ("gained"), and the other way round ("lost"), sorted.

    `node_jaccard` and `tie_jaccard` are the share of what both have, of all that either has (Jaccard 1901; 1 where
    neither has any). A tie is a pair of nodes, however many facts state it. `ranks` tells for each measure how alike
    the order of the nodes in both is: Spearman's rank correlation over those that have a value in both, those of equal
    value sharing their rank (Spearman 1904); none where fewer than three have one, or all have the same.
    """

    nodes_gained: tuple[Any, ...]
    nodes_lost: tuple[Any, ...]
    ties_gained: tuple[tuple[Any, Any], ...]
    ties_lost: tuple[tuple[Any, Any], ...]
    node_jaccard: float
    tie_jaccard: float
    ranks: pandas.Series[float]


def compare(first: nx.Graph[Any], second: nx.Graph[Any], only: Collection[str] = RANKED) -> Comparison:
    """How a network differs from another, such as one year from the next, or with and without ties of a title alone.

    `only` names the measures whose ranks are compared; both networks must be directed, or of two modes, or neither.
    Raises `InputError` where they are not alike in this, where one is empty or where a measure does not apply.
    """
    import pandas

    if two_modes(first) != two_modes(second) or first.is_directed() != second.is_directed():
        raise InputError("the two networks cannot be compared: both must be of two modes, or directed, or neither")
    wanted = named(only, MEASURES)
    one, other = measures(first, wanted), measures(second, wanted)
    both = one.index.intersection(other.index)
    ranks = {}
    for name in one.columns.difference(["label", "kind", "region"], sort=False):
        values = pandas.DataFrame({"one": one[name].loc[both], "other": other[name].loc[both]}).dropna()
        alike = len(values) > 2 and values.nunique().min() > 1
        ranks[name] = values["one"].rank().corr(values["other"].rank()) if alike else float("nan")
    nodes, ties = (set(first), set(second)), (_ties(first), _ties(second))
    return Comparison(
        nodes_gained=tuple(sorted(nodes[1] - nodes[0], key=str)),
        nodes_lost=tuple(sorted(nodes[0] - nodes[1], key=str)),
        ties_gained=tuple(sorted(ties[1] - ties[0], key=str)),
        ties_lost=tuple(sorted(ties[0] - ties[1], key=str)),
        node_jaccard=_jaccard(*nodes),
        tie_jaccard=_jaccard(*ties),
        ranks=pandas.Series(ranks, dtype=float),
    )


def _ties(graph: nx.Graph[Any]) -> set[tuple[Any, Any]]:
    """The pairs that are tied; those without direction in the order of their names."""
    if graph.is_directed():
        return {(source, target) for source, target in graph.edges()}
    return {(min(pair, key=str), max(pair, key=str)) for pair in graph.edges()}


def _jaccard(one: set[Any], other: set[Any]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0
