"""Which readings are not sure enough to be answered: what they count or hold apart, the graph does not tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from icmpd_kg.asking.chart import ROLE
from icmpd_kg.asking.tree import Edge, Meaning, Thing, themed


def is_sure(meaning: Meaning, words: Mapping[str, Any]) -> bool:
    """Whether the classes of a reading are what its nouns say, and its numbers are of what the graph counts."""
    thing = meaning.thing
    amounts = list(thing.quantities())
    denied = any(True for edge in thing.edges if edge.denied and edge.other for _ in edge.other.quantities())
    ranked = any(amount.rank and not amount.than for amount in amounts)
    held = {"list"} if ranked else {"list", "count", "truth"}
    if len(amounts) > 1 or (amounts and (denied or thing.quantity or meaning.form not in held)):
        return False  # One number is held to, of what is so.
    if any(amount.pair or (amount.than and thing.narrow) for amount in amounts):
        return False  # More than whom is not said.
    if (
        thing.kind in {"agent", ""}
        and thing.edges
        and all(edge.denied or edge.piece == "other" for edge in thing.edges)
    ):
        return False  # "Who is no member": whatever there is.
    return not _is_uncounted(meaning, set(words["uncounted"])) and _is_told_apart(thing)


def _is_uncounted(meaning: Meaning, roles: set[str]) -> bool:
    """Whether a number is asked for of those of whom the graph names but some."""
    thing = meaning.thing
    if meaning.form == "count":
        if thing.narrow or {"called", "involvement"} & {edge.piece for edge in thing.edges}:
            return True
        if thing.kind == "agent" and any(_role(edge) in roles for edge in thing.edges):
            return True
    edges = [edge for each in thing.things() for edge in each.edges if edge.other and edge.other.quantity]
    return any(_role(edge) in roles and not edge.inverse for edge in edges)


def _role(edge: Edge) -> str:
    return str(dict(edge.given).get("role", "")).removeprefix(ROLE)


def _is_told_apart(thing: Thing) -> bool:
    """Whether each noun for but some of a class is held by a name; a text may be by its theme, if it alone has that."""
    others = [edge.other for edge in thing.edges if edge.other]
    telling = [edge.other for edge in thing.edges if edge.other and edge.piece not in {"place", "theme", "other"}]
    named = any(True for other in telling for _ in other.entities())
    return (named or not thing.narrow or themed(thing)) and all(map(_is_told_apart, others))
