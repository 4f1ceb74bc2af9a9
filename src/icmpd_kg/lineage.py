"""The lineage of a query's solutions: the same query asked again so that it tells the graph of every triple it met.

This is the why-provenance of the database literature (Buneman, Khanna and Tan, ICDT 2001): each triple pattern `t` of a
SELECT becomes `GRAPH ?g { t }`, aggregates and slices are dropped, and the solutions of the two queries meet in what
the first one projects or groups by. What FILTER (NOT) EXISTS and MINUS look for leaves no trace in a solution.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from icmpd_kg import sparql
from icmpd_kg.errors import QueryError
from icmpd_kg.model import LANG_STRING, XSD, Iri, Literal, Term, Triple

_AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
_MODIFIERS = frozenset({"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})
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
    `answer` projects where that is None.
    """

    answer: str
    hidden: int
    query: str
    key: tuple[str, ...] | None
    patterns: tuple[Pattern, ...]


def trace(query: str, prefixes: Mapping[str, str], bound: Iterable[str] = ()) -> Lineage:
    """The lineage of a SELECT query whose variables `bound` will be bound.

    Raises `QueryError` where it cannot be told: for ASK, CONSTRUCT and DESCRIBE, paths of any length, FROM, a group
    without a name.
    """
    text = _uncommented(query)
    start = next((t.start() for t in _tokens(text) if (t["word"] or "").upper() in sparql.FORMS), 0)
    tracer = _Tracer(text[:start], prefixes, _variables(text), frozenset(bound))
    select = _Select.read(text[start:])
    pattern = tracer.group(select.pattern) + " ".join(f" BIND({made})" for made in select.made)
    answer = text[:start] + select.text
    hidden = [name for name in select.groups if name not in select.projected]
    if hidden:
        if select.distinct:
            raise _cannot("it drops doubles (DISTINCT) and groups by what it does not project; project that too")
        answer = f"{text[:start]}{select.clause} {' '.join(f'?{name}' for name in hidden)} {select.rest}"
    key = select.groups if select.aggregates else select.projected if not select.everything else None
    again = f"{text[:start]}SELECT * WHERE {{ {pattern} }} {select.values}"
    return Lineage(answer, len(hidden), again, key, tuple(tracer.patterns))


def consequent(construct: str, prefixes: Mapping[str, str]) -> tuple[list[Pattern], str]:
    """The triples that a CONSTRUCT query makes, and the SELECT query that gives what their variables stand for."""
    text = _uncommented(construct)
    tokens = _tokens(text)
    form = next(i for i, token in enumerate(tokens) if (token["word"] or "").upper() == "CONSTRUCT")
    opening = next(i for i in range(form, len(tokens)) if tokens[i]["open"] == "{")
    closing = _closing(tokens, opening)
    tracer = _Tracer(text[: tokens[form].start()], prefixes, _variables(text))
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


def _cannot(why: str) -> QueryError:
    return QueryError(f"the facts behind this query cannot be told: {why}")


def _uncommented(query: str) -> str:
    """The query with blanks for its comments, so that whatever is cut out of it can be put on one line."""
    for token in _tokens(query, comments=True):
        if token["comment"]:
            query = query[: token.start()] + " " * len(token[0]) + query[token.end() :]
    return query


def _tokens(text: str, comments: bool = False) -> list[re.Match[str]]:
    return [token for token in sparql.TOKENS.finditer(text) if comments or not token["comment"]]


def _closing(tokens: list[re.Match[str]], opening: int) -> int:
    """The index of the bracket that closes the one at `opening`."""
    depth = 0
    for i in range(opening, len(tokens)):
        depth += bool(tokens[i]["open"]) - bool(tokens[i]["close"])
        if depth == 0:
            return i
    raise QueryError("a bracket of the query is not closed")


@dataclass(frozen=True, slots=True)
class _Select:
    """A SELECT query or subquery, cut into its parts."""

    text: str
    clause: str
    rest: str
    pattern: str
    projected: tuple[str, ...]
    made: tuple[str, ...]
    groups: tuple[str, ...]
    values: str
    everything: bool
    aggregates: bool
    distinct: bool

    @classmethod
    def read(cls, text: str) -> _Select:
        tokens = _tokens(text)
        words = [(token["word"] or "").upper() for token in tokens]
        if not words or words[0] != "SELECT":
            raise _cannot("only a SELECT query has solutions")
        opening = next(i for i, token in enumerate(tokens) if token["open"] == "{")
        if "FROM" in words[:opening]:
            raise _cannot("it says itself, with FROM, which graphs it asks")
        closing = _closing(tokens, opening)
        end = opening - 1 if words[opening - 1] == "WHERE" else opening
        clause = text[: tokens[end].start()]
        tail = text[tokens[closing].end() :]
        names, expressions = _projection(clause)
        groups, made_groups = _groups(tail)
        distinct = any(word in {"DISTINCT", "REDUCED"} for word in words[1:2])
        aggregates = "GROUP" in _words(tail) or any(word in _AGGREGATES for word in _words(clause))
        return cls(
            text=text,
            clause=clause,
            rest=text[tokens[end].start() :],
            pattern=text[tokens[opening].end() : tokens[closing].start()],
            projected=names,
            made=made_groups if aggregates else expressions,
            groups=groups,
            values=_section(tail, "VALUES"),
            everything=not names,
            aggregates=aggregates,
            distinct=distinct,
        )


def _words(text: str) -> list[str]:
    return [(token["word"] or "").upper() for token in _tokens(text)]


def _projection(clause: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The variables that a SELECT clause projects, and its expressions, `… AS ?x`."""
    names, made = [], []
    for part, variable in _parts(clause):
        names.append(variable)
        if part:
            made.append(part)
    return tuple(names), tuple(made)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """The variables of a list and, as `… AS ?x`, its expressions in parentheses with the variable each makes."""
    tokens = _tokens(text)
    i = 0
    while i < len(tokens):
        if tokens[i]["open"]:
            closing = _closing(tokens, i)
            inner = tokens[i + 1 : closing]
            if len(inner) < 2 or (inner[-2]["word"] or "").upper() != "AS" or not inner[-1]["variable"]:
                raise _cannot("it groups by an expression without a name; write GROUP BY (… AS ?name)")
            yield text[tokens[i].end() : tokens[closing].start()], inner[-1]["variable"]
            i = closing
        elif tokens[i]["variable"]:
            yield "", tokens[i]["variable"]
        i += 1


def _section(tail: str, keyword: str) -> str:
    """The solution modifier of that name, from its keyword to the next one's."""
    starts = [token for token in _tokens(tail) if (token["word"] or "").upper() in _MODIFIERS]
    ends = [*(token.start() for token in starts[1:]), len(tail)]
    found = (tail[a.start() : end] for a, end in zip(starts, ends, strict=False) if a[0].upper() == keyword)
    return next(found, "")


def _groups(tail: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The variables of GROUP BY, and the expressions that make some of them."""
    section = _section(tail, "GROUP")
    words = [word for word in _words(section) if word not in {"", "GROUP", "BY", "AS"}]
    if words and not any(token["open"] for token in _tokens(section)):
        raise _cannot("it groups by an expression without a name; write GROUP BY (… AS ?name)")
    parts = list(_parts(section))
    return tuple(name for _, name in parts), tuple(part for part, _ in parts if part)


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
        tokens = _tokens(text)
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
            raise _cannot("it asks another host")
        if word == "UNION":
            return i + 1, "UNION"
        if word in {"FILTER", "BIND", "VALUES", "MINUS"}:
            opening = next(k for k in range(i, len(tokens)) if tokens[k]["open"])
            closing = _closing(tokens, opening)
            if word == "VALUES" and tokens[opening][0] == "(":
                closing = _closing(tokens, closing + 1)
            return closing + 1, text[tokens[i].start() : tokens[closing].end()]
        opening = next(k for k in range(i, len(tokens)) if tokens[k]["open"] == "{")
        closing = _closing(tokens, opening)
        head = text[tokens[i].start() : tokens[opening].start()]
        inside = self._term(head.strip()[len("GRAPH") :]) if word == "GRAPH" else graph
        return closing + 1, f"{head}{{ {self.group(text[tokens[opening].end() : tokens[closing].start()], inside)} }}"

    def _subquery(self, text: str, graph: Part | None) -> str:
        """A subquery as it is, joined with its own pattern, whose other variables get names of their own."""
        select = _Select.read(text)
        hidden = {name: self._name("k") for name in select.groups if name not in select.projected}
        if hidden:
            if select.distinct:
                raise _cannot("a subquery drops doubles (DISTINCT) and groups by what it does not project")
            # Nobody outside sees these variables, so they may be called otherwise, and be shown.
            select = _Select.read(_renamed(text, hidden))
            text = f"{select.clause} {' '.join(f'?{name}' for name in hidden.values())} {select.rest}"
        shared = {*self._bound, *(select.groups if select.aggregates else select.projected)}
        if select.everything:
            shared |= _variables(select.pattern)
        pattern = select.pattern + "".join(f" BIND({made})" for made in select.made)
        own = {name: self._name("s") for name in sorted(_variables(pattern) - shared)}
        again = self.group(_renamed(pattern, own), graph)
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
        used = {token["name"].partition(":")[0] for token in _tokens(block) if token["name"]}
        declared = "".join(f"PREFIX {prefix}: <{self._prefixes[prefix]}>\n" for prefix in used & self._prefixes.keys())
        try:
            algebra = translateQuery(parseQuery(f"{declared}{self._prologue} SELECT * {{ {block} }}")).algebra
        except ParseBaseException as error:
            raise _cannot(f"rdflib does not read {block.strip()!r}: {error}") from None
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
                raise _cannot("it follows a path of any length (* or +); write the steps out")
            case NegatedPath():
                step = Fresh(self._name("p"))
                if not all(isinstance(arg, URIRef) for arg in p.args):
                    raise _cannot("it follows a negated inverse path; write the steps out")
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


def _variables(text: str) -> set[str]:
    return {token["variable"] for token in _tokens(text) if token["variable"]}


def _renamed(text: str, names: Mapping[str, str]) -> str:
    """A text in which variables have other names."""
    pieces, done = [], 0
    for token in _tokens(text):
        if token["variable"] in names:
            pieces += [text[done : token.start()], f"?{names[token['variable']]}"]
            done = token.end()
    return "".join([*pieces, text[done:]])


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
