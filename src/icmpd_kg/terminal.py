"""Tables for a terminal: aligned columns under a header, within its width."""

from __future__ import annotations

import re
from collections.abc import Iterable

_IRI = re.compile(r"\w+://\S+")


def table(header: tuple[str, ...], rows: list[list[str]], width: int) -> str:
    """Lines of aligned columns under a header; cells that would not fit `width` are wrapped.

    An IRI at the end of a line is left whole, for the terminal to fold, so that it can be copied.

    >>> print(table(("a", "b"), [["1", "two"]], 40))
    a  b
    ─  ───
    1  two
    >>> print(table(("name", "IRI"), [["Prague Process", "https://example.org/prague-process"]], 20))
    name       IRI
    ─────────  ─────────
    Prague     https://example.org/prague-process
    Process
    """
    head, cells = laid_out(header, rows, width)
    return "\n".join([*head, *(line for lines in cells for line in lines)])


def laid_out(header: tuple[str, ...], rows: list[list[str]], width: int) -> tuple[list[str], list[list[str]]]:
    """The two lines of the header, and the lines of each row."""
    import textwrap

    natural = [max(map(len, column)) for column in zip(header, *rows, strict=True)] or []
    widths = _fit(natural, width - 2 * (len(natural) - 1))

    def line(cells: Iterable[str]) -> str:
        return "  ".join(cell.ljust(size) for cell, size in zip(cells, widths, strict=True)).rstrip()

    laid_out = []
    for row in rows:
        wrapped: list[list[str]] = [textwrap.wrap(c, size) or [""] for c, size in zip(row, widths, strict=True)]
        if row and _IRI.fullmatch(row[-1]):
            wrapped[-1] = [row[-1]]
        depth = max(map(len, wrapped), default=0)
        laid_out.append([line(cell[i] if i < len(cell) else "" for cell in wrapped) for i in range(depth)])
    return [line(header), line("─" * size for size in widths)], laid_out


def _fit(natural: list[int], room: int) -> list[int]:
    """Column widths within `room`: narrow columns keep theirs, wide ones share what is left."""
    widths = [0] * len(natural)
    open_columns = sorted(range(len(natural)), key=lambda i: natural[i])
    for done, i in enumerate(open_columns):
        share = max(room // (len(natural) - done), 8)
        widths[i] = min(natural[i], share)
        room -= widths[i]
    return widths
