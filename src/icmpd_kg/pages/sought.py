"""What people look for by name: suggestions on a server, and the index that a browser searches without one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from icmpd_kg.graph import KnowledgeGraph
from icmpd_kg.model import Entity, Iri
from icmpd_kg.names import fold
from icmpd_kg.pages import addresses
from icmpd_kg.pages.kinds import Thing
from icmpd_kg.pages.statements import table

# Ties and figures have no names but labels that we made of those of others.
_NAMELESS = {"Participation", "Observation"}


class Sought:
    """The things that have names of their own."""

    def __init__(self, kg: KnowledgeGraph, things: Iterable[Thing]) -> None:
        self._kg = kg
        self._things = tuple(thing for thing in things if thing.kind not in _NAMELESS)
        self._names: dict[str, set[str]] = defaultdict(set)
        for row in table(kg, "names"):
            self._names[row["entity"]].add(row["name"])

    def suggest(self, wanted: str, allowed: str = "", limit: int = 8) -> list[dict[str, str]]:
        """What someone who is typing may mean, of the classes in `allowed` or of any, each with its page's address."""
        return [
            {"label": found.label, "kind": found.kind, "page": addresses.of(found.iri) or ""}
            for found in self.find(wanted, allowed, limit)
        ]

    def find(self, wanted: str, allowed: str = "", limit: int = 20) -> list[Entity]:
        """The things in whose name words begin as wanted, and then those with a name like that."""
        if not wanted.strip():
            return []
        near = [Entity(Iri(thing.iri), thing.label, thing.kind, thing.label) for thing in self._beginning(wanted)]
        found: dict[str, Entity] = {}
        for each in (*near, *self._kg.search(wanted[:200], limit * 4)):
            if not allowed or each.kind in allowed.split():
                found.setdefault(each.iri, each)
        return list(found.values())[:limit]

    def _beginning(self, wanted: str) -> list[Thing]:
        """The things in whose name, or acronym, words begin with each word wanted; the shortest names first."""
        heads = fold(wanted).split()

        def meant(thing: Thing) -> bool:
            words = fold(" ".join((thing.label, *thing.facets.get("acronym", ())))).split()
            return all(any(word.startswith(head) for word in words) for head in heads)

        return sorted(filter(meant, self._things), key=lambda thing: (len(thing.label), thing.label))

    def index(self) -> list[list[str]]:
        """What a browser searches: of each thing its label, its class, its page, its other names."""
        return [
            [thing.label, thing.kind, addresses.of(thing.iri) or "", *sorted(self._names[thing.iri] - {thing.label})]
            for thing in self._things
        ]
