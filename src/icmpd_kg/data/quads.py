"""Rows to quads: the small part of CSVW's csv2rdf that maps a cell to a triple, and whether references hold."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from pathlib import Path

from icmpd_kg.data.description import Cells, Column, Table, tables
from icmpd_kg.data.edtf import bounds
from icmpd_kg.data.rows import UnreadableError, rows
from icmpd_kg.errors import DataError, InputError
from icmpd_kg.model import BASE, FACT, ID, LANG_STRING, PROVENANCE, RDF_TYPE, Fault, Iri, Literal, Quad


def quads(folder: Path) -> Iterator[Quad]:
    """Every quad of every table in `folder`, one row after the other.

    Raises `DataError` at the end, with all faults of all tables together; what was yielded before is then worth
    nothing and must be thrown away.
    """
    faults: list[Fault] = []
    references = _References()
    for table in tables(folder):
        try:
            for line, cells, sound in rows(table, faults, folder):
                if sound:
                    produced = list(_row_quads(table, cells))
                    references.meet(table, line, cells, produced, folder)
                    yield from produced
                else:
                    references.trust(table, cells)
        except UnreadableError as error:
            faults.append(error.fault)
            references.trust(table, None)
    faults += references.faults()
    if faults:
        count = "1 fault" if len(faults) == 1 else f"{len(faults):,} faults"
        raise DataError(f"{count} in the tables of {folder}:", sorted(faults, key=lambda f: (f.file, f.row, f.column)))


def _row_quads(table: Table, cells: Cells) -> Iterator[Quad]:
    """The quads of one row: CSVW's csv2rdf in minimal mode, each in the graph it belongs to."""
    known: dict[Callable[[Cells], str], Iri] = {}

    def expand(template: Callable[[Cells], str]) -> Iri:
        # Most columns of a row share a handful of templates, and expanding one costs more than all else here.
        if template not in known:
            known[template] = Iri(template(cells))
        return known[template]

    fact = expand(table.fact) if table.fact else None
    for column in table.columns:
        if column.silent or column.predicate is None or column.subject is None:
            continue
        value = _value(column, cells, expand)
        if value is None:
            continue
        subject = expand(column.subject)
        about_fact = fact is None or subject == fact or subject.startswith(fact + "#")
        yield Quad(subject, column.predicate, value, _PROVENANCE if about_fact or fact is None else fact)


_PROVENANCE = Iri(PROVENANCE)


def _value(column: Column, cells: Cells, expand: Callable[[Callable[[Cells], str]], Iri]) -> Iri | Literal | None:
    if column.bound_of:
        source = cells[column.bound_of]
        bound = bounds(source)[0 if column.name == "start" else 1] if source else None
        return Literal(bound, column.datatype) if bound else None
    if not column.virtual and cells[column.name] is None:
        return None
    if column.value:
        return expand(column.value)
    text = column.default if column.virtual else cells[column.name]
    if not text:
        return None
    return Literal(text, LANG_STRING, column.language) if column.language else Literal(text, column.datatype)


class _References:
    """Every entity and fact that a row speaks of is one that some row defines, by giving it a type.

    This is what CSVW's foreign keys ask, and the same for columns that may point into several tables.
    """

    def __init__(self) -> None:
        self._defined: set[str] = set()
        self._trusted: set[str] = set()
        self._open: dict[str, list[tuple[str, int, str, str]]] = {}
        self._doubles: list[Fault] = []

    def meet(self, table: Table, line: int, cells: Cells, produced: list[Quad], folder: Path) -> None:
        """Take in one row: what it defines, and what it refers to that is not defined yet."""
        file = str(table.path.relative_to(folder))
        for quad in produced:
            if quad.predicate == RDF_TYPE and isinstance(quad.subject, Iri):
                if quad.subject in self._defined:
                    self._doubles.append(
                        Fault(file, line, "key", cells["key"] or "", "a key that no other row of the table has")
                    )
                    break
                self._defined.add(quad.subject)
        for iri in dict.fromkeys(part for quad in produced for part in (quad.subject, quad.object)):
            if isinstance(iri, Iri) and iri.startswith((ID, FACT)) and iri not in self._defined:
                column, value = _origin(table, cells, iri)
                self._open.setdefault(iri, []).append((file, line, column, value))

    def trust(self, table: Table, cells: Cells | None) -> None:
        """Take in the keys of a row at fault, or all that might stand in a table that could not be read.

        So one fault is told once, and not again at every row that refers to it.
        """
        given = cells or {column.name: "" for column in table.columns if not column.virtual}
        mine = {column.subject(given) for column in table.columns if column.subject and column.predicate == RDF_TYPE}
        if cells:
            self._defined |= mine
        else:
            self._trusted |= mine

    def faults(self) -> Iterator[Fault]:
        """What is wrong once all rows are in."""
        yield from self._doubles
        for iri, places in self._open.items():
            if iri in self._defined or iri.startswith(tuple(self._trusted)):
                continue
            shelf, _, key = iri.rpartition("/")
            rivals = [other.removeprefix(f"{shelf}/") for other in self._defined if other.startswith(f"{shelf}/")]
            near = difflib.get_close_matches(key, rivals, 1)
            expected = f"the key of a row that exists, of kind {shelf.rpartition('/')[2]}"
            for file, line, column, value in places:
                before, slash, _ = value.rpartition("/")
                yield Fault(file, line, column, value, expected, before + slash + near[0] if near else "")


def _origin(table: Table, cells: Cells, iri: str) -> tuple[str, str]:
    """The column and cell that an IRI of a row comes from."""
    tail = iri.removeprefix(BASE)
    for column in table.columns:
        cell = None if column.virtual else cells[column.name]
        if cell and tail.endswith("/" + cell) and column.name != "key":
            return column.name, cell
    return "key", cells["key"] or ""


def locate(folder: Path, facts: set[str]) -> dict[str, str]:
    """Where facts stand: the IRI of each that a row of `folder` makes, and that row as `file, row n`.

    Raises `InputError` where the folder is not a data folder.
    """
    found: dict[str, str] = {}
    try:
        for table in tables(folder):
            if table.fact is None or not any(fact.split("/")[-2:-1] == [table.name] for fact in facts):
                continue
            for line, cells, _ in rows(table, [], folder):
                fact = table.fact(cells)
                if fact in facts:
                    found[fact] = f"{table.path.relative_to(folder)}, row {line}"
    except DataError as error:
        raise InputError(str(error)) from None
    except UnreadableError as error:
        raise InputError(str(error.fault)) from None
    return found
