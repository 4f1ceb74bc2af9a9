"""Lists: the things of a kind, narrowed and sorted as a form says; the terms of the vocabulary."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from icmpd_kg.errors import InputError
from icmpd_kg.pages.kinds import FACETS, Kind, Thing

# What a form sends: the values of each of its fields.
Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is left of the things of a kind, and how many there are of each value that could be chosen of a facet.

    `query` asks for the same again, and `fault` tells of a value that none of them has.
    """

    things: Sequence[Thing]
    columns: Sequence[str]
    chosen: Given
    choices: Mapping[str, Mapping[str, int]]
    order: str
    query: str
    fault: str


def narrowed(kind: Kind, given: Given) -> Narrowed:
    """The things that have, of each facet given, one of the values given; sorted by what `sort` says.

    Beside a value stands how many things there are with it and with what is chosen of the other facets.
    """
    chosen = {facet: list(dict.fromkeys(given[facet])) for facet in FACETS if given.get(facet)}
    things = _those(kind, chosen)
    columns = [facet for facet in ("acronym", *FACETS) if any(facet in thing.facets for thing in things)]
    order = given.get("sort", [""])[-1]
    if order in columns:
        things.sort(
            key=lambda thing: (not thing.facets.get(order), [v.casefold() for v in thing.facets.get(order, ())])
        )
    choices = {}
    for facet, values in kind.facets.items():
        others = _those(kind, {each: wanted for each, wanted in chosen.items() if each != facet})
        held = Counter(value for thing in others for value in thing.facets.get(facet, ()))
        choices[facet] = {value: held[value] for value in values}
    query = urlencode({**chosen, **({"sort": order} if order else {})}, doseq=True)
    return Narrowed(things, columns, chosen, choices, order, query, _fault(kind, chosen))


def _those(kind: Kind, chosen: Given) -> list[Thing]:
    return [
        thing
        for thing in kind.things
        if all(any(value in thing.facets.get(facet, ()) for value in values) for facet, values in chosen.items())
    ]


def _fault(kind: Kind, chosen: Given) -> str:
    """What is wrong with the first value that no thing of a kind has."""
    for facet, values in chosen.items():
        held = sorted({value for thing in kind.things for value in thing.facets.get(facet, ())})
        for value in values:
            if value not in held:
                near = difflib.get_close_matches(value, held)
                hint = f"; nearest: {', '.join(near)}" if near else ""
                return f"no {kind.name} has the {facet} {value[:200]!r}{hint}"
    return ""


def as_table(found: Narrowed) -> tuple[list[str], list[list[str]]]:
    """A list as its columns and a row of text a thing, values joined by "; "; raises `InputError` for a fault."""
    if found.fault:
        raise InputError(found.fault)
    head = ["iri", "label", *found.columns]
    rows = [
        [thing.iri, thing.label, *("; ".join(thing.facets.get(name, ())) for name in found.columns)]
        for thing in found.things
    ]
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
