"""Derive triples: the CONSTRUCT rules of the ontology, run to a fixed point into the derived graph."""

from __future__ import annotations

from collections.abc import Sequence

from icmpd_kg.errors import KgError
from icmpd_kg.model import DERIVED, Iri
from icmpd_kg.ontology import Rule
from icmpd_kg.store import Store, Triples


def derive(store: Store, rules: Sequence[Rule]) -> int:
    """Run every rule until none says anything new; how many triples were derived.

    A rule sees what the others derived. Raises `KgError` for a rule that is not a CONSTRUCT query.
    """
    total = 0
    while new := sum(store.add(_consequences(store, rule), Iri(DERIVED)) for rule in rules):
        total += new
    return total


def _consequences(store: Store, rule: Rule) -> Triples:
    answer = store.query(rule.construct)
    if not isinstance(answer, Triples):
        raise KgError(f"the rule {rule.name} is not a CONSTRUCT query")
    return answer
