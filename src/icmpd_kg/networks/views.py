"""A view, `queries/networks/NAME.rq`, and a store: the graph of networkx. A new view is a new file and no Python.

A view is a SELECT of `?source ?target ?role ?tie ?fact`, a row a tie: two things, the role or property that ties them,
what carries the dates of the tie (a Participation, or the fact itself) and the fact that states it. Its header may
name two `modes`, the one of the sources and the one of the targets.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from icmpd_kg import grounds, queries
from icmpd_kg.errors import InputError, NotFoundError
from icmpd_kg.networks import selection, slices
from icmpd_kg.networks.bulk import uncollected
from icmpd_kg.networks.rows import rows, told
from icmpd_kg.store import Store

if TYPE_CHECKING:
    import networkx as nx

_SHELF = "networks"


@dataclass(frozen=True, slots=True)
class View:
    """A network that can be asked for: its name, what it is, and what its two modes are called, if it has two."""

    name: str
    title: str
    description: str
    modes: tuple[str, ...]


def views() -> Iterator[View]:
    """Every network, by name."""
    for question in queries.catalogue(_SHELF):
        yield _view(question)


def network(
    store: Store,
    name: str,
    *,
    at: slices.When | None = None,
    between: tuple[slices.When, slices.When] | None = None,
    roles: Collection[str] | None = None,
    regions: Collection[str] | None = None,
    without_basis: Collection[str] = (),
    undated: bool = True,
) -> nx.MultiDiGraph[str]:
    """The network `name`: a node a thing, under its IRI, and an edge a tie, under the IRI of the fact that states it.

    A node has `iri`, `label` and `kind`, and where they are known `country`, `region`, `un_region`, `lat` and `long`;
    several countries or regions are joined by "; ". In a network of two modes `bipartite` is 0 for those that ties
    begin at and 1 for the others. An edge has `role`, `role_iri`, `fact`, `basis`, `page` and `quotation` of the first
    place that states it and the number of `places`; where there are dates, `start`, `end` and `date` (as stated), and
    `dated`, whose dates they are: the "tie" itself, or else its "target" or its "source". What is unknown is left out.
    Nodes and edges are sorted; the attributes of the graph tell what it is, and how many ties were left out.

    `at` keeps the ties whose period may include a date, `between` two dates; those without a date are kept, unless
    `undated` is false. `roles` keeps ties in these roles or narrower ones, `regions` ties that have an end in one of
    these regions; `without_basis` leaves out what rests on a "title" alone or is "inferred".
    Raises `NotFoundError` for an unknown network, role or region, `InputError` for a date or a basis that is none.
    """
    graph = _graph(store, *asked(name))
    selection.of_roles(graph, store, roles)
    selection.of_regions(graph, store, regions)
    selection.without_basis(graph, without_basis)
    if at is not None and between is not None:
        raise InputError("a network is of one date or of the time between two: give at or between, and not both")
    if between is not None and (isinstance(between, str) or len(between) != 2):
        raise InputError(f"between takes two dates, the first and the last, and not {between!r}")
    period = slices.days(at) if at is not None else slices.period(*between) if between else None
    slices.cut(graph, period, undated)
    return graph


def asked(name: str) -> tuple[View, str]:
    """The network of this name and the query that gives its ties; raises `NotFoundError` for another."""
    known = queries.names(_SHELF)
    if name not in known:
        near = difflib.get_close_matches(name, known, 3, cutoff=0.4)
        hint = f"; nearest: {', '.join(near)}" if near else ""
        raise NotFoundError(f"no network is called {name!r}{hint}; there are: {', '.join(known)}", near)
    question = queries.question(name, _SHELF)
    return _view(question), question.sparql


def apart(view: View, sources: Collection[str], targets: Collection[str]) -> None:
    """Raise `InputError` where a thing is of both modes of a network of two."""
    if view.modes and (both := set(sources) & set(targets)):
        raise InputError(f"the network {view.name} has two modes, but these are of both: {', '.join(sorted(both))}")


def about(view: View) -> dict[str, str]:
    """What the attributes of a graph tell of the network it is of."""
    return {"name": view.name, "title": view.title, **dict(zip(("agents", "activities"), view.modes, strict=False))}


def _view(question: queries.Question) -> View:
    modes = tuple(map(str, question.header.get("modes", ())))
    return View(question.name, question.title, question.description, modes)


def _graph(store: Store, view: View, sparql: str) -> nx.MultiDiGraph[str]:
    """All ties of a view."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.graph.update(about(view))
    ties = sorted(rows(store, sparql))
    sources, targets = {tie[0] for tie in ties}, {tie[1] for tie in ties}
    apart(view, sources, targets)
    known = told(store, "network-nodes")
    for iri in sorted(sources | targets):
        mode = {"bipartite": int(iri in targets)} if view.modes else {}
        graph.add_node(iri, iri=iri, **_of_node(known[iri]), **mode)
    labels = selection.labels(store)
    evidence, periods = _evidence(store), told(store, "network-periods")
    with uncollected():
        for source, target, role, tie, fact in ties:
            graph.add_edge(
                source,
                target,
                key=fact,
                role=labels.get(role, role),
                role_iri=role,
                **_dates(periods, tie, target, source),
                fact=fact,
                **evidence.get(fact, {}),
            )
    if graph.number_of_edges() != len(ties):
        raise InputError(f"the network {view.name} has two ties of one fact between the same two things")
    return graph


def _of_node(values: dict[str, list[str]]) -> dict[str, Any]:
    told: dict[str, Any] = {name: "; ".join(values[name]) for name in ("label", "kind", "country") if name in values}
    if regions := values.get("region") or values.get("lies in"):
        told["region"] = "; ".join(dict.fromkeys(regions))
    if "unRegion" in values:
        told["un_region"] = "; ".join(dict.fromkeys(values["unRegion"]))
    return told | {name: float(values[name][0]) for name in ("lat", "long") if name in values}


def _evidence(store: Store) -> dict[str, dict[str, Any]]:
    """What each fact rests on, and the first place that states it."""
    found: dict[str, dict[str, Any]] = {}
    for fact, ground in grounds.folded(rows(store, queries.view("evidence-of-facts"))).items():
        found[fact] = {"basis": ground.basis}
        if ground.places:
            found[fact] |= {**ground.places[0]._asdict(), "places": len(ground.places)}
    return found


def _dates(periods: dict[str, dict[str, list[str]]], tie: str, target: str, source: str) -> dict[str, str]:
    """The dates of a tie, or else those that bound it: of the event, the project or the publication at its end."""
    for whose, thing in (("tie", tie), ("target", target), ("source", source)):
        if thing in periods:
            stated = {name: values[0] for name, values in periods[thing].items()}
            return {**stated, "dated": whose}
    return {}
