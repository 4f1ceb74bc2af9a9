"""A query in a process of its own, which is killed at a deadline and may take so much memory and no more.

The engine has no time-out and cannot be interrupted, and some texts end its process. For people at their own terminal
that is no harm; a server that answers strangers or programs needs more.
"""

from __future__ import annotations

import functools
import itertools
import multiprocessing
import resource
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path

from icmpd_kg.errors import KgError, QueryError
from icmpd_kg.model import Evidence, Term


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a query may take: seconds of time, mebibytes of address space, rows of answer."""

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


def ask(place: Path | None, query: str, terms: Mapping[str, Term], bounds: Bounds, evidence: bool = False) -> Answer:
    """The answer of the graph at `place` (the packaged one, if None) to a query, with its variables bound to `terms`.

    Raises `QueryError`, with the words of whatever error the query has, or where it takes more time or memory than it
    may.
    """
    ours, theirs = _processes().Pipe(duplex=False)
    work = functools.partial(_answered, place, query, terms, bounds, evidence)
    process = _processes().Process(target=_work, args=(theirs, work, bounds.mebibytes * 2**20), daemon=True)
    process.start()
    theirs.close()
    with ours:
        try:
            if not ours.poll(bounds.seconds):
                raise QueryError(f"the query took longer than {bounds.seconds:g} seconds and was stopped; ask for less")
            found = ours.recv()
        except EOFError:
            raise QueryError(
                f"the query took more than {bounds.mebibytes:,} MiB of memory, or ended the engine; ask for less"
            ) from None
        finally:
            process.kill()
            process.join()
    if isinstance(found, str):
        raise QueryError(found)
    assert isinstance(found, Answer)
    return found


@functools.cache
def _processes() -> ForkServerContext:
    """Processes are forked off one that has our modules loaded, and neither threads nor a store."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["icmpd_kg.graph", "icmpd_kg.evidence"])
    return context


def _work(out: Connection, work: Callable[[], Answer], size: int) -> None:
    """Do the work within `size` bytes, and send what comes of it: an answer, or what an error says."""
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    try:
        out.send(work())
    except KgError as error:
        out.send(str(error))
    except MemoryError:
        pass  # The one who asked sees that nothing comes.


def _answered(place: Path | None, query: str, terms: Mapping[str, Term], bounds: Bounds, evidence: bool) -> Answer:
    from icmpd_kg.graph import KnowledgeGraph

    result = KnowledgeGraph.open(place).query(query, **terms)
    if evidence:
        supported = result.with_evidence()
        first = list(itertools.islice(supported, bounds.rows + 1))
        rows = [each.solution for each in first]
        behind = tuple(each.evidence for each in first[: bounds.rows])
    else:
        rows, behind = list(itertools.islice(result, bounds.rows + 1)), ()
    return Answer(result.variables, tuple(rows[: bounds.rows]), len(rows) > bounds.rows, behind)
