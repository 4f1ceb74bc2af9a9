"""The description of the tables, `tables.json` (CSVW): read, checked and compiled."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from icmpd_kg.data.columns import Table, compiled
from icmpd_kg.errors import DataError


def tables(folder: Path) -> list[Table]:
    """The tables that `folder/tables.json` describes, in its order.

    Raises `DataError` where the description is missing or is not CSVW.
    """
    import csvw

    description = folder / "tables.json"
    if not description.is_file():
        raise DataError(f"{description} is missing: a data folder holds its tables and their description, tables.json")
    try:
        text = description.read_text("utf-8-sig")
        content = json.loads(text)
        _check_description(content, folder)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            group: Any = csvw.TableGroup.from_file(description, data=content)
            found = [compiled(described, folder, _line(text, str(described.url))) for described in group.tables]
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, UserWarning) as error:
        raise DataError(f"{description} is not CSVW metadata: {error}") from None
    except OSError as error:
        raise DataError(f"{description} cannot be read: {error.strerror or error}") from None
    _check_addresses(found, description)
    return found


def _line(text: str, url: str) -> int:
    """The line of the description that names the file of a table."""
    place = re.search(rf'"url"\s*:\s*{re.escape(json.dumps(url))}', text)
    return text.count("\n", 0, place.start()) + 1 if place else 1


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
    for described in description["tables"]:
        if not (folder / described["url"]).resolve().is_relative_to(folder.resolve()):
            raise ValueError(f"the table {described['url']!r} does not lie in {folder}")
        if not described["tableSchema"]["columns"]:
            raise ValueError(f"the table {described['url']!r} has no columns")


def _check_addresses(found: Sequence[Table], description: Path) -> None:
    """Refuse a description copied from another table that still has its file, or the addresses of its facts."""
    files: set[str] = set()
    facts: dict[object, str] = {}
    for table in found:
        if table.file in files:
            raise DataError(f"{description} describes {table.file} twice: take one out, or change its url")
        files.add(table.file)
        # Equal templates are one compiled template.
        first = facts.setdefault(table.fact, table.file)
        if table.fact and first != table.file:
            raise DataError(
                f"{description} gives the facts of {first} and of {table.file} the same addresses: in what it says of "
                "the second, change the year or the name in each address that holds /fact/"
            )
