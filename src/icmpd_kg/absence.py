"""Why a query has no solutions: the term, the pattern, the join, the filter or the modifier that leaves none.

The query is cut into its parts, and the parts are asked alone and together with few solutions each. Of what cannot be
cut, or would take too many probes, less is told.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from icmpd_kg import clauses, patterns, unmatched
from icmpd_kg.errors import KgError
from icmpd_kg.known import MANY, Known, Search, listed, span, written
from icmpd_kg.model import NS, RDF_TYPE, Caveat, Iri, Literal, Term
from icmpd_kg.patterns import Part, Query
from icmpd_kg.results import show
from icmpd_kg.store import Store

_MOST = 4
# What takes solutions away, and what cannot be asked alone.
_REMOVERS = frozenset({"filter", "minus"})
_ADDED = frozenset({"optional", "bind", "values"})
# What can leave nothing of a pattern that has solutions.
_MODIFIERS = ("HAVING", "LIMIT", "OFFSET")

# How a pattern is asked: as it is, or in the graph around it.
_Around = Callable[[str], str]


def reasons(store: Store, query: str, bindings: Mapping[str, Term], empty: bool, search: Search) -> tuple[Caveat, ...]:
    """Why a query has no solutions, the most specific reasons first; nothing where it has some, or it cannot be told.

    The query was run before, and `empty` is what came of that; a query that sums up everything has a solution for
    nothing, too. `search` finds things by name.
    """
    found: list[Caveat] = []
    try:
        cut = Query.read(query)
        if not empty and not cut.sums_up:
            return ()
        for caveat in _Absence(Known(store, cut, bindings, search)).query(cut, empty):
            if caveat not in found:
                found.append(caveat)
            if len(found) == _MOST:
                break
    except KgError:
        pass  # A probe that cannot be asked is no fault of the reader's: what was found before it is told.
    return tuple(sorted(found, key=lambda each: _GRAVEST.index(each.kind)))


_GRAVEST = ("unknown", "unused", "graph", "literal", "turned", "unsaid", "no match", "apart", "removed", "beyond")


class _Absence:
    """The search for reasons in one query."""

    def __init__(self, known: Known) -> None:
        self._known = known

    def query(self, query: Query, empty: bool = True, around: _Around = str) -> Iterator[Caveat]:
        """Why a query or subquery has no solutions, or (if not `empty`) nothing to sum up."""
        parts = query.block.parts()
        if values := query.modifier("VALUES"):
            at = query.block.at + len(query.block.text)
            parts.insert(0, Part("values", values.strip(), at))
        if query.form == "DESCRIBE" and not parts:
            place = f"‘{' '.join(query.clause.split())}’"
            for name in patterns.names_in(query.clause):
                yield from self._known.unknown(name, "thing", place)
        elif query.dataset and (found := list(self._dataset(query, parts))):
            yield from found
        elif not (query.sums_up or any(map(query.modifier, _MODIFIERS))) or not self._exists(parts, around):
            yield from self._group(parts, around)
        elif empty:
            yield from self._modifiers(query, _text(parts))

    def _exists(self, parts: Sequence[Part], around: _Around = str) -> bool:
        return self._known.exists(around(_text(parts)))

    def _dataset(self, query: Query, parts: Sequence[Part]) -> Iterator[Caveat]:
        """What FROM has to do with it."""
        tokens = clauses.scanned(query.dataset)
        names = [query.dataset[t.start() : t.end()] for t in tokens if t["name"] or t[0][0] == "<"]
        place = f"‘{' '.join(query.dataset.split())}’"
        unknown = [caveat for name in names for caveat in self._known.unknown(name, "graph", place)]
        yield from unknown
        if not unknown and not self._exists(parts) and self._known.exists(_text(parts), dataset=False):
            yield Caveat("graph", f"the graphs of {place} hold nothing that matches; all graphs together do", place)

    def _group(self, parts: Sequence[Part], around: _Around) -> Iterator[Caveat]:
        """Why the parts of a group have no solutions."""
        rest = [part for part in parts if part.kind not in _REMOVERS]
        if self._exists(rest, around):
            yield from self._removed(parts, rest, around)
            return
        asked = [part for part in rest if part.kind not in _ADDED]
        failing = [part for part in asked if not self._exists([part], around)]
        for part in failing[:3]:
            yield from self._alone(part, around)
        if not failing:
            yield from self._apart(rest, around)

    def _alone(self, part: Part, around: _Around) -> Iterator[Caveat]:
        """Why a part has no solutions, alone."""
        match part.kind:
            case "triple":
                if around is str or not self._exists([part]):
                    yield from unmatched.reasons(self._known, part)
                else:
                    yield from self._elsewhere(part)
            case "graph":
                yield from self._in_graph(part)
            case "select":
                yield from self.query(Query.read(part.text, part.at), around=around)
            case _:
                for block in part.inner:
                    yield from self._group(block.parts(), around)

    def _in_graph(self, part: Part) -> Iterator[Caveat]:
        """Why a GRAPH pattern has no solutions."""
        unknown = list(self._known.unknown(part.graph, "graph", self._known.place(part)))
        yield from unknown
        if unknown:
            return

        def around(text: str) -> str:
            return f"GRAPH {part.graph} {{ {text} }}"

        inner = part.inner[0].parts()
        failing = [each for each in inner if each.kind == "triple" and not self._exists([each], around)]
        if not failing and self._exists(inner) and not isinstance(self._known.term(part.graph), Iri):
            place = " · ".join(self._known.place(each) for each in inner)
            told = "in this graph each fact is a graph of its own: give each its own GRAPH, with a variable of its own"
            yield Caveat("graph", f"these hold, but not in one graph: {place}; {told}", place)
        else:
            yield from self._group(inner, around)

    def _elsewhere(self, part: Part) -> Iterator[Caveat]:
        """A triple that holds, but not in the graph in which it is asked."""
        place = self._known.place(part)
        graphs = self._known.values("__graph", f"GRAPH ?__graph {{ {part} }}")
        where = f"it stands in {span(self._known, graphs)}" if graphs.found else "it follows from more than one graph"
        yield Caveat("graph", f"{place} holds, but not in this graph; {where}", place)

    def _fewest(self, parts: Sequence[Part], around: _Around) -> list[Part]:
        """The fewest parts that have no solution together: of the first that have none, those that are needed."""
        ends = range(1, len(parts))
        few = self._tied(parts[: next((end for end in ends if not self._exists(parts[:end], around)), len(parts))])
        for part in few[:-1]:
            fewer = self._tied([each for each in few if each is not part])
            if not self._exists(fewer, around):
                few = fewer
        return few

    def _apart(self, parts: Sequence[Part], around: _Around) -> Iterator[Caveat]:
        """Why parts of which each has solutions alone have none together."""
        few = self._fewest(parts, around)
        place = " · ".join(map(self._known.place, few))
        for part in few:
            if part.terms and unmatched.may_turn(self._known, part):
                subject, predicate, value = part.terms
                other = Part("triple", f"{value} {predicate} {subject}", part.at)
                if self._exists([other if each is part else each for each in few], around):
                    yield unmatched.turned(self._known.place(part), other.text)
                    return
        names = [(name, part) for part in few if part.kind == "values" for name in patterns.names_in(part.text)]
        unknown = [each for name, part in names for each in self._known.unknown(name, "thing", self._known.place(part))]
        yield from unknown
        if unknown:
            return
        things = self._things(few)
        if len(few) == 1:
            yield Caveat("no match", f"nothing in the graph matches {place}", place)
        elif things:
            yield unmatched.unsaid(self._known, things, place)
        else:
            before = self._known.count(around(_text(few[:-1])))
            told = self._kinds(few) or f"without {self._known.place(few[-1])} there {before}, with it none"
            yield Caveat("apart", f"these match alone, but not together: {place}; {told}", place)

    def _tied(self, parts: Sequence[Part]) -> list[Part]:
        """Those parts that share variables, over however many others, with the last: others say nothing."""
        tied, names = [parts[-1]], parts[-1].variables - self._known.bindings.keys()
        while more := [part for part in parts if part not in tied and part.variables & names]:
            tied += more
            names |= set().union(*(part.variables for part in more)) - self._known.bindings.keys()
        return [part for part in parts if part in tied]

    def _kinds(self, parts: Sequence[Part]) -> str:
        """That a class and a property do not go together, in words; empty if none of them is to blame."""
        triples = [part.terms for part in parts if part.terms]
        classes = {s: self._known.term(o) for s, p, o in triples if self._known.term(p) == RDF_TYPE}
        for subject, predicate, value in triples:
            iri = self._known.term(predicate)
            for name, end, verb in ((subject, "subject", "have"), (value, "value", "are values of")):
                of = classes.get(name)
                if isinstance(iri, Iri) and iri != RDF_TYPE and isinstance(of, Iri) and of.startswith(NS):
                    kinds = self._known.kinds(iri, end)
                    if kinds and of.removeprefix(NS) not in {*kinds, "MemberState", "Donor"}:
                        return f"of all things only those of the kinds {listed(kinds)} {verb} {show(iri)}"
        return ""

    def _things(self, parts: Sequence[Part]) -> list[Iri]:
        """The things by IRI that parts speak of, by name or by what their variables are bound to."""
        bindings = self._known.bindings
        terms = [self._known.term(text) for part in parts for text in part.terms or ()]
        terms += [bindings[name] for part in parts for name in sorted(part.variables & bindings.keys())]
        found = [term for term in dict.fromkeys(terms) if isinstance(term, Iri) and self._known.entity(term)]
        return found[:3]

    def _removed(self, parts: Sequence[Part], rest: Sequence[Part], around: _Around) -> Iterator[Caveat]:
        """The filters that leave nothing of the solutions."""
        removers = [part for part in parts if part.kind in _REMOVERS]
        alone = [part for part in removers if self._exists([each for each in parts if each is not part], around)]
        for part in alone[:2]:
            yield from self._filter(part, [each for each in parts if each is not part], around)
        if not alone:
            kept = [part for part in parts if part.kind not in _REMOVERS]
            for part in removers:
                tried = [each for each in parts if each in kept or each is part]
                if not self._exists(tried, around):
                    yield from self._filter(part, kept, around)
                    return
                kept = tried

    def _filter(self, part: Part, rest: Sequence[Part], around: _Around) -> Iterator[Caveat]:
        """What a filter does to the solutions of the rest."""
        place, body = self._known.place(part), around(_text(rest))
        message = f"without {place} there {self._known.count(body)}, with it none"
        if part.kind == "filter" and "{" not in part.text:
            for name in patterns.names_in(part.text):
                yield from self._known.unknown(name, "thing", place)
            constants: list[Term] = [
                term for text in _literals(part.text) if isinstance(term := self._known.term(text), Literal)
            ]
            constants += [self._known.bindings[each] for each in sorted(self._known.bindings.keys() & part.variables)]
            for name in sorted(part.variables - self._known.bindings.keys())[:2]:
                values = self._known.values(name, body)
                there = span(self._known, values, list(map(show, constants)))
                message += f"; ?{name} is {there}" if there else f"; ?{name} has no value"
                for value, constant in itertools.product(values.found, constants):
                    if isinstance(value, Literal) and value.language and show(value) == show(constant):
                        message += f"; {written(value)} and {written(constant)} are not equal: compare STR(?{name})"
        elif re.match(r"FILTER\s+EXISTS\b", part.text, re.IGNORECASE):
            inner = part.inner[0].parts()
            if not self._exists(inner, around):
                yield from self._group(inner, around)
        yield Caveat("removed", message, place)

    def _modifiers(self, query: Query, body: str) -> Iterator[Caveat]:
        """What the solution modifiers leave of the solutions that the pattern has."""
        having, group = query.modifier("HAVING"), query.modifier("GROUP")
        if having:
            made = [f"({each} AS ?__{i})" for i, each in enumerate(_aggregates(having))]
            clause = f"SELECT {' '.join(made) or '(COUNT(*) AS ?__0)'}"
            groups = self._known.ask(clause, body, f"{group} LIMIT {MANY + 1}")
            if not self._known.ask(clause, body, f"{group} {having} LIMIT 1").rows:
                place = f"‘{' '.join(having.split())}’"
                message = f"without {place} there {groups.counted('group')}, with it none"
                for i, each in enumerate(_aggregates(having)):
                    values = groups.values(f"__{i}")
                    message += f"; {each} is {span(self._known, values)}" if values.found else ""
                yield Caveat("removed", message, place)
                return
        sliced = query.modifier("LIMIT") + query.modifier("OFFSET")
        if not sliced:
            return
        words = " ".join(sliced.split())
        limit = query.modifier("LIMIT").split()
        if limit[1:2] == ["0"]:
            yield Caveat("beyond", "LIMIT 0 asks for no solution at all", words)
        else:
            clause = query.projection if query.form == "SELECT" else "SELECT *"
            rows = self._known.ask(clause, body, f"{group} {having} LIMIT {MANY + 1}")
            yield Caveat("beyond", f"‘{words}’ passes over all: without it there {rows.counted('solution')}", words)


def _literals(text: str) -> Iterator[str]:
    """The literals in quotation marks in a text, with language or datatype."""
    return (token[0] for token in patterns.LEXEME.finditer(text) if token["text"])


def _aggregates(having: str) -> list[str]:
    """The aggregates in a HAVING clause, as they are written."""
    tokens = clauses.scanned(having)
    found = []
    for i, token in enumerate(tokens[:-1]):
        if (token["word"] or "").upper() in clauses.AGGREGATES and tokens[i + 1]["open"]:
            found.append(having[token.start() : tokens[clauses.closing_of(tokens, i + 1)].end()])
    return found


def _text(parts: Sequence[Part]) -> str:
    return "\n".join(map(str, parts))
