"""The answer to a query within bounds, for the tools that programs use: one at a time, its first rows."""

from __future__ import annotations

import functools
import itertools
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from icmpd_kg.confined.workers import Limits, Worker, Workers
from icmpd_kg.errors import BoundsError, KgError
from icmpd_kg.model import Evidence, Term

if TYPE_CHECKING:
    from icmpd_kg.graph import KnowledgeGraph


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a query may take: seconds of time, mebibytes of memory, rows of answer."""

    seconds: float = 10.0
    mebibytes: int = 4096
    rows: int = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """The first rows of an answer, what is behind each if that was asked, and whether there are `more`."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    more: bool
    evidence: tuple[tuple[Evidence, ...], ...] = ()


class Confined:
    """The graph at `place` (the packaged one, if None), asked within bounds."""

    def __init__(self, place: Path | None, bounds: Bounds) -> None:
        self._bounds = bounds
        self._workers = Workers(place, Limits(bounds.mebibytes), ["icmpd_kg.evidence"])
        self._free: list[Worker] = []

    def ask(self, query: str, terms: Mapping[str, Term], evidence: bool = False) -> Answer:
        """The answer to a query, with its variables bound to `terms`.

        Raises `QueryError`, with the words of whatever error the query has, or where it takes more time or memory
        than it may.
        """
        worker = self._free.pop() if self._free else self._workers.start()
        work = functools.partial(_first_rows, query=query, terms=terms, rows=self._bounds.rows, evidence=evidence)
        try:
            reply = worker.do(work, self._bounds.seconds)
        except BaseException as error:
            if isinstance(error, KgError) and not isinstance(error, BoundsError):
                self._free.append(worker)
            else:
                worker.end()
            raise
        self._free.append(worker)
        answer = pickle.loads(reply.bytes())  # noqa: S301 (from a process of ours)
        assert isinstance(answer, Answer)
        return answer

    def close(self) -> None:
        """End what was started."""
        self._workers.close()


def _first_rows(
    graph: KnowledgeGraph, out: IO[bytes], *, query: str, terms: Mapping[str, Term], rows: int, evidence: bool
) -> None:
    """Write the answer to a query to `out`, pickled."""
    result = graph.answer(query, terms)
    if evidence:
        first = list(itertools.islice(result.with_evidence(), rows + 1))
        solutions = [each.solution for each in first]
        behind = tuple(each.evidence for each in first[:rows])
    else:
        solutions, behind = list(itertools.islice(result, rows + 1)), ()
    pickle.dump(Answer(result.variables, tuple(solutions[:rows]), len(solutions) > rows, behind), out)
