"""Figures set against others: the greatest of a kind, those beyond a bound, one against another."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from icmpd_kg.asking.chart import class_iri
from icmpd_kg.asking.figures import Figure, fitting, measured, passed
from icmpd_kg.asking.spans import Span, Token
from icmpd_kg.asking.tree import words_of
from icmpd_kg.model import BASE, Iri, Term, term

# Beyond all figures; and less than the least difference of two, by which bounds leave out their ends.
_ALL, _LITTLE = 1e18, 0.25

# What is told in percent of a whole, so that "half" is a number of it.
_PARTED = {"budget-share"}

# The least and the greatest figure that a number after such words allows.
_BOUNDS: Mapping[str, Callable[[float], tuple[float, float]]] = {
    "over": lambda number: (number + _LITTLE, _ALL),
    "least": lambda number: (number, _ALL),
    "exactly": lambda number: (number, number),
    "below": lambda number: (-_ALL, number - _LITTLE),
    "up to": lambda number: (-_ALL, number),
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question that sets figures against others: the piece of SPARQL that answers it, bound, and the words for it."""

    piece: str
    bindings: Mapping[str, Term]
    reading: str
    column: str
    truth: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """The words of one question, with the figures that there are."""

    question: Sequence[Token]
    spans: Sequence[Span]
    words: Mapping[str, Any]
    known: Sequence[Figure]

    def each(self, *sorts: str) -> list[Span]:
        return [span for span in self.spans if span.sort in sorts]

    def whole(self, used: frozenset[int], *spans: Span) -> bool:
        """Whether these are all words of the question that say anything."""
        covered = used | passed(self.question, self.spans, self.words)
        return covered | {i for span in spans for i in range(span.start, span.end)} >= set(range(len(self.question)))


def weighed(
    question: Sequence[Token], spans: Sequence[Span], words: Mapping[str, Any], known: Sequence[Figure]
) -> Iterator[Weighed]:
    """Every way in which a question sets figures against others; each word of it is accounted for."""
    asked = _Asked(question, spans, words, known)
    for kind in asked.each("kind"):
        if kind.value in words["sizes"]:  # "The largest event" is that of the most participants.
            yield from _first(asked, words["sizes"][kind.value], frozenset(), "sized", kind)
    for measure, used in measured(question, words):
        for kind in _kinds(asked, measure, used):
            yield from _first(asked, measure, used, "superlative", kind)
        yield from _bounded(asked, measure, used)
        yield from _compared(asked, measure, used)


def _first(asked: _Asked, measure: str, used: frozenset[int], sort: str, kind: Span) -> Iterator[Weighed]:
    """What has the greatest or the least: "which region has the second largest share of the budget"."""
    ordinals = {span.end: span for span in asked.each("ordinal")}
    for rank in asked.each(sort):
        ordinal = ordinals.get(rank.start)
        # "Which country has the most events" asks for countries, and of no figure of events.
        before = kind.start > rank.start and any(place < kind.start for place in used)
        if asked.whole(used, rank, kind, ordinal or rank) and not before:
            above = ordinal.value - 1 if ordinal else 0
            place = f"number {above + 1} by the " if ordinal else ""
            sign = "greatest" if rank.value > 0 else "least"
            yield Weighed(
                "figure-ranked",
                {**_of(kind, measure), "sign": term(rank.value), "above": term(above)},
                f"{words_of(kind.value)} · {place}{sign} · {called(measure)}",
                "label",
            )


def _bounded(asked: _Asked, measure: str, used: frozenset[int]) -> Iterator[Weighed]:
    """What has more or less than a number: "which regions account for at least 10 percent of the budget"."""
    many = bool(asked.each("many"))
    for kind, limit in itertools.product(_kinds(asked, measure, used), _limits(asked, measure)):
        limiting, words, (least, most) = limit
        if kind.start < limiting[0].start and asked.whole(used, kind, *limiting):
            yield Weighed(
                "figure-bounded",
                {**_of(kind, measure), "least": term(least), "most": term(most)},
                f"{'how many: ' if many else ''}{words_of(kind.value)} · {words} · {called(measure)}",
                "number" if many else "label",
            )


def _limits(asked: _Asked, measure: str) -> Iterator[tuple[tuple[Span, ...], str, tuple[float, float]]]:
    """The bounds that a question tells: by a number ("more than 10"), or by another's figure ("larger than Africa")."""
    numbers = {span.start: span for span in asked.each("number", *(["fraction"] if measure in _PARTED else []))}
    idle = passed(asked.question, asked.spans, asked.words)
    for bound in asked.each(*_BOUNDS):
        if number := numbers.get(bound.end) or (numbers.get(bound.end + 1) if bound.end in idle else None):
            words = " ".join(token.written for token in asked.question[bound.start : number.end])
            yield (bound, number), words, _BOUNDS[bound.sort](float(number.value))
    for more, than, rival in itertools.product(asked.each("greater", "lesser"), asked.each("than"), _names(asked)):
        if more.end <= than.start < than.end <= rival.start and (figure := _exact(asked, measure, rival)):
            bounds = _BOUNDS["over" if more.sort == "greater" else "below"](figure.value)
            yield (more, than, rival), f"{'more' if more.sort == 'greater' else 'less'} than {_name(rival)}", bounds


def _compared(asked: _Asked, measure: str, used: frozenset[int]) -> Iterator[Weighed]:
    """Whether one has more than another: "is the budget share of Africa larger than that of the Silk Routes"."""
    names = _names(asked)
    for more, than in itertools.product(asked.each("greater", "lesser"), asked.each("than")):
        pairs = itertools.product(names, names) if more.end <= than.start and _is_truth(asked) else ()
        for one, other in pairs:
            if one.end <= than.start < than.end <= other.start and asked.whole(used, more, than, one, other):
                this, that = _exact(asked, measure, one), _exact(asked, measure, other)
                if this and that:
                    sign, words = (1, "more") if more.sort == "greater" else (-1, "less")
                    yield Weighed(
                        "figure-compared",
                        {"this": this.iri, "that": that.iri, "sign": term(sign)},
                        f"whether: {called(measure)} · {words} for {_name(one)} than for {_name(other)}",
                        "value",
                        truth=True,
                    )


def _names(asked: _Asked) -> list[Span]:
    return asked.each("entity", "breakdown")


def _exact(asked: _Asked, measure: str, name: Span) -> Figure | None:
    """The one figure that the report tells of a name, or of a part by it, if it is exact."""
    told = [figure for figure in asked.known if figure.measure == measure]
    found = [figure for figures in fitting(told, (name,), False) for figure in figures]
    return found[0] if len(found) == 1 and found[0].qualifier == "exact" else None


def _kinds(asked: _Asked, measure: str, used: frozenset[int]) -> list[Span]:
    """The nouns for whose class there may be an order by a measure, apart from those that tell the measure."""
    kinds = asked.each("kind") if measure in asked.words["ranked"] and not _is_truth(asked) else []
    return [kind for kind in kinds if not used & set(range(kind.start, kind.end))]


def _is_truth(asked: _Asked) -> bool:
    """Whether a yes or a no is asked for."""
    return any(span.start == 0 for span in asked.each("be", "do", "have", "whether"))


def _of(kind: Span, measure: str) -> dict[str, Term]:
    return {"class": class_iri(kind.value), "measure": Iri(f"{BASE}measure/{measure}")}


def _name(span: Span) -> str:
    return str(getattr(span.value, "label", "") or span.value.rpartition("/")[2])


def called(measure: str) -> str:
    """A measure in words."""
    return measure.rpartition("/")[2].replace("-", " ")
