"""Questions of the catalogue by the wordings in their headers (`#+ asked:`), and those nearest to a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from icmpd_kg import names, queries
from icmpd_kg.asking.spans import Dates, Span, Token, tokens
from icmpd_kg.model import Entity


@dataclass(frozen=True, slots=True)
class Named:
    """A question of the catalogue with the values of its parameters."""

    question: queries.Question
    parameters: Mapping[str, object]
    cost: float


def matches(question: Sequence[Token], spans: Sequence[Span], catalogue: Sequence[queries.Question]) -> list[Named]:
    """The questions of the catalogue that a text asks in one of their own wordings, likeliest first."""
    at: dict[int, list[Span]] = defaultdict(list)
    for span in spans:
        at[span.start].append(span)
    found = []
    for each in catalogue:
        kinds = {parameter.name: parameter for parameter in each.parameters} if each.wordings else {}
        for wording in each.wordings:
            parts = _parts(wording)
            for given, cost in _match(question, at, parts, 0, kinds):
                found.append(Named(each, given, cost))
    return sorted(found, key=lambda named: (named.cost, named.question.name))


def _parts(wording: str) -> list[str]:
    """The words of a wording; a parameter keeps its braces."""
    parts: list[str] = []
    for piece in wording.replace("{", " {").replace("}", "} ").split():
        parts += [piece] if piece.startswith("{") else [token.folded for token in tokens(piece)]
    return parts


def _match(
    question: Sequence[Token],
    at: Mapping[int, Sequence[Span]],
    parts: Sequence[str],
    start: int,
    kinds: Mapping[str, queries.Parameter],
) -> Iterator[tuple[dict[str, object], float]]:
    if start == len(question) and not parts:
        yield {}, 0.0
        return
    for span in at.get(start, ()):
        if span.sort == "skip" or (span.sort == "opening" and start == 0):
            yield from _match(question, at, parts, span.end, kinds)
    if not parts or start >= len(question):
        return
    part, *rest = parts
    if not part.startswith("{"):
        if question[start].folded == part:
            yield from _match(question, at, rest, start + 1, kinds)
        return
    parameter = kinds[part.strip("{}")]
    for span in at.get(start, ()):
        value = _value(span, parameter)
        if value is not None:
            for given, cost in _match(question, at, rest, span.end, kinds):
                yield {parameter.name: value, **given}, cost + span.cost


def _value(span: Span, parameter: queries.Parameter) -> object | None:
    if span.sort == "entity" and isinstance(span.value, Entity) and span.value.kind in parameter.kinds:
        return span.value
    if span.sort == "date" and isinstance(span.value, Dates) and parameter.type == "date":
        return span.value.first if span.value.first == span.value.last else None
    if span.sort == "number" and parameter.type == "integer":
        return span.value  # type: ignore[no-any-return]
    return None


def nearest(text: str, catalogue: Sequence[queries.Question], limit: int = 3) -> list[queries.Question]:
    """The questions of the catalogue whose titles and wordings share most with a text."""
    lines: dict[str, queries.Question] = {}
    for each in catalogue:
        for line in (each.title, *each.wordings):
            lines.setdefault(_folded(line), each)
    hits = names.alike(_folded(text), list(lines), 0, limit * 6, parts=True)
    found = {lines[line].name: lines[line] for line, _ in reversed(hits)}
    return list(reversed(found.values()))[:limit]


def _folded(text: str) -> str:
    return " ".join(token.folded for token in tokens(text))
