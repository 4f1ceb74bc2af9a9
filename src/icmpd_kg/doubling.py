"""Sums and averages that count a thing twice: a whole and its part, two statements of one figure, one figure joined
several times; or that add up what is not alike."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from icmpd_kg import clauses, lineage, patterns, queries
from icmpd_kg.errors import QueryError
from icmpd_kg.lineage import Pattern, Variable
from icmpd_kg.model import NS, Caveat, Iri, Term
from icmpd_kg.results import show
from icmpd_kg.store import Store

_MOST = 4
_VALUE = Iri(NS + "value")
_SUMS = frozenset({"SUM", "AVG"})

_Row = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class _Figure:
    """One observation; `part` is the part of the whole that it is confined to, and dates are open where empty."""

    iri: Term
    about: Term
    measure: Term
    unit: str
    part: Term | None
    start: str
    end: str
    text: str
    called: str

    def overlaps(self, other: _Figure) -> bool:
        """Whether the periods of two figures have a day in common; an open one has any."""
        return self.start <= (other.end or "9999") and other.start <= (self.end or "9999")


def reasons(store: Store, query: str, bindings: Mapping[str, Term]) -> tuple[Caveat, ...]:
    """The rows of an answer whose sum or average counts a thing twice, each with the figures; few of many.

    It looks at the figures (`icmpd:Observation`) that stand behind each row; of a query whose lineage cannot be told,
    and of one that adds up anything else, it says nothing.
    """
    try:
        sums = list(_sums(query))
        return tuple(_doubled(store, query, bindings, sums))[:_MOST] if sums else ()
    except QueryError:
        return ()


def _doubled(
    store: Store, query: str, bindings: Mapping[str, Term], sums: Sequence[tuple[str, set[str], bool]]
) -> Iterator[Caveat]:
    traced = lineage.trace(query, store.prefixes, bindings)
    figures: dict[Term, _Figure] = {}
    for name, names, distinct in sums:
        summed = [each for each in traced.patterns if each.predicate == _VALUE and each.object in names]
        if not summed or traced.key is None:
            continue
        figures = figures or {row["figure"]: _figure(row) for row in store.solutions(queries.view("figures"))}
        judge = _Judge(store, figures, distinct)
        for row, counts in _behind(store, traced, summed, bindings):
            where = _called(traced.key, row, name)
            for kind, told in itertools.islice(judge.judge(counts), 1):
                yield Caveat(kind, f"{where} {told}", where)


def _sums(query: str) -> Iterator[tuple[str, set[str], bool]]:
    """The sums and averages in a SELECT clause: each as written, the variables that go into it, and if each value once.

    A variable that BIND makes of others stands for these.
    """
    cut = patterns.Query.read(query)
    made = {}
    for part in cut.block.parts():
        if part.kind == "bind":
            made.update(dict.fromkeys(clauses.made(part.text), part.variables))
    tokens = clauses.scanned(cut.clause)
    for i, token in enumerate(tokens[:-1]):
        if (token["word"] or "").upper() in _SUMS and tokens[i + 1]["open"] == "(":
            text = cut.clause[token.start() : tokens[clauses.closing_of(tokens, i + 1)].end()]
            names = clauses.variables(text)
            while not names >= (more := set().union(*(made.get(name, set()) for name in names))):
                names |= more
            yield text, names, (tokens[i + 2]["word"] or "").upper() == "DISTINCT"


def _behind(
    store: Store, traced: lineage.Lineage, summed: Sequence[Pattern], bindings: Mapping[str, Term]
) -> Iterator[tuple[_Row, Counter[Term]]]:
    """The rows of the answer, each with the figures that go into its sum and how often each does."""
    key = traced.key or ()
    behind: dict[_Row, Counter[Term]] = defaultdict(Counter)
    for way in store.solutions(traced.query(), bindings):
        for pattern in summed:
            figure = way.get(pattern.subject) if isinstance(pattern.subject, Variable) else pattern.subject
            if figure is not None:
                behind[tuple(way.get(name) for name in key)][figure] += 1
    # HAVING and LIMIT leave groups out: of these there is nothing to say.
    answer = store.select(traced.answer, bindings)
    shown = [dict(zip(answer.variables, row, strict=True)) for row in answer] if key else [{}]
    for solution in shown:
        row = tuple(solution.get(name) for name in key)
        if row in behind:
            yield row, behind[row]


def _called(key: Sequence[str], row: _Row, name: str) -> str:
    """A sum and its row, in words."""
    group = ", ".join(f"?{each} {show(value)}" for each, value in zip(key, row, strict=True) if value is not None)
    return f"{name}" + (f" of the row {group}" if group else "")


class _Judge:
    """What is wrong with the figures of one sum."""

    def __init__(self, store: Store, figures: Mapping[Term, _Figure], distinct: bool) -> None:
        self._figures = figures
        self._distinct = distinct
        pairs = store.solutions(queries.view("places-of-figures"))
        self._within = {(pair["inner"], pair["outer"]) for pair in pairs}

    def judge(self, counts: Counter[Term]) -> Iterator[tuple[str, str]]:
        """Every fault as its kind and in words, the gravest first."""
        figures = sorted((self._figures[each] for each in counts if each in self._figures), key=lambda each: each.text)
        units = sorted({each.unit for each in figures})
        measures = sorted({each.called for each in figures})
        if len(units) > 1:
            yield "not alike", f"adds up figures in different units: {_some(units)}"
        elif len(measures) > 1:
            yield "not alike", f"adds up figures of different measures: {_some(measures)}"
        for one, other in itertools.combinations(figures, 2):
            if one.measure == other.measure and one.unit == other.unit and one.overlaps(other):
                yield from self._pair(one, other)
        often = [each for each in figures if counts[each.iri] > 1]
        if often and not self._distinct:
            times = counts[often[0].iri]
            told = f"counts a figure {times} times, since the rest of the query matches it so often: {often[0].text}"
            yield "counted twice", told + f" and {len(often) - 1} more" * (len(often) > 1)

    def _pair(self, one: _Figure, other: _Figure) -> Iterator[tuple[str, str]]:
        for whole, part in ((one, other), (other, one)):
            inside = (whole.part is None and part.part is not None) or (part.part, whole.part) in self._within
            if whole.about == part.about and inside:
                yield "counted twice", f"counts a whole and its part: {whole.text} and {part.text}"
            elif whole.part == part.part and (part.about, whole.about) in self._within:
                names = f"{whole.text} ({show(whole.about)}) and {part.text} ({show(part.about)})"
                yield "counted twice", f"counts a whole and its part: {names}"
        if one.about == other.about and one.part == other.part:
            yield "counted twice", f"counts one figure that is stated twice: {one.text} and {other.text}"


def _some(words: Sequence[str]) -> str:
    return ", ".join(words[:_MOST]) + (f" and {len(words) - _MOST} more" if len(words) > _MOST else "")


def _figure(row: Mapping[str, Term]) -> _Figure:
    """A row of the view `figures`."""
    qualifier, unit = show(row.get("qualifier")), show(row["unit"])
    part = show(row.get("named")) or show(row.get("part"))
    exactly = "" if qualifier == "exact" else f"{qualifier} "
    return _Figure(
        iri=row["figure"],
        about=row["about"],
        measure=row["measure"],
        unit=unit,
        part=row.get("part"),
        start=show(row.get("start")),
        end=show(row.get("end")),
        text=f"{exactly}{show(row['value'])} {unit}" + f" ({part})" * bool(part),
        called=show(row.get("called")) or show(row["measure"]),
    )
