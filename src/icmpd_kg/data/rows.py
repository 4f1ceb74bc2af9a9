"""The rows of a table, read and checked; what is wrong with them is told with its place."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator
from pathlib import Path

from icmpd_kg import store
from icmpd_kg.data.description import Cells, Column, Table
from icmpd_kg.errors import InputError
from icmpd_kg.model import XSD, Fault, Literal


class UnreadableError(Exception):
    """A table whose rows cannot be told, and why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def rows(table: Table, faults: list[Fault], folder: Path) -> Iterator[tuple[int, Cells, bool]]:
    """The rows of a table with their line numbers and whether they are sound; what is wrong goes to `faults`.

    Raises `UnreadableError` where the file is at fault and not a row.
    """
    file = str(table.path.relative_to(folder))
    real = [column for column in table.columns if not column.virtual]
    for line, row in _lines(table, file):
        before = len(faults)
        if len(row) != len(real):
            faults.append(Fault(file, line, "", ",".join(row)[:80], f"{len(real)} cells, not {len(row)}"))
            row = (row + [""] * len(real))[: len(real)]  # noqa: PLW2901
            yield line, {column.name: value for column, value in zip(real, row, strict=True)}, False
            continue
        for column, value in zip(real, row, strict=True):
            fault = _cell_fault(column, value, file, line)
            if fault:
                faults.append(fault)
        cells = {column.name: value or column.default for column, value in zip(real, row, strict=True)}
        yield line, cells, len(faults) == before


def _lines(table: Table, file: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file below its header, with the number of the line each starts on."""
    line = 1
    try:
        with table.path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.reader(handle, strict=True)
            header = next(reader, [])
            if header != table.header:
                near = "" if sorted(header) != sorted(table.header) else "the same columns in that order"
                expected = f"the columns {','.join(table.header)}"
                raise UnreadableError(Fault(file, 1, "", ",".join(header), expected, near))
            line = reader.line_num + 1
            for row in reader:
                if row:
                    yield line, row
                line = reader.line_num + 1
    except FileNotFoundError:
        raise UnreadableError(Fault(file, 0, "", "", "this file, which tables.json describes")) from None
    except UnicodeDecodeError as error:
        bad = error.object[error.start : error.start + 1]
        line = error.object.count(b"\n", 0, error.start) + line
        expected = "text in UTF-8: save the file in that encoding"
        raise UnreadableError(Fault(file, line, "", f"byte {bad.hex()}", expected)) from None
    except csv.Error as error:
        raise UnreadableError(Fault(file, line, "", str(error), "a CSV file with balanced double quotes")) from None
    except OSError as error:
        raise UnreadableError(Fault(file, 0, "", str(error.strerror), "a file that can be read")) from None


def _cell_fault(column: Column, value: str, file: str, line: int) -> Fault | None:
    try:
        column.read(value)
    except ValueError:
        near = difflib.get_close_matches(value, column.choices, 1, cutoff=0.5)
        return Fault(file, line, column.name, value, column.expected, near[0] if near else "")
    if value and column.value is None and not column.edtf and column.datatype != XSD + "string":
        try:
            form = store.canonical(Literal(value, column.datatype)).value
        except InputError:
            return Fault(file, line, column.name, value, column.expected)
        if form != value:
            return Fault(file, line, column.name, value, "the canonical form, which every export keeps", form)
    return None
