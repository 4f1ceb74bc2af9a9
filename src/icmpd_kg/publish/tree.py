"""One entity as one tree of JSON-LD, in the short names of our context, with page and quotation."""

from __future__ import annotations

import json
from typing import Any

from icmpd_kg import ontology, queries
from icmpd_kg.model import Iri
from icmpd_kg.publish import serialise
from icmpd_kg.store import Store, Triples

# What a reader looks for first; the rest follows by name, and what is long comes last.
_FIRST = ("@context", "id", "type", "label")
_LAST = ("participations", "engagements", "figures", "facts")


def tree(store: Store, entity: Iri) -> dict[str, Any]:
    """What is said of an entity, its participations, its figures and the facts that say so, as one JSON object.

    It holds its context, so that it can be read as RDF as it stands; whatever it leads to is told by IRI and label.
    """
    from pyld import jsonld

    answer = store.query(queries.view("tree"), {"entity": entity})
    assert isinstance(answer, Triples)
    frame = {"@context": dict(ontology.context()), "@id": str(entity), **ontology.frame()}
    framed = jsonld.frame(serialise.expanded(answer), frame, {"omitDefault": True})
    ordered: dict[str, Any] = {**_ordered(framed), "@context": frame["@context"]}
    return ordered


def _ordered(value: Any) -> Any:
    """The same with the keys of each object in their order, and the values of each set sorted."""
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value, key=_place)}
    if isinstance(value, list):
        return sorted(map(_ordered, value), key=lambda each: json.dumps(each, ensure_ascii=False))
    return value


def _place(key: str) -> tuple[int, str]:
    if key in _FIRST:
        return _FIRST.index(key), ""
    return (len(_FIRST) + _LAST.index(key) + 1, "") if key in _LAST else (len(_FIRST), key)
