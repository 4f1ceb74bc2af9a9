"""The values that move through the package: terms, quads, evidence, findings, answers' entities."""

from __future__ import annotations

import datetime
import decimal
from dataclasses import dataclass, field
from typing import NamedTuple

from icmpd_kg.errors import InputError

BASE = "https://w3id.org/icmpd-kg/"
NS = BASE + "ns#"
ID = BASE + "id/"
FACT = BASE + "fact/"
DERIVATION = BASE + "derivation/"
DERIVED = BASE + "graph/derived"
ONTOLOGY = BASE + "graph/ontology"
PROVENANCE = BASE + "graph/provenance"
QUESTIONS = BASE + "graph/questions"

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_TYPE = RDF + "type"
LANG_STRING = RDF + "langString"


class Iri(str):
    """An IRI, told apart from a plain string by its type."""

    __slots__ = ()


class Literal(NamedTuple):
    """An RDF literal; `language` is empty unless the datatype is rdf:langString."""

    value: str
    datatype: str = XSD + "string"
    language: str = ""


class BlankNode(NamedTuple):
    """A blank node; it stands nowhere but in OWL and SHACL constructs."""

    label: str


Term = Iri | Literal | BlankNode


class Triple(NamedTuple):
    """One RDF triple."""

    subject: Iri | BlankNode
    predicate: Iri
    object: Term


class Quad(NamedTuple):
    """One RDF triple in its named graph."""

    subject: Iri | BlankNode
    predicate: Iri
    object: Term
    graph: Iri


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing of the graph under the name it was found by; `score` (0 to 100) tells how well it fits."""

    iri: Iri
    label: str
    kind: str
    matched: str = ""
    score: float = 100.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a source states a triple: the fact, its basis, the printed page and the quotation.

    A fact from outside the report (basis `reference`) has a source and neither page nor quotation. Where the triple
    itself is not stated but follows from this fact, `rule` names the rule it follows by.
    """

    fact: Iri
    basis: str
    source: Iri
    page: int | None = None
    quotation: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Supported:
    """One solution of a query and the evidence of every fact behind it, by page."""

    solution: tuple[Term | None, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Caveat:
    """Something to know of an answer: why it is empty, or that a sum in it counts a thing twice.

    `kind` sorts it (docs/empty-answers.md lists them), `message` tells it, `part` is the part of the query or the row
    that it speaks of, and `nearest` what was perhaps meant.
    """

    kind: str
    message: str
    part: str = ""
    nearest: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a table: the place, the value, what was expected, what was perhaps meant."""

    file: str
    row: int
    column: str
    value: str
    expected: str
    nearest: str = ""

    def __str__(self) -> str:
        place = f"{self.file}, row {self.row}" + (f", column {self.column}" if self.column else "")
        meant = f"; did you mean {self.nearest!r}?" if self.nearest else ""
        return f"{place}: {self.value!r}: expected {self.expected}{meant}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of validation, led back to the rows it comes from."""

    severity: str
    message: str
    focus: str
    path: str = ""
    value: str = ""
    shape: str = ""
    rows: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        where = f" ({'; '.join(self.rows)})" if self.rows else ""
        what = f" {self.path}" if self.path else ""
        value = f" = {self.value!r}" if self.value else ""
        return f"{self.severity}: <{self.focus}>{what}{value}: {self.message}{where}"


def term(value: object) -> Term:
    """The RDF term for a Python value: an `Iri`, `Entity` or `Literal` as it is, a string as a plain literal.

    >>> term(70)
    Literal(value='70', datatype='http://www.w3.org/2001/XMLSchema#integer', language='')

    Raises `InputError` for a value that has no RDF form.
    """
    match value:
        case Entity():
            return value.iri
        case Iri() | Literal() | BlankNode():
            return value
        case bool():
            return Literal(str(value).lower(), XSD + "boolean")
        case int():
            return Literal(str(value), XSD + "integer")
        case float():
            return Literal(repr(value), XSD + "double")
        case decimal.Decimal():
            return Literal(str(value), XSD + "decimal")
        case datetime.datetime():
            return Literal(value.isoformat(), XSD + "dateTime")
        case datetime.date():
            return Literal(value.isoformat(), XSD + "date")
        case str():
            return Literal(value)
    raise InputError(
        f"a {type(value).__name__} has no RDF form: bind an Iri, an Entity, a Literal, a string, a number or a date"
    )
