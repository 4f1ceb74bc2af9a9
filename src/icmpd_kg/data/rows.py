"""The rows of a table, read and checked; what is wrong with them is told with its place."""

from __future__ import annotations

from collections.abc import Iterator

from icmpd_kg.data import cells, files
from icmpd_kg.data.columns import Cells, Table
from icmpd_kg.model import Fault


def rows(table: Table, faults: list[Fault]) -> Iterator[tuple[int, Cells, bool]]:
    """The rows of a table with their line numbers and whether they are sound; what is wrong goes to `faults`.

    A cell at fault has the value that was perhaps meant, so that what refers to a mistyped key is not told as well.
    Raises `UnreadableError` where the file is at fault and not a row.
    """
    real = [column for column in table.columns if not column.virtual]
    for line, row in files.lines(table):
        before = len(faults)
        if len(row) != len(real):
            if any("\n" in cell for cell in row):
                raise files.UnreadableError(files.unclosed(table.path, table.file, line))
            expected, near = files.width(row, len(real))
            faults.append(Fault(table.file, line, "", ",".join(row)[:80], expected, near))
            row = (row + [""] * len(real))[: len(real)]  # noqa: PLW2901
            yield line, {column.name: value for column, value in zip(real, row, strict=True)}, False
            continue
        found: Cells = {}
        for column, value in zip(real, row, strict=True):
            fault = cells.check(column, value, table.file, line)
            if fault:
                faults.append(fault)
            found[column.name] = (fault.nearest if fault else value) or value or column.default
        yield line, found, len(faults) == before
