"""The CSV files of a data folder: their lines, and what makes one unreadable as a whole."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from icmpd_kg.data.columns import Table
from icmpd_kg.model import Fault

_UTF8 = "text in UTF-8: save the file with that encoding (“CSV UTF-8” in Excel)"
_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}


class UnreadableError(Exception):
    """A table whose rows cannot be told, and why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def lines(table: Table) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file below its header, each with the number of the line it starts on.

    Cells left empty beyond the last column, and rows of nothing else, are what spreadsheets leave: they say nothing.
    """
    file, line, width = table.file, 1, len(table.header)
    try:
        with table.path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.reader(handle, strict=True)
            header = _trimmed(next(reader, []), width)
            if header != table.header:
                raise UnreadableError(Fault(file, 1, "", ",".join(header)[:200], _header(header, table.header)))
            line = reader.line_num + 1
            for row in reader:
                if any(cell.strip() for cell in row):
                    yield line, _trimmed(row, width)
                line = reader.line_num + 1
    except FileNotFoundError:
        expected = "a file of that name: put it back, or take its description out"
        raise UnreadableError(Fault("tables.json", table.line, "", file, expected)) from None
    except UnicodeDecodeError:
        raise UnreadableError(_undecodable(table.path, file)) from None
    except csv.Error:
        raise UnreadableError(unclosed(table.path, file, line)) from None
    except OSError as error:
        raise UnreadableError(Fault(file, 1, "", str(error.strerror), "a file that can be read")) from None


def _trimmed(row: list[str], width: int) -> list[str]:
    while len(row) > width and not row[-1].strip():
        row.pop()
    return row


def _header(header: Sequence[str], wanted: Sequence[str]) -> str:
    """What is wrong with the first line of a file."""
    columns = "the columns " + ",".join(wanted)
    if len(header) == 1 < len(wanted):
        for sign, name in _DELIMITERS.items():
            if sign in header[0]:
                return f"{columns}, with commas between them and not {name}: save the file with commas"
        if "," in header[0]:
            return f"{columns}, each in a cell of its own: open the file anew with the comma as separator"
    missing = [name for name in wanted if name not in header]
    stray = [name for name in header if name not in wanted]
    if len(missing) == len(wanted):
        return f"{columns} as the first line"
    if not missing and not stray:
        return f"{columns} in this order" + (", each once" if len(header) > len(wanted) else "")
    ways = []
    for name in stray:
        near = difflib.get_close_matches(name.strip().lower(), missing, 1)
        if near:
            missing.remove(near[0])
        ways.append(f"rename {name!r} to {near[0]!r}" if near else f"take {name!r} out, or describe it in tables.json")
    return f"{columns}: " + "; ".join([*ways, *(f"put {name!r} in" for name in missing)])


def width(row: Sequence[str], wanted: int) -> tuple[str, str]:
    """What was expected of a row with too many or too few cells, and what was perhaps meant."""
    words, line = f"{wanted} cells, not {len(row)}", ",".join(row)
    if len(row) < wanted:
        other = next((name for sign, name in _DELIMITERS.items() if line.count(sign) >= wanted - 1), "")
        return words + (
            f", with commas between them and not {other}" if other else ": an empty cell keeps its comma"
        ), ""
    straight = re.sub("[“”„]", '"', line)
    if straight == line:
        return words + ': a cell that holds a comma stands in double quotation marks, "so, like this"', ""
    fits = len(next(csv.reader([straight]))) == wanted
    return (
        words + ": a cell that holds a comma stands in straight quotation marks, not in “ ”",
        straight if fits else "",
    )


def unclosed(path: Path, file: str, line: int) -> Fault:
    """The fault of a row whose quotation marks do not come in pairs."""
    with path.open(encoding="utf-8-sig", errors="replace") as handle:
        text = next((text for number, text in enumerate(handle, 1) if number == line), "").strip()
    expected = "balanced double quotes: close the one that opens in this row, and write one within a cell twice"
    return Fault(file, line, "", text[:80], expected)


def _undecodable(path: Path, file: str) -> Fault:
    """The fault of a file that is not UTF-8, at its first line that shows it."""
    with path.open("rb") as handle:
        for number, content in enumerate(handle, 1):
            if number == 1 and content.startswith((b"\xff\xfe", b"\xfe\xff")):
                return Fault(file, 1, "", "UTF-16", _UTF8)
            try:
                content.decode("utf-8")
            except UnicodeDecodeError:
                # What a Western spreadsheet writes; what it cannot be is shown as a sign for it.
                return Fault(file, number, "", content.decode("cp1252", "replace").strip()[:80], _UTF8)
    raise AssertionError(f"{path} changed while it was read")


def strays(folder: Path, described: Sequence[Table]) -> Iterator[Fault]:
    """The CSV files in a folder that its description does not know: facts in them would be lost without a word."""
    known = {table.path.resolve() for table in described}
    absent = [table.file for table in described if not table.path.exists()]
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() == ".csv" and not path.name.startswith(".") and path.resolve() not in known:
            file = path.relative_to(folder).as_posix()
            near = difflib.get_close_matches(file, absent, 1)
            expected = "its description in tables.json (“Add a table” in README.md), or the file elsewhere"
            yield Fault(file, 1, "", path.name, expected, near[0] if near else "")
