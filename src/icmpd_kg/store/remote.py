"""A store on a server: queries by the SPARQL 1.1 Protocol, answers read by the engine we have."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Collection, Mapping
from typing import Any

import pyoxigraph as ox

from icmpd_kg import sparql
from icmpd_kg.errors import StoreError
from icmpd_kg.model import BASE, XSD, Iri, Term
from icmpd_kg.store.answers import Answer, Solutions, Triples, Truth
from icmpd_kg.store.base import Store, prepared
from icmpd_kg.store.embedded import Embedded
from icmpd_kg.store.endpoint import Endpoint, Reply

_TABLE = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
_GRAPH = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
# How Oxigraph is asked for the union of all graphs; other servers pass over it.
_UNION = {"union-default-graph": "true"}


class Remote(Store):
    """Quads on a server.

    `landmark` is a graph that the server must hold and see in its default graph, which is asked before the first query;
    without one, nothing is asked.
    """

    def __init__(self, endpoint: Endpoint, prefixes: Mapping[str, str], landmark: Iri | None = None) -> None:
        self.prefixes = dict(prefixes)
        self._endpoint = endpoint
        self._landmark = landmark
        self._union: Mapping[str, str] = {}
        self._empty = Embedded.memory(prefixes)

    def query(self, query: str, bindings: Mapping[str, Term] | None = None, services: Collection[str] = ()) -> Answer:
        """See `Store.query`; a SERVICE is asked by the server. Raises `StoreError` where the server does not answer."""
        text = prepared(query, bindings or {}, services)
        self._check(query, bindings, services)
        if self._landmark is not None:
            self._find(self._landmark)
            self._landmark = None
        asked = f"BASE <{BASE}> {sparql.declared(text, self.prefixes)}"
        return self._ask(asked, {} if sparql.names_graphs(query) else self._union)

    def _check(self, query: str, bindings: Mapping[str, Term] | None, services: Collection[str]) -> None:
        """Raise the error that the embedded store has for a query that is none."""
        # Nobody answers at these addresses, so that the check asks nobody; they are as long, so that places stay right.
        nowhere = {service: f"x:{'_' * (len(service) - 2)}" for service in services}
        for service, instead in nowhere.items():
            query = query.replace(f"<{service}>", f"<{instead}>")
        with contextlib.suppress(StoreError):
            self._empty.query(query, bindings, nowhere.values())

    def _ask(self, text: str, parameters: Mapping[str, str]) -> Answer:
        form = sparql.form(text)
        reply = self._endpoint.send(form, text, _TABLE if form in {"SELECT", "ASK"} else _GRAPH, parameters)
        try:
            return _table(reply) if form in {"SELECT", "ASK"} else _graph(reply)
        except (ValueError, SyntaxError) as error:
            raise StoreError(
                f"the answer of {self._endpoint.url} is broken off or malformed ({error}); the server may have stopped "
                "the query at its own limit of time: ask for less"
            ) from None
        except _ForeignError:
            raise StoreError(
                f"{self._endpoint.url} answered with {reply.media}, and no SPARQL results; is this the address of a "
                "SPARQL endpoint, and not of a web page?"
            ) from None

    def _find(self, landmark: Iri) -> None:
        """See that the server holds the landmark and that its default graph is the union of its graphs."""
        seen = f"ASK {{ GRAPH <{landmark}> {{ ?s a ?o }} ?s a ?o }}"
        if not self._ask(seen, {}):
            if not self._ask(f"ASK {{ GRAPH <{landmark}> {{ ?s a ?o }} }}", {}):
                raise StoreError(
                    f"{self._endpoint.url} holds nothing of this graph; load it first: "
                    f"icmpd-kg push --endpoint {self._endpoint.url}"
                )
            self._union = _UNION
            if not self._ask(seen, self._union):
                raise StoreError(
                    f"the default graph of {self._endpoint.url} is not the union of its graphs, which every query here "
                    "relies on; start the server so that it is (Oxigraph: --union-default-graph; Fuseki: "
                    "tdb2:unionDefaultGraph true; docs/servers.md tells more)"
                )


class _ForeignError(Exception):
    """An answer of a media type that carries no SPARQL results."""


def _table(reply: Reply) -> Solutions | Truth:
    form = ox.QueryResultsFormat.from_media_type(reply.media)
    if form is None:
        raise _ForeignError
    content = mended(reply.content) if form == ox.QueryResultsFormat.JSON else reply.content
    found = ox.parse_query_results(content, form)
    if isinstance(found, ox.QueryBoolean):
        return Truth(found)
    # The engine reads row by row; an answer that was cut must be told before the first row is.
    for _ in found:
        pass
    again = ox.parse_query_results(content, form)
    assert isinstance(again, ox.QuerySolutions)
    return Solutions(again)


def _graph(reply: Reply) -> Triples:
    form = ox.RdfFormat.from_media_type(reply.media)
    if form is None:
        raise _ForeignError
    return Triples([quad.triple for quad in ox.parse(reply.content, form)])


def mended(content: bytes) -> bytes:
    """Results in JSON, with what Virtuoso writes in ways of its own written as the standard has it.

    Raises `ValueError` where they are no results.
    """
    if not re.search(rb"nodeID://|#duration|#boolean", content):
        return content
    results: Any = json.loads(content)
    try:
        for solution in results.get("results", {}).get("bindings", ()):
            for value in solution.values():
                value["value"] = _standard(value)
    except (LookupError, TypeError, AttributeError):
        raise ValueError("these are no results in JSON") from None
    return json.dumps(results).encode()


def _standard(value: Mapping[str, str]) -> str:
    """The lexical form that the standard has for a value of Virtuoso's."""
    text = value["value"]
    if value["type"] == "bnode":
        # A blank node is no label but an IRI of its own scheme.
        return text.removeprefix("nodeID://")
    if value.get("datatype") == XSD + "duration" and text.isdigit():
        # A duration of years and months is their number of months.
        years, months = divmod(int(text), 12)
        return f"P{f'{years}Y' * bool(years)}{f'{months}M' * (bool(months) or not years)}"
    if value.get("datatype") == XSD + "boolean":
        # A truth value is a number.
        return {"1": "true", "0": "false"}.get(text, text)
    return text
