"""Prove the quotations against the reader's own copy of the report: each is found where it is said to stand, or not.

A quotation is looked up as it stands, then after mending what printing and machine reading do to words, then by
likeness.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from icmpd_kg import queries
from icmpd_kg.model import Iri, Literal, Term
from icmpd_kg.reading import Copy, Text, mend, spaced
from icmpd_kg.store import Store

EXACT, NORMALISED, ELSEWHERE, MISSING = "exact", "normalised", "elsewhere", "missing"


@dataclass(frozen=True, slots=True)
class Proof:
    """One quotation looked up: where it should stand, what was found, how like, and on which pages it may stand."""

    fact: str
    page: int
    quotation: str
    verdict: str
    score: float
    pages: str

    @property
    def holds(self) -> bool:
        """Whether the quotation stands where it is said to."""
        return self.verdict in {EXACT, NORMALISED}


Rows = Iterable[tuple[Term | None, ...]]


def prove(store: Store, copy: Copy, watch: Callable[[Rows], Rows]) -> list[Proof]:
    """Look up every quotation of the graph in a copy of the report.

    `watch` is handed the rows and hands them back one by one, as `tqdm` does, so that someone can see how far it is.
    """
    return [_proof(copy, *row) for row in watch(list(store.select(queries.view("quotations"))))]


def _proof(copy: Copy, fact: Term | None, page: Term | None, quotation: Term | None) -> Proof:
    assert isinstance(fact, Iri) and isinstance(page, Literal) and isinstance(quotation, Literal)
    verdict, score, pages = look_up(copy, quotation.value, int(page.value))
    return Proof(str(fact), int(page.value), quotation.value, verdict, score, pages)


def look_up(copy: Copy, quotation: str, page: int) -> tuple[str, float, str]:
    """Verdict, score (0 to 100) and the pages a quotation was found on."""
    for text, wanted, verdict in ((copy.plain, spaced(quotation), EXACT), (copy.mended, mend(quotation), NORMALISED)):
        found = text.places(wanted)
        if found:
            return _placed(text, verdict, 100.0, found, page)
    place, score = copy.mended.likest(mend(quotation))
    return _placed(copy.mended, NORMALISED, score, [place], page) if place else (MISSING, score, "")


def _placed(text: Text, verdict: str, score: float, found: list[tuple[int, int]], page: int) -> tuple[str, float, str]:
    pieces = [text.at(start) for start, _ in found]
    right = any(piece.first <= page <= piece.last for piece in pieces)
    return verdict if right else ELSEWHERE, score, ", ".join(sorted(set(map(str, pieces))))
