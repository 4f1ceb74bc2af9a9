"""Write the whole graph in every common RDF form."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import IO, Any

from icmpd_kg import ontology, queries
from icmpd_kg.errors import InputError
from icmpd_kg.model import RDF_TYPE, Quad
from icmpd_kg.store import FORMATS, Embedded, Triples

CANONICAL = "canonical"
REIFIED = "rdf12"
EXPORTS = (*FORMATS, CANONICAL, REIFIED)
SUFFIXES = {
    ".ttl": "turtle",
    ".trig": "trig",
    ".nt": "ntriples",
    ".nq": "nquads",
    ".rdf": "rdfxml",
    ".jsonld": "jsonld",
}


def form_of(name: str) -> str:
    """The format that a file's ending stands for; raises `InputError` for an unknown one."""
    for suffix, form in SUFFIXES.items():
        if name.endswith(suffix):
            return form
    raise InputError(f"{name}: the ending tells no RDF format; use one of {', '.join(SUFFIXES)}")


def write(store: Embedded, form: str, out: IO[bytes]) -> None:
    """Write the store to `out`.

    `trig` and `nquads` keep the named graphs, so each fact's evidence; `turtle`, `ntriples`, `rdfxml` and `jsonld`
    hold the union of all graphs; `canonical` is N-Quads in the order of RDFC-1.0;
    `rdf12` is Turtle of RDF 1.2, in which each fact is the reifier of its triples. JSON-LD is compacted with
    `ontology/context.jsonld`, which stands in the document, so that no reader has to fetch it.
    """
    if form == CANONICAL:
        out.write(store.canonical())
    elif form == REIFIED:
        triples = store.query(queries.view("reified"))
        assert isinstance(triples, Triples)
        triples.write("turtle", out, store.prefixes)
    elif form == "jsonld":
        written = io.BytesIO()
        store.dump(form, written)
        out.write(json.dumps(compact(_merged(written)), ensure_ascii=False, indent=1).encode())
    elif form in FORMATS:
        store.dump(form, out)
    else:
        raise InputError(f"{form!r} is no format of ours: choose one of {', '.join(EXPORTS)}")


def write_quads(quads: Iterable[Quad], form: str, out: IO[bytes]) -> None:
    """Write quads to `out`, as `write` does a store of them."""
    store = Embedded.memory(ontology.prefixes())
    store.load(quads)
    write(store, form, out)


def converted(turtle: bytes, base: str, form: str) -> bytes:
    """Turtle in another format, its relative IRIs resolved against `base`; raises `InputError` where that is no IRI."""
    store = Embedded.memory(ontology.prefixes())
    store.parse(turtle, "turtle", base=base)
    out = io.BytesIO()
    write(store, form, out)
    return out.getvalue()


def expanded(triples: Triples) -> list[dict[str, Any]]:
    """The triples as expanded JSON-LD, one object a subject."""
    out = io.BytesIO()
    triples.write("jsonld", out, {})
    return _merged(out)


def _merged(written: io.BytesIO) -> list[dict[str, Any]]:
    """Expanded JSON-LD with one object a subject, and each class under `@type`.

    The engine's writer opens a new object whenever the subject changes, and writes `@type` only at its head.
    """
    merged: dict[str, dict[str, Any]] = {}
    for node in json.loads(written.getvalue()):
        known = merged.setdefault(node["@id"], {"@id": node["@id"]})
        for key, values in node.items():
            if key == RDF_TYPE:
                known.setdefault("@type", []).extend(value["@id"] for value in values)
            elif key != "@id":
                known.setdefault(key, []).extend(values)
    return [merged[iri] for iri in sorted(merged)]


def compact(nodes: Any) -> Any:
    """An expanded JSON-LD document in the short names of our context; no context is ever fetched."""
    from pyld import jsonld

    def refuse(url: str, options: object) -> Any:
        raise InputError(f"a remote JSON-LD context ({url}) is never fetched; put it into the document")

    context = {"@context": dict(ontology.context())}
    options: Any = {"documentLoader": refuse, "skipExpansion": True}
    return jsonld.compact(nodes, context, options)
