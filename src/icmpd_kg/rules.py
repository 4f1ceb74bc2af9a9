"""Derive triples: the CONSTRUCT rules of the ontology, run to a fixed point; and why each derived triple holds."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence

from icmpd_kg import lineage
from icmpd_kg.errors import KgError
from icmpd_kg.model import DERIVATION, DERIVED, FACT, NS, PROVENANCE, RDF, RDF_TYPE, Iri, Literal, Quad, Term, Triple
from icmpd_kg.ontology import Rule
from icmpd_kg.store import Embedded, Triples

# A derived triple and the rule it follows by.
Conclusion = tuple[Triple, str]


def derive(store: Embedded, rules: Sequence[Rule]) -> int:
    """Run every rule until none says anything new, and note why each triple holds; how many triples were derived.

    A rule sees what the others derived. Raises `KgError` for a rule that is not a CONSTRUCT query.
    """
    total = 0
    while new := sum(store.add(_consequences(store, rule), Iri(DERIVED)) for rule in rules):
        total += new
    store.load(list(_derivations(_grounds(store, rules))))
    return total


def _consequences(store: Embedded, rule: Rule) -> Triples:
    answer = store.query(rule.construct)
    if not isinstance(answer, Triples):
        raise KgError(f"the rule {rule.name} is not a CONSTRUCT query")
    return answer


def _grounds(store: Embedded, rules: Sequence[Rule]) -> dict[Conclusion, set[Iri]]:
    """The facts on which each derived triple stands, through whatever was derived in between."""
    derived = {Triple(*row) for row in store.select(f"SELECT ?s ?p ?o {{ GRAPH <{DERIVED}> {{ ?s ?p ?o }} }}")}  # type: ignore[arg-type]
    facts: dict[Conclusion, set[Iri]] = defaultdict(set)
    between: dict[Conclusion, set[Triple]] = defaultdict(set)
    for rule in rules:
        for triple, found, premises in _steps(store, rule):
            if triple in derived:
                facts[triple, rule.name] |= found
                if premises:
                    between[triple, rule.name] |= premises
    # What stands on derived triples stands on their facts, at whatever distance.
    while between:
        known: dict[Triple, set[Iri]] = defaultdict(set)
        for (triple, _), found in facts.items():
            known[triple] |= found
        gained = False
        for conclusion, premises in between.items():
            before = len(facts[conclusion])
            facts[conclusion].update(*(known[premise] for premise in premises))
            gained |= len(facts[conclusion]) > before
        if not gained:
            break
    return facts


def _steps(store: Embedded, rule: Rule) -> Iterator[tuple[Triple, set[Iri], set[Triple]]]:
    """Each triple a rule concludes, with the facts and the derived triples that it concludes it from."""
    heads, select = lineage.consequent(rule.construct, store.prefixes)
    traced = lineage.trace(select, store.prefixes)
    for solution in store.solutions(traced.query()):
        met = list(lineage.met(traced.patterns, solution))
        facts = {graph for graph, _ in met if graph.startswith(FACT)}
        premises = {pattern.triple(solution) for graph, pattern in met if graph == DERIVED}
        yield from ((head.triple(solution), facts, premises) for head in heads)


def _derivations(grounds: dict[Conclusion, set[Iri]]) -> Iterator[Quad]:
    """What the provenance graph says of each derived triple: a reification that names its rule and its facts."""
    for (triple, rule), facts in grounds.items():
        digest = hashlib.sha256("\n".join(map(repr, triple)).encode()).hexdigest()[:16]
        node, graph = Iri(f"{DERIVATION}{rule}/{digest}"), Iri(PROVENANCE)
        said: list[tuple[str, Term]] = [
            (RDF_TYPE, Iri(NS + "Derivation")),
            *zip((RDF + "subject", RDF + "predicate", RDF + "object"), triple, strict=True),
            (NS + "rule", Literal(rule)),
            *(("http://www.w3.org/ns/prov#wasDerivedFrom", fact) for fact in facts),
        ]
        yield from (Quad(node, Iri(predicate), value, graph) for predicate, value in said)
