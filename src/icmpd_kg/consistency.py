"""What the report says of itself against what the graph holds: figures that must agree, gaps that must show."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from icmpd_kg import queries
from icmpd_kg.errors import KgError
from icmpd_kg.model import Literal
from icmpd_kg.store import Store

SHELF = "checks"


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison: the figure stated (with its qualifier), the figure held, and what that means.

    `verdict` is `agrees`, `gap` (the report states more than it names) or `broken` (an equality that fails).
    """

    name: str
    title: str
    stated: Decimal
    qualifier: str
    held: Decimal
    verdict: str


def check(store: Store) -> list[Check]:
    """Every check of `queries/checks/`, by name."""
    return [_check(store, question) for question in queries.catalogue(SHELF)]


def _check(store: Store, question: queries.Question) -> Check:
    rows = list(store.select(question.sparql))
    if len(rows) != 1 or not all(isinstance(value, Literal) for value in rows[0]):
        raise KgError(f"the check {question.name} must give one row of ?stated ?qualifier ?held, not {len(rows)}")
    stated, qualifier, held = (value.value for value in rows[0] if isinstance(value, Literal))
    agrees = _agrees(Decimal(stated), qualifier, Decimal(held))
    verdict = "agrees" if agrees else "broken" if question.header.get("kind") == "equality" else "gap"
    return Check(question.name, question.title, Decimal(stated), qualifier, Decimal(held), verdict)


def _agrees(stated: Decimal, qualifier: str, held: Decimal) -> bool:
    if qualifier == "more than":
        return held > stated
    if qualifier == "less than":
        return held < stated
    return held == stated
