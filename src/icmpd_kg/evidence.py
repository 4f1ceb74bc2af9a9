"""Who says so: the page and quotation of any triple, stated or derived, and of any solution of a query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from icmpd_kg import lineage, queries
from icmpd_kg.model import DERIVED, FACT, Evidence, Iri, Literal, Supported, Term, Triple
from icmpd_kg.store import Store


def of_triple(store: Store, triple: Triple) -> tuple[Evidence, ...]:
    """Every place where a source states a triple, or a fact that it was derived from; none for one that is unknown."""
    return _by_page(_evidence(row) for row in store.solutions(queries.view("evidence"), _named(triple)))


def of_solutions(store: Store, query: str, bindings: Mapping[str, Term]) -> tuple[tuple[str, ...], list[Supported]]:
    """The variables of a SELECT query and its solutions, each with the evidence behind it.

    Raises `QueryError` where that cannot be told of the query.
    """
    store.query(query, bindings)  # What is no SPARQL is told by its own place.
    traced = lineage.trace(query, store.prefixes, bindings)
    answer = store.select(traced.answer, bindings)
    key = answer.variables if traced.key is None else traced.key
    behind: dict[tuple[Term | None, ...], set[tuple[Iri, Triple]]] = {}
    for solution in store.solutions(traced.query, bindings):
        found = lineage.met(traced.patterns, solution)
        behind.setdefault(tuple(solution.get(name) for name in key), set()).update(found)
    shown = len(answer.variables) - traced.hidden
    known: dict[tuple[Iri, Triple | None], tuple[Evidence, ...]] = {}
    supported = []
    for row in answer:
        named = dict(zip(answer.variables, row, strict=True))
        met = behind.get(tuple(named.get(name) for name in key), set())
        supported.append(Supported(row[:shown], _by_page(each for one in met for each in _of(store, *one, known))))
    return answer.variables[:shown], supported


def _of(
    store: Store, graph: Iri, triple: Triple, known: dict[tuple[Iri, Triple | None], tuple[Evidence, ...]]
) -> tuple[Evidence, ...]:
    """The evidence of a triple met in a graph; what the ontology and the provenance say needs none."""
    if graph != DERIVED and not graph.startswith(FACT):
        return ()
    key = (graph, triple if graph == DERIVED else None)
    if key not in known:
        asked = _named(triple) if graph == DERIVED else {"fact": graph}
        view = queries.view("evidence" if graph == DERIVED else "fact-evidence")
        known[key] = tuple(_evidence(row) for row in store.solutions(view, asked))
    return known[key]


def _named(triple: Triple) -> dict[str, Term]:
    return dict(zip("spo", triple, strict=True))


def _by_page(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted(set(found), key=lambda each: (each.page or 0, each.fact, each.quotation or "", each.rule)))


def _evidence(row: Mapping[str, Term]) -> Evidence:
    """A row of the view `evidence`."""
    fact, source, basis = row["fact"], row["source"], row["basis"]
    assert isinstance(fact, Iri) and isinstance(basis, Literal) and isinstance(source, Iri)
    page, quotation, rule = (row.get(name) for name in ("page", "quotation", "rule"))
    return Evidence(
        fact,
        basis.value,
        source,
        int(page.value) if isinstance(page, Literal) else None,
        quotation.value if isinstance(quotation, Literal) else None,
        rule.value if isinstance(rule, Literal) else "",
    )
