"""Who says so: the page and quotation of any triple, and all that is known of one entity with them."""

from __future__ import annotations

from icmpd_kg import queries
from icmpd_kg.model import Evidence, Iri, Literal, Term, Triple
from icmpd_kg.store import Store


def evidence(store: Store, triple: Triple) -> list[Evidence]:
    """Every place where a source states this triple; none for one that is derived or unknown."""
    bindings = dict(zip(("s", "p", "o"), triple, strict=True))
    return [_evidence(row) for row in store.select(queries.view("evidence"), bindings)]


def _evidence(row: tuple[Term | None, ...]) -> Evidence:
    fact, basis, source, page, quotation = row
    assert isinstance(fact, Iri) and isinstance(basis, Literal) and isinstance(source, Iri)
    return Evidence(
        fact,
        basis.value,
        source,
        int(page.value) if isinstance(page, Literal) else None,
        quotation.value if isinstance(quotation, Literal) else None,
    )
