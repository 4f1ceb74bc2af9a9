"""The door to `data/`: tables and their CSVW description in, checked quads out.

The description (`data/tables.json`) says everything: columns, datatypes, keys, and the triple each cell
becomes. Reading and checking of cells is the `csvw` library's; that library writes no RDF, so the small part of
CSVW's csv2rdf that maps a cell to a triple is here (https://www.w3.org/TR/csv2rdf/), with two additions:

- one row is one fact: its named graph is the subject of the row's `icmpd:basis`; what is said about that subject
  itself, its `#evidence` and its `#quotation` goes to the provenance graph;
- a column that conforms to EDTF gives its bounds to the virtual columns that name it as their `dcterms:source`.
"""

from __future__ import annotations

import csv
import difflib
import functools
import json
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from icmpd_kg import store
from icmpd_kg.errors import DataError, InputError
from icmpd_kg.model import BASE, FACT, ID, LANG_STRING, NS, PROVENANCE, RDF_TYPE, XSD, Fault, Iri, Literal, Quad

EDTF = "https://www.loc.gov/standards/datetime/"
_ALTERNATIVES = re.compile(r"[\w -]+(\|[\w -]+)+")

Cells = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class _Column:
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
    columns: tuple[_Column, ...]
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


def _column(column: Any) -> _Column:
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
    edtf = column.common_props.get("dc:conformsTo") == EDTF or column.common_props.get("dcterms:conformsTo") == EDTF
    if edtf:
        expected = "a date in EDTF, such as 2020, 2020-12, 2020-11-16, 2019-04/2021-03 or 2018/.."
    elif choices:
        expected = "one of " + ", ".join(choices)
    elif pattern:
        expected = f"text of the form {pattern}"
    else:
        expected = {"string": "a text"}.get(base, f"a value of type {base}")
    return _Column(
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
        _bounds(value)


def _bounds(value: str) -> tuple[str | None, str | None]:
    """The first and the last day an EDTF date allows; None on the side where it is open.

    >>> _bounds("2019-04-01/2021-03")
    ('2019-04-01', '2021-03-31')
    >>> _bounds("2020-21/..")
    ('2020-03-01', None)
    """
    first, slash, last = value.partition("/")
    open_first, open_last = bool(slash) and first in {"", ".."}, bool(slash) and last in {"", ".."}
    if "/" in last or (open_first and open_last):
        raise ValueError(f"{value!r} is not EDTF: an interval has two ends, and one of them is a date")
    low = None if open_first else _days(first)[0]
    high = None if open_last else _days(last if slash else first)[1]
    return low, high


@functools.cache
def _days(value: str) -> tuple[str, str]:
    """The first and the last day of one EDTF date that is no interval; parsing one takes milliseconds."""
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        date = parse_edtf(value)
        low, high = ("{:04}-{:02}-{:02}".format(*day[:3]) for day in (date.lower_strict(), date.upper_strict()))
    except (EDTFParseException, TypeError, AttributeError) as error:
        raise ValueError(f"{value!r} is not EDTF: {error}") from None
    return low, high


def quads(folder: Path) -> Iterator[Quad]:
    """Every quad of every table in `folder`, one row after the other.

    Raises `DataError` at the end, with all faults of all tables together; what was yielded before is then worth
    nothing and must be thrown away.
    """
    faults: list[Fault] = []
    references = _References()
    for table in tables(folder):
        try:
            for line, cells, sound in _rows(table, faults, folder):
                if sound:
                    produced = list(_row_quads(table, cells))
                    references.meet(table, line, cells, produced, folder)
                    yield from produced
                else:
                    references.trust(table, cells)
        except _UnreadableError as error:
            faults.append(error.fault)
            references.trust(table, None)
    faults += references.faults()
    if faults:
        count = "1 fault" if len(faults) == 1 else f"{len(faults):,} faults"
        raise DataError(f"{count} in the tables of {folder}:", sorted(faults, key=lambda f: (f.file, f.row, f.column)))


class _UnreadableError(Exception):
    """A table whose rows cannot be told, and why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def _rows(table: Table, faults: list[Fault], folder: Path) -> Iterator[tuple[int, Cells, bool]]:
    """The rows of a table with their line numbers and whether they are sound; what is wrong goes to `faults`.

    Raises `_UnreadableError` where the file is at fault and not a row.
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
                raise _UnreadableError(Fault(file, 1, "", ",".join(header), expected, near))
            line = reader.line_num + 1
            for row in reader:
                if row:
                    yield line, row
                line = reader.line_num + 1
    except FileNotFoundError:
        raise _UnreadableError(Fault(file, 0, "", "", "this file, which tables.json describes")) from None
    except UnicodeDecodeError as error:
        bad = error.object[error.start : error.start + 1]
        line = error.object.count(b"\n", 0, error.start) + line
        expected = "text in UTF-8: save the file in that encoding"
        raise _UnreadableError(Fault(file, line, "", f"byte {bad.hex()}", expected)) from None
    except csv.Error as error:
        raise _UnreadableError(Fault(file, line, "", str(error), "a CSV file with balanced double quotes")) from None
    except OSError as error:
        raise _UnreadableError(Fault(file, 0, "", str(error.strerror), "a file that can be read")) from None


def _cell_fault(column: _Column, value: str, file: str, line: int) -> Fault | None:
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


def _value(column: _Column, cells: Cells, expand: Callable[[Callable[[Cells], str]], Iri]) -> Iri | Literal | None:
    if column.bound_of:
        source = cells[column.bound_of]
        bound = _bounds(source)[0 if column.name == "start" else 1] if source else None
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
            for line, cells, _ in _rows(table, [], folder):
                fact = table.fact(cells)
                if fact in facts:
                    found[fact] = f"{table.path.relative_to(folder)}, row {line}"
    except DataError as error:
        raise InputError(str(error)) from None
    except _UnreadableError as error:
        raise InputError(str(error.fault)) from None
    return found
