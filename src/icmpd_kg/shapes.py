"""Validate against the SHACL shapes; each result leads back to the table and row it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icmpd_kg import data, ontology, queries
from icmpd_kg.model import BASE, FACT, Finding, Iri, Literal, Term
from icmpd_kg.store import Embedded

if TYPE_CHECKING:
    import rdflib


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


def validate(store: Embedded, folder: Path | None = None) -> Report:
    """Check the union of the store's graphs against every shape.

    `folder` is the data folder the store was built from: with it, each finding names file and row.
    """
    import pyshacl

    # A result of any severity makes pyshacl say "does not conform"; here only a violation does (Report.conforms).
    _, report, _ = pyshacl.validate(store.union(), shacl_graph=_shapes(), inplace=True, advanced=False)
    findings = sorted(_findings(report), key=lambda f: (_RANK.index(f.severity), f.shape, f.focus, f.path, f.value))
    return Report(tuple(_placed(store, findings, folder) if folder else findings), report.serialize(format="turtle"))


_RANK = ["Violation", "Warning", "Info"]


def _shapes() -> rdflib.Graph:
    """The shapes, each property shape with the targets of the node shapes that refer to it.

    By SHACL 2.1.3 and 2.3.1 that says the same. But through `sh:property` pyshacl 0.40 sets up every constraint anew
    for every focus node, and through a target it looks at all focus nodes at once: 1.4 s instead of 14 s.
    They come through the engine's parser like the data, for to rdflib a plain literal and its xsd:string twin differ.
    """
    import rdflib
    from rdflib.namespace import RDF, SH

    shapes = rdflib.Graph().parse(data=ontology.shapes(), format="ox-turtle")
    of_nodes = [pair for pair in shapes.subject_objects(SH.property) if (pair[0], RDF.type, SH.NodeShape) in shapes]
    for node, of_property in of_nodes:
        targets = [(kind, what) for kind in _TARGETS for what in shapes.objects(node, SH[kind])]
        for kind, what in targets:
            shapes.add((of_property, SH[kind], what))
        if targets:
            shapes.remove((node, SH.property, of_property))
    return shapes


_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")


def _findings(report: Any) -> Iterator[Finding]:
    from rdflib.namespace import RDF, SH

    for node in report.subjects(RDF.type, SH.ValidationResult):

        def value(of: Any, node: Any = node) -> str:
            return str(report.value(node, of) or "")

        # A SPARQL constraint looks at the whole graph from one class or role, and tells the offender as its value.
        set_wise = report.value(node, SH.sourceConstraint) is not None and value(SH.value)
        yield Finding(
            severity=value(SH.resultSeverity).rpartition("#")[2],
            message=value(SH.resultMessage),
            focus=value(SH.value) if set_wise else value(SH.focusNode),
            path=value(SH.resultPath),
            value="" if set_wise else value(SH.value),
            shape=value(SH.sourceShape),
        )


def _placed(store: Embedded, findings: list[Finding], folder: Path) -> list[Finding]:
    """The findings with the rows whose facts speak of their focus node."""
    # A note tells what is absent, so no row is to blame.
    facts = [set[str]() if finding.severity == "Info" else _facts(store, finding) for finding in findings]
    places = data.locate(folder, set().union(*facts)) if any(facts) else {}
    return [
        replace(finding, rows=tuple(sorted(places[fact] for fact in own if fact in places)))
        for finding, own in zip(findings, facts, strict=True)
    ]


def _facts(store: Embedded, finding: Finding) -> set[str]:
    """The facts that state the triple a finding speaks of, or else anything of the thing it is about."""
    if finding.focus.startswith(FACT):
        return {finding.focus.partition("#")[0]}
    if not finding.focus.startswith(BASE):
        return set()
    bindings: dict[str, Term] = {"focus": Iri(finding.focus)}
    rows = list(store.select(queries.view("facts-of"), bindings))
    exact = {str(fact) for fact, path, value in rows if str(path) == finding.path and _same(value, finding.value)}
    return exact or {str(fact) for fact, _, _ in rows}


def _same(value: Term | None, text: str) -> bool:
    return not text or (value.value if isinstance(value, Literal) else str(value)) == text
