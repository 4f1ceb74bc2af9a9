"""Validate against the SHACL shapes; each result leads back to the table and row it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icmpd_kg import data, ontology, queries
from icmpd_kg.model import FACT, Finding, Iri, Literal, Term
from icmpd_kg.store import Store

if TYPE_CHECKING:
    import rdflib

SHAPES = Iri("https://w3id.org/icmpd-kg/graph/shapes")


@dataclass(frozen=True, slots=True)
class Report:
    """A validation: its findings, gravest first, and the SHACL report itself as Turtle."""

    findings: tuple[Finding, ...]
    turtle: str

    def of(self, severity: str) -> list[Finding]:
        """The findings of one severity: `Violation`, `Warning` or `Info`."""
        return [finding for finding in self.findings if finding.severity == severity]

    @property
    def conforms(self) -> bool:
        """Whether nothing is a violation; warnings and notes do not stop a build."""
        return not self.of("Violation")


def validate(store: Store, folder: Path | None = None) -> Report:
    """Check the union of the store's graphs against every shape.

    `folder` is the data folder the store was built from: with it, each finding names file and row.
    """
    import pyshacl

    # Shapes and data go through one parser: to rdflib a plain literal and its xsd:string twin differ,
    # and pyoxigraph makes no such difference (issue text; 724 false results in one trial).
    shapes = Store.memory(ontology.prefixes())
    shapes.parse(ontology.shapes(), "turtle", graph=SHAPES, name=ontology.SHAPES)
    _, report, _ = pyshacl.validate(_union(store), shacl_graph=_union(shapes), inplace=True, advanced=False)
    findings = sorted(_findings(report), key=lambda f: (_RANK.index(f.severity), f.shape, f.focus, f.path, f.value))
    return Report(tuple(_placed(store, findings, folder) if folder else findings), report.serialize(format="turtle"))


_RANK = ["Violation", "Warning", "Info"]


def _union(store: Store) -> rdflib.Graph:
    """The union of all graphs of a store as one rdflib Graph, read through the store without a copy."""
    import rdflib

    inner = store.rdflib().store

    class Union(rdflib.Graph):
        """pyshacl validates the graphs of a Dataset one by one, and needs them as one."""

        def triples(self, triple: Any) -> Iterator[Any]:
            seen = set()
            for found, _ in inner.triples(triple, None):
                if found not in seen:
                    seen.add(found)
                    yield found

    view = Union(store=inner)
    view.default_union = True
    return view


def _findings(report: Any) -> Iterator[Finding]:
    from rdflib.namespace import RDF, SH

    for node in report.subjects(RDF.type, SH.ValidationResult):

        def value(of: Any, node: Any = node) -> str:
            return str(report.value(node, of) or "")

        yield Finding(
            severity=value(SH.resultSeverity).rpartition("#")[2],
            message=value(SH.resultMessage),
            focus=value(SH.focusNode),
            path=value(SH.resultPath),
            value=value(SH.value),
            shape=value(SH.sourceShape),
        )


def _placed(store: Store, findings: list[Finding], folder: Path) -> list[Finding]:
    """The findings with the rows whose facts speak of their focus node."""
    facts = [_facts(store, finding) for finding in findings]
    places = data.locate(folder, set().union(*facts))
    return [
        replace(finding, rows=tuple(sorted(places[fact] for fact in own if fact in places)))
        for finding, own in zip(findings, facts, strict=True)
    ]


def _facts(store: Store, finding: Finding) -> set[str]:
    """The facts that state the triple a finding speaks of, or else anything of its focus node."""
    if finding.focus.startswith(FACT):
        return {finding.focus.partition("#")[0]}
    bindings: dict[str, Term] = {"focus": Iri(finding.focus)}
    rows = [row for row in store.select(queries.view("facts-of"), bindings)]
    exact = {str(fact) for fact, path, value in rows if str(path) == finding.path and _same(value, finding.value)}
    return exact or {str(fact) for fact, _, _ in rows}


def _same(value: Term | None, text: str) -> bool:
    return not text or (value.value if isinstance(value, Literal) else str(value)) == text
