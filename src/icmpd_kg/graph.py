"""`KnowledgeGraph`: the whole, for a notebook or a script. The only room that knows the order of steps."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING

from icmpd_kg import ontology, paths, queries, snapshot
from icmpd_kg.errors import InputError
from icmpd_kg.model import Entity, Evidence, Iri, Literal, Supported, Term, Triple, term
from icmpd_kg.results import Result
from icmpd_kg.store import Store

# A step is imported by the method that takes it, so that a query waits for none but its own.
if TYPE_CHECKING:
    import rdflib

    from icmpd_kg.asking.answer import Asked, Reader
    from icmpd_kg.attestation import Attestation
    from icmpd_kg.build import Built
    from icmpd_kg.consistency import Check
    from icmpd_kg.coverage import Coverage
    from icmpd_kg.proof import Proof, Rows
    from icmpd_kg.shapes import Report


class KnowledgeGraph:
    """A built graph, open for reading.

    >>> kg = KnowledgeGraph.open()
    >>> kg.find("ADA").label
    'Austrian Development Agency'
    """

    def __init__(self, store: Store, data: Path | None = None) -> None:
        self._store = store
        self._data = data

    @classmethod
    def open(cls, place: str | Path | None = None) -> KnowledgeGraph:
        """The graph at `place`, a folder made by `build`; the one that came with the package without it.

        Raises `StoreError` where there is none, or it is damaged or of another version.
        """
        path = Path(place) if place is not None else paths.packaged_store()
        return cls(snapshot.read(path), paths.folder("data") if place is None else None)

    @classmethod
    def parse(cls, *files: str | Path) -> KnowledgeGraph:
        """The graph of one or more RDF files together, in memory; each file's ending tells its format.

        Raises `InputError` where a file cannot be read as RDF.
        """
        from icmpd_kg.publish import serialise

        store = Store.memory(ontology.prefixes())
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

    def __len__(self) -> int:
        """How many quads the graph holds."""
        return len(self._store)

    def query(self, sparql: str, /, **bindings: object) -> Result:
        """The answer to a SPARQL query; each keyword binds the variable of its name to a term.

        Bindings are terms, never text pasted in: an `Iri`, an `Entity` from `find`, a string, a number, a date.
        The prefixes that the vocabulary declares need no PREFIX lines. Raises `QueryError` with line and column.
        """
        return self._answer(sparql, {name: term(value) for name, value in bindings.items()})

    def _answer(self, sparql: str, terms: Mapping[str, Term]) -> Result:
        def support() -> tuple[tuple[str, ...], list[Supported]]:
            from icmpd_kg import evidence

            return evidence.of_solutions(self._store, sparql, terms)

        return Result(self._store.query(sparql, terms), self._store.prefixes, support)

    def run(self, name: str, /, **parameters: object) -> Result:
        """The answer to the question `name` of the catalogue, with its parameters.

        An entity may be given by any name it goes by. Raises `NotFoundError` for an unknown question or entity,
        `InputError` for an unknown parameter or a value that does not fit it.
        """
        question = queries.question(name)
        return self._answer(question.sparql, self._terms(question, parameters))

    def _terms(self, question: queries.Question, parameters: Mapping[str, object]) -> dict[str, Term]:
        """The terms of a question's variables."""
        known = {parameter.name: parameter for parameter in question.parameters}
        for unknown in parameters.keys() - known.keys():
            takes = ", ".join(known) or "none"
            raise InputError(f"the question {question.name} has no parameter {unknown!r}; it takes: {takes}")
        terms: dict[str, Term] = {}
        for parameter in question.parameters:
            value = parameters.get(parameter.name, parameter.default)
            if value is not None:
                terms[parameter.variable] = self._argument(parameter, value)
        return terms

    def ask(self, text: str, reader: Reader | None = None) -> Asked:
        """The answer to a question in plain English, or why it was not understood and what could be asked instead.

        A question counts as understood only if each of its words is accounted for. What is not understood is handed to
        `reader`, if one is given: something of yours that turns a question into SPARQL. Raises `QueryError` where the
        SPARQL of a reader cannot be run.
        """
        from icmpd_kg.asking import answer, understand

        read = understand.understand(self._store, text)
        if isinstance(read, understand.NotUnderstood):
            written = reader(text) if reader else None
            if written is None:
                return answer.Asked(text, why=read.why, unknown=read.unknown, nearest=read.nearest)
            read = understand.Understood("read by the reader given", written, {}, "")
        terms = self._terms(queries.question(read.question), read.parameters) if read.question else read.bindings
        first = next(iter(self._answer(read.sparql, terms)), None)
        result = self._answer(read.sparql, terms)
        column = read.column or result.variables[0]
        sparql = self._store.spelled(read.sparql, terms)
        truth = first is not None if read.truth else None
        return answer.Asked(
            text, read.reading, sparql, terms, read.question, read.parameters, column, result, truth, first is None
        )

    def _argument(self, parameter: queries.Parameter, value: object) -> Term:
        if parameter.type == "iri" and isinstance(value, str) and not isinstance(value, Iri):
            from icmpd_kg import names

            return names.find(self._store, value, parameter.kinds).iri
        if parameter.choices and str(value) not in parameter.choices:
            expected = ", ".join(parameter.choices)
            raise InputError(f"{parameter.name}: {value!r} is none of those it may be: {expected}")
        try:
            if parameter.type == "date" and isinstance(value, str):
                value = datetime.date.fromisoformat(value)
            elif parameter.type == "integer" and isinstance(value, str):
                value = int(value)
        except ValueError:
            form = "2020-12-31" if parameter.type == "date" else "2020"
            raise InputError(
                f"{parameter.name}: {value!r} is no {parameter.type}; one such as {form} is expected"
            ) from None
        return term(value)

    def questions(self) -> Iterator[queries.Question]:
        """The questions of the catalogue, by name."""
        return queries.catalogue()

    def find(self, text: str) -> Entity:
        """The entity that goes by that name; raises `NotFoundError` with the nearest names, or where several do."""
        from icmpd_kg import names

        return names.find(self._store, text)

    def search(self, text: str, limit: int = 10) -> list[Entity]:
        """The entities whose names are nearest to `text`, best first."""
        from icmpd_kg import names

        return names.search(self._store, text, limit)

    def show(self, entity: str | Entity) -> Result:
        """All that is known of an entity, by name or found before: each statement with page and quotation."""
        found = entity if isinstance(entity, Entity) else self.find(entity)
        return self._answer(queries.view("show"), {"entity": found.iri})

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
        from icmpd_kg import names

        return names.term(self._store, text)

    def validate(self) -> Report:
        """Every result of the SHACL shapes, gravest first, led back to file and row where the data is at hand."""
        from icmpd_kg import shapes

        return shapes.validate(self._store, self._data)

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

    def export(self, out: str | Path | IO[bytes], form: str | None = None) -> None:
        """Write the graph to a file or a binary stream; the format is told from the file's ending if None."""
        from icmpd_kg.publish import serialise

        if isinstance(out, str | Path):
            path = Path(out)
            chosen = form or serialise.form_of(str(path))
            part = path.with_name(path.name + ".part")
            try:
                with part.open("wb") as stream:
                    serialise.write(self._store, chosen, stream)
                part.replace(path)
            except OSError as error:
                raise InputError(f"{path} cannot be written: {error.strerror or error}") from None
            finally:
                with contextlib.suppress(OSError):
                    part.unlink()
        else:
            serialise.write(self._store, form or "nquads", out)

    @property
    def dataset(self) -> rdflib.Dataset:
        """The same graph as an rdflib Dataset, without a copy, for everything else rdflib can do."""
        return self._store.as_rdflib()
