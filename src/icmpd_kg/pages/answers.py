"""A ready question on a page: its form filled in, its answer as a table, its chart, or what was wrong with a value."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from icmpd_kg.errors import KgError
from icmpd_kg.graph import KnowledgeGraph
from icmpd_kg.model import ID, Iri, Term
from icmpd_kg.pages import charts, maps
from icmpd_kg.pages.statements import Statement, text
from icmpd_kg.queries import Question
from icmpd_kg.store import bound

# Where the things of some names lie.
Spots = Callable[[Iterable[str]], list[maps.Spot]]
# A page that a person can read; a program takes all rows from the endpoint.
ROWS = 1000


def answer(kg: KnowledgeGraph, question: Question, given: Mapping[str, str], spots: Spots) -> dict[str, Any]:
    """What the page of a question needs; `spots` tells where things lie.

    A value that does not fit is told on the page, above the form.
    """
    values = {p.name: given.get(p.name, p.default or "") for p in question.parameters}
    known: dict[str, Any] = {"question": question, "values": values, "columns": (), "rows": [], "more": False}
    known |= {"fault": "", "caveats": (), "chart": None}
    try:
        terms = kg.arguments(question, {name: value for name, value in values.items() if value})
        result = kg.answer(question.sparql, terms)
        rows: list[tuple[Term | None, ...]] = list(itertools.islice(result, ROWS + 1))
    except KgError as error:
        return known | {"fault": str(error)}
    shown = rows[:ROWS]
    plain = [dict(zip(result.variables, map(text, row), strict=True)) for row in shown]
    return known | {
        "columns": result.variables,
        "rows": [[_cell(value) for value in row] for row in shown],
        "more": len(rows) > ROWS,
        "chart": _chart(question, plain, spots),
        "caveats": result.caveats(),
        "sparql": bound(without_header(question.sparql), terms),
    }


def _chart(question: Question, rows: list[dict[str, str]], spots: Spots) -> charts.Chart | None:
    wish = question.header.get("chart", {})
    if wish.get("type") == "map":
        return maps.draw(spots(row.get(wish["x"], "") for row in rows), question.title)
    return charts.draw(wish, rows, question.title)


def neighbours(name: str, said: Sequence[Statement]) -> charts.Chart | None:
    """A thing amid what it is tied to: those that do something to it on the left, those it does something to right."""
    things = [(statement, value) for statement in said for value in statement.values if value.iri.startswith(ID)]
    return charts.star(
        name,
        list(dict.fromkeys(value.text for statement, value in things if statement.inverse)),
        list(dict.fromkeys(value.text for statement, value in things if not statement.inverse)),
    )


def _cell(value: Term | None) -> dict[str, str]:
    return {"text": text(value), "iri": str(value) if isinstance(value, Iri) else ""}


def without_header(sparql: str) -> str:
    """A query without the lines of its header."""
    return "\n".join(line for line in sparql.splitlines() if not line.startswith("#+")).strip()
