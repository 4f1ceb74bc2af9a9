"""What can go wrong, as a small tree.

    KgError
    ├── DataError      the tables or their description are not as they must be
    ├── ShapeError     the tables are well formed, but the graph breaks a SHACL shape
    ├── StoreError     a store is missing, damaged, locked, out of room or of another version
    ├── QueryError     a query that cannot be read or may not be run
    │   └── BoundsError  one that took more than it may: time, memory or room
    ├── BusyError      too many queries wait already
    ├── NotFoundError  nothing goes by that name
    └── InputError     a file, an option or a value that someone gave cannot be used

A message says what, where, what was expected and how to mend it; the doors print it and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icmpd_kg.model import Fault, Finding


class KgError(Exception):
    """The base of every error this package raises on purpose."""


class DataError(KgError):
    """The tables or their description are not as they must be; `faults` holds every one found."""

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join([message, *(f"  {fault}" for fault in self.faults)]))


class ShapeError(KgError):
    """The graph breaks a SHACL shape; `findings` holds every result of the report."""

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join([message, *(f"  {finding}" for finding in self.findings)]))


class StoreError(KgError):
    """A store is missing, damaged, locked, out of room or of another version."""


class QueryError(KgError):
    """A query that cannot be read or may not be run; `line` and `column` count from 1 when known."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        self.line = line
        self.column = column
        super().__init__(message)


class BoundsError(QueryError):
    """A query that took more than it may; `bound` is "time", "turn" (it waited all its time), "memory" or "size"."""

    def __init__(self, message: str, bound: str) -> None:
        self.bound = bound
        super().__init__(message)

    def __reduce__(self) -> tuple[type[BoundsError], tuple[str, str]]:
        return type(self), (str(self), self.bound)


class BusyError(KgError):
    """A query that was not taken: too many wait already. Asking again later may do."""


class NotFoundError(KgError):
    """Nothing goes by that name; `nearest` holds what was perhaps meant."""

    def __init__(self, message: str, nearest: Sequence[str] = ()) -> None:
        self.nearest = tuple(nearest)
        super().__init__(message)


class InputError(KgError):
    """A file, an option or a value that someone gave cannot be used."""
