"""The graph described as a data set: for catalogues (DCAT 3, DCAT-AP), programs (VoID, PROV-O), search engines, papers.

`ontology/dataset.ttl` says what is always true, and the queries of `queries/describing/` what depends on the graph. Its
figures are described as a data cube by `ontology/cube.ttl` and `queries/views/cube.rq`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import IO

from icmpd_kg import __version__, ontology, queries
from icmpd_kg.errors import InputError
from icmpd_kg.model import BASE, XSD, Iri, Literal, Quad, Term
from icmpd_kg.origin import Origin
from icmpd_kg.publish import serialise
from icmpd_kg.results import show
from icmpd_kg.store import Answer, Embedded, Triples

SHELF = "describing"
FORMS = ("turtle", "ntriples", "rdfxml", "jsonld")
_GRAPH = Iri(BASE + "graph/description")
# Asked once for each of the values that they need, and not at all where there is none.
_OF_VALUES = {"provenance", "commit", "download", "service", "contact"}
_SCHEMA = "https://schema.org/"


class Description:
    """What describes the graph, as a small graph of its own."""

    def __init__(self, store: Embedded, turtle: bytes) -> None:
        self._store = store
        self._record = Embedded.memory(ontology.prefixes(turtle))
        self._record.parse(turtle, "turtle", graph=_GRAPH)

    def add(self, query: str, terms: Mapping[str, Term] | None = None) -> None:
        """Add what a CONSTRUCT query makes of the graph described."""
        self._take(self._store.query(query, terms))

    def checksum(self, url: str, digest: str) -> None:
        """Add the SHA-256 of one of the files in which the graph can be had."""
        known: dict[str, Term] = {"url": Iri(url), "digest": Literal(digest, XSD + "hexBinary")}
        self._take(self._record.query(queries.view("checksum"), known))

    def _take(self, answer: Answer) -> None:
        assert isinstance(answer, Triples)
        # Whole before it is loaded, since it may be the description itself that was asked.
        self._record.load([Quad(*triple, _GRAPH) for triple in answer])

    def write(self, form: str, out: IO[bytes]) -> None:
        """Write it to `out` in one of `FORMS`, sorted."""
        if form == "jsonld":
            serialise.write(self._record, form, out)
        else:
            triples = self._record.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o")
            assert isinstance(triples, Triples)
            triples.write(form, out, self._record.prefixes)

    def schema_org(self) -> str:
        """It in the words of schema.org, as one JSON-LD object, which a page holds in a script of that type."""
        from pyld import jsonld

        triples = self._record.query(queries.view("schema-org"))
        assert isinstance(triples, Triples)
        frame = {"@context": {"@vocab": _SCHEMA}, "@type": "Dataset", "@embed": "@always"}
        tree = jsonld.frame(serialise.expanded(triples), frame)
        return json.dumps({**tree, "@context": _SCHEMA}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    def bibtex(self) -> str:
        """It and the reports that its facts come from, as entries for BibTeX.

        The year of the graph is that of the commit, and left out where none is known.
        """
        return "\n".join(_entry(**said) for said in self._record.solutions(queries.view("bibtex")))


def describe(
    store: Embedded,
    origin: Origin | None,
    downloads: Iterable[str] = (),
    service: str | None = None,
    contact: str | None = None,
) -> Description:
    """The description of a graph whose sources are those of `origin`.

    `downloads` are the addresses of files in which the graph can be had, each ending as an export does, perhaps with
    `.gz` behind it; `service` is the address of a SPARQL server that holds it; `contact` is where one asks about it, an
    address of mail (`mailto:…`) or a page. Raises `InputError` for an address that is none, or whose ending tells no
    RDF format.
    """
    if contact and not re.fullmatch(r"mailto:[^@\s]+@[^@\s]+|https?://\S+", contact):
        raise InputError(f"{contact} is no contact: give mailto:NAME@HOST, or the address of a page (https://…)")
    described = Description(store, ontology.dataset())
    for name in queries.names(SHELF):
        if name not in _OF_VALUES:
            described.add(_query(name))
    digest = hashlib.sha256(store.canonical()).hexdigest()
    described.add(_query("provenance"), {"version": Literal(__version__), "digest": Literal(digest)})
    if origin:
        when = Literal(origin.committed, XSD + "dateTime")
        described.add(_query("commit"), {"commit": Literal(origin.commit), "committed": when})
    for url in downloads:
        form = Literal(serialise.form_of(url.removesuffix(".gz")))
        described.add(_query("download"), {"url": Iri(url), "form": form})
    if service:
        described.add(_query("service"), {"address": Iri(service)})
    if contact:
        for of in ("dataset", "sparql") if service else ("dataset",):
            described.add(_query("contact"), {"of": Iri(BASE + of), "whom": Iri(contact)})
    return described


def cube(store: Embedded) -> Description:
    """The figures of the graph as a data cube (RDF Data Cube Vocabulary), normalised."""
    described = Description(store, ontology.cube())
    described.add(queries.view("cube"))
    return described


def _entry(entry: Term, key: Term, **fields: Term) -> str:
    lines = [f"  {field} = {{{show(value)}}},\n" for field, value in fields.items()]
    return "".join([f"@{show(entry)}{{{show(key)},\n", *lines, "}\n"])


def _query(name: str) -> str:
    return queries.question(name, SHELF).sparql
