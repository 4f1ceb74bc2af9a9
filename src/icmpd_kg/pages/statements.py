"""What is said of one thing, in sentences: a phrase, what it leads to, and under each the places that say so."""

from __future__ import annotations

import csv
import functools
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from icmpd_kg import queries
from icmpd_kg.graph import KnowledgeGraph
from icmpd_kg.grounds import Ground, Place, folded
from icmpd_kg.model import Iri, Literal, Term

# What stands behind all that has an order of its own.
_LAST = 999


@dataclass(frozen=True, slots=True)
class Support:
    """A fact that carries a statement, what it rests on, the rule by which the statement follows, and its places."""

    fact: str
    basis: str
    rule: str
    places: tuple[Place, ...]


@dataclass(slots=True)
class Value:
    """What a phrase leads to: a thing by its IRI or a text; with what the tie says besides, and what carries it."""

    text: str
    iri: str = ""
    details: tuple[str, ...] = ()
    support: list[Support] = field(default_factory=list)

    @property
    def basis(self) -> str:
        """The surest basis among the facts that carry it."""
        return min((each.basis for each in self.support), key=_SURENESS.index)


@dataclass(slots=True)
class Statement:
    """One phrase and all it leads to; `inverse` where it is the other thing that the fact speaks of."""

    phrase: str
    inverse: bool
    values: list[Value]


_SURENESS = ("stated", "title", "inferred", "reference")


class Statements:
    """What a graph says of its things. All of it is read once: asked of one thing, it takes longer than the page."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self._kg = kg

    def of(self, thing: Iri) -> list[Statement]:
        """What is said of a thing, in the order in which pages say it."""
        values: dict[tuple[bool, str], dict[tuple[str, tuple[str, ...]], Value]] = defaultdict(dict)
        for row in self._said.get(thing, ()):
            inverse, prop = row["direction"] == "in", row["property"]
            value = _value(row)
            known = values[inverse, prop].setdefault((value.iri or value.text, value.details), value)
            known.support.append(self.support(row["fact"], row["rule"]))
        return [
            Statement(self._phrase(prop, inverse), inverse, _sorted(values[inverse, prop].values()))
            for inverse, prop in sorted(values, key=lambda key: self._order(*key))
        ]

    def figures(self, thing: Iri) -> list[Value]:
        """The figures about a thing, each as a sentence would say it."""
        return [
            Value(
                f"{row['called']}: {figure(row)}",
                row["figure"],
                tuple(filter(None, (row["named"], row["date"]))),
                [self.support(row["fact"])],
            )
            for row in self._figures.get(thing, ())
        ]

    def facts(self) -> list[str]:
        """Every fact of the graph, by IRI."""
        return sorted(self._evidence)

    def support(self, fact: str, rule: str = "") -> Support:
        """What a fact rests on, and its places."""
        basis, places = self._evidence.get(fact, ("reference", ()))
        return Support(fact, basis, rule, tuple(places))

    def _phrase(self, prop: str, inverse: bool) -> str:
        known = self._phrases.get(prop, {})
        label = known.get("label") or words(prop)
        return (known.get("inverse") or f"is {label} of") if inverse else known.get("phrase") or f"has as {label}"

    def _order(self, inverse: bool, prop: str) -> tuple[int, bool, str]:
        return int(self._phrases.get(prop, {}).get("order") or _LAST), inverse, prop

    @functools.cached_property
    def _said(self) -> Mapping[str, list[dict[str, str]]]:
        return self._by_entity("page-statements")

    @functools.cached_property
    def _figures(self) -> Mapping[str, list[dict[str, str]]]:
        return self._by_entity("page-figures")

    def _by_entity(self, view: str) -> Mapping[str, list[dict[str, str]]]:
        found: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in table(self._kg, view):
            found[row["entity"]].append(row)
        return found

    @functools.cached_property
    def _phrases(self) -> Mapping[str, Mapping[str, str]]:
        return {row["term"]: row for row in table(self._kg, "page-phrases")}

    @functools.cached_property
    def _evidence(self) -> Mapping[str, Ground]:
        return folded(list(row.values()) for row in table(self._kg, "evidence-of-facts"))


def pages(supports: Iterable[Support]) -> list[int]:
    """The pages on which facts stand, in order."""
    return sorted({place.page for support in supports for place in support.places if place.page})


def table(kg: KnowledgeGraph, view: str, **bindings: Term) -> Iterator[dict[str, str]]:
    """The rows of a view as plain text, which the engine writes faster than it gives terms."""
    return csv.DictReader(io.StringIO(kg.query(queries.view(view), **bindings).text("csv"), newline=""))


def text(term: Term | None) -> str:
    """A term by its text; of none, nothing."""
    return term.value if isinstance(term, Literal) else "" if term is None else str(term)


def words(iri: str) -> str:
    """The last part of an IRI as words, for what has no label.

    >>> words("http://www.w3.org/ns/org#unitOf")
    'unit of'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.split(r"[#/]", iri)[-1]).replace("-", " ").lower()


def figure(row: Mapping[str, str]) -> str:
    """A figure with its qualifier and unit.

    >>> row = {"value": "74500000.0", "unit": "EUR", "qualifier": "about"}
    >>> figure(row)
    'about 74,500,000 EUR'
    """
    number = row["value"]
    whole, _, part = number.partition(".")
    part = part.rstrip("0")
    said = f"{int(whole):,}" + (f".{part}" if part else "")
    qualifier = row["qualifier"]
    return " ".join(filter(None, ("" if qualifier == "exact" else qualifier, said, row["unit"])))


def _value(row: Mapping[str, str]) -> Value:
    through = f"through {row['through']}" if row["scheme"] else ""
    return Value(row["name"], row["iri"], tuple(filter(None, (row["post"], through, when(row["date"])))))


def when(date: str) -> str:
    """An EDTF date as words.

    >>> when("../2020-11-16")
    'until 2020-11-16'
    """
    if date.startswith("../"):
        return f"until {date[3:]}"
    if date.endswith("/.."):
        return f"from {date[:-3]}"
    return date.replace("/", " to ")


def _sorted(values: Iterable[Value]) -> list[Value]:
    return sorted(values, key=lambda value: (value.basis == "reference", value.text.casefold(), value.details))
