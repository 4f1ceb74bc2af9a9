"""The spans of one question, and the ties that two things of it can have."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from icmpd_kg.asking.spans import Dates, Span
from icmpd_kg.asking.tree import Edge, Meaning, Thing
from icmpd_kg.model import NS, Iri, Literal, term

_STEPS = 60_000
DEPTH = 4
ROLE = "https://w3id.org/icmpd-kg/role/"

# A thing of these classes has dates of its own; of others, the tie has.
_DATED = {"Event", "Publication", "Framework", "Project", "Platform"}
_AGENTS = {"Organisation", "State", "Person"}

# What one may be said to have, to be of, or to be named by.
POSSESSIONS = ("part", "site", "unit", "theme", "place", "priority", "covers")

Signatures = Mapping[str, tuple[frozenset[str], frozenset[str]]]
Edges = tuple[Edge, ...]


class ExhaustedError(Exception):
    """The question has more readings than are tried."""


class Chart(ABC):
    """The spans of one question by their places, and the ties by the classes they can join.

    `signatures` are the classes that each tie can have at its ends, `attested` the (role, class, class) that some tie
    of the graph has.
    """

    def __init__(
        self,
        length: int,
        spans: Sequence[Span],
        words: Mapping[str, Any],
        signatures: Signatures,
        attested: Set[tuple[str, str, str]],
    ) -> None:
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
        own = self._cost.get(thing.entity.iri, 1.0) if thing.entity else 0.5
        return own + sum(
            0.5 + self._strangeness(thing, edge) + (self._weight(edge.other) if edge.other else 0)
            for edge in thing.edges
        )

    def _strangeness(self, thing: Thing, edge: Edge) -> float:
        """A little more for a role that no agent of the class has in any thing of the class."""
        role = dict(edge.given).get("role")
        if not isinstance(role, Iri) or edge.other is None:
            return 0.0
        this, that = (edge.other, thing) if edge.inverse else (thing, edge.other)
        kinds = [_base(each.kind) if each.kind else {""} for each in (this, that)]
        return (
            0.0
            if any(
                known == role.removeprefix(ROLE)
                and all("" in k or end in k for k, end in zip(kinds, ends, strict=True))
                for known, *ends in self._attested
            )
            else 0.4
        )

    def _tie(
        self, name: str, subject: Thing, thing: Thing | None, end: int, of_subject: bool = True
    ) -> Iterator[tuple[Edges, int]]:
        for edge in self._edges(name, subject, thing, of_subject):
            yield (edge,), end

    def _edges(self, name: str, subject: Thing, thing: Thing | None, of_subject: bool = True) -> Iterator[Edge]:
        """The tie `name` between two things, if their classes can have it.

        The subject of a verb of a role plays it in the other; with `of_subject` false it is the other way round.
        """
        if name in self._words["roles"]:
            this, that = (thing, subject) if of_subject else (subject, thing)
            if self._fits(name, this, that):
                words = name.replace("-", " ") + (" of" if of_subject else "")
                yield Edge("role", words, thing, inverse=of_subject, given=(("role", Iri(ROLE + name)),))
        elif of_subject and self._fits(name, subject, thing):
            yield Edge(name, name, thing)
        elif not of_subject and self._fits(name, thing, subject):
            yield Edge(name, f"{name} of", thing, inverse=True)

    def _fits(self, name: str, this: Thing | None, that: Thing | None) -> bool:
        return all(
            thing is None or thing.kind == "" or _base(thing.kind) & kinds
            for thing, kinds in zip((this, that), self._signatures[name], strict=True)
        )

    def _ties(self, thing: Thing, start: int, depth: int) -> Iterator[tuple[Edges, int]]:
        """A phrase with a preposition, a time or a state of play: what can follow a noun or a verb."""
        if depth > DEPTH:
            return
        yield from self._time(start)
        for value in self._spans(start, "value"):
            if thing.kind in {"Event", "Project", "Platform"}:
                yield (value_edge(value),), value.end
        for preposition in self._spans(start, "preposition"):
            for other, end in self._nominal(preposition.end, depth + 1):
                if preposition.value in self._words["ties"]:
                    yield from self._tie(preposition.value, thing, other, end)
        for of in self._spans(start, "of"):  # "the theme of PACT"
            for other, end in self._nominal(of.end, depth + 1):
                for edge in self._had(thing, other):
                    yield (edge,), end
        for with_ in self._spans(start, "with"):
            yield from self._having(thing, with_.end, depth)
        yield from self._lacking(thing, start)

    def _lacking(self, thing: Thing, start: int) -> Iterator[tuple[Edges, int]]:
        """What follows "without" or "no": "without a funder"."""
        for no in self._spans(start, "no"):
            for noun in self._spans(no.end, "noun"):
                for edges, end in self._tie(noun.value, thing, None, noun.end, of_subject=False):
                    yield tuple(replace(edge, denied=True) for edge in edges), end

    def _had(self, thing: Thing, owner: Thing) -> Iterator[Edge]:
        """The ties by which a thing may be said to be another's: the theme, the place, the priority of it."""
        for name in POSSESSIONS:
            for edge in self._edges(name, owner, thing):
                yield replace(edge, other=owner, inverse=not edge.inverse, words=f"{name} of")

    def _time(self, start: int) -> Iterator[tuple[Edges, int]]:
        for word in self._spans(start, "time"):
            for date in self._spans(word.end, "date"):
                span: Dates = date.value
                if word.value == "between":
                    for joint in self._spans(date.end, "until"):
                        for last in self._spans(joint.end, "date"):
                            yield (
                                (
                                    _dated(
                                        Dates(span.first, last.value.last, ""), f"{span.words} to {last.value.words}"
                                    ),
                                ),
                                last.end,
                            )
                else:
                    yield (_dated(*_bounded(word.value, span)),), date.end

    def _joined(self, thing: Thing, edges: tuple[Edge, ...]) -> Thing:
        """A thing with more ties; dates go to the tie that has some where the thing itself has none."""
        for edge in edges:
            last = thing.edges[-1] if thing.edges else None
            if edge.piece == "dated" and thing.kind not in _DATED and last and last.piece == "role":
                dated = replace(last, given=(*last.given, *edge.given), dated=f" ({edge.words})")
                thing = replace(thing, edges=(*thing.edges[:-1], dated))
            elif edge.piece != "dated" or thing.kind in _DATED or not thing.kind:
                thing = thing.tied(edge)
        return thing

    @abstractmethod
    def _nominal(self, start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        """A noun with what stands before and after it, or a name."""

    @abstractmethod
    def _having(self, subject: Thing, start: int, depth: int) -> Iterator[tuple[Edges, int]]:
        """What follows "has" or "with"."""


def _base(kind: str) -> set[str]:
    return {"MemberState": {"State"}, "Donor": {"Organisation", "State"}, "agent": _AGENTS}.get(kind, {kind})


def class_iri(kind: str) -> Iri:
    """The IRI of a term of ours."""
    return Iri(NS + kind)


def value_edge(span: Span) -> Edge:
    """The tie to a value that stands for itself, such as "online"."""
    name, value = span.value
    return Edge("value", value, given=(("property", class_iri(name)), ("value", Literal(value))))


def _dated(dates: Dates, words: str) -> Edge:
    given = [(name, term(day)) for name, day in (("from", dates.first), ("until", dates.last)) if day]
    return Edge("dated", words, given=tuple(given))


def _bounded(word: str, dates: Dates) -> tuple[Dates, str]:
    if word == "before":
        return Dates(None, dates.first, ""), f"before {dates.words}"
    if word == "after":
        return Dates(dates.last, None, ""), f"after {dates.words}"
    if word == "since":
        return Dates(dates.first, None, ""), f"since {dates.words}"
    return dates, f"in {dates.words}"
