"""Which classes the ties of a graph can join, and which they do: read of a store once for all that is asked of it."""

from __future__ import annotations

import functools
import re
from collections import defaultdict

from icmpd_kg import queries
from icmpd_kg.asking.chart import ROLE
from icmpd_kg.model import Iri, Literal
from icmpd_kg.store import Store


@functools.lru_cache(maxsize=2)
def attested(store: Store) -> set[tuple[str, str, str]]:
    """The roles that agents have in things, as (role, class of the thing, class of the agent)."""
    found = set()
    for row in store.solutions(queries.piece("attested")):
        tie, this, that = (re.sub(r"^.*[/#]", "", str(row[name])) for name in ("tie", "this", "that"))
        found.add((tie, this, that))
    return found


@functools.lru_cache(maxsize=2)
def signatures(store: Store) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """The classes at the two ends of each tie."""
    ends: dict[str, dict[str, set[str]]] = defaultdict(lambda: {"this": set(), "that": set()})
    for row in store.solutions(queries.piece("signatures")):
        role, end, kind = row["role"], row["end"], row["class"]
        assert isinstance(role, Iri) and isinstance(end, Literal) and isinstance(kind, Iri)
        ends[role.removeprefix(ROLE)][end.value].add(kind.rpartition("#")[2])
    for name, tie in queries.words()["ties"].items():
        ends[name] = {"this": set(tie["this"]), "that": set(tie["that"])}
    return {name: (frozenset(both["this"]), frozenset(both["that"])) for name, both in ends.items()}
