"""Which ties of a network to keep: by role, by region, by what they rest on. The graph itself is cut."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from icmpd_kg import queries
from icmpd_kg.errors import InputError, NotFoundError
from icmpd_kg.model import ID
from icmpd_kg.names import fold
from icmpd_kg.networks.rows import rows
from icmpd_kg.store import Store

if TYPE_CHECKING:
    import networkx as nx

BASES = ("stated", "title", "inferred", "reference")


LEFT_OUT = {
    "left_out_by_role": "in another role",
    "left_out_by_region": "elsewhere",
    "left_out_by_basis": "for what they rest on",
    "left_out_undated": "without a date",
    "left_out_by_date": "at another time",
}


def left_out(graph: nx.Graph[str]) -> list[str]:
    """How many ties were left out of a network and why, in words."""
    return [f"{graph.graph[key]:,} {why}" for key, why in LEFT_OUT.items() if graph.graph.get(key)]


def ours(graph: nx.Graph[str]) -> bool:
    """Whether a network is of things of the report, and no other that somebody measures, draws or saves."""
    return any(str(known.get("iri", node)).startswith(ID) for node, known in graph.nodes(data=True))


def labels(store: Store) -> dict[str, str]:
    """The name of every role and property that can be a tie."""
    return {role: label for role, label, _ in rows(store, queries.view("network-roles"))}


def of_roles(graph: nx.MultiDiGraph[str], store: Store, wanted: Collection[str] | None) -> None:
    """Keep the ties in these roles, by label, name or IRI, or in narrower ones.

    Raises `NotFoundError` for a role that no tie of the network has.
    """
    if wanted is None:
        return
    told = list(rows(store, queries.view("network-roles")))
    called, broader = {role: label for role, label, _ in told}, {role: broad for role, _, broad in told if broad}
    known: dict[str, set[str]] = defaultdict(set)
    for role in {str(tie["role_iri"]) for _, _, tie in graph.edges(data=True)}:
        for each in _upwards(role, broader):
            for name in (called.get(each, each), each.rpartition("/")[2].rpartition("#")[2], each):
                known[fold(name)].add(role)
    names = sorted({str(tie["role"]) for _, _, tie in graph.edges(data=True)})
    kept = _chosen("role", _listed(wanted), known, names)
    keep(graph, lambda source, target, tie: tie["role_iri"] in kept, "left_out_by_role")


def of_regions(graph: nx.MultiDiGraph[str], store: Store, wanted: Collection[str] | None) -> None:
    """Keep the ties that have an end in one of these regions, of the report or of the standard M49, by label or IRI.

    Raises `NotFoundError` for a region in which nothing of the network lies.
    """
    if wanted is None:
        return
    known: dict[str, set[str]] = defaultdict(set)
    names = set()
    for node, region, label in rows(store, queries.view("network-regions")):
        if node in graph:
            names.add(label)
            for name in (label, region):
                known[fold(name)].add(node)
    inside = _chosen("region", _listed(wanted), known, sorted(names))
    keep(graph, lambda source, target, tie: source in inside or target in inside, "left_out_by_region")


def without_basis(graph: nx.MultiDiGraph[str], bases: Collection[str]) -> None:
    """Leave out the ties that rest on one of these; raises `InputError` for what is no basis."""
    for basis in (left_out := _listed(bases)):
        if basis not in BASES:
            raise InputError(f"{basis!r} is no basis of a fact: choose of {', '.join(BASES)}")
    if left_out:
        keep(graph, lambda source, target, tie: tie.get("basis") not in left_out, "left_out_by_basis")


def keep(
    graph: nx.MultiDiGraph[str], wanted: Callable[[str, str, Mapping[str, Any]], bool], counted: str | None = None
) -> None:
    """Take out the ties that are not wanted, and the nodes that have none left; `counted` is the attribute for both."""
    unwanted = [
        (source, target, key)
        for source, target, key, tie in graph.edges(keys=True, data=True)
        if not wanted(source, target, tie)
    ]
    graph.remove_edges_from(unwanted)
    graph.remove_nodes_from([node for node, degree in list(graph.degree()) if not degree])
    if counted:
        graph.graph[counted] = len(unwanted)


def _listed(wanted: Collection[str]) -> list[str]:
    """What is wanted as a list, though it be a single text."""
    return [wanted] if isinstance(wanted, str) else list(wanted)


def _upwards(role: str, broader: Mapping[str, str]) -> Iterable[str]:
    while role:
        yield role
        role = broader.get(role, "")


def _chosen(what: str, wanted: list[str], known: Mapping[str, set[str]], names: list[str]) -> set[str]:
    """What goes by the names wanted; raises `NotFoundError` with the names there are."""
    for name in wanted:
        if fold(name) not in known:
            near = difflib.get_close_matches(name, names, 3, cutoff=0.5)
            hint = f"nearest: {', '.join(near)}" if near else f"there are: {', '.join(names) or 'none'}"
            raise NotFoundError(f"no tie of this network has the {what} {name!r}; {hint}", near)
    return set().union(*(known[fold(name)] for name in wanted))
