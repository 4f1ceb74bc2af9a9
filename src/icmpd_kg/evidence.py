"""Who says so: the page and quotation of any triple, stated or derived, and of any solution of a query."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from icmpd_kg import lineage, queries
from icmpd_kg.lineage import Lineage, Solution
from icmpd_kg.model import DERIVED, FACT, Evidence, Iri, Literal, Supported, Term, Triple
from icmpd_kg.store import Store


def of_triple(store: Store, triple: Triple) -> tuple[Evidence, ...]:
    """Every place where a source states a triple, or a fact that it was derived from; none for one that is unknown."""
    return _by_page(_evidence(row) for row in store.solutions(queries.view("evidence"), _named(triple)))


def of_solutions(store: Store, query: str, bindings: Mapping[str, Term]) -> tuple[tuple[str, ...], list[Supported]]:
    """The variables of a SELECT query and its solutions, each with the evidence behind it.

    What is no SPARQL must have been told before, by the store, with its place. Raises `QueryError` where the evidence
    cannot be told of the query.
    """
    traced = lineage.trace(query, store.prefixes, bindings)
    answer = store.select(traced.answer, bindings)
    key = answer.variables if traced.key is None else traced.key
    rows = list(answer)
    solutions = [dict(zip(answer.variables, row, strict=True)) for row in rows]
    values = _values(store, solutions, set(key) - traced.made) if traced.sliced else ""
    behind: dict[tuple[Term | None, ...], set[_Ground]] = defaultdict(set)
    for way in store.solutions(traced.query(values), bindings):
        behind[tuple(way.get(name) for name in key)].update(_grounds(traced, way))
    shown = len(answer.variables) - traced.hidden
    told = functools.cache(functools.partial(_of_ground, store))
    supported = []
    for row, solution in zip(rows, solutions, strict=True):
        grounds = behind.get(tuple(solution.get(name) for name in key), set())
        supported.append(Supported(row[:shown], _by_page(each for ground in grounds for each in told(ground))))
    return answer.variables[:shown], supported


def _values(store: Store, solutions: Sequence[Mapping[str, Term | None]], names: Set[str]) -> str:
    """A VALUES block that holds the second query to these solutions, by those variables that all of them bind.

    It is empty for so many solutions that the text would take longer to read than the query to run.
    """
    # A blank node in a query would stand for anything.
    held = [name for name in sorted(names) if all(isinstance(each[name], Iri | Literal) for each in solutions)]
    rows = {tuple(value for name in held if (value := solution[name])) for solution in solutions}
    block = store.values(held, rows) if held else ""
    return block if len(block) <= _BLOCK else ""


_BLOCK = 10_000


# What a solution stands on: a fact, or a derived triple.
_Ground = Iri | Triple


def _grounds(traced: Lineage, solution: Solution) -> Iterator[_Ground]:
    """What a solution stands on; what the ontology and the provenance say needs no evidence."""
    for graph, pattern in lineage.met(traced.patterns, solution):
        if graph == DERIVED:
            yield pattern.triple(solution)
        elif graph.startswith(FACT):
            yield graph


def _of_ground(store: Store, ground: _Ground) -> tuple[Evidence, ...]:
    if isinstance(ground, Triple):
        return of_triple(store, ground)
    return tuple(map(_evidence, store.solutions(queries.view("fact-evidence"), {"fact": ground})))


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
