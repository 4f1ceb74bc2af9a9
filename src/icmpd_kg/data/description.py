"""The description of the tables, `tables.json` (CSVW), compiled: how cells are checked and what each becomes."""

from __future__ import annotations

import functools
import json
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from icmpd_kg.data.edtf import bounds
from icmpd_kg.errors import DataError
from icmpd_kg.model import NS, XSD, Iri

EDTF = "https://www.loc.gov/standards/datetime/"
_ALTERNATIVES = re.compile(r"[\w -]+(\|[\w -]+)+")

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
    edtf: bool
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

    name: str
    path: Path
    columns: tuple[Column, ...]
    fact: Callable[[Cells], str] | None

    @property
    def header(self) -> list[str]:
        """The names of the columns that stand in the file."""
        return [column.name for column in self.columns if not column.virtual]


def tables(folder: Path) -> list[Table]:
    """The tables that `folder/tables.json` describes, in its order.

    Raises `DataError` where the description is missing or is not CSVW.
    """
    import csvw

    description = folder / "tables.json"
    if not description.is_file():
        raise DataError(f"{description} is missing: a data folder holds its tables and their description, tables.json")
    try:
        _check_description(json.loads(description.read_text("utf-8")), folder)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            group: Any = csvw.TableGroup.from_file(description)
            return [_table(table, folder) for table in group.tables]
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, UserWarning) as error:
        raise DataError(f"{description} is not CSVW metadata: {error}") from None
    except OSError as error:
        raise DataError(f"{description} cannot be read: {error.strerror or error}") from None


def _check_description(description: Any, folder: Path) -> None:
    """Refuse what the library would fetch from elsewhere, and a description that describes nothing.

    Raises ValueError, or what a wrong type raises.
    """
    if not description["tables"]:
        raise ValueError("it describes no table")
    contexts = description["@context"]
    for context in contexts if isinstance(contexts, list) else [contexts]:
        if isinstance(context, str) and context != "http://www.w3.org/ns/csvw":
            raise ValueError(f"the context {context!r} is not that of CSVW, and no other is fetched")
    for part in (description, *description["tables"]):
        for key in ("dialect", "tableSchema"):
            if isinstance(part.get(key), str):
                raise ValueError(f"the {key} {part[key]!r} must stand in the file itself; none is fetched")
    for table in description["tables"]:
        if not (folder / table["url"]).resolve().is_relative_to(folder.resolve()):
            raise ValueError(f"the table {table['url']!r} does not lie in {folder}")
        if not table["tableSchema"]["columns"]:
            raise ValueError(f"the table {table['url']!r} has no columns")


def _table(table: Any, folder: Path) -> Table:
    path = Path(str(table.url))
    columns = tuple(_column(column) for column in table.tableSchema.columns)
    fact = next((c.subject for c in columns if c.predicate == NS + "basis"), None)
    return Table(path.stem, folder / path, columns, fact)


def _column(column: Any) -> Column:
    from csvw.metadata_utils import NAMESPACES

    def full(template: Any) -> str:
        uri = str(template.uri)
        prefix, _, rest = uri.partition(":")
        return NAMESPACES[prefix] + rest if prefix in NAMESPACES else uri

    def expander(template: Any) -> Callable[[Cells], str] | None:
        return _template(full(template)) if template is not None else None

    datatype = column.inherit("datatype")
    pattern = str(datatype.format or "") if datatype else ""
    base = datatype.base if datatype else "string"
    choices = tuple(pattern.split("|")) if _ALTERNATIVES.fullmatch(pattern) else ()
    edtf = column.common_props.get("dcterms:conformsTo") == EDTF
    if edtf:
        expected = "a date in EDTF, such as 2020, 2020-12, 2020-11-16, 2019-04/2021-03 or 2018/.."
    elif choices:
        expected = "one of " + ", ".join(choices)
    elif pattern:
        expected = f"text of the form {pattern}"
    else:
        expected = {"string": "a text"}.get(base, f"a value of type {base}")
    return Column(
        name=column.header,
        virtual=column.virtual,
        silent=column.suppressOutput,
        read=_edtf if edtf else column.read if base == "string" else _strict(column.read),
        expected=expected + (" (the cell may not be empty)" if column.required else ""),
        choices=choices,
        edtf=edtf,
        bound_of=column.common_props.get("dcterms:source"),
        subject=expander(column.inherit("aboutUrl")),
        predicate=Iri(full(column.propertyUrl)) if column.propertyUrl else None,
        value=expander(column.valueUrl),
        datatype=XSD + base,
        language="" if column.lang in {None, "und"} else column.lang,
        default=column.default or None,
    )


@functools.cache
def _template(uri: str) -> Callable[[Cells], str]:
    """The expansion of a URI template (RFC 6570), through the library unless the template is a constant."""
    if "{" not in uri:
        return lambda cells: uri
    from uritemplate import URITemplate

    template = URITemplate(uri)
    return lambda cells: str(template.expand(dict(cells)))


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
