"""Is a measure of a network more than its degrees alone give? It is measured in networks drawn at random with these."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from icmpd_kg.errors import InputError
from icmpd_kg.networks.projection import project
from icmpd_kg.networks.simple import agents, simple, two_modes
from icmpd_kg.networks.whole import summary

if TYPE_CHECKING:
    import networkx as nx

SWAPS = (
    10  # for each tie, before a network counts as drawn (Milo et al. 2003, arXiv:cond-mat/0312028, take 100 at most)
)


@dataclass(frozen=True, slots=True)
class Significance:
    """A measure as it is observed, beside the same measure of the networks drawn.

    `z` is by how many standard deviations it is above their mean (None where all are alike). `p_higher` is how often
    chance gives as much or more, `p_lower` as little or less, the observed network counted as one of the draws, so
    that neither is ever 0 (Davison & Hinkley 1997, p. 141). Look at one of the two, and decide which before you look.
    """

    observed: float
    mean: float
    deviation: float
    z: float | None
    p_higher: float
    p_lower: float
    draws: int


def significance(
    graph: nx.Graph[Any],
    measure: str | Callable[[nx.Graph[Any]], float],
    *,
    onto: str | None = None,
    draws: int = 500,
    seed: int = 2020,
    by: str = "region",
) -> Significance:
    """A measure of a network against networks in which every node has as many ties as here, and else chance rules.

    `measure` is the name of one of `summary`, or a function of a network that gives a number. `onto` projects a network
    of two modes, and each that is drawn, before it is measured. To draw ties of a projection itself would be wrong:
    each activity ties all of its agents, so that a projection is clustered whatever they do; it is refused.

    Ties count once, and weights do not count, in the network as in those drawn. Two modes: agents trade activities
    (curveball, Strona et al. 2014, Nature Communications 5, 4114). One mode: two ties swap their ends
    (`networkx.double_edge_swap`, Maslov & Sneppen 2002), in a directed network three (`networkx.directed_edge_swap`,
    Erdős et al. 2009). The same seed draws the same networks.
    Raises `InputError` for fewer than 10 draws, a projection, a measure that does not apply or is no finite number, or
    too few ties to swap;
    `NotFoundError` for a name that is no measure.
    """
    if draws < 10:
        raise InputError(f"{draws} draws tell nothing of chance: 10 is the least, 500 the usual")
    if "projected_onto" in graph.graph:
        raise InputError("the ties of a projection cannot be drawn: give the network of two modes, and onto=")

    def value(network: nx.Graph[Any]) -> float:
        measured = project(network, onto) if onto else network
        found = float(measure(measured) if callable(measure) else summary(measured, [measure], by)[measure])
        if not math.isfinite(found):
            raise InputError(f"the measure is {found} of the network or of one that is drawn, and cannot be compared")
        return found

    plain = _unweighted(graph)
    observed = value(plain)
    found = [value(drawn) for drawn in _drawn(plain, draws, random.Random(seed))]  # noqa: S311 (no secret)
    mean, deviation = statistics.fmean(found), statistics.stdev(found)
    near = 1e-9 * max(1.0, abs(observed))
    higher = sum(each >= observed - near for each in found)
    lower = sum(each <= observed + near for each in found)
    return Significance(
        observed=observed,
        mean=mean,
        deviation=deviation,
        z=(observed - mean) / deviation if deviation > near else None,
        p_higher=(1 + higher) / (1 + draws),
        p_lower=(1 + lower) / (1 + draws),
        draws=draws,
    )


def _unweighted(graph: nx.Graph[Any]) -> nx.Graph[Any]:
    """The simple graph of a network, each weight 1, under the names of its nodes."""
    import networkx as nx

    plain = simple(graph)
    _weigh(plain)
    names = plain.graph.pop("nodes")
    named: nx.Graph[Any] = nx.relabel_nodes(plain, dict(enumerate(names)))
    return named


def _drawn(graph: nx.Graph[Any], draws: int, chance: random.Random) -> Iterator[nx.Graph[Any]]:
    import networkx as nx

    ties = graph.number_of_edges()
    for _ in range(draws):
        if two_modes(graph):
            yield _traded(graph, chance)
            continue
        swap: Any = nx.directed_edge_swap if graph.is_directed() else nx.double_edge_swap
        copy = graph.copy()
        try:
            swap(copy, nswap=SWAPS * ties, max_tries=1000 * SWAPS * ties, seed=chance)
        except (nx.NetworkXError, nx.NetworkXAlgorithmError) as failure:
            raise InputError(f"no other network has these degrees, or too few to draw from: {failure}") from failure
        _weigh(copy)
        yield copy


def _weigh(graph: nx.Graph[Any]) -> None:
    for _, _, tie in graph.edges(data=True):
        tie["weight"] = 1


def _traded(graph: nx.Graph[Any], chance: random.Random) -> nx.Graph[Any]:
    """The curveball algorithm: again and again two agents shuffle the activities that only one of them has."""
    first = agents(graph)
    has = {agent: set(graph[agent]) for agent in first}
    if len(first) < 2:
        raise InputError("no other network has these degrees: it has a single agent")
    for _ in range(SWAPS * len(first)):
        one, other = chance.sample(first, 2)
        both = has[one] & has[other]
        trade = sorted(has[one] ^ has[other], key=str)
        chance.shuffle(trade)
        kept = len(has[one]) - len(both)
        has[one], has[other] = both | set(trade[:kept]), both | set(trade[kept:])
    drawn = graph.__class__()
    drawn.graph.update(graph.graph)
    drawn.add_nodes_from(graph.nodes(data=True))
    drawn.add_edges_from((agent, each, {"weight": 1}) for agent in first for each in sorted(has[agent], key=str))
    return drawn
