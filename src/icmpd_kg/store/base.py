"""What every store can do, wherever its quads lie: answer SPARQL."""

from __future__ import annotations

import difflib
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from icmpd_kg import sparql
from icmpd_kg.errors import InputError, QueryError
from icmpd_kg.model import BASE, BlankNode, Iri, Term
from icmpd_kg.store.answers import Answer, Solutions, written

_OURS = Iri(BASE)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a query is asked of: the graphs that are its default graph and its named ones, and its base IRI.

    Without graphs, the default graph is the union of all, or what the query itself says with FROM.
    """

    default: tuple[Iri, ...] = ()
    named: tuple[Iri, ...] = ()
    base: Iri = _OURS


class Store(ABC):
    """Quads under SPARQL 1.1; the default graph of a query is the union of all graphs.

    Every query may use `prefixes` without declaring them, and relative IRIs, which are ours: `<id/state/malta>`.
    """

    prefixes: dict[str, str]

    @abstractmethod
    def query(self, query: str, bindings: Mapping[str, Term] | None = None, services: Collection[str] = ()) -> Answer:
        """Run a SPARQL query over the union of all graphs, each bound variable held to its term.

        SERVICE may ask the IRIs in `services`, and nothing else. Raises `QueryError` with line and column where the
        text is not SPARQL, or a binding has no variable in it.
        """

    def select(self, query: str, bindings: Mapping[str, Term] | None = None) -> Solutions:
        """`query` for text that is known to be a SELECT."""
        answer = self.query(query, bindings)
        if not isinstance(answer, Solutions):
            raise QueryError("a SELECT query was expected")
        return answer

    @staticmethod
    def values(names: Sequence[str], rows: Iterable[Sequence[Term]]) -> str:
        """A VALUES block that gives variables the terms of each row, written by the engine itself."""
        return sparql.values(names, (map(written, row) for row in rows))

    def solutions(self, query: str, bindings: Mapping[str, Term] | None = None) -> Iterator[dict[str, Term]]:
        """The solutions of a SELECT, each as what its variables stand for; those that are unbound are left out."""
        answer = self.select(query, bindings)
        for row in answer:
            yield {name: value for name, value in zip(answer.variables, row, strict=True) if value is not None}


def prepared(query: str, bindings: Mapping[str, Term], services: Collection[str]) -> str:
    """The text of a query as an engine may have it: bounded, its variables bound, no SERVICE but those allowed.

    Raises `QueryError` and `InputError`.
    """
    variables = sparql.check(query, services)
    for name, value in bindings.items():
        if name not in variables:
            near = difflib.get_close_matches(name, variables, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise QueryError(f"the query has no variable ?{name} to bind{hint}")
        if isinstance(value, BlankNode):
            raise InputError(f"?{name} cannot be bound to a blank node: in a query it would stand for anything")
    return sparql.masked(bound(query, bindings), services)


def bound(query: str, bindings: Mapping[str, Term]) -> str:
    """The text of a query with each bound variable held to its term, written by the engine itself."""
    terms = {name: written(value) for name, value in bindings.items()}
    return sparql.bound(query, terms) if terms else query
