"""What search engines are told of each thing, in the words of schema.org: what it is, its names, who means the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from icmpd_kg.graph import KnowledgeGraph
from icmpd_kg.pages import addresses
from icmpd_kg.pages.statements import table


def things(kg: KnowledgeGraph) -> Mapping[str, dict[str, Any]]:
    """A JSON-LD object for each thing whose class the vocabulary puts below one of schema.org, by IRI."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in table(kg, "page-schema-org"):
        if row["part"] != "sameAs" or addresses.outside(row["value"]):
            found[row["entity"]][row["part"]].append(row["value"])
    return {
        iri: {"@context": "https://schema.org/", "@id": iri} | {part: _one(values) for part, values in said.items()}
        for iri, said in found.items()
        if "@type" in said
    }


def _one(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values
