"""Whether references hold: every entity and fact that a row speaks of is one that some row defines.

A row defines a thing by giving it a type. This is what CSVW's foreign keys ask, and the same for columns that may point
into several tables.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from icmpd_kg.data.columns import Cells, Column, Table
from icmpd_kg.model import FACT, ID, RDF_TYPE, Fault, Iri, Quad


class References:
    """What rows have defined so far, and what they refer to that is not defined yet."""

    def __init__(self) -> None:
        self._defined: dict[str, tuple[str, int]] = {}
        self._trusted: set[str] = set()
        self._open: dict[str, list[Fault]] = {}
        self._doubles: list[Fault] = []
        self._known: dict[tuple[str, str], list[tuple[str, str]]] = {}

    def meet(self, table: Table, line: int, cells: Cells, produced: list[Quad]) -> None:
        """Take in one row: what it defines, and what it refers to that is not defined yet."""
        for quad in produced:
            if quad.predicate == RDF_TYPE and isinstance(quad.subject, Iri):
                file, row = self._defined.setdefault(quad.subject, (table.file, line))
                if (file, row) != (table.file, line):
                    place = f"row {row} of " + ("this table" if file == table.file else file)
                    expected = f"a key that no other row has; {place} has it: change one of the two, or take one out"
                    self._doubles.append(Fault(table.file, line, table.key, cells[table.key] or "", expected))
                    break
        for iri in dict.fromkeys(part for quad in produced for part in (quad.subject, quad.object)):
            if isinstance(iri, Iri) and iri.startswith((ID, FACT)) and iri not in self._defined:
                name = next((c.name for c in table.columns if c.refers and iri == c.refers + (cells[c.name] or "")), "")
                name = name or table.key
                kind = iri.split("/")[-2]
                expected = f"the key of a row that exists, of kind {kind}: correct it, or add that row first"
                self._open.setdefault(iri, []).append(Fault(table.file, line, name, cells[name] or "", expected))

    def trust(self, table: Table, cells: Cells | None) -> None:
        """Take in the keys of a row at fault, or all that might stand in a table that could not be read.

        So one fault is told once, and not again at every row that refers to it.
        """
        given = cells or {column.name: "" for column in table.columns if not column.virtual}
        mine = {column.subject(given) for column in table.columns if column.subject and column.predicate == RDF_TYPE}
        if cells:
            for iri in mine:
                self._defined.setdefault(iri, (table.file, 0))
        else:
            self._trusted |= mine

    def faults(self) -> Iterator[Fault]:
        """What is wrong once all rows are in."""
        yield from self._doubles
        for iri, places in self._open.items():
            if iri not in self._defined and not iri.startswith(tuple(self._trusted)):
                yield from places

    def advised(self, fault: Fault, tables: Iterable[Table]) -> Fault:
        """The fault; if its cell names another thing, with the key of a defined one that was perhaps meant.

        That is the same key under another kind, or one that is spelt much like it.
        """
        place = (fault.file, fault.column)
        columns = (column for table in tables for column in table.columns if (table.file, column.name) == place)
        column = next(columns, None)
        if column is None or not column.refers:
            return fault
        if place not in self._known:
            names = (iri.removeprefix(column.refers) for iri in self._defined if iri.startswith(column.refers))
            self._known[place] = [name.rpartition("/")[::2] for name in names if _takes(column, name)]
        return replace(fault, nearest=_nearest(fault.nearest or fault.value, self._known[place]))


def _nearest(meant: str, known: list[tuple[str, str]]) -> str:
    """The same key, of this kind or else of another; or else the key most like it, of this kind or else of another."""
    kind, _, key = meant.rpartition("/")
    own = [place for place in known if place[0] == kind]
    for places in ([place for place in [*own, *known] if place[1] == key], own, known):
        near = difflib.get_close_matches(key, [other for _, other in places], 1)
        if near:
            return next("/".join(filter(None, place)) for place in places if place[1] == near[0])
    return ""


def _takes(column: Column, value: str) -> bool:
    try:
        column.read(value)
    except ValueError:
        return False
    return True
