"""The tools and resources that the graph offers to programs; none of them writes, and each is bounded."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp_types import ToolAnnotations

from icmpd_kg import __version__, ontology, queries, results
from icmpd_kg.confined import Answer, Bounds, Confined
from icmpd_kg.errors import KgError
from icmpd_kg.graph import KnowledgeGraph
from icmpd_kg.model import Evidence, Iri, Term

P = ParamSpec("P")
T = TypeVar("T")
Row = dict[str, Any]

INSTRUCTIONS = """\
The facts of the ICMPD Annual Report 2020 as a knowledge graph. Every fact has a basis and the page and quotation that
carry it: give them when you state a fact. What the report does not say is not in the graph; an empty answer means "not
told", never "no". Start with find (a name), list_questions and run_question (ready questions); write SPARQL for query
only after reading the resource icmpd-kg://ontology. The prefixes of the vocabulary need no PREFIX lines."""

_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


def server(place: Path | None, bounds: Bounds) -> MCPServer[Any]:
    """The server of the graph at `place` (the packaged one, if None), its queries held to `bounds`.

    Raises `StoreError` where there is no graph.
    """
    graph = KnowledgeGraph.open(place)
    offered = MCPServer("icmpd-kg", version=__version__, instructions=INSTRUCTIONS, log_level="WARNING")
    tools = _Tools(graph, Confined(place, bounds))
    for tool in (
        tools.find, tools.show, tools.list_questions, tools.run_question, tools.query, tools.get_evidence, tools.ask,
    ):  # fmt: skip
        offered.add_tool(_told(tool), annotations=_READS)
    _resources(offered)
    return offered


def _told(tool: Callable[P, T]) -> Callable[P, T]:
    """The tool, with our own errors told in their words; any other is a fault of ours, which the SDK logs."""

    @functools.wraps(tool)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return tool(*args, **kwargs)
        except KgError as error:
            raise ToolError(str(error)) from None

    return call


class _Tools:
    """What a program may do; the docstring of each is what the program reads."""

    def __init__(self, graph: KnowledgeGraph, confined: Confined) -> None:
        self._graph = graph
        self._asked = confined

    def find(self, text: str, limit: int = 10) -> list[Row]:
        """Find things by any name, acronym or printed variant, forgiving of case, accents and misspelling.

        Returns IRI, label, class, the name it was found by, and a score from 0 to 100; best first.
        """
        found = self._graph.search(text, max(1, min(limit, 50)))
        return [
            {"iri": e.iri, "label": e.label, "class": e.kind, "matched": e.matched, "score": e.score} for e in found
        ]

    def show(self, entity: str) -> Row:
        """All that is known of one thing, by its name or IRI: each statement with basis, page and quotation."""
        found = self._graph.find(entity)
        answer = self._confined(queries.view("show"), {"entity": found.iri}, False)
        return {"iri": found.iri, "label": found.label, "class": found.kind, **answer}

    def list_questions(self, about: str = "") -> list[Row]:
        """The ready questions, with their parameters; `about` keeps those with that word in name, title or tags."""
        word = about.casefold()
        return [
            _question(question)
            for question in queries.catalogue()
            if word in f"{question.name} {question.title} {' '.join(question.tags)}".casefold()
        ]

    def run_question(self, name: str, parameters: dict[str, str] | None = None, evidence: bool = False) -> Row:
        """The answer to a ready question; an entity may be given by any of its names.

        With `evidence`, each row comes with the facts behind it: basis, page, quotation.
        """
        question = queries.question(name)
        return self._confined(question.sparql, self._graph.arguments(question, parameters or {}), evidence)

    def query(self, sparql: str, evidence: bool = False) -> Row:
        """The answer to a SPARQL 1.1 query (SELECT, ASK, CONSTRUCT), read-only, bounded in time and rows.

        With `evidence`, each row of a SELECT comes with the facts behind it: basis, page, quotation.
        """
        return self._confined(sparql, {}, evidence)

    def get_evidence(self, subject: str, predicate: str, object: str) -> list[Row]:
        """Where the report states a triple, or the facts that a rule derives it from: page and quotation of each.

        Each part is a name, an IRI, a prefixed name (icmpd:chair) or, as object, a literal in double quotation marks.
        """
        found = self._asked.evidence((subject, predicate, object))
        return [_evidence(place) for place in found]

    def ask(self, question: str) -> Row:
        """The answer to a question in plain English, if every word of it is understood; otherwise what could be asked.

        Returns how it was understood, the SPARQL that gave the answer, and the rows with their evidence.
        """
        asked, answer = self._asked.in_words(question)
        if answer is None:
            return {"understood": False, "why": asked.why, "nearest": [_question(each) for each in asked.nearest]}
        told: Row = {"understood": True, "reading": asked.reading, "sparql": asked.sparql}
        if asked.yes_or_no:
            told["truth"] = bool(answer.rows)
        return {**told, **self._told(answer)}

    def _confined(self, sparql: str, terms: Mapping[str, Term], evidence: bool) -> Row:
        return self._told(self._asked.ask(sparql, terms, evidence))

    @staticmethod
    def _told(answer: Answer) -> Row:
        rows = [_row(answer.variables, row) for row in answer.rows]
        told: Row = {"columns": list(answer.variables), "rows": rows, "complete": not answer.more}
        if answer.more:
            told["advice"] = f"only the first {len(rows)} rows are here: narrow the query, or use LIMIT and OFFSET"
        if answer.evidence is not None:
            told["evidence"] = [[_evidence(place) for place in behind] for behind in answer.evidence]
        return told


def _row(variables: tuple[str, ...], row: tuple[Term | None, ...]) -> Row:
    """A row by its columns: what a person reads of each term, and an IRI in full. What is unbound is left out."""
    return {
        name: str(value) if isinstance(value, Iri) else results.show(value)
        for name, value in zip(variables, row, strict=True)
        if value is not None
    }


def _evidence(place: Evidence) -> Row:
    return {name: value for name, value in dataclasses.asdict(place).items() if value not in {None, ""}}


def _question(question: queries.Question) -> Row:
    parameters = [
        {
            "name": parameter.name,
            "type": parameter.type,
            "default": parameter.default,
            "classes": list(parameter.kinds),
            "choices": list(parameter.choices),
        }
        for parameter in question.parameters
    ]
    return {
        "name": question.name,
        "title": question.title,
        "description": question.description,
        "tags": list(question.tags),
        "parameters": parameters,
    }


def _resources(offered: MCPServer[Any]) -> None:
    """The ontology, the shapes, and the text of each question."""

    @offered.resource("icmpd-kg://ontology", mime_type="text/turtle")
    def vocabulary() -> str:
        """The classes, properties and roles of the graph, each with label and definition (Turtle)."""
        return "\n".join(turtle.decode() for _, turtle in ontology.vocabulary())

    @offered.resource("icmpd-kg://shapes", mime_type="text/turtle")
    def shapes() -> str:
        """The SHACL shapes that the data conform to (Turtle)."""
        return ontology.shapes().decode()

    @offered.resource("icmpd-kg://question/{name}", mime_type="application/sparql-query")
    def question(name: str) -> str:
        """The SPARQL of a ready question, with its header."""
        try:
            return queries.question(name).sparql
        except KgError as error:
            raise ResourceNotFoundError(str(error)) from None
