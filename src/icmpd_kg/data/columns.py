"""Tables and columns, compiled from what the `csvw` library makes of their description."""

from __future__ import annotations

import functools
import re
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from icmpd_kg.data import wording
from icmpd_kg.data.edtf import bounds
from icmpd_kg.model import NS, XSD, Iri

EDTF = "https://www.loc.gov/standards/datetime/"
_ENDS_IN_CELL = re.compile(r"(?P<before>[^{]*)\{\+?(?P<name>[\w-]+)\}")

Cells = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, compiled: how its cells are checked and what triple each becomes."""

    name: str
    virtual: bool
    silent: bool
    read: Callable[[str], object]
    expected: str
    choices: tuple[str, ...]
    most_words: int | None
    is_key: bool
    is_number: bool
    edtf: bool
    refers: str  # What the address of another thing has before this cell; empty where the cell names none.
    bound_of: str | None
    subject: Callable[[Cells], str] | None
    predicate: Iri | None
    value: Callable[[Cells], str] | None
    datatype: str
    language: str
    default: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the description: its file, its columns and the template of its rows' facts."""

    folder: Path
    file: str
    line: int  # Where tables.json names the file.
    key: str
    columns: tuple[Column, ...]
    fact: Callable[[Cells], str] | None

    @property
    def name(self) -> str:
        """The name of the file without its ending."""
        return self.path.stem

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self.folder / self.file

    @property
    def header(self) -> list[str]:
        """The names of the columns that stand in the file."""
        return [column.name for column in self.columns if not column.virtual]


def compiled(described: Any, folder: Path, line: int) -> Table:
    """Compile one table of the library's."""
    schema = described.tableSchema
    # A table without a primary key has its rows told by their first cell.
    key = (schema.primaryKey or [schema.columns[0].header])[0]
    addresses = [url for column in schema.columns for url in (column.inherit("aboutUrl"), column.valueUrl) if url]
    parts = [part for url in addresses if (part := _ENDS_IN_CELL.fullmatch(_full(url)))]
    refers = {part["name"]: part["before"] for part in parts if part["name"] != key and part["before"]}
    columns = tuple(_column(column, refers.get(column.header, "")) for column in schema.columns)
    fact = next((c.subject for c in columns if c.predicate == NS + "basis"), None)
    return Table(folder, Path(str(described.url)).as_posix(), line, key, columns, fact)


def _column(column: Any, refers: str) -> Column:
    datatype = column.inherit("datatype")
    base = datatype.base if datatype else "string"
    pattern = str(datatype.format or "") if datatype else ""
    edtf = column.common_props.get("dcterms:conformsTo") == EDTF
    return Column(
        name=column.header,
        virtual=column.virtual,
        silent=column.suppressOutput,
        # Most cells of a column hold what another one holds, and the library looks up all it inherits for each.
        read=functools.cache(_edtf if edtf else column.read if base == "string" else _strict(column.read)),
        expected=wording.EDTF if edtf else wording.expected(base, pattern, *_limits(datatype)),
        choices=wording.choices(pattern),
        most_words=wording.most_words(pattern),
        is_key=wording.is_key(pattern),
        is_number=bool(datatype) and datatype.basetype.minmax,
        edtf=edtf,
        refers=refers,
        bound_of=column.common_props.get("dcterms:source"),
        subject=_expander(column.inherit("aboutUrl")),
        predicate=Iri(_full(column.propertyUrl)) if column.propertyUrl else None,
        value=_expander(column.valueUrl),
        datatype=XSD + base,
        language="" if column.lang in {None, "und"} else column.lang,
        default=column.default or None,
    )


def _limits(datatype: Any) -> Iterable[object]:
    """The least and the most of a datatype, where it has them."""
    return (datatype.minimum, datatype.maximum) if datatype else ()


def _full(template: Any) -> str:
    """A URI template with its prefix written out."""
    from csvw.metadata_utils import NAMESPACES

    uri = str(template.uri)
    prefix, _, rest = uri.partition(":")
    return NAMESPACES[prefix] + rest if prefix in NAMESPACES else uri


def _expander(template: Any) -> Callable[[Cells], str] | None:
    return _template(_full(template)) if template is not None else None


_SIMPLE = re.compile(r"\{\+?(\w+)\}")
_UNRESERVED = re.compile(r"[\w.~-]+", re.ASCII).fullmatch


@functools.cache
def _template(uri: str) -> Callable[[Cells], str]:
    """The expansion of a URI template (RFC 6570): through the library, but for what needs no escaping."""
    from uritemplate import URITemplate

    template = URITemplate(uri)
    simple = _SIMPLE.sub(r"{\1}", uri)
    names = _SIMPLE.findall(uri)

    def expand(cells: Cells) -> str:
        if len(names) == uri.count("{") and all(_UNRESERVED(cells[name] or " ") for name in names):
            return simple.format_map(cells)
        return str(template.expand(dict(cells)))

    return expand


def _strict(read: Callable[[str], object]) -> Callable[[str], object]:
    """The library's reader of a cell, with its warnings about a value as errors."""

    def strictly(value: str) -> object:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                return read(value)
            except UserWarning as error:
                raise ValueError(str(error)) from None

    return strictly


def _edtf(value: str) -> None:
    """Check a cell against EDTF; raises ValueError."""
    if value:
        bounds(value)
