"""A query in a process of its own, which is killed at a deadline and may take so much memory and no more.

The engine has no time-out and cannot be interrupted, and some texts end its process. For people at their own terminal
that is no harm; a server that answers strangers or programs needs more.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import multiprocessing
import resource
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from icmpd_kg.errors import KgError, QueryError
from icmpd_kg.model import Evidence, Term

if TYPE_CHECKING:
    from icmpd_kg.asking.answer import Asked
    from icmpd_kg.results import Result, ResultWithEvidence

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a query may take: seconds of time, mebibytes of address space, rows of answer."""

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


def ask(place: Path | None, query: str, terms: Mapping[str, Term], bounds: Bounds, evidence: bool = False) -> Answer:
    """The answer of the graph at `place` (the packaged one, if None) to a query, with its variables bound to `terms`.

    Raises `QueryError`, with the words of whatever error the query has, or where it takes more time or memory than it
    may; so do all others.
    """
    return _held(functools.partial(_answered, place, query, terms, bounds.rows, evidence), bounds)


def in_words(place: Path | None, text: str, bounds: Bounds) -> tuple[Asked, Answer | None]:
    """What becomes of a question in words, and the answer to one understood, with the evidence if that can be told."""
    return _held(functools.partial(_understood, place, text, bounds.rows), bounds)


def evidence(place: Path | None, triple: Sequence[str], bounds: Bounds) -> list[Evidence]:
    """Where the report states a triple, each part of which is written as `KnowledgeGraph.term` reads it."""
    return _held(functools.partial(_evidenced, place, triple), bounds)


def _held(work: Callable[[], T], bounds: Bounds) -> T:
    """What comes of the work, done in a process of its own."""
    ours, theirs = _processes().Pipe(duplex=False)
    process = _processes().Process(target=_work, args=(theirs, work, bounds.mebibytes * 2**20), daemon=True)
    process.start()
    theirs.close()
    with ours:
        try:
            if not ours.poll(bounds.seconds):
                raise QueryError(f"the query took longer than {bounds.seconds:g} seconds and was stopped; ask for less")
            done, found = ours.recv()
        except EOFError:
            raise QueryError(
                f"the query took more than {bounds.mebibytes:,} MiB of memory, or ended the engine; ask for less"
            ) from None
        finally:
            process.kill()
            process.join()
    if not done:
        raise QueryError(found)
    return found  # type: ignore[no-any-return]


@functools.cache
def _processes() -> ForkServerContext:
    """Processes are forked off one that has our modules loaded, and neither threads nor a store."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["icmpd_kg.graph", "icmpd_kg.evidence", "icmpd_kg.asking.understand"])
    return context


def _work(out: Connection, work: Callable[[], object], size: int) -> None:
    """Do the work within `size` bytes, and send whether it was done, with what came of it or what an error says."""
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    try:
        out.send((True, work()))
    except KgError as error:
        out.send((False, str(error)))
    except MemoryError:
        pass  # The one who asked sees that nothing comes.


def _answered(place: Path | None, query: str, terms: Mapping[str, Term], rows: int, evidence: bool) -> Answer:
    from icmpd_kg.graph import KnowledgeGraph

    result = KnowledgeGraph.open(place).query(query, **terms)
    return _first(result.with_evidence() if evidence else result, rows)


def _understood(place: Path | None, text: str, rows: int) -> tuple[Asked, Answer | None]:
    from icmpd_kg.graph import KnowledgeGraph

    asked = KnowledgeGraph.open(place).ask(text)
    answer = _first(asked.result.with_evidence_if_told(), rows) if asked.result else None
    return dataclasses.replace(asked, result=None), answer


def _evidenced(place: Path | None, triple: Sequence[str]) -> list[Evidence]:
    from icmpd_kg.graph import KnowledgeGraph

    graph = KnowledgeGraph.open(place)
    subject, predicate, object = map(graph.term, triple)
    return graph.evidence(subject, predicate, object)


def _first(result: Result | ResultWithEvidence, most: int) -> Answer:
    """So many rows of a result, and whether there are more."""
    from icmpd_kg.results import ResultWithEvidence

    if not isinstance(result, ResultWithEvidence):
        rows = list(itertools.islice(result, most + 1))
        return Answer(result.variables, tuple(rows[:most]), len(rows) > most)
    found = list(itertools.islice(result, most + 1))
    told, behind = (tuple(each.solution for each in found[:most]), tuple(each.evidence for each in found[:most]))
    return Answer(result.variables, told, len(found) > most, behind)
