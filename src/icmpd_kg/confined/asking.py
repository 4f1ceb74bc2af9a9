"""Questions within bounds, for the tools that programs use: one at a time, the first rows of the answer."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from icmpd_kg.confined.worker import Work
from icmpd_kg.confined.workers import Limits, Worker, Workers, unharmed
from icmpd_kg.model import Evidence, Term

if TYPE_CHECKING:
    from icmpd_kg.asking.answer import Asked
    from icmpd_kg.graph import KnowledgeGraph
    from icmpd_kg.results import Result, ResultWithEvidence


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a query may take: seconds of time, mebibytes of memory, rows of answer."""

    seconds: float = 10.0
    mebibytes: int = 4096
    rows: int = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """The first rows of an answer, whether there are `more`, and what is behind each if that was asked and is told."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    more: bool
    evidence: tuple[tuple[Evidence, ...], ...] | None = None


class Confined:
    """The graph at `place` (the packaged one, if None), asked within bounds.

    Each method raises what the graph raises, or `BoundsError` where it takes more time or memory than it may.
    """

    def __init__(self, place: Path | None, bounds: Bounds) -> None:
        self._bounds = bounds
        modules = ["icmpd_kg.evidence", "icmpd_kg.asking.understand"]
        self._workers = Workers(place, Limits(bounds.mebibytes), modules)
        self._free: list[Worker] = []

    def ask(self, query: str, terms: Mapping[str, Term], evidence: bool = False) -> Answer:
        """The answer to a query, with its variables bound to `terms`."""
        work = functools.partial(_answered, query=query, terms=terms, rows=self._bounds.rows, evidence=evidence)
        answer: Answer = self._done(work)
        return answer

    def in_words(self, text: str) -> tuple[Asked, Answer | None]:
        """What becomes of a question in words, and the answer to one understood, with evidence if that can be told."""
        understood: tuple[Asked, Answer | None] = self._done(
            functools.partial(_understood, text=text, rows=self._bounds.rows)
        )
        return understood

    def evidence(self, triple: Sequence[str]) -> list[Evidence]:
        """Where the report states a triple, each part of which is written as `KnowledgeGraph.term` reads it."""
        found: list[Evidence] = self._done(functools.partial(_evidenced, triple=triple))
        return found

    def _done(self, work: Work) -> Any:
        """What work wrote, pickled."""
        worker = self._free.pop() if self._free else self._workers.start()
        try:
            reply = worker.do(work, self._bounds.seconds)
        except BaseException as error:
            if unharmed(error):
                self._free.append(worker)
            else:
                worker.end()
            raise
        self._free.append(worker)
        return pickle.loads(reply.bytes())  # noqa: S301 (from a process of ours)

    def close(self) -> None:
        """End what was started."""
        self._workers.close()


def _answered(
    graph: KnowledgeGraph, out: IO[bytes], *, query: str, terms: Mapping[str, Term], rows: int, evidence: bool
) -> None:
    result = graph.answer(query, terms)
    pickle.dump(_first(result.with_evidence() if evidence else result, rows), out)


def _understood(graph: KnowledgeGraph, out: IO[bytes], *, text: str, rows: int) -> None:
    asked = graph.ask(text)
    answer = _first(asked.result.with_evidence_if_told(), rows) if asked.result else None
    pickle.dump((dataclasses.replace(asked, result=None), answer), out)


def _evidenced(graph: KnowledgeGraph, out: IO[bytes], *, triple: Sequence[str]) -> None:
    subject, predicate, object = map(graph.term, triple)
    pickle.dump(graph.evidence(subject, predicate, object), out)


def _first(result: Result | ResultWithEvidence, most: int) -> Answer:
    """So many rows of a result, and whether there are more."""
    from icmpd_kg.results import ResultWithEvidence

    if not isinstance(result, ResultWithEvidence):
        rows = list(itertools.islice(result, most + 1))
        return Answer(result.variables, tuple(rows[:most]), len(rows) > most)
    found = list(itertools.islice(result, most + 1))
    told, behind = (tuple(each.solution for each in found[:most]), tuple(each.evidence for each in found[:most]))
    return Answer(result.variables, told, len(found) > most, behind)
