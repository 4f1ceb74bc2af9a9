"""What a query answers, in the form its reader wants: a terminal table, W3C formats, RDF, pandas."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import IO, TYPE_CHECKING

from icmpd_kg.errors import InputError
from icmpd_kg.model import BASE, XSD, Iri, Literal, Term, Triple, term
from icmpd_kg.ontology import compact
from icmpd_kg.store import FORMATS, RESULTS, Solutions, Triples, Truth

if TYPE_CHECKING:
    import pandas

    from icmpd_kg.store import Answer

_NUMBERS: Mapping[str, type] = {
    **{XSD + name: int for name in ("integer", "int", "long", "nonNegativeInteger")},
    **{XSD + name: float for name in ("decimal", "double", "float")},
}


class Result:
    """The answer to one query; it can be read once: iterated, or written, or turned into a frame."""

    def __init__(self, answer: Answer, prefixes: Mapping[str, str]) -> None:
        self._answer = answer
        self._prefixes = prefixes

    @property
    def variables(self) -> tuple[str, ...]:
        """The columns: the variables of a SELECT, the three parts of a triple, or the one of an ASK."""
        match self._answer:
            case Solutions():
                return self._answer.variables
            case Triples():
                return Triple._fields
            case _:
                return ("answer",)

    def __iter__(self) -> Iterator[tuple[Term | None, ...]]:
        if isinstance(self._answer, Truth):
            return iter([(term(bool(self._answer)),)])
        return iter(self._answer)

    def __bool__(self) -> bool:
        """The answer of an ASK; otherwise, as for any object, true."""
        return bool(self._answer) if isinstance(self._answer, Truth) else True

    def write(self, form: str, out: IO[bytes]) -> None:
        """Write to `out` as csv, tsv, json or xml (SELECT, ASK) or turtle, ntriples, rdfxml, jsonld (CONSTRUCT).

        Raises `InputError` where that format cannot carry this kind of answer.
        """
        if isinstance(self._answer, Triples):
            if form not in FORMATS:
                raise InputError(f"a graph cannot be written as {form}: choose one of {', '.join(FORMATS)}")
            self._answer.write(form, out, self._prefixes)
            return
        if form not in RESULTS:
            raise InputError(f"a table of solutions cannot be written as {form}: choose one of {', '.join(RESULTS)}")
        if isinstance(self._answer, Truth) and form in {"csv", "tsv"}:
            out.write(f"answer\n{show(term(bool(self._answer)))}\n".encode())
        else:
            self._answer.write(form, out)

    def text(self, form: str) -> str:
        """What `write` writes, as a string."""
        out = io.BytesIO()
        self.write(form, out)
        return out.getvalue().decode()

    def to_pandas(self) -> pandas.DataFrame:
        """A data frame, a column a variable; numbers as numbers, dates as dates, everything else as text."""
        import pandas

        rows: list[list[object]] = [[_python(value) for value in row] for row in self]
        return pandas.DataFrame(rows, columns=list(self.variables))

    def table(self, width: int) -> str:
        """A table for a terminal `width` characters wide: IRIs as prefixed names, literals by their text."""
        rows = [[show(value) for value in row] for row in self]
        return table(self.variables, rows, width)


def _python(value: Term | None) -> object:
    if not isinstance(value, Literal):
        return None if value is None else str(value if isinstance(value, Iri) else value.label)
    if value.datatype == XSD + "date":
        import datetime

        return datetime.date.fromisoformat(value.value)
    if value.datatype == XSD + "boolean":
        return value.value == "true"
    return _NUMBERS.get(value.datatype, str)(value.value)


def show(value: Term | None) -> str:
    """A term as a person reads it: a literal's text, a prefixed name, or the tail of an IRI of ours (`id/…`)."""
    if value is None:
        return ""
    if isinstance(value, Iri):
        short = compact(value)
        return short.removeprefix(BASE) if short == value else short
    return value.value if isinstance(value, Literal) else f"_:{value.label}"


def table(header: tuple[str, ...], rows: list[list[str]], width: int) -> str:
    """Lines of aligned columns under a header; cells that would not fit `width` are wrapped.

    >>> print(table(("a", "b"), [["1", "two"]], 40))
    a  b
    ─  ───
    1  two
    """
    import textwrap

    natural = [max(map(len, column)) for column in zip(header, *rows, strict=True)] or []
    widths = _fit(natural, width - 2 * (len(natural) - 1))
    lines = [list(header), ["─" * size for size in widths]]
    for row in rows:
        wrapped: list[list[str]] = [textwrap.wrap(c, size) or [""] for c, size in zip(row, widths, strict=True)]
        depth = max(map(len, wrapped), default=0)
        lines += [[cell[i] if i < len(cell) else "" for cell in wrapped] for i in range(depth)]
    return "\n".join("  ".join(c.ljust(size) for c, size in zip(line, widths, strict=True)).rstrip() for line in lines)


def _fit(natural: list[int], room: int) -> list[int]:
    """Column widths within `room`: narrow columns keep theirs, wide ones share what is left."""
    widths = [0] * len(natural)
    open_columns = sorted(range(len(natural)), key=lambda i: natural[i])
    for done, i in enumerate(open_columns):
        share = max(room // (len(natural) - done), 8)
        widths[i] = min(natural[i], share)
        room -= widths[i]
    return widths
