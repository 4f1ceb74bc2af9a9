"""Groups of nodes, such as regions, and how they mix."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from icmpd_kg.errors import InputError
from icmpd_kg.networks.simple import simple

if TYPE_CHECKING:
    import networkx as nx
    import pandas


def groups(graph: nx.Graph[int], by: str) -> dict[int, tuple[str, ...]]:
    """The groups of each node that has any, by an attribute such as "region"; several are joined by "; "."""
    return {node: tuple(str(known[by]).split("; ")) for node, known in graph.nodes(data=True) if known.get(by)}


def mixing(graph: nx.Graph[Any], by: str = "region") -> pandas.DataFrame:
    """Which share of the ties leads from a group (row) to a group (column), all of them together 1 (Newman 2003).

    A node of several groups belongs to each in equal parts. Ties with an end of no known group do not count. A tie
    without direction leads both ways; weights do not count. Raises `InputError` where no tie is left.
    """
    return mixed(simple(graph), by)


def mixed(graph: nx.Graph[int], by: str) -> pandas.DataFrame:
    """The mixing of a graph that is `simple` already."""
    import pandas

    known = groups(graph, by)
    shares: dict[tuple[str, str], float] = defaultdict(float)
    for source, target in graph.edges():
        if source in known and target in known:
            part = 1 / (len(known[source]) * len(known[target]))
            for one in known[source]:
                for other in known[target]:
                    shares[one, other] += part
                    if not graph.is_directed():
                        shares[other, one] += part
    if not shares:
        raise InputError(f"mixing by {by}: no tie has at both ends a node whose {by} is known")
    names = sorted({name for pair in shares for name in pair})
    table = pandas.DataFrame([[shares[one, other] for other in names] for one in names], names, names, float)
    return table.div(table.to_numpy().sum())


def assortativity(shares: pandas.DataFrame) -> float:
    """Whether ties stay within groups: 1 if all do, 0 as chance has it (Newman 2003, Physical Review E 67, 026126).

    Of a table of `mixing`; with one group a node it is `networkx.attribute_assortativity_coefficient`. Raises
    `InputError` where there is one group only.
    """
    chance = _chance(shares)
    if len(shares) < 2:
        raise InputError(f"assortativity: all ties are within {shares.index[0]}, so that none could leave it")
    return (_within(shares) - chance) / (1 - chance)


def modularity(shares: pandas.DataFrame) -> float:
    """The share of ties within groups, less what chance gives (Newman & Girvan 2004, Physical Review E 69, 026113).

    Of a table of `mixing`; with one group a node it is `networkx.community.modularity` of the groups, without weights.
    """
    return _within(shares) - _chance(shares)


def _within(shares: pandas.DataFrame) -> float:
    return float(shares.to_numpy().trace())


def _chance(shares: pandas.DataFrame) -> float:
    cells = shares.to_numpy()
    return float(cells.sum(axis=1) @ cells.sum(axis=0))
