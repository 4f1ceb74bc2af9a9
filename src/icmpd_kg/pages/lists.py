"""Lists: the things of a kind, narrowed and sorted as a form says; the terms of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from icmpd_kg.pages.kinds import FACETS, Kind, Thing


def narrowed(kind: Kind, given: Mapping[str, str]) -> dict[str, Any]:
    """The things of a kind that have each facet value given, sorted by what `sort` says; what a list page needs."""
    chosen = {facet: value for facet in FACETS if (value := given.get(facet, ""))}
    things = [
        thing for thing in kind.things if all(value in thing.facets.get(facet, ()) for facet, value in chosen.items())
    ]
    columns = [facet for facet in ("acronym", *FACETS) if any(facet in thing.facets for thing in things)]
    order = given.get("sort", "")
    if order in columns:
        things.sort(
            key=lambda thing: (not thing.facets.get(order), [v.casefold() for v in thing.facets.get(order, ())])
        )
    return {"kind": kind, "things": things, "chosen": chosen, "columns": columns, "order": order}


def as_table(things: Iterable[Thing], columns: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """A list as a table of text, several values joined by "; "."""
    head = ["iri", "label", *columns]
    rows = [[thing.iri, thing.label, *("; ".join(thing.facets.get(name, ())) for name in columns)] for thing in things]
    return head, rows


def terms(rows: Iterable[Mapping[str, str]]) -> dict[str, dict[str, dict[str, Any]]]:
    """The vocabulary by sort (class, property, role) and IRI: label, definition, and what stands above it."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows:
        term = found.setdefault(row["sort"], {}).setdefault(
            row["term"],
            {"label": row["label"], "definition": row["definition"], "above": [], "domain": [], "range": []},
        )
        for part in ("above", "domain", "range"):
            if row[part] and row[part] not in term[part]:
                term[part].append(row[part])
    return found
