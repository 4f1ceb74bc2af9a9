"""Who stands between groups, such as regions: Gould & Fernandez 1989, Sociological Methodology 19, 89."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from icmpd_kg.errors import InputError
from icmpd_kg.networks import large
from icmpd_kg.networks.centrality import Values
from icmpd_kg.networks.regions import groups
from icmpd_kg.networks.simple import two_modes

if TYPE_CHECKING:
    import networkx as nx

ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")


def brokerage(graph: nx.Graph[int], by: str) -> dict[str, Values]:
    """How often each node of a `simple` graph stands between two others that have no tie: by role, then by node.

    A node b brokers where a tie leads from a to b and from b to c, and none from a to c. By the groups of the three:

    - coordinator: all three are of one group;
    - itinerant (or consultant): a and c are of one, b of another;
    - gatekeeper: b and c are of one, a of another: b lets in;
    - representative: a and b are of one, c of another: b speaks for its own;
    - liaison: all three are of different groups.

    Ties without direction lead both ways, so that each pair counts twice, as in the R package sna: gatekeeper and
    representative are then equal. A node of several groups belongs to each in equal parts. A triple with a node of no
    known group does not count, and a node of no known group has no value. Weights do not count.
    Raises `InputError` for a network of two modes (project it first), or one in which no node has the attribute.
    """
    import networkx as nx

    if two_modes(graph):
        raise InputError("brokerage: a tie of two modes leads nowhere further; project the network onto one mode first")
    known = groups(graph, by)
    if not known:
        raise InputError(f"brokerage by {by}: of no node the {by} is known")
    if large.large(graph):
        return dict(zip(ROLES, large.brokerage(graph, known), strict=True))
    found = {role: dict.fromkeys((node for node in graph if node in known), 0.0) for role in ROLES}
    before: Mapping[Any, Any] = graph.pred if isinstance(graph, nx.DiGraph) else graph.adj
    for broker in found["liaison"]:
        for a in before[broker]:
            for c in graph.adj[broker]:
                if a != c and a in known and c in known and not graph.has_edge(a, c):
                    for role, part in _roles(known[a], known[broker], known[c]).items():
                        found[role][broker] += part
    return {**found}


def _roles(first: tuple[str, ...], broker: tuple[str, ...], last: tuple[str, ...]) -> Mapping[str, float]:
    """The part each role has in a triple, all parts together 1."""
    parts: dict[str, float] = {}
    share = 1 / (len(first) * len(broker) * len(last))
    for a in first:
        for b in broker:
            for c in last:
                role = _role(a, b, c)
                parts[role] = parts.get(role, 0) + share
    return parts


def _role(a: str, b: str, c: str) -> str:
    if a == c:
        return "coordinator" if a == b else "itinerant"
    if b == c:
        return "gatekeeper"
    return "representative" if a == b else "liaison"
