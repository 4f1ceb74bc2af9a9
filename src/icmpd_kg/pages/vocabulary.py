"""The vocabulary as its pages tell it: each class and property, its ties and its use, what the shapes demand."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from icmpd_kg import ontology, queries
from icmpd_kg.graph import KnowledgeGraph
from icmpd_kg.model import NS, RDF, XSD, Iri, Term
from icmpd_kg.pages import lists
from icmpd_kg.pages.statements import table, text
from icmpd_kg.store import Embedded, bound

# The relations that tie a term to one of another vocabulary, in the words of a page.
ALIGNED = {
    "subClassOf": "is a kind of",
    "subPropertyOf": "is a kind of",
    "exactMatch": "means the same as",
    "closeMatch": "is close to",
    "broadMatch": "is narrower than",
    "narrowMatch": "is broader than",
    "relatedMatch": "is related to",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A class or a property of ours; `links` has what it leads to, by the last part of the relation's IRI."""

    iri: str
    sort: str
    label: str
    definition: str
    count: int
    links: Mapping[str, tuple[str, ...]]

    @property
    def name(self) -> str:
        """The last part of its IRI."""
        return self.iri.removeprefix(NS)

    def to(self, relation: str) -> tuple[str, ...]:
        """What one relation leads to."""
        return self.links.get(relation, ())

    @property
    def ties(self) -> bool:
        """Whether it is a property that leads to things, and not to values."""
        return bool(self.to("range")) and not any(each.startswith((XSD, RDF)) for each in self.to("range"))

    @property
    def alignments(self) -> list[tuple[str, str]]:
        """Each term of another vocabulary that it is tied to, with the relation in words."""
        return [
            (says, other)
            for relation, says in ALIGNED.items()
            for other in self.to(relation)
            if not other.startswith(NS)
        ]


@dataclass(frozen=True, slots=True)
class Demand:
    """What a shape demands of one property of the things of a class; without a property, of the thing itself."""

    of: str
    property: str
    number: str
    values: tuple[tuple[str, str], ...]
    severity: str
    message: str


@dataclass(slots=True)
class Other:
    """How the graph uses a term of another vocabulary: how often, of things of which classes, and for which of ours."""

    iri: str
    uses: list[tuple[str, int]] = field(default_factory=list)
    of: list[str] = field(default_factory=list)
    ours: list[tuple[str, str]] = field(default_factory=list)


class Vocabulary:
    """The terms of a graph's vocabulary, read when first asked for."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self._kg = kg

    @functools.cached_property
    def told(self) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
        """What is declared, by sort (class, property, role, measure, part of a figure) and IRI."""
        return lists.terms(table(self._kg, "page-terms"))

    @functools.cached_property
    def terms(self) -> Mapping[str, Entry]:
        """The classes and properties of ours, by IRI, in the order of their labels."""
        links: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for row in table(self._kg, "term-links"):
            links[row["term"]][row["relation"].rpartition("#")[2]].append(row["other"])
        return {
            iri: Entry(
                iri,
                sort,
                known["label"],
                known["definition"],
                self._counts.get((sort, iri), 0),
                {relation: tuple(others) for relation, others in links[iri].items()},
            )
            for sort in ("class", "property")
            for iri, known in self.told.get(sort, {}).items()
            if iri.startswith(NS)
        }

    @functools.cached_property
    def _counts(self) -> Mapping[tuple[str, str], int]:
        return {(row["use"], row["term"]): int(row["count"]) for row in table(self._kg, "term-counts")}

    def label(self, iri: str) -> str:
        """What a term is called: ours by its label, any other by its short name."""
        return self.terms[iri].label if iri in self.terms else ontology.compact(iri)

    def those(self, sort: str) -> list[Entry]:
        """The terms of one sort."""
        return [term for term in self.terms.values() if term.sort == sort]

    def below(self, iri: str) -> list[str]:
        """The terms of ours right below one."""
        return [t.iri for t in self.terms.values() if iri in t.to("subClassOf") + t.to("subPropertyOf")]

    def properties(self, term: Entry) -> dict[str, list[Entry]]:
        """The properties declared of a class and of each class of ours above it, by class, where there are any."""
        line = [term.iri]
        for iri in line:
            above = self.terms[iri].to("subClassOf") if iri in self.terms else ()
            line += [each for each in above if each in self.terms and each not in line]
        found = {iri: [each for each in self.those("property") if iri in each.to("domain")] for iri in line}
        return {iri: listed for iri, listed in found.items() if listed}

    def leading(self, term: Entry) -> list[Entry]:
        """The properties that are declared to lead to a class."""
        return [each for each in self.those("property") if term.iri in each.to("range")]

    def inverse(self, term: Entry) -> list[str]:
        """The inverse of a property, whichever of the two declares it."""
        back = [each.iri for each in self.terms.values() if term.iri in each.to("inverseOf")]
        return list(dict.fromkeys([*term.to("inverseOf"), *back]))

    def demands(self, term: Entry) -> list[Demand]:
        """What the shapes demand of the things of a class, or of a property."""
        return [each for each in self._demands if term.iri == (each.of if term.sort == "class" else each.property)]

    @functools.cached_property
    def _demands(self) -> list[Demand]:
        shapes = Embedded.memory(ontology.prefixes())
        shapes.parse(ontology.shapes(), "turtle")
        return [
            _demand({name: text(term) for name, term in row.items()})
            for row in shapes.solutions(queries.view("term-shapes"))
        ]

    def used(self, term: Entry) -> list[dict[str, str]]:
        """The properties that the things of a class have in the graph, each with how many things have it."""
        found = self._kg.query(queries.view("class-properties"), **_given(term))
        return [dict(zip(found.variables, map(text, row), strict=True)) for row in found]

    def queries(self, term: Entry) -> list[tuple[str, str]]:
        """Queries about a term that run as they stand, each with its title."""
        asked = (
            {"class-things": "The things of this class", "class-properties": "The properties they have"}
            if term.sort == "class"
            else {"property-triples": "The triples of this property"}
        )
        return [(title, bound(queries.view(view).rstrip(), _given(term))) for view, title in asked.items()]

    @functools.cached_property
    def others(self) -> Mapping[str, list[Other]]:
        """The terms of other vocabularies, by namespace: those that the graph uses, and those ours are tied to."""
        found: dict[str, Other] = {}
        for (use, iri), count in self._counts.items():
            if not iri.startswith(NS):
                found.setdefault(iri, Other(iri)).uses.append((use, count))
        for row in table(self._kg, "term-bearers"):
            found.setdefault(row["property"], Other(row["property"])).of.append(row["class"])
        for term in self.terms.values():
            for says, iri in term.alignments:
                found.setdefault(iri, Other(iri)).ours.append((term.iri, says))
        spaces: dict[str, list[Other]] = defaultdict(list)
        for iri in sorted(found):
            spaces[iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]].append(found[iri])
        return spaces


def _given(term: Entry) -> dict[str, Term]:
    return {term.sort: Iri(term.iri)}


def _demand(said: Mapping[str, str]) -> Demand:
    row = defaultdict(str, said)
    values = [(ontology.compact(iri), iri) for iri in (row["datatype"], row["of"]) if iri]
    values += [(f"one of: {', '.join(sorted(row['choices'].split(', ')))}", "")] * bool(row["choices"])
    values += [(f"text in the language {row['language']!r}", "")] * bool(row["language"])
    values += [(f"that matches {row['pattern']}", "")] * bool(row["pattern"])
    severity = row["severity"].rpartition("#")[2].lower() or "violation"
    return Demand(
        row["class"], row["property"], _number(row["least"], row["most"]), tuple(values), severity, row["message"]
    )


def _number(least: str, most: str) -> str:
    """How many values there must be, in words.

    >>> _number("1", "1"), _number("", "1"), _number("2", "")
    ('exactly 1', 'at most 1', 'at least 2')
    """
    if least and least == most:
        return f"exactly {least}"
    return " and ".join(filter(None, (f"at least {least}" if least else "", f"at most {most}" if most else "")))
