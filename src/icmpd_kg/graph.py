"""`KnowledgeGraph`: the whole, for a notebook or a script. The only room that knows the order of steps."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from icmpd_kg import ontology, paths, queries, snapshot
from icmpd_kg.errors import InputError
from icmpd_kg.model import (
    DERIVED,
    ONTOLOGY,
    Caveat,
    Entity,
    Evidence,
    Iri,
    Literal,
    Quad,
    Supported,
    Term,
    Triple,
    term,
)
from icmpd_kg.results import Result
from icmpd_kg.sparql import aggregates
from icmpd_kg.store import Answer, Embedded, Scope, Store, Truth, bound

# A step is imported by the method that takes it, so that a query waits for none but its own.
if TYPE_CHECKING:
    import networkx as nx
    import rdflib
    from scipy.sparse import csr_array

    from icmpd_kg.asking.answer import Asked, Reader
    from icmpd_kg.attestation import Attestation
    from icmpd_kg.build import Built
    from icmpd_kg.changes import Changes
    from icmpd_kg.citation import Citation, Verification
    from icmpd_kg.consistency import Check
    from icmpd_kg.coverage import Coverage
    from icmpd_kg.names import Names
    from icmpd_kg.networks.slices import When
    from icmpd_kg.proof import Proof, Rows
    from icmpd_kg.publish.dataset import Description
    from icmpd_kg.push import Pushed, Watch
    from icmpd_kg.shapes import Report
    from icmpd_kg.store.remote import Remote


class KnowledgeGraph:
    """A built graph, open for reading.

    >>> kg = KnowledgeGraph.open()
    >>> kg.find("ADA").label
    'Austrian Development Agency'
    """

    def __init__(
        self, store: Store, data: Path | None = None, index: bytes | None = None, derived: bool = True
    ) -> None:
        self._store = store
        self._data = data
        self._index = index
        self._derived = derived

    @classmethod
    def open(cls, place: str | Path | None = None, *, derived: bool = True, timeout: float = 60.0) -> KnowledgeGraph:
        """The graph at `place`: a folder made by `build`, or the address of a SPARQL endpoint (`http://…/sparql`).

        Without a place it is the graph that came with the package. Without the `derived` triples it holds what facts
        say and no more, as a copy in memory. A server may take `timeout` seconds for an answer.
        Raises `StoreError` where there is no graph, or it is damaged or of another version; what a server holds is seen
        by the first query. Raises `InputError` for an address that cannot be one, or without derived triples.
        """
        if isinstance(place, str) and "://" in place:
            if not derived:
                raise InputError(
                    "a server answers with what it holds: only a graph on this machine can do without derived"
                )
            return cls(_remote(place, timeout, Iri(ONTOLOGY)))
        path = Path(place) if place is not None else paths.packaged_store()
        store, index = snapshot.read(path)
        if not derived:
            store = store.without(Iri(DERIVED))
        return cls(store, paths.folder("data") if place is None else None, index, derived)

    @classmethod
    def parse(cls, *files: str | Path) -> KnowledgeGraph:
        """The graph of one or more RDF files together, in memory; each file's ending tells its format.

        Raises `InputError` where a file cannot be read as RDF.
        """
        from icmpd_kg.publish import serialise

        store = Embedded.memory(ontology.prefixes())
        for path in map(Path, files):
            try:
                content = path.read_bytes()
            except OSError as error:
                raise InputError(f"{path} cannot be read: {error.strerror}") from None
            store.parse(content, serialise.form_of(str(path)), name=str(path))
        return cls(store)

    @staticmethod
    def build(
        data: str | Path | None = None,
        place: str | Path | None = None,
        say: Callable[[str], None] = lambda line: None,
    ) -> Built:
        """Build the tables in `data` (ours, if None) into a validated store at `place`; `say` hears each step.

        Raises `DataError`, `ShapeError` or `StoreError`; a store that was at `place` before is then still there.
        """
        from icmpd_kg.build import build

        if place is None and paths.checkout() is None:
            raise InputError("the packaged graph is never overwritten: say where the new one shall lie, with --store")
        folder = Path(data) if data is not None else paths.folder("data")
        return build(folder, Path(place) if place is not None else paths.packaged_store(), say)

    def loaded(self) -> KnowledgeGraph:
        """The same graph read into memory, for a server that answers many queries."""
        return KnowledgeGraph(self._embedded("a copy in memory").loaded(), self._data, self._index, self._derived)

    def __len__(self) -> int:
        """How many quads the graph holds."""
        return len(self._embedded("counting its quads"))

    def _embedded(self, wish: str) -> Embedded:
        """The store, for what only the embedded one can do; raises `InputError` where the graph is on a server."""
        if not isinstance(self._store, Embedded):
            raise InputError(
                f"{wish} needs the graph on this machine, and not on a server: open the one you built "
                "(in Python KnowledgeGraph.open() with a folder or nothing, else --store)"
            )
        return self._store

    def query(self, sparql: str, /, *, services: Collection[str] = (), **bindings: object) -> Result:
        """The answer to a SPARQL query; each keyword binds the variable of its name to a term.

        Bindings are terms, never text pasted in: an `Iri`, an `Entity` from `find`, a string, a number, a date.
        The prefixes that the vocabulary declares need no PREFIX lines. SERVICE may ask the addresses in `services`,
        which send what they like, and nothing else. Raises `QueryError` with line and column.
        """
        allowed = [services] if isinstance(services, str) else services
        return self.answer(sparql, {name: term(value) for name, value in bindings.items()}, allowed)

    def answer(
        self, sparql: str, terms: Mapping[str, Term], services: Collection[str] = (), scope: Scope | None = None
    ) -> Result:
        """As `query`, with the terms in a mapping; a `scope` says which graphs of a graph on this machine are asked."""

        def support() -> tuple[tuple[str, ...], list[Supported]]:
            from icmpd_kg import evidence

            return evidence.of_solutions(self._store, sparql, terms)

        def asked() -> Answer:
            if scope is None:
                return self._store.query(sparql, terms, services)
            return self._embedded("a choice of graphs").query(sparql, terms, services, scope)

        def nothing() -> bool:
            again = asked()
            return not isinstance(again, Truth) and next(iter(again), None) is None

        def caveats(is_empty: Callable[[], bool]) -> tuple[Caveat, ...]:
            if services:
                return ()  # What another host said to it is not asked again.
            empty = is_empty()
            if not empty and not aggregates(sparql):
                return ()
            from icmpd_kg import absence, doubling

            missing = absence.reasons(self._store, sparql, terms, empty, self.search)
            return missing or (() if empty else doubling.reasons(self._store, sparql, terms))

        return Result(asked(), self._store.prefixes, support, caveats, nothing)

    def run(self, name: str, /, **parameters: object) -> Result:
        """The answer to the question `name` of the catalogue, with its parameters.

        An entity may be given by any name it goes by. Raises `NotFoundError` for an unknown question or entity,
        `InputError` for an unknown parameter or a value that does not fit it.
        """
        question = queries.question(name)
        return self.answer(question.sparql, self.arguments(question, parameters))

    def ask(self, text: str, reader: Reader | None = None) -> Asked:
        """The answer to a question in plain English, or why it was not understood and what could be asked instead.

        A question counts as understood only if each of its words is accounted for. What is not understood is handed to
        `reader`, if one is given: something of yours that turns a question into SPARQL. Raises `QueryError` where the
        SPARQL of a reader cannot be run.
        """
        from icmpd_kg.asking import answer, choosing, understand

        read = understand.understand(self._store, self._names, text)
        if isinstance(read, understand.NotUnderstood):
            written = reader(text) if reader else None
            if written is None:
                return answer.Asked(text, why=read.why, unknown=read.unknown, nearest=read.nearest)
            read = choosing.Understood("read by the reader given", written, {}, "")
        terms = self.arguments(queries.question(read.question), read.parameters) if read.question else read.bindings
        sparql = bound(read.sparql, terms)
        result = self.answer(sparql, {})
        column = read.column or result.variables[0]
        return answer.Asked(
            text, read.reading, sparql, terms, read.question, read.parameters, column, result, read.truth
        )

    def arguments(self, question: queries.Question, given: Mapping[str, object]) -> dict[str, Term]:
        """The terms that the variables of a question are bound to, for the parameters given; raises as `run` does."""
        from icmpd_kg import arguments

        return arguments.of(question, given, lambda: self._names)

    def cite(self, query: str, /, **parameters: object) -> Citation:
        """A citation of the answer to a SPARQL query or a named question, which it runs anew.

        It holds the query, the version of the data and digests of the answer; `verify_citation` proves it later.
        """
        if queries.is_name(query):
            question = queries.question(query)
            terms = self.arguments(question, parameters)
            given = ", ".join([query, *(f"{name} = {value}" for name, value in parameters.items())])
            return self._cited(f"{question.title} (question {given})", question.sparql, terms)
        return self._cited("A query in SPARQL", query, {name: term(value) for name, value in parameters.items()})

    def _cited(self, title: str, sparql: str, terms: Mapping[str, Term]) -> Citation:
        from icmpd_kg import citation

        store, answer = self._embedded("a citation"), self.answer(sparql, terms)
        return citation.cite(store, title, sparql, terms, answer=answer, derived=self._derived)

    def verify_citation(self, cited: Citation) -> Verification:
        """A citation compared with what this graph answers now.

        Raises `InputError` where one of the two holds derived triples and the other does not.
        """
        from icmpd_kg import citation, results

        if cited.derived != self._derived:
            raise InputError(f"this is a citation of a graph opened with derived={cited.derived}: open it so")
        terms = {name: results.from_json(written) for name, written in cited.bindings.items()}
        return citation.Verification(cited, self._cited(cited.title, cited.query, terms))

    def questions(self) -> Iterator[queries.Question]:
        """The questions of the catalogue, by name."""
        return queries.catalogue()

    @functools.cached_property
    def _names(self) -> Names:
        """The index of names: the one built with the store, or else made of it."""
        from icmpd_kg.names import Names

        return Names.load(self._index) if self._index is not None else Names.of(self._store)

    def find(self, text: str) -> Entity:
        """The entity that goes by that name; raises `NotFoundError` with the nearest names, or where several do."""
        return self._names.find(text)

    def search(self, text: str, limit: int = 10) -> list[Entity]:
        """The entities whose names are nearest to `text`, best first."""
        return self._names.search(text, limit)

    def show(self, entity: str | Entity) -> Result:
        """All that is known of an entity, by name or found before: each statement with page and quotation."""
        found = entity if isinstance(entity, Entity) else self.find(entity)
        return self.answer(queries.view("show"), {"entity": found.iri})

    def describe(self, iri: str) -> list[Quad]:
        """What is said of a resource and with it, and the proof of each fact that says so, as quads."""
        from icmpd_kg.publish import resource

        return resource.describe(self._store, Iri(iri))

    def named_graph(self, iri: str) -> list[Quad]:
        """The quads of one of the graph's named graphs: a fact's, or one of those in docs/meaning.md."""
        from icmpd_kg.publish import resource

        return resource.named_graph(self._store, Iri(iri))

    def tree(self, entity: str | Entity) -> dict[str, Any]:
        """An entity as one JSON-LD object: what is said of it, its ties and figures, each with its facts and proof."""
        from icmpd_kg.publish import tree

        found = entity if isinstance(entity, Entity) else self.find(entity)
        return tree.tree(self._store, found.iri)

    def evidence(self, subject: object, predicate: object, object: object) -> list[Evidence]:
        """Where the report states a triple, each with fact, basis, page and quotation.

        A derived triple stands on the facts it follows from: each then names the rule.
        """
        from icmpd_kg import evidence

        s, p, o = (term(part) for part in (subject, predicate, object))
        if not isinstance(s, Iri) or not isinstance(p, Iri):
            raise InputError("the subject and the predicate of a triple are IRIs: use Iri(…) or find(…)")
        return list(evidence.of_triple(self._store, Triple(s, p, o)))

    def network(
        self,
        name: str,
        *,
        at: When | None = None,
        between: tuple[When, When] | None = None,
        roles: Collection[str] | None = None,
        regions: Collection[str] | None = None,
        without_basis: Collection[str] = (),
        undated: bool = True,
    ) -> nx.MultiDiGraph[str]:
        """The network `name` as a graph of networkx, its nodes and edges with all that is told of them.

        `icmpd_kg.networks.network` tells what each argument does and raises; `networks.views()` lists the networks.
        """
        from icmpd_kg import networks

        return networks.network(
            self._store,
            name,
            at=at,
            between=between,
            roles=roles,
            regions=regions,
            without_basis=without_basis,
            undated=undated,
        )

    def weights(self, name: str, onto: str = "agents", weight: str = "count") -> tuple[list[str], csr_array]:
        """The network `name` projected onto one mode: the nodes, and their weights as a sparse matrix, without a graph.

        `icmpd_kg.networks.weights_of` tells what each argument does and raises.
        """
        from icmpd_kg import networks

        return networks.weights_of(self._store, name, onto, weight)

    def term(self, text: str) -> Iri | Literal:
        """The term that a text writes: an IRI, a prefixed name (`icmpd:chair`), a quoted literal, an entity's name.

        Raises `NotFoundError` where it is none of these.
        """
        return self._names.term(text)

    def validate(self) -> Report:
        """Every result of the SHACL shapes, gravest first, led back to file and row where the data is at hand."""
        from icmpd_kg import shapes

        return shapes.validate(self._embedded("validation"), self._data)

    def verify(self, report: str | Path, watch: Callable[[Rows], Rows] = lambda rows: rows) -> list[Proof]:
        """Every quotation looked up in a copy of the report, a PDF or plain text; `tqdm` as `watch` draws a bar.

        Raises `InputError` where the copy cannot be read.
        """
        from icmpd_kg import proof, reading

        return proof.prove(self._store, reading.read(Path(report)), watch)

    def attest(self) -> list[Attestation]:
        """Everything the facts speak of: named in their quotations, or where it is named instead, or unnamed."""
        from icmpd_kg import attestation

        return attestation.attest(self._store)

    def coverage(self, report: str | Path, watch: Callable[[list[str]], Iterable[str]] = lambda said: said) -> Coverage:
        """Every number, date, name and row of a copy of the report: covered by the graph, set aside or missed.

        Raises `InputError` where the copy cannot be read.
        """
        from icmpd_kg import coverage, reading

        return coverage.cover(self._store, reading.read(Path(report)), watch)

    def check(self) -> list[Check]:
        """What the report says of itself against what the graph holds."""
        from icmpd_kg import consistency

        return consistency.check(self._store)

    def changes(self, later: KnowledgeGraph) -> Changes:
        """What changed from this graph to a later one, fact by fact and quad by quad.

        Raises `InputError` where one of them holds no facts, or is on a server.
        """
        from icmpd_kg import changes

        return changes.between(self._embedded("a comparison"), later._embedded("a comparison"))

    def export(self, out: str | Path | IO[bytes], form: str | None = None) -> None:
        """Write the graph to a file or a binary stream; the format is told from the file's ending if None."""
        from icmpd_kg.publish import serialise
        from icmpd_kg.writing import replacing

        store = self._embedded("an export")
        if isinstance(out, str | Path):
            path = Path(out)
            chosen = form or serialise.form_of(str(path))
            with replacing(path) as stream:
                serialise.write(store, chosen, stream)
        else:
            serialise.write(store, form or "nquads", out)

    def description(
        self, downloads: Iterable[str] = (), service: str | None = None, contact: str | None = None
    ) -> Description:
        """The graph described as a data set (DCAT, VoID, PROV-O, schema.org, BibTeX), with its version and its commit.

        `downloads` are addresses of files with the whole graph, `service` is that of a SPARQL server which holds it,
        and `contact` where one asks about it: `mailto:…` or `https://…`.
        """
        from icmpd_kg import origin
        from icmpd_kg.publish import dataset

        return dataset.describe(self._embedded("a description"), origin.origin(), downloads, service, contact)

    def cube(self) -> Description:
        """The figures as a data cube (RDF Data Cube Vocabulary)."""
        from icmpd_kg.publish import dataset

        return dataset.cube(self._embedded("a cube"))

    def push(
        self, endpoint: str, update: str | None = None, *, timeout: float = 60.0, watch: Watch = lambda work: work
    ) -> Pushed:
        """Make the graphs of a server equal to those of this one, and leave all graphs that are not ours as they are.

        `endpoint` takes queries and `update` updates (the same address, if None); `tqdm` as `watch` draws bars.
        Only what differs is sent, so that a push that was cut off can be run again. Raises `StoreError`.
        """
        from icmpd_kg import push
        from icmpd_kg.store.endpoint import Endpoint

        updates = Endpoint(update or endpoint, timeout)
        return push.push(self._embedded("a push"), _remote(endpoint, timeout), updates.update, watch)

    @property
    def dataset(self) -> rdflib.Dataset:
        """The same graph as an rdflib Dataset, without a copy, for everything else rdflib can do."""
        return self._embedded("an rdflib Dataset").as_rdflib()


def _remote(url: str, timeout: float, landmark: Iri | None = None) -> Remote:
    from icmpd_kg.store.endpoint import Endpoint
    from icmpd_kg.store.remote import Remote

    return Remote(Endpoint(url, timeout), ontology.prefixes(), landmark)
