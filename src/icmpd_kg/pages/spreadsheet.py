"""CSV for spreadsheets, which run some cells as formulas: none of ours can be one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import IO

# What begins a formula, or a command, in one spreadsheet or another.
_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "＋", "－", "＠")
_BYTE_ORDER_MARK = "\ufeff"


def write(columns: Sequence[str], rows: Iterable[Sequence[str]], out: IO[bytes]) -> None:
    """Write rows of text as UTF-8 with a mark that spreadsheets know it by.

    A cell that would be a formula, and is no number, gets an apostrophe before it, which spreadsheets show as text.
    """
    text = io.TextIOWrapper(out, "utf-8", newline="", write_through=True)
    text.write(_BYTE_ORDER_MARK)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(inert, columns))
    writer.writerows(map(inert, row) for row in rows)
    text.detach()


def inert(cell: str) -> str:
    """The cell as text that no spreadsheet runs.

    >>> inert("=HYPERLINK(1)"), inert("-3.5"), inert("Malta")
    ("'=HYPERLINK(1)", '-3.5', 'Malta')
    """
    if not cell.lstrip(" ").startswith(_BEGINNINGS):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell
