"""The things that have a page: what each is called and of which kind, and what a list of a kind can be narrowed by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from icmpd_kg.graph import KnowledgeGraph
from icmpd_kg.model import NS
from icmpd_kg.pages.statements import table

FACETS = ("region", "donor", "theme", "country", "UN region", "mode", "status", "year")


@dataclass(frozen=True, slots=True)
class Thing:
    """One entity; `kind` is the name of its class, `facets` has the values of facets, its acronym and where it lies."""

    iri: str
    label: str
    kind: str
    facets: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Kind:
    """All things of one class; `slug` is the part of their addresses, `name` and `plural` what people call them."""

    slug: str
    name: str
    plural: str
    iri: str
    things: tuple[Thing, ...]

    def holds(self, thing: Thing) -> bool:
        """Whether a thing is of this kind."""
        return thing.kind == _class(self.iri, self.name)

    @property
    def facets(self) -> dict[str, list[str]]:
        """The facets that tell its things apart, each with its values in order."""
        found = {facet: {value for thing in self.things for value in thing.facets.get(facet, ())} for facet in FACETS}
        return {facet: sorted(values, key=str.casefold) for facet, values in found.items() if len(values) > 1}


def kinds(kg: KnowledgeGraph) -> dict[str, Kind]:
    """The kinds of things in a graph, by slug, the largest first."""
    facets: dict[tuple[str, str, str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in table(kg, "page-entities"):
        known = facets[row["class"], row["kind"], row["label"], row["thing"]]
        if row["facet"]:
            known[row["facet"]].append(row["value"])
    things: dict[tuple[str, str], list[Thing]] = defaultdict(list)
    for (iri, kind, label, thing), values in facets.items():
        told = {facet: tuple(dict.fromkeys(found)) for facet, found in values.items()}
        things[iri, kind].append(Thing(thing, label, _class(iri, kind), told))
    found = [_kind(iri, kind, listed) for (iri, kind), listed in things.items()]
    return {kind.slug: kind for kind in sorted(found, key=_order)}


def _class(iri: str, name: str) -> str:
    """What a class is called to programs: one of ours by its IRI without the namespace, any other by its name."""
    return iri.removeprefix(NS) if iri.startswith(NS) else name


def _order(kind: Kind) -> tuple[bool, int, str]:
    """The largest first, and last those that people meet as ties and figures of others."""
    return kind.slug in {"participation", "observation", "un-region"}, -len(kind.things), kind.name


def _kind(iri: str, name: str, things: Iterable[Thing]) -> Kind:
    ordered = tuple(sorted(things, key=lambda thing: (thing.label.casefold(), thing.iri)))
    return Kind(name.replace(" ", "-").lower(), name, _plural(name), iri, ordered)


def _plural(name: str) -> str:
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
