"""The page on which one asks in SPARQL: what its editor begins with, completes and offers."""

from __future__ import annotations

from typing import Any

from icmpd_kg import ontology
from icmpd_kg.graph import KnowledgeGraph
from icmpd_kg.model import BASE
from icmpd_kg.pages import addresses, answers, inbrowser
from icmpd_kg.pages.vocabulary import Vocabulary

_EXAMPLE = """SELECT ?project ?donor {
  ?project icmpd:fundedBy ?donor .
}
ORDER BY ?donor
LIMIT 20"""


def known(kg: KnowledgeGraph, vocabulary: Vocabulary, here: str, served: bool) -> dict[str, Any]:
    """What the page at `here` shows, and the knowledge its editor works with."""
    asked = {"endpoint": addresses.relative("sparql", here)} if served else {"graph": inbrowser.places(here)}
    return {
        "example": _EXAMPLE,
        "examples": [
            {"title": question.title, "text": answers.without_header(question.sparql)}
            for question in kg.questions()
            if not question.parameters
        ],
        "knowledge": {
            **asked,
            "base": BASE,
            "root": addresses.relative("", here),
            "prefixes": dict(ontology.prefixes()),
            "names": sorted({ontology.compact(iri) for found in vocabulary.told.values() for iri in found}),
        },
    }
