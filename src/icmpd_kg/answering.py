"""A graph as one asks it: in SPARQL, by the names of questions and of things, in words; with the evidence behind it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icmpd_kg import queries
from icmpd_kg.errors import InputError
from icmpd_kg.model import Caveat, Entity, Evidence, Iri, Literal, Quad, Supported, Term, Triple, term
from icmpd_kg.results import Result
from icmpd_kg.sparql import aggregates
from icmpd_kg.store import Answer, Embedded, Scope, Store, Truth, bound

# What answers is imported by the method that asks it, so that a query waits for none but its own.
if TYPE_CHECKING:
    from icmpd_kg.asking.answer import Asked, Reader
    from icmpd_kg.citation import Citation, Verification
    from icmpd_kg.names import Names


class Answering:
    """The answers of the graph in a store, whose tables are in the folder `data`, and whose names in an `index`."""

    def __init__(
        self, store: Store, data: Path | None = None, index: bytes | None = None, derived: bool = True
    ) -> None:
        self._store = store
        self._data = data
        self._index = index
        self._derived = derived

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

    def term(self, text: str) -> Iri | Literal:
        """The term that a text writes: an IRI, a prefixed name (`icmpd:chair`), a quoted literal, an entity's name.

        Raises `NotFoundError` where it is none of these.
        """
        return self._names.term(text)
