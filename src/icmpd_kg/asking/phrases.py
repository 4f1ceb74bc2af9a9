"""The phrases that can follow a noun or a verb: with a preposition, a time, whose, with what, or all but what."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace

from icmpd_kg.asking.chart import DEPTH, ICMPD, POSSESSIONS, VALUED, Chart, Edges, base, dated_edge, spanned, value_edge
from icmpd_kg.asking.spans import Dates, Span
from icmpd_kg.asking.tree import Edge, Thing
from icmpd_kg.model import term

# What has a day or some days of its own, and the pieces of SPARQL by which one is before or after another.
_ON_A_DAY = {"Event", "Publication", "Framework"}
_ORDERED = {"before": "earlier", "after": "later"}


class Phrases(Chart, ABC):
    """What can follow a noun or a verb."""

    def _ties(self, thing: Thing, start: int, depth: int) -> Iterator[tuple[Edges, int]]:
        """A phrase with a preposition, a time or a state of play: what can follow a noun or a verb."""
        if depth > DEPTH:
            return
        yield from self._time(start)
        yield from self._valued(thing, start)
        for preposition in self._spans(start, "preposition"):
            for other, end in self._nominal(preposition.end, depth + 1):
                # "Partners in Lebanon" have no post there.
                in_state = preposition.value == "affiliation" and thing.kind == "agent" and other.kind == "State"
                if preposition.value in self._words["ties"] and not (in_state and thing.edges):
                    yield from self._tie(preposition.value, thing, other, end)
        yield from self._beside(thing, start, depth)
        yield from self._excepting(thing, start)
        yield from self._in_order(thing, start, depth)

    def _valued(self, thing: Thing, start: int) -> Iterator[tuple[Edges, int]]:
        """A state of play that the thing can be in: "online", "ended"."""
        for value in self._spans(start, "value"):
            if thing.kind == "Event" or (thing.kind in VALUED and value.value[0] != "mode"):
                yield (value_edge(value),), value.end

    def _beside(self, thing: Thing, start: int, depth: int) -> Iterator[tuple[Edges, int]]:
        """A phrase that says whose, by whom, with whom, or where in the report."""
        for of in self._spans(start, "of"):  # "the theme of PACT"
            for other, end in self._nominal(of.end, depth + 1):
                for edge in self._had(thing, other):
                    yield (edge,), end
        for page in self._spans(start, "page"):
            yield from (((edge,), page.end) for edge in self._on_page(thing, page.value))
        for by in self._spans(start, "by") if thing.kind in self._words["by"] else ():
            for other, end in self._nominal(by.end, depth + 1):
                yield from self._tie(self._words["by"][thing.kind], thing, other, end, of_subject=False)
        for with_ in self._spans(start, "with"):
            yield from self._having(thing, with_.end, depth)
            for other, end in self._nominal(with_.end, depth + 1):  # "agreements with Pakistan"
                yield from self._tie("partner", thing, other, end, of_subject=False)
        yield from self._lacking(thing, start, depth)

    def _on_page(self, thing: Thing, page: int) -> Iterator[Edge]:
        """The tie to a page that says something of a thing."""
        if thing.kind not in {"", "agent"}:
            yield Edge("page", f"on page {page}", given=(("page", term(page)),))

    def _lacking(self, thing: Thing, start: int, depth: int) -> Iterator[tuple[Edges, int]]:
        """What follows "without" or "no": "without a funder"."""
        for no in self._spans(start, "no"):
            for noun in self._spans(no.end, "noun"):
                for edges, end in self._tie(noun.value, thing, None, noun.end, of_subject=False):
                    yield tuple(replace(edge, denied=True) for edge in edges), end
            for other, end in self._nominal(no.end, depth + 1):  # "without projects in Africa"
                if not (other.entity or other.quantity):
                    yield from (((replace(edge, denied=True),), end) for edge in self._association(thing, other))

    def _association(self, subject: Thing, thing: Thing) -> Iterator[Edge]:
        """The one tie that two classes can have, as in "which country has the most projects"."""
        if subject.kind == "Donor":
            yield from self._edges("funder", subject, thing)
        else:
            yield from self._had(subject, thing)

    def _had(self, thing: Thing, owner: Thing) -> Iterator[Edge]:
        """The ties by which a thing may be said to be another's: the theme, the place, the priority of it."""
        # The whole report tells of ICMPD: what is part of it in the graph is but little of what it has.
        all_its = owner.entity is not None and owner.entity.iri == ICMPD
        for name in POSSESSIONS[1:] if all_its else POSSESSIONS:
            for edge in self._edges(name, owner, thing):
                yield self._turned(edge, owner, name)

    def _time(self, start: int) -> Iterator[tuple[Edges, int]]:
        for word in self._spans(start, "time"):
            for date in self._spans(word.end, "date"):
                span: Dates = date.value
                if word.value == "in":  # "in 2021 or later"
                    for beyond in self._spans(date.end, "later", "earlier"):
                        yield (dated_edge({"later": "since"}.get(beyond.sort, "until"), span),), beyond.end
                if word.value != "between":
                    yield (dated_edge(word.value, span),), date.end
                    continue
                for joint in self._spans(date.end, "until"):
                    for last in self._spans(joint.end, "date"):
                        first = span.first
                        if span.yearless and first and last.value.last:  # "between March and June 2021"
                            first = first.replace(year=last.value.last.year)
                        words = f"from {first} to {last.value.last}"
                        yield (spanned(Dates(first, last.value.last, words), words),), last.end

    def _excepting(self, thing: Thing, start: int) -> Iterator[tuple[Edges, int]]:
        """All but those named: "besides Austria", "other than the EU and Switzerland"."""
        yield from ((edges, end) for edges, end in self._excepted(start) if all(excludable(e, thing) for e in edges))

    def _excepted(self, start: int) -> Iterator[tuple[Edges, int]]:
        for mark in self._spans(start, "except"):
            for names, end in self._listing(mark.end):
                self._priced(*names)
                yield tuple(Edge("other", "other than", Thing(name.value.kind, name.value)) for name in names), end

    def _listing(self, start: int) -> Iterator[tuple[tuple[Span, ...], int]]:
        """Names one after another: "Austria", "Austria, Germany and Norway"."""
        for name in self._spans(start, "entity"):
            yield (name,), name.end
            for position in (name.end, *(joint.end for joint in self._spans(name.end, "and", "or"))):
                yield from (((name, *more), end) for more, end in self._listing(position))

    def _in_order(self, thing: Thing, start: int, depth: int) -> Iterator[tuple[Edges, int]]:
        """Before or after something that has a date of its own: "before the Brdo Ministerial Meeting"."""
        for word in self._spans(start, "time") if thing.kind in _ON_A_DAY else ():
            for other, end in self._nominal(word.end, depth + 1) if word.value in _ORDERED else ():
                if other.entity and not other.others and other.kind in _ON_A_DAY:
                    yield (Edge(_ORDERED[word.value], word.value, other),), end

    @abstractmethod
    def _nominal(self, start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        """A noun with what stands before and after it, or a name."""

    @abstractmethod
    def _having(self, subject: Thing, start: int, depth: int) -> Iterator[tuple[Edges, int]]:
        """What follows "has" or "with"."""


def excludable(edge: Edge, thing: Thing) -> bool:
    """Whether a thing that is excepted could be one of those from which it is."""
    return edge.piece != "other" or (edge.other is not None and edge.other.kind in base(thing.kind))
