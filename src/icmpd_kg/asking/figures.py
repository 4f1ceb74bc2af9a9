"""Questions about a figure that the report states: which measure, of what, for which part, when."""

from __future__ import annotations

import datetime
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from icmpd_kg import queries
from icmpd_kg.asking.chart import ICMPD
from icmpd_kg.asking.spans import Dates, Span, Token, tokens
from icmpd_kg.model import BASE, Entity, Iri, Literal
from icmpd_kg.store import Store


@dataclass(frozen=True, slots=True)
class Figure:
    """One stated figure's place in the graph: what it is told of, and for which part and days."""

    iri: Iri
    about: Iri
    measure: str
    breakdown: Iri | None
    first: datetime.date | None
    last: datetime.date | None
    unit: str
    value: float
    qualifier: str


@dataclass(frozen=True, slots=True)
class Sought:
    """The figures that a question asks for: those of one thing by one measure, for the whole or for one part."""

    measure: Iri
    about: Iri
    breakdown: Iri | None
    figures: tuple[Figure, ...]
    weight: int


def stated(store: Store) -> list[Figure]:
    """Every figure of the graph."""
    found = []
    for row in store.solutions(queries.piece("figures")):
        figure, about, measure = row["figure"], row["about"], row["measure"]
        part, start, end = row.get("breakdown"), row.get("start"), row.get("end")
        assert isinstance(figure, Iri) and isinstance(about, Iri) and isinstance(measure, Iri)
        days = [datetime.date.fromisoformat(day.value) if isinstance(day, Literal) else None for day in (start, end)]
        unit, value, qualifier = (row[column][0] for column in ("unit", "value", "qualifier"))
        name, breakdown = measure.rpartition("/")[2], part if isinstance(part, Iri) else None
        found.append(Figure(figure, about, name, breakdown, days[0], days[1], unit, float(value), qualifier))
    return found


def asked(
    question: Sequence[Token], spans: Sequence[Span], words: Mapping[str, Any], known: Sequence[Figure]
) -> list[Sought]:
    """What figures a question may ask for, likeliest first; every word of it is accounted for."""
    if not question:
        return []
    idle = passed(question, spans, words)
    # "How many organisations" by itself is no question for the figure of one event.
    broad = {i for span in spans if span.sort == "kind" for i in range(span.start, span.end)}
    found: dict[tuple[str, Iri, Iri | None], Sought] = {}
    for name, used in measured(question, words):
        told = [figure for figure in known if figure.measure == name and _in_unit(figure, question, words)]
        open_ = [i for i in range(len(question)) if i not in used and i not in idle]
        for chosen in _named(spans, open_, used):
            for figures in fitting(told, chosen, name not in words["personal"] and not used <= broad):
                one = figures[0]
                key = (name, one.about, one.breakdown)
                weight = len(used) + sum(span.end - span.start for span in chosen)
                if key not in found or weight > found[key].weight:
                    found[key] = Sought(Iri(f"{BASE}measure/{name}"), one.about, one.breakdown, figures, weight)
    return sorted(found.values(), key=lambda each: (-each.weight, each.measure, each.about))


def unstated(
    question: Sequence[Token], spans: Sequence[Span], words: Mapping[str, Any], known: Sequence[Figure]
) -> Iterator[tuple[Iri, Entity]]:
    """The figure that a question asks for of a thing of which the report states none, but of others of its kind."""
    idle = passed(question, spans, words)
    for name, used in measured(question, words):
        open_ = [i for i in range(len(question)) if i not in used and i not in idle]
        for chosen in _named(spans, open_, used) if name in words["unstated"] else ():
            told = {figure.about.rpartition("/")[0] for figure in known if figure.measure == name}
            if (
                len(chosen) == 1
                and isinstance(thing := chosen[0].value, Entity)
                and thing.iri.rpartition("/")[0] in told
            ):
                yield Iri(f"{BASE}measure/{name}"), thing


def _in_unit(figure: Figure, question: Sequence[Token], words: Mapping[str, Any]) -> bool:
    """Whether a figure is in what the question counts in: "how many" is no percentage, and "what share" is one."""
    said = f" {' '.join(token.folded for token in question)} "
    if any(f" {word} " in said for word in words["shares"]):
        return figure.unit == "percent"
    return figure.unit != "percent" or " how many " not in said


def passed(question: Sequence[Token], spans: Sequence[Span], words: Mapping[str, Any]) -> set[int]:
    """The places of the words that say nothing of a figure."""
    idle = {str(word) for word in words["figure-words"]}
    passed = {i for i, token in enumerate(question) if token.folded in idle}
    silent = (span for span in spans if span.sort in {"skip", "opening", "time"})
    return passed | {i for span in silent for i in range(span.start, span.end)}


def measured(question: Sequence[Token], words: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[int]]]:
    """The measures that the question's words can mean, with the words that say so."""
    folded = [_singular(token.folded) for token in question]
    for name, phrases in words["measures"].items():
        for phrase in phrases:
            used: set[int] = set()
            chunks = [[_singular(token.folded) for token in tokens(chunk)] for chunk in phrase.split("…")]
            for chunk in chunks:
                places = [i for i in range(len(folded) - len(chunk) + 1) if folded[i : i + len(chunk)] == chunk]
                if not places:
                    break
                used |= set(range(places[0], places[0] + len(chunk)))
            else:
                yield name, frozenset(used)


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


def _named(spans: Sequence[Span], open_: Sequence[int], used: frozenset[int]) -> Iterator[tuple[Span, ...]]:
    """Every choice of names, parts and dates that covers all words that are left."""
    byplace: dict[int, list[Span]] = defaultdict(list)
    for span in spans:
        if span.sort in {"entity", "date", "breakdown"}:
            byplace[span.start].append(span)

    def cover(left: list[int], most: int) -> Iterator[tuple[Span, ...]]:
        if not left:
            yield ()
            return
        if not most:
            return
        # A name may begin with a word that means nothing elsewhere ("The Gambia").
        for start in range(max(left[0] - 2, 0), left[0] + 1):
            for span in byplace[start]:
                if span.end > left[0]:
                    for rest in cover([i for i in left if i >= span.end], most - 1):
                        yield (span, *rest)

    # What a name says may also be said by words that could be passed over ("ICMPD", "people").
    yield from itertools.islice(cover(list(open_), 4), 200)


def fitting(told: Sequence[Figure], chosen: Sequence[Span], unsaid: bool) -> Iterator[tuple[Figure, ...]]:
    """The figures that are told of the names chosen, each of which must be what they are of or the part.

    What they are of may be left unsaid if it is ICMPD or, where that may be, the one thing of which there are such.
    """
    names = {span.value.iri if isinstance(span.value, Entity) else span.value for span in chosen if span.sort != "date"}
    dates = [span.value for span in chosen if span.sort == "date"]
    groups: dict[tuple[Iri, Iri | None], list[Figure]] = defaultdict(list)
    for figure in told:
        if all(_in(figure, each) for each in dates):
            groups[figure.about, figure.breakdown].append(figure)
    alone = len({about for about, _ in groups}) == 1
    for (about, part), figures in groups.items():
        said = {about, *([part] if part else [])}
        if not names <= said or (part and part not in names):
            continue
        if about in names or about == ICMPD or (alone and (names or unsaid)):
            yield tuple(figures)


def _in(figure: Figure, dates: Dates) -> bool:
    """Whether a figure is told for days of a span; one without a period is not."""
    if figure.first is None and figure.last is None:
        return False
    first = figure.first or figure.last
    last = figure.last or figure.first
    assert first and last
    return (dates.last is None or first <= dates.last) and (dates.first is None or last >= dates.first)
