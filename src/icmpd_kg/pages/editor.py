"""The page on which one asks in SPARQL: what its editor begins with, completes and offers."""

from __future__ import annotations

from typing import Any

from icmpd_kg import ontology
from icmpd_kg.graph import KnowledgeGraph
from icmpd_kg.pages import addresses, answers, inbrowser, lists
from icmpd_kg.pages.statements import table

_EXAMPLE = """SELECT ?project ?donor {
  ?project icmpd:fundedBy ?donor .
}
ORDER BY ?donor
LIMIT 20"""


def known(kg: KnowledgeGraph, here: str, served: bool) -> dict[str, Any]:
    """What the page at `here` shows, and the knowledge its editor works with."""
    asked = {"endpoint": addresses.relative("sparql", here)} if served else {"graph": inbrowser.places(here)}
    terms = lists.terms(table(kg, "page-terms"))
    return {
        "example": _EXAMPLE,
        "examples": [
            {"title": question.title, "text": answers.without_header(question.sparql)}
            for question in kg.questions()
            if not question.parameters
        ],
        "knowledge": {
            **asked,
            "prefixes": dict(ontology.prefixes()),
            "names": sorted({ontology.compact(iri) for found in terms.values() for iri in found}),
        },
    }
