"""How much of a network a few agents hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from icmpd_kg.errors import InputError
from icmpd_kg.networks.simple import agents, simple, two_modes

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Concentration:
    """How much of a network few agents hold.

    `index` is the sum of the squared shares (Hirschman 1945, Herfindahl 1950), from 1/n if all n have the same to 1 if
    one has all; `normalised` the same from 0 to 1 (None with a single agent); `effective` its inverse: so many agents
    with equal shares would give it (Adelman 1969). `shares` are those of the agents, the largest first.
    """

    index: float
    normalised: float | None
    effective: float
    shares: dict[Any, float]


def concentration(graph: nx.Graph[Any]) -> Concentration:
    """The concentration of the ties of a network of two modes among its agents, such as of projects among donors.

    An agent's share is that of pairs of agent and activity, each counted once: what they are worth is not known. For
    donors, take the network of their ties alone: `kg.network("partnerships", roles=["funder"])`.
    Raises `InputError` for a network of one mode or without ties.
    """
    measured = simple(graph)
    found = concentrated(measured)
    names = {measured.graph["nodes"][node]: share for node, share in found.shares.items()}
    return replace(found, shares=names)


def concentrated(graph: nx.Graph[int]) -> Concentration:
    """The concentration of a graph that is `simple` already."""
    if not two_modes(graph):
        raise InputError("concentration: this is a measure of the agents of a network of two modes")
    ties = {node: int(graph.degree[node]) for node in agents(graph)}
    total = sum(ties.values())
    if not total:
        raise InputError("concentration: the network has no ties")
    shares = {node: ties[node] / total for node in sorted(ties, key=lambda node: (-ties[node], node))}
    index = sum(share**2 for share in shares.values())
    normalised = (index - 1 / len(ties)) / (1 - 1 / len(ties)) if len(ties) > 1 else None
    return Concentration(index, normalised, 1 / index, shares)
