"""Lists: the things of a kind, narrowed and sorted as a form says; all things by name; the terms of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from icmpd_kg.names import fold
from icmpd_kg.pages import addresses
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


def beginning(things: Iterable[Thing], wanted: str) -> list[Thing]:
    """The things in whose name, or acronym, words begin with each word wanted; the shortest names first."""
    heads = fold(wanted).split()

    def meant(thing: Thing) -> bool:
        words = fold(" ".join((thing.label, *thing.facets.get("acronym", ())))).split()
        return all(any(word.startswith(head) for word in words) for head in heads)

    return sorted(filter(meant, things), key=lambda thing: (len(thing.label), thing.label))


def as_table(things: Iterable[Thing], columns: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """A list as a table of text, several values joined by "; "."""
    head = ["iri", "label", *columns]
    rows = [[thing.iri, thing.label, *("; ".join(thing.facets.get(name, ())) for name in columns)] for thing in things]
    return head, rows


def index(things: Iterable[Thing], names: Iterable[Mapping[str, str]]) -> list[list[str]]:
    """What the browser searches where no server does: of each thing its label, its class, its page, its other names."""
    known: dict[str, set[str]] = {}
    for row in names:
        known.setdefault(row["entity"], set()).add(row["name"])
    return [
        [thing.label, thing.kind, addresses.of(thing.iri) or "", *sorted(known.get(thing.iri, set()) - {thing.label})]
        for thing in things
    ]


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
