"""What the report says of itself against what the graph holds: figures that must agree, gaps that must show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from icmpd_kg import queries
from icmpd_kg.errors import DataError, KgError
from icmpd_kg.model import Literal, Term
from icmpd_kg.store import Store

SHELF = "checks"


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison: the figure stated (with its qualifier), the figure held, and what that means.

    `verdict` is `agrees`, `gap` (the report states more than it names), `not comparable` (two figures that only look
    alike) or `broken` (an equality that fails). `which` are the things held, by name, where they have names.
    """

    name: str
    title: str
    description: str
    stated: Decimal
    qualifier: str
    held: Decimal
    verdict: str
    which: tuple[str, ...]

    def some(self, room: int) -> str:
        """The names that fit into about `room` characters, at least one, and how many more there are."""
        shown, taken = 0, 0
        for name in self.which:
            taken += len(name) + 3
            if shown and taken > room:
                break
            shown += 1
        more = len(self.which) - shown
        return " · ".join(self.which[:shown]) + (f" · … and {more:,} more" if more else "")


def check(store: Store) -> list[Check]:
    """Every check of `queries/checks/`, by name, but for those whose figure no report of the graph states."""
    return [found for question in queries.catalogue(SHELF) for found in run(store, question)]


def demand(store: Store) -> None:
    """Raise `DataError`, which tells all of them, where an equality is broken."""
    broken = [found for found in check(store) if found.verdict == "broken"]
    if broken:
        count = "1 figure disagrees" if len(broken) == 1 else f"{len(broken)} figures disagree"
        raise DataError("\n".join([f"{count} with what the tables come to:", *map(_complaint, broken)]))


def run(store: Store, question: queries.Question) -> Iterator[Check]:
    """What one check finds: a comparison for each figure stated, mostly one; none where the figure is not there."""
    for solution in store.solutions(question.sparql):
        yield _compared(question, solution)


def _compared(question: queries.Question, row: dict[str, Term]) -> Check:
    texts = {name: value.value for name, value in row.items() if isinstance(value, Literal)}
    if not {"stated", "qualifier", "held"} <= texts.keys():
        raise KgError(f"the check {question.name} must give ?stated ?qualifier ?held, each a literal, not {row}")
    stated, qualifier, held = Decimal(texts["stated"]), texts["qualifier"], Decimal(texts["held"])
    verdict = _verdict(str(question.header.get("kind")), stated, qualifier, held)
    # The engine gives the names in no order.
    which = tuple(sorted(filter(None, texts.get("which", "").split("\n"))))
    return Check(question.name, question.title, question.description, stated, qualifier, held, verdict, which)


def _verdict(kind: str, stated: Decimal, qualifier: str, held: Decimal) -> str:
    if kind == "not comparable":
        return kind
    if _agrees(stated, qualifier, held):
        return "agrees"
    if kind == "equality":
        # A rounded figure may stand beside an exact one, and proves nothing wrong.
        return "not comparable" if qualifier in {"about", "nearly"} else "broken"
    return "gap"


def _agrees(stated: Decimal, qualifier: str, held: Decimal) -> bool:
    if qualifier == "more than":
        return held > stated
    if qualifier == "less than":
        return held < stated
    return held == stated


def _complaint(broken: Check) -> str:
    stated = f"{broken.qualifier} {broken.stated}".removeprefix("exact ")
    names = f": {broken.some(300)}" if broken.which else ""
    return (
        f"  {broken.name}: {broken.title}\n"
        f"    expected {stated}, but the tables come to {broken.held}{names}\n"
        f"    correct the rows that queries/{SHELF}/{broken.name}.rq counts, or that of the figure; if the report"
        " contradicts itself, make the check `kind: gap` and say so in the notes beside the tables"
    )
