"""The lineage of a query's solutions: the same query asked again so that it tells the graph of every triple it met.

This is the why-provenance of the database literature (Buneman, Khanna and Tan, ICDT 2001): each triple pattern `t` of a
SELECT becomes `GRAPH ?g { t }`, aggregates and slices are dropped, and the solutions of the two queries meet in what
the first one projects or groups by. What FILTER (NOT) EXISTS and MINUS look for leaves no trace in a solution.
"""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from icmpd_kg import clauses, sparql
from icmpd_kg.model import LANG_STRING, XSD, Iri, Literal, Term, Triple

_STARTS = frozenset({"FILTER", "OPTIONAL", "GRAPH", "MINUS", "BIND", "VALUES", "UNION", "SERVICE"})


class Variable(str):
    """The name of a variable of a query, told apart from an IRI by its type."""

    __slots__ = ()


Part = Variable | Term
Solution = Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One triple pattern and the graph it is asked in."""

    graph: Part
    subject: Part
    predicate: Part
    object: Part

    def triple(self, solution: Solution) -> Triple:
        """The triple that it stands for in a solution that binds all its variables."""
        return Triple(*(_value(part, solution) for part in (self.subject, self.predicate, self.object)))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a SELECT query becomes.

    `answer` gives its solutions, with `hidden` more columns at the end if it groups by variables it does not project;
    `query` gives, for each solution, every way it came about; the two meet in the variables of `key`, or in all that
    `answer` projects where that is None. Those `made` by an expression can be given no value from outside. `sliced`
    tells that LIMIT or OFFSET leave solutions out, which the second query would make for nothing.
    """

    answer: str
    hidden: int
    key: tuple[str, ...] | None
    made: frozenset[str]
    sliced: bool
    patterns: tuple[Pattern, ...]
    _head: str
    _body: str

    def query(self, values: str = "") -> str:
        """The second query, held to a VALUES block where one is given."""
        return f"{self._head} SELECT * WHERE {{ {values} {self._body}"


def trace(query: str, prefixes: Mapping[str, str], bound: Iterable[str] = ()) -> Lineage:
    """The lineage of a SELECT query whose variables `bound` will be bound.

    Raises `QueryError` where it cannot be told: for ASK, CONSTRUCT and DESCRIBE, paths of any length, FROM, a group
    without a name.
    """
    text = clauses.uncommented(query)
    start = next((t.start() for t in clauses.scanned(text) if (t["word"] or "").upper() in sparql.FORMS), 0)
    tracer = _Tracer(text[:start], prefixes, clauses.variables(text), frozenset(bound))
    select = clauses.Select.read(text[start:])
    pattern = tracer.group(select.pattern) + " ".join(f" BIND({made})" for made in select.made)
    answer = text[:start] + select.text
    hidden = [name for name in select.groups if name not in select.projected]
    if hidden:
        if select.distinct:
            raise clauses.cannot("it drops doubles (DISTINCT) and groups by what it does not project; project that too")
        answer = f"{text[:start]}{select.clause} {' '.join(f'?{name}' for name in hidden)} {select.rest}"
    key = select.groups if select.aggregates else select.projected if not select.everything else None
    return Lineage(
        answer=answer,
        hidden=len(hidden),
        key=key,
        made=frozenset(clauses.made(text)),
        sliced=select.sliced,
        patterns=tuple(tracer.patterns),
        _head=text[:start],
        _body=f"{pattern} }} {select.values}",
    )


def consequent(construct: str, prefixes: Mapping[str, str]) -> tuple[list[Pattern], str]:
    """The triples that a CONSTRUCT query makes, and the SELECT query that gives what their variables stand for."""
    text = clauses.uncommented(construct)
    tokens = clauses.scanned(text)
    form = next(i for i, token in enumerate(tokens) if (token["word"] or "").upper() == "CONSTRUCT")
    opening = next(i for i in range(form, len(tokens)) if tokens[i]["open"] == "{")
    closing = clauses.closing_of(tokens, opening)
    tracer = _Tracer(text[: tokens[form].start()], prefixes, clauses.variables(text))
    tracer.triples(text[tokens[opening].end() : tokens[closing].start()], None)
    head = text[: tokens[form].start()]
    return tracer.patterns, f"{head}SELECT * {text[tokens[closing].end() :]}"


def met(patterns: Iterable[Pattern], solution: Solution) -> Iterator[tuple[Iri, Pattern]]:
    """The graphs in which a solution of a `Lineage.query` met a pattern."""
    for pattern in patterns:
        graph = _value(pattern.graph, solution)
        if isinstance(graph, Iri):
            yield graph, pattern


def _value(part: Part, solution: Solution) -> Term | None:
    return solution.get(part) if isinstance(part, Variable) else part


class _Tracer:
    """Rewrites the patterns of one query, and remembers in which graph each is asked."""

    def __init__(
        self, prologue: str, prefixes: Mapping[str, str], taken: set[str], bound: frozenset[str] = frozenset()
    ) -> None:
        self._prologue = prologue
        self._prefixes = prefixes
        self._bound = bound
        self._taken = taken
        self._fresh = itertools.count(1)
        self._blank: dict[str, str] = {}
        self.patterns: list[Pattern] = []

    def _name(self, kind: str) -> str:
        """A name that no variable of the query has."""
        return next(name for number in self._fresh if (name := f"_{kind}{number}") not in self._taken)

    def group(self, text: str, graph: Part | None = None) -> str:
        """The content of a group graph pattern, each of its triple patterns asked for its graph.

        Within a GRAPH pattern `graph` is that pattern's variable or IRI, and the triples stay as they are.
        """
        tokens = clauses.scanned(text)
        if tokens and (tokens[0]["word"] or "").upper() == "SELECT":
            return self._subquery(text, graph)
        out: list[str] = []
        i, block = 0, 0  # `block` is where the triples begin that are not yet written.
        while i < len(tokens):
            word = (tokens[i]["word"] or "").upper()
            if tokens[i]["open"] == "{" or word in _STARTS:
                out.append(self.triples(text[block : tokens[i].start()], graph))
                i, written = self._part(text, tokens, i, word, graph)
                out.append(written)
                block = tokens[i - 1].end()
            else:
                i += 1
        out.append(self.triples(text[block:], graph))
        return " ".join(filter(None, out))

    def _part(self, text: str, tokens: list[re.Match[str]], i: int, word: str, graph: Part | None) -> tuple[int, str]:
        """One part of a group that is no triple: the index of the token behind it, and how it is written."""
        if word == "SERVICE":
            raise clauses.cannot("it asks another host")
        if word == "UNION":
            return i + 1, "UNION"
        if word in {"FILTER", "BIND", "VALUES", "MINUS"}:
            opening = next(k for k in range(i, len(tokens)) if tokens[k]["open"])
            closing = clauses.closing_of(tokens, opening)
            if word == "VALUES" and tokens[opening][0] == "(":
                closing = clauses.closing_of(tokens, closing + 1)
            return closing + 1, text[tokens[i].start() : tokens[closing].end()]
        opening = next(k for k in range(i, len(tokens)) if tokens[k]["open"] == "{")
        closing = clauses.closing_of(tokens, opening)
        head = text[tokens[i].start() : tokens[opening].start()]
        inside = self._term(head.strip()[len("GRAPH") :]) if word == "GRAPH" else graph
        return closing + 1, f"{head}{{ {self.group(text[tokens[opening].end() : tokens[closing].start()], inside)} }}"

    def _subquery(self, text: str, graph: Part | None) -> str:
        """A subquery as it is, joined with its own pattern, whose other variables get names of their own."""
        select = clauses.Select.read(text)
        hidden = {name: self._name("k") for name in select.groups if name not in select.projected}
        if hidden:
            if select.distinct:
                raise clauses.cannot("a subquery drops doubles (DISTINCT) and groups by what it does not project")
            # Nobody outside sees these variables, so they may be called otherwise, and be shown.
            select = clauses.Select.read(clauses.renamed(text, hidden))
            text = f"{select.clause} {' '.join(f'?{name}' for name in hidden.values())} {select.rest}"
        shared = {*self._bound, *(select.groups if select.aggregates else select.projected)}
        if select.everything:
            shared |= clauses.variables(select.pattern)
        pattern = select.pattern + "".join(f" BIND({made})" for made in select.made)
        own = {name: self._name("s") for name in sorted(clauses.variables(pattern) - shared)}
        again = self.group(clauses.renamed(pattern, own), graph)
        if self._bound & clauses.variables(pattern):
            # A bound variable has its value in each SELECT, and not in a FILTER of a group within it.
            again = f"SELECT * WHERE {{ {again} }}"
        # Without a group there is a solution even where the pattern has none: a count of nothing is 0.
        lone = select.aggregates and not select.groups
        return f"{{ {text} }} {'OPTIONAL ' if lone else ''}{{ {again} }}"

    def triples(self, block: str, graph: Part | None) -> str:
        """A block of triples, each asked in its graph."""
        block = block.lstrip(". \t\r\n")
        return " ".join(self._triple(s, p, o, graph) for s, p, o in self._parsed(block)) if block else ""

    def _parsed(self, block: str) -> list[tuple[Any, Any, Any]]:
        """The triples of a block, as rdflib reads them."""
        from pyparsing import ParseBaseException
        from rdflib.plugins.sparql.algebra import translateQuery
        from rdflib.plugins.sparql.parser import parseQuery

        # rdflib's parser is slow: it gets no more prefixes than there are in the block.
        used = {token["name"].partition(":")[0] for token in clauses.scanned(block) if token["name"]}
        declared = "".join(f"PREFIX {prefix}: <{self._prefixes[prefix]}>\n" for prefix in used & self._prefixes.keys())
        log = logging.getLogger("rdflib.term")
        log.disabled = True  # It would show a traceback for a literal that is no value of its datatype.
        try:
            algebra = translateQuery(parseQuery(f"{declared}{self._prologue} SELECT * {{ {block} }}")).algebra
        except ParseBaseException as error:
            raise clauses.cannot(f"rdflib does not read {block.strip()!r}: {error}") from None
        except RecursionError:
            raise clauses.cannot("its brackets nest too deep for rdflib") from None
        finally:
            log.disabled = False
        while "triples" not in algebra:
            algebra = algebra.p
        return [(self._visible(s), p, self._visible(o)) for s, p, o in algebra.triples]

    def _visible(self, term: Any) -> Any:
        """A blank node is a variable that cannot be asked for: here it gets a name."""
        from rdflib import BNode
        from rdflib import Variable as Fresh

        return Fresh(self._blank.setdefault(term, self._name("b"))) if isinstance(term, BNode) else term

    def _triple(self, s: Any, p: Any, o: Any, graph: Part | None) -> str:
        from rdflib import URIRef
        from rdflib import Variable as Fresh
        from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, SequencePath

        match p:
            case SequencePath():
                steps = [s, *(Fresh(self._name("p")) for _ in p.args[1:]), o]
                pairs = zip(itertools.pairwise(steps), p.args, strict=True)
                return " ".join(self._triple(a, step, b, graph) for (a, b), step in pairs)
            case AlternativePath():
                return " UNION ".join(f"{{ {self._triple(s, each, o, graph)} }}" for each in p.args)
            case InvPath():
                return self._triple(o, p.arg, s, graph)
            case MulPath() if p.mod == "?":
                same = f"{s.n3()} ({p.n3()}) {o.n3()} FILTER(sameTerm({s.n3()}, {o.n3()}))"
                return f"{{ {{ {self._triple(s, p.path, o, graph)} }} UNION {{ {same} }} }}"
            case MulPath():
                raise clauses.cannot("it follows a path of any length (* or +); write the steps out")
            case NegatedPath():
                step = Fresh(self._name("p"))
                if not all(isinstance(arg, URIRef) for arg in p.args):
                    raise clauses.cannot("it follows a negated inverse path; write the steps out")
                others = ", ".join(arg.n3() for arg in p.args)
                return f"{self._triple(s, step, o, graph)} FILTER({step.n3()} NOT IN ({others}))"
        asked = graph or Variable(self._name("g"))
        self.patterns.append(Pattern(asked, _part(s), _part(p), _part(o)))
        triple = f"{s.n3()} {p.n3()} {o.n3()} ."
        return triple if graph else f"GRAPH ?{asked} {{ {triple} }}"

    def _term(self, text: str) -> Part:
        """The variable or IRI that a text of SPARQL writes."""
        ((_, _, term),) = self._parsed(f"?s ?p {text}")
        return _part(term)


def _part(part: Any) -> Part:
    """A term or variable of rdflib's as ours."""
    from rdflib import term

    match part:
        case term.Variable():
            return Variable(part)
        case term.Literal():
            return Literal(str(part), str(part.datatype or _PLAIN[bool(part.language)]), part.language or "")
    return Iri(part)


_PLAIN = (XSD + "string", LANG_STRING)
