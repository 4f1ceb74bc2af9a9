"""Build a store from tables, and put it into its place only when all is well."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from icmpd_kg import arguments, consistency, data, ontology, queries, rules, shapes, snapshot
from icmpd_kg.errors import NotFoundError, ShapeError
from icmpd_kg.model import ONTOLOGY, Iri, Term
from icmpd_kg.names import Names
from icmpd_kg.publish import examples
from icmpd_kg.store import Embedded

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build came to."""

    path: Path
    quads: int
    derived: int
    report: shapes.Report


def build(folder: Path, place: Path, say: Say = lambda line: None) -> Built:
    """Build the tables of `folder` into a validated store at `place`; `say` hears each step.

    Raises `DataError`, `ShapeError` or `StoreError`; the store that was at `place` before is then still there.
    """
    with snapshot.beside(place) as home:
        store = Embedded.create(home / snapshot.QUADS, ontology.prefixes())
        say(f"reading the tables of {folder}")
        store.load(data.quads(folder))
        vocabulary = Embedded.memory({})
        for name, turtle in ontology.vocabulary():
            vocabulary.parse(turtle, "turtle", graph=Iri(ONTOLOGY), name=name)
        store.take(vocabulary)
        say(f"deriving from {len(store):,} quads")
        derived = rules.derive(store, ontology.rules())
        names = Names.of(store)
        store.load(examples.of_questions(store, _asked(names)))
        say(f"validating {len(store):,} quads")
        report = shapes.validate(store, folder)
        if not report.conforms:
            violations = report.of("Violation")
            raise ShapeError(f"the graph breaks its shapes in {len(violations):,} places:", violations)
        consistency.demand(store)
        store.finish()
        quads = len(store)
        del store
        # rdflib's parser leaves exceptions behind that hold every frame above them, and so the store, in cycles. Its
        # files must be closed before they are put into their place.
        gc.collect()
        snapshot.publish(home, place, quads, names.dump())
    return Built(place, quads, derived, report)


def _asked(names: Names) -> Iterator[tuple[queries.Question, Mapping[str, Term]]]:
    """The questions that these data can be asked, with their variables as the defaults have them."""
    for question in queries.catalogue():
        # Another report may know nothing of an entity that a default names.
        with contextlib.suppress(NotFoundError):
            yield question, arguments.of(question, {}, lambda: names)
