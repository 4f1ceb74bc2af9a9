"""Rows to quads: the small part of CSVW's csv2rdf that maps a cell to a triple."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from icmpd_kg.data.columns import Cells, Column, Table
from icmpd_kg.data.description import tables
from icmpd_kg.data.edtf import bounds
from icmpd_kg.data.files import UnreadableError, strays
from icmpd_kg.data.references import References
from icmpd_kg.data.rows import rows
from icmpd_kg.errors import DataError, InputError
from icmpd_kg.model import LANG_STRING, PROVENANCE, Fault, Iri, Literal, Quad


def quads(folder: Path) -> Iterator[Quad]:
    """Every quad of every table in `folder`, one row after the other.

    Raises `DataError` at the end, with all faults of all tables together; what was yielded before is then worth
    nothing and must be thrown away.
    """
    described = tables(folder)
    faults = list(strays(folder, described))
    references = References()
    for table in described:
        try:
            for line, cells, sound in rows(table, faults):
                if sound:
                    produced = list(_row_quads(table, cells))
                    references.meet(table, line, cells, produced)
                    yield from produced
                else:
                    references.trust(table, cells)
        except UnreadableError as error:
            faults.append(error.fault)
            references.trust(table, None)
    faults += references.faults()
    if faults:
        told = [references.advised(fault, described) for fault in sorted(faults, key=_place)]
        count = "1 fault" if len(told) == 1 else f"{len(told):,} faults"
        raise DataError(f"{count} in the tables of {folder}:", told)


def _place(fault: Fault) -> tuple[str, int, str]:
    return fault.file, fault.row, fault.column


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


def locate(folder: Path, facts: set[str]) -> dict[str, str]:
    """Where facts stand: the IRI of each that a row of `folder` makes, and that row as `file, row n`.

    Raises `InputError` where the folder is not a data folder.
    """
    found: dict[str, str] = {}
    try:
        for table in tables(folder):
            if table.fact is None or not any(fact.split("/")[-2:-1] == [table.name] for fact in facts):
                continue
            for line, cells, _ in rows(table, []):
                fact = table.fact(cells)
                if fact in facts:
                    found[fact] = f"{table.file}, row {line}"
    except DataError as error:
        raise InputError(str(error)) from None
    except UnreadableError as error:
        raise InputError(str(error.fault)) from None
    return found
