"""The W3C's tests of SPARQL 1.1: the protocol and the description of a running server, the language as it is run there.

What the engine answers otherwise is listed in docs/serving.md, and here held to be just that.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import w3c
from web import Web, serving

from icmpd_kg import snapshot, sparql
from icmpd_kg.errors import QueryError, StoreError
from icmpd_kg.model import BlankNode, Iri, Quad
from icmpd_kg.publish.serialise import form_of
from icmpd_kg.store import Embedded, Scope
from icmpd_kg.store.answers import from_ox

pytestmark = w3c.needed

DOC = Path(__file__).parent.parent.parent / "docs" / "serving.md"
NOWHERE = "http://127.0.0.1:9/"


def listed() -> list[str]:
    """The tests that docs/serving.md names as those the engine answers otherwise."""
    return re.findall(r"^\| `([\w-]+/[\w-]+)`", DOC.read_text("utf-8"), re.MULTILINE)


def answer(case: w3c.Case) -> bool | ox.Dataset:
    """What our store answers to the query of a case, over its data."""
    store = Embedded.memory({})
    for file in {*case.default, *case.named}:
        store.parse(file.read_bytes(), form_of(file.name), graph=Iri(file.as_uri()), base=file.as_uri())
    text = case.query.read_text("utf-8")
    default, named = (tuple(Iri(file.as_uri()) for file in files) for files in (case.default, case.named))
    scope = Scope(default, named, Iri(case.query.as_uri()))
    if sparql.names_graphs(text):
        scope = Scope(base=scope.base)
    return w3c.comparable(store.query(text, scope=scope)._inner)


def test_the_queries_are_answered_as_expected_but_for_those_listed():
    cases = w3c.cases("QueryEvaluationTest")
    assert len(cases) == 225
    missed = [str(case) for case in cases if answer(case) != w3c.expected(case.result)]
    assert sorted(missed) == sorted(listed())
    assert len(missed) <= 225 - 209


def syntax() -> list[w3c.Case]:
    kinds = "PositiveSyntaxTest11", "NegativeSyntaxTest11"
    return [*w3c.cases(*kinds), *w3c.cases(*kinds, folder="syntax-fed"), *w3c.cases(*kinds, folder="delete-insert")]


def reads(text: str) -> bool:
    """Whether a text is taken for a query; what it asks of others is asked of nobody."""
    text = re.sub(r"(SERVICE\s+(?:SILENT\s+)?)<[^>]*>", rf"\1<{NOWHERE}>", text, flags=re.IGNORECASE)
    try:
        Embedded.memory({}).query(text, services=[NOWHERE], scope=Scope(base=Iri("http://example.org/")))
    except StoreError:
        return True  # Nobody answered.
    except QueryError as error:
        return "cannot be run" in str(error)  # One calls a function that nobody has.
    return True


def test_what_is_sparql_is_told_from_what_is_not():
    cases = syntax()
    assert len(cases) == 114
    wrong = [
        str(case) for case in cases if reads(case.query.read_text("utf-8")) is not case.kind.startswith("Positive")
    ]
    assert wrong == []


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A server of the graphs that the protocol tests speak of."""
    place = tmp_path_factory.mktemp("w3c") / "graph"
    quads = [
        Quad(*(from_ox(term) for term in quad.triple), Iri(f"http://kasei.us/2009/09/sparql/data/{file.stem}.rdf"))
        for file in sorted((w3c.FOLDER / "protocol").glob("*.nt"))
        for quad in ox.parse(file.read_bytes(), ox.RdfFormat.N_TRIPLES)
    ]
    assert quads and not any(isinstance(quad.subject, BlankNode) for quad in quads)
    with snapshot.beside(place) as home:
        store = Embedded.create(home / snapshot.QUADS, {})
        store.load(quads)
        store.finish()
        del store
        snapshot.publish(home, place, len(quads), b"[]")
    with serving(place) as server:
        yield server


FORMS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {"application/sparql-results+json", "application/sparql-results+xml", "text/csv"},
    "RDF": {"text/turtle", "application/rdf+xml", "application/n-triples"},
}


def sent(server: Web, request: w3c.Request):
    path = request.path.replace("/sparql/", "/sparql", 1)
    return server.ask(
        path, request.method, request.body, **{k.replace("-", "_"): v for k, v in request.headers.items()}
    )


@pytest.mark.parametrize("case", w3c.cases("ProtocolTest", folder="protocol"), ids=str)
def test_the_protocol_is_kept_and_every_update_refused(served, case):
    update = "/update" in case.name
    for request in case.requests:
        got = sent(served, request)
        if update and ("sparql-update" in str(request.headers) or request.body.startswith(b"update=")):
            assert got.status in {400, 415}, got.text
            continue
        assert f"{got.status // 100}xx" in request.status, got.text
        if request.form:
            assert got.media in FORMS[request.form]
        if request.boolean is not None and not update:
            assert (b'"boolean":true' in got.body) is request.boolean


def test_there_are_34_tests_of_the_protocol():
    assert len(w3c.cases("ProtocolTest", folder="protocol")) == 34


@pytest.mark.parametrize("case", w3c.cases("ServiceDescriptionTest", folder="service-description"), ids=str)
def test_the_service_describes_itself(served, case):
    sd = "http://www.w3.org/ns/sparql-service-description#"
    got = served.ask("/sparql", Accept="application/n-triples")
    assert got.status == 200
    graph = ox.Dataset(ox.parse(got.body, ox.RdfFormat.N_TRIPLES))
    assert len(graph) > 10
    here = ox.NamedNode(f"{served.url}/sparql")
    if case.name.endswith("has-endpoint-triple"):
        assert ox.Quad(here, ox.NamedNode(f"{sd}endpoint"), here) in graph
    if case.name.endswith("conforms-to-schema"):
        terms = {quad.predicate.value for quad in graph} | {
            quad.object.value for quad in graph if quad.predicate.value.endswith("type")
        }
        known = {"endpoint", "supportedLanguage", "feature", "resultFormat", "defaultDataset", "defaultGraph"}
        known |= {"namedGraph", "name", "Service", "Dataset", "Graph", "NamedGraph"}
        assert {term.removeprefix(sd) for term in terms if term.startswith(sd)} == known
        (service,) = [q.subject for q in graph if q.object == ox.NamedNode(f"{sd}Service")]
        (dataset,) = [q.object for q in graph.quads_for_subject(service) if q.predicate.value == f"{sd}defaultDataset"]
        graphs = [q.object for q in graph.quads_for_subject(dataset) if q.predicate.value == f"{sd}namedGraph"]
        assert graphs and all(
            any(q.predicate.value == f"{sd}name" for q in graph.quads_for_subject(each)) for each in graphs
        )


def test_the_service_describes_itself_in_every_form_of_rdf(served):
    for media in ("text/turtle", "application/ld+json", "application/rdf+xml", "application/trig"):
        assert served.ask("/sparql", Accept=media).media == media
    assert served.ask("/sparql", Accept="image/png").status == 406
