"""What each fact rests on: the rows of `queries/views/evidence-of-facts.rq`, a row a place, folded to a fact."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Place(NamedTuple):
    """Where the report states a fact."""

    page: int
    quotation: str


class Ground(NamedTuple):
    """The basis of a fact, and the places that state it, by page; a fact from outside the report has none."""

    basis: str
    places: list[Place]


def folded(rows: Iterable[list[str]]) -> dict[str, Ground]:
    """The ground of each fact, from rows of fact, basis, page and quotation as text.

    >>> folded([["f", "stated", "9", "b"], ["f", "stated", "7", "a"]])["f"]
    Ground(basis='stated', places=[Place(page=7, quotation='a'), Place(page=9, quotation='b')])
    """
    found: dict[str, Ground] = {}
    for fact, basis, page, quotation in rows:
        ground = found.get(fact)
        if ground is None:
            ground = found[fact] = Ground(basis, [])
        if page:
            ground.places.append(Place(int(page), quotation))
    for ground in found.values():
        ground.places.sort()
    return found
