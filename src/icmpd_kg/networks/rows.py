"""The rows of a query as plain text, fast: the engine writes a million rows as CSV sooner than Python takes terms."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator

from icmpd_kg import queries
from icmpd_kg.store import Store


def rows(store: Store, query: str) -> Iterator[list[str]]:
    """The solutions of a SELECT: IRIs and literals by their text, empty where a variable is unbound."""
    written = io.BytesIO()
    store.select(query).write("csv", written)
    written.seek(0)
    found = csv.reader(io.TextIOWrapper(written, "utf-8", newline=""))
    next(found)
    return found


def told(store: Store, view: str) -> dict[str, dict[str, list[str]]]:
    """A view of the form ?thing ?attribute ?value: the values, sorted, of each attribute of each thing."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for thing, attribute, value in sorted(rows(store, queries.view(view))):
        found[thing][attribute].append(value)
    return found
