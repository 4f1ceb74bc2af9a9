"""The W3C's tests of SPARQL 1.1, read from beside the checkout; they are never copied into it."""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.collection import Collection

FOLDER = Path(__file__).parent.parent.parent / "shared" / "w3c" / "sparql11"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")

needed = pytest.mark.skipif(not FOLDER.is_dir(), reason="the W3C's tests are not there")


@dataclass(frozen=True)
class Request:
    """One HTTP request of a protocol test and what must come of it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    status: frozenset[str]
    boolean: bool | None
    form: str


@dataclass(frozen=True)
class Case:
    """One test of a manifest."""

    name: str
    kind: str
    query: Path | None = None
    default: tuple[Path, ...] = ()
    named: tuple[Path, ...] = ()
    result: Path | None = None
    requests: tuple[Request, ...] = field(default=())

    def __str__(self) -> str:
        return self.name


@functools.cache
def _read(manifest: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(manifest, publicID=manifest.as_uri())


def cases(*kinds: str, folder: str = "") -> list[Case]:
    """The tests of those kinds, of one folder or of all that are of the query language."""
    if not FOLDER.is_dir():
        return []
    if folder:
        return [case for case in _cases(FOLDER / folder / "manifest.ttl") if case.kind in kinds]
    top = _read(FOLDER / "manifest-sparql11-query.ttl")
    manifests = Collection(top, next(top.objects(None, MF.include)))
    return [case for manifest in manifests for case in _cases(_path(manifest)) if case.kind in kinds]


def _path(iri: rdflib.term.Node) -> Path:
    return Path(str(iri).removeprefix("file://"))


def _cases(manifest: Path) -> Iterator[Case]:
    graph = _read(manifest)
    for test in Collection(graph, next(graph.objects(None, MF.entries))):
        kind = str(graph.value(test, rdflib.RDF.type)).rpartition("#")[2]
        action = graph.value(test, MF.action)
        name = f"{manifest.parent.name}/{str(test).rpartition('#')[2]}"
        if isinstance(action, rdflib.URIRef):
            yield Case(name, kind, _path(action))
            continue
        sent = graph.value(action, HT.requests)
        result = graph.value(test, MF.result)
        query = graph.value(action, QT.query)
        yield Case(
            name,
            kind,
            _path(query) if query else None,
            tuple(map(_path, graph.objects(action, QT.data))),
            tuple(map(_path, graph.objects(action, QT.graphData))),
            _path(result) if result else None,
            tuple(_request(graph, each) for each in Collection(graph, sent)) if sent else (),
        )


def _request(graph: rdflib.Graph, node: rdflib.term.Node) -> Request:
    listed = graph.value(node, HT.headers)
    headers = Collection(graph, listed) if listed else []
    body = graph.value(node, HT.body)
    response = graph.value(node, HT.resp)
    boolean = graph.value(response, MF.expectedBoolean)
    return Request(
        str(graph.value(node, HT.methodName)),
        str(graph.value(node, HT.absolutePath)),
        {str(graph.value(h, HT.fieldName)): str(graph.value(h, HT.fieldValue)) for h in headers},
        str(graph.value(body, CNT.chars)).encode(str(graph.value(body, CNT.characterEncoding))) if body else None,
        frozenset(str(status).rpartition("Code")[2] for status in graph.objects(response, MF.expectedStatus)),
        None if boolean is None else boolean.toPython(),
        str(graph.value(response, MF.expectedFormat) or ""),
    )


def expected(path: Path) -> bool | ox.Dataset:
    """The result that a file holds, as `comparable` makes it."""
    form = {".srx": ox.QueryResultsFormat.XML, ".srj": ox.QueryResultsFormat.JSON, ".tsv": ox.QueryResultsFormat.TSV}
    if path.suffix in form:
        return comparable(ox.parse_query_results(path.read_bytes(), form[path.suffix]))
    parsed = ox.parse(path.read_bytes(), ox.RdfFormat.from_extension(path.suffix[1:]), base_iri=path.as_uri())
    triples = [quad.triple for quad in parsed]
    if any(triple.predicate.value == f"{RS}solution" for triple in triples):
        return _compared(_solutions(triples))
    return comparable(triples)


def comparable(found: object) -> bool | ox.Dataset:
    """An answer of the engine as something that is equal where the answers are, whatever its blank nodes are called.

    A solution becomes a blank node with its values.
    """
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QuerySolutions):
        names = [variable.value for variable in found.variables]
        return _compared({name: value for name in names if (value := row[name]) is not None} for row in found)
    return _canonical(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in found)


def _solutions(triples: list[ox.Triple]) -> Iterator[dict[str, object]]:
    """The solutions of a result set that is written as RDF."""

    def of(subject: object, name: str) -> list[object]:
        return [each.object for each in triples if each.subject == subject and each.predicate.value == f"{RS}{name}"]

    for triple in triples:
        if triple.predicate.value == f"{RS}solution":
            bindings = of(triple.object, "binding")
            yield {of(each, "variable")[0].value: of(each, "value")[0] for each in bindings}


def _compared(solutions: Iterable[dict[str, object]]) -> ox.Dataset:
    quads = []
    for i, solution in enumerate(solutions):
        node = ox.BlankNode(f"solution{i}")
        quads.append(ox.Quad(node, ox.NamedNode("urn:is"), ox.NamedNode("urn:solution")))
        quads += [ox.Quad(node, ox.NamedNode(f"urn:variable:{name}"), value) for name, value in solution.items()]
    return _canonical(quads)


def _canonical(quads: Iterable[ox.Quad]) -> ox.Dataset:
    """Quads with their blank nodes named by what they are; a store writes numbers of one value alike."""
    store = ox.Store()
    store.extend(quads)
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset
