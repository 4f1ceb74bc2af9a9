"""The spans of one question, and the ties that two things of it can have."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from icmpd_kg.asking.spans import Dates, Span
from icmpd_kg.asking.tree import Edge, Meaning, Thing
from icmpd_kg.model import ID, NS, Entity, Iri, Literal, term

_STEPS = 60_000
DEPTH = 4
ICMPD = Iri(f"{ID}organisation/icmpd")
ROLE = "https://w3id.org/icmpd-kg/role/"

# A thing of these classes has dates of its own; of others, the tie has.
_DATED = {"Event", "Publication", "Framework", "Project", "Platform"}
VALUED = {"Event", "Project", "Platform"}
_OF_PEOPLE = {"affiliation", "head", "involvement"}
_AGENTS = {"Organisation", "State", "Person"}

# What one may be said to have, to be of, or to be named by.
POSSESSIONS = ("part", "site", "unit", "theme", "place", "priority", "covers")

Signatures = Mapping[str, tuple[frozenset[str], frozenset[str]]]
Edges = tuple[Edge, ...]


class ExhaustedError(Exception):
    """The question has more readings than are tried."""


class Chart:
    """The spans of one question by their places, and the ties by the classes they can join.

    `signatures` are the classes that each tie can have at its ends, `attested` the (role, class, class) that some tie
    of the graph has. `home` is ICMPD, which the whole report tells of.
    """

    def __init__(
        self,
        length: int,
        spans: Sequence[Span],
        words: Mapping[str, Any],
        signatures: Signatures,
        attested: Set[tuple[str, str, str]],
        *,
        home: Entity,
    ) -> None:
        self._home = Thing(home.kind, home)
        self._attested = attested
        self._length = length
        self._words = words
        self._signatures = signatures
        self._steps = 0
        self._at: dict[tuple[int, str], list[Span]] = defaultdict(list)
        for span in sorted(spans, key=lambda span: (-span.end, span.cost)):
            self._at[span.start, span.sort].append(span)
        self._reach = [self._reached(start) for start in range(length + 1)]
        self._cost: dict[Any, float] = {}
        self._read: dict[tuple[int, int], list[tuple[Thing, int]]] = {}

    def _reached(self, start: int) -> list[int]:
        """The positions that can be reached from one by passing over words that change nothing."""
        reached = [start]
        for position in reached:
            reached += [span.end for span in self._at[position, "skip"] if span.end not in reached]
        return reached

    def _spans(self, start: int, *sorts: str) -> Iterator[Span]:
        self._steps += 1
        if self._steps > _STEPS:
            raise ExhaustedError
        for position in self._reach[start]:
            for sort in sorts:
                yield from self._at[position, sort]

    def _ends(self, start: int) -> bool:
        return self._length in self._reach[start]

    def cost(self, meaning: Meaning) -> float:
        """How far-fetched a reading is: its names, each as it is written, and its ties."""
        return self._weight(meaning.thing)

    def _weight(self, thing: Thing) -> float:
        own = sum(self._cost.get(each.iri, 1.0) for each in (thing.entity, *thing.others) if each) or 0.5
        return own + sum(0.5 + (self._weight(edge.other) if edge.other else 0) for edge in thing.edges)

    def _priced(self, *names: Span) -> None:
        """Note what a name costs as it is written here."""
        for span in names:
            self._cost[span.value.iri] = min(span.cost, self._cost.get(span.value.iri, span.cost))

    def _tie(
        self, name: str, subject: Thing, thing: Thing | None, end: int, of_subject: bool = True
    ) -> Iterator[tuple[Edges, int]]:
        for edge in self._edges(name, subject, thing, of_subject):
            yield (edge,), end

    def _edges(self, name: str, subject: Thing, thing: Thing | None, of_subject: bool = True) -> Iterator[Edge]:
        """The tie `name` between two things, if their classes can have it.

        The subject of a verb of a role plays it in the other; with `of_subject` false it is the other way round.
        """
        if name == "place" and of_subject and thing and subject.kind == "Donor":
            # Donors in a place are those of projects there.
            for place in self._edges("place", Thing("Project"), thing):
                yield from self._edges("funder", subject, Thing("Project", edges=(place,)))
        elif name in self._words["roles"]:
            this, that = (thing, subject) if of_subject else (subject, thing)
            if self._fits(name, this, that):
                given = (("role", Iri(ROLE + name)),)
                yield Edge("role", self._reading(name, of_subject), thing, inverse=of_subject, given=given)
        elif of_subject and self._fits(name, subject, thing):
            yield Edge(name, self._reading(name, False), thing)
        elif not of_subject and self._fits(name, thing, subject):
            yield Edge(name, self._reading(name, True), thing, inverse=True)

    def _reading(self, name: str, inverse: bool) -> str:
        """A tie in words, seen from its `this` or, inverse, from its `that`."""
        return str(self._words["readings"][name][inverse])

    def _turned(self, edge: Edge, other: Thing, name: str) -> Edge:
        """A tie seen from its other end."""
        return replace(edge, other=other, inverse=not edge.inverse, words=self._reading(name, not edge.inverse))

    def _fits(self, name: str, this: Thing | None, that: Thing | None) -> bool:
        """Whether the classes of two things can have a tie; a class that is not told can have any."""
        acting = any(each and each.kind in {"agent", "Donor"} for each in (this, that))
        if acting and name in self._words["ties"] and name not in _OF_PEOPLE:
            return False
        kinds = [base(thing.kind) if thing and thing.kind else None for thing in (this, that)]
        allowed = all(each is None or each & ends for each, ends in zip(kinds, self._signatures[name], strict=True))
        joined = name if name in self._words["roles"] else self._words["ties"][name].get("property")
        return allowed and (not joined or self._joins(joined, kinds))

    def _joins(self, name: str, kinds: Sequence[Set[str] | None]) -> bool:
        """Whether a role or a property joins things of two classes anywhere in the graph."""
        return any(
            known == name and all(each is None or end in each for each, end in zip(kinds, ends, strict=True))
            for known, *ends in self._attested
        )

    def _joined(self, thing: Thing, edges: Edges) -> Iterator[Thing]:
        """A thing with more ties, if it can have them: a date is its own, or that of its last tie, or of nothing."""
        for edge in edges:
            last = thing.edges[-1] if thing.edges else None
            if edge.piece != "dated" or thing.kind in _DATED or not thing.kind:
                thing = thing.tied(edge)
            elif last and last.piece in {"role", "post", "priority"} and not (last.dated or edge.denied):
                dated = replace(last, given=(*last.given, *edge.given), dated=f" ({edge.words})")
                thing = replace(thing, edges=(*thing.edges[:-1], dated))
            else:
                return
        yield thing


def base(kind: str) -> set[str]:
    """The classes of the graph that a class of a question stands for."""
    return {"MemberState": {"State"}, "Donor": {"Organisation", "State"}, "agent": _AGENTS}.get(kind, {kind})


def class_iri(kind: str) -> Iri:
    """The IRI of a term of ours."""
    return Iri(NS + kind)


def value_edge(span: Span) -> Edge:
    """The tie to a value that stands for itself, such as "online"."""
    name, value = span.value
    return Edge("value", value, given=(("property", class_iri(name)), ("value", Literal(value))))


def dated_edge(word: str, dates: Dates) -> Edge:
    """The tie to a span of days, with the word before it, such as "since"."""
    return spanned(*_bounded(word, dates))


def spanned(dates: Dates, words: str) -> Edge:
    """The tie to a span of days, in these words."""
    given = [(name, term(day)) for name, day in (("from", dates.first), ("until", dates.last)) if day]
    return Edge("dated", words, given=tuple(given))


def _bounded(word: str, dates: Dates) -> tuple[Dates, str]:
    day = datetime.timedelta(1)
    assert dates.first and dates.last
    match word:
        case "before":
            return Dates(None, dates.first - day, ""), f"before {dates.words}"
        case "until":
            return Dates(None, dates.last, ""), f"until {dates.words}"
        case "after":
            return Dates(dates.last + day, None, ""), f"after {dates.words}"
        case "since":
            return Dates(dates.first, None, ""), f"since {dates.words}"
    return dates, f"{'on' if dates.first == dates.last else 'in'} {dates.words}"
