"""A SELECT query's text, cut into its clauses without being understood any further."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from icmpd_kg import sparql
from icmpd_kg.errors import QueryError

AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
_MODIFIERS = frozenset({"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})


def cannot(why: str) -> QueryError:
    """The error for a query of which it cannot be told on which facts its solutions stand."""
    return QueryError(f"the facts behind this query cannot be told: {why}")


def uncommented(query: str) -> str:
    """The query with blanks for its comments, so that whatever is cut out of it can be put on one line."""
    for token in scanned(query, comments=True):
        if token["comment"]:
            query = query[: token.start()] + " " * len(token[0]) + query[token.end() :]
    return query


def scanned(text: str, comments: bool = False) -> list[re.Match[str]]:
    """The tokens of a text, in order."""
    return [token for token in sparql.TOKENS.finditer(text) if comments or not token["comment"]]


def closing_of(tokens: list[re.Match[str]], opening: int) -> int:
    """The index of the bracket that closes the one at `opening`."""
    depth = 0
    for i in range(opening, len(tokens)):
        depth += bool(tokens[i]["open"]) - bool(tokens[i]["close"])
        if depth == 0:
            return i
    raise QueryError("a bracket of the query is not closed")


@dataclass(frozen=True, slots=True)
class Select:
    """A SELECT query or subquery, cut into its parts.

    `clause` is all before its pattern and `rest` all from there. `made` are expressions with the variables they make
    (`… AS ?x`): of the groups where there are aggregates, else of the projection.
    """

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
    sliced: bool

    @classmethod
    def read(cls, text: str) -> Select:
        """Cut a text that begins with SELECT; raises `QueryError` where it does not, or cannot be cut."""
        tokens = scanned(text)
        words = [(token["word"] or "").upper() for token in tokens]
        if not words or words[0] != "SELECT":
            raise cannot("only a SELECT query has solutions")
        opening = next(i for i, token in enumerate(tokens) if token["open"] == "{")
        if "FROM" in words[:opening]:
            raise cannot("it says itself, with FROM, which graphs it asks")
        closing = closing_of(tokens, opening)
        end = opening - 1 if words[opening - 1] == "WHERE" else opening
        clause = text[: tokens[end].start()]
        tail = text[tokens[closing].end() :]
        names, expressions = _projection(clause)
        groups, made_groups = _groups(tail)
        distinct = any(word in {"DISTINCT", "REDUCED"} for word in words[1:2])
        aggregates = "GROUP" in _words(tail) or any(word in AGGREGATES for word in _words(clause))
        return cls(
            text=text,
            clause=clause,
            rest=text[tokens[end].start() :],
            pattern=text[tokens[opening].end() : tokens[closing].start()],
            projected=names,
            made=made_groups if aggregates else expressions,
            groups=groups,
            values=section(tail, "VALUES"),
            everything=not names,
            aggregates=aggregates,
            distinct=distinct,
            sliced=bool(section(tail, "LIMIT") or section(tail, "OFFSET")),
        )


def _words(text: str) -> list[str]:
    return [(token["word"] or "").upper() for token in scanned(text)]


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
    tokens = scanned(text)
    i = 0
    while i < len(tokens):
        if tokens[i]["open"]:
            closing = closing_of(tokens, i)
            inner = tokens[i + 1 : closing]
            if len(inner) < 2 or (inner[-2]["word"] or "").upper() != "AS" or not inner[-1]["variable"]:
                raise cannot("it groups by an expression without a name; write GROUP BY (… AS ?name)")
            yield text[tokens[i].end() : tokens[closing].start()], inner[-1]["variable"]
            i = closing
        elif tokens[i]["variable"]:
            yield "", tokens[i]["variable"]
        i += 1


def section(tail: str, keyword: str) -> str:
    """The solution modifier of that name, from its keyword to the next one's."""
    starts = [token for token in scanned(tail) if (token["word"] or "").upper() in _MODIFIERS]
    ends = [*(token.start() for token in starts[1:]), len(tail)]
    found = (tail[a.start() : end] for a, end in zip(starts, ends, strict=False) if a[0].upper() == keyword)
    return next(found, "")


def _groups(tail: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The variables of GROUP BY, and the expressions that make some of them."""
    grouped = section(tail, "GROUP")
    words = [word for word in _words(grouped) if word not in {"", "GROUP", "BY", "AS"}]
    if words and not any(token["open"] for token in scanned(grouped)):
        raise cannot("it groups by an expression without a name; write GROUP BY (… AS ?name)")
    parts = list(_parts(grouped))
    return tuple(name for _, name in parts), tuple(part for part, _ in parts if part)


def made(text: str) -> set[str]:
    """The names of the variables that expressions of a text make, `… AS ?x`."""
    pairs = itertools.pairwise(scanned(text))
    return {after["variable"] for token, after in pairs if (token["word"] or "").upper() == "AS" and after["variable"]}


def variables(text: str) -> set[str]:
    """The names of the variables in a text."""
    return {token["variable"] for token in scanned(text) if token["variable"]}


def renamed(text: str, names: Mapping[str, str]) -> str:
    """A text in which variables have other names."""
    pieces, done = [], 0
    for token in scanned(text):
        if token["variable"] in names:
            pieces += [text[done : token.start()], f"?{names[token['variable']]}"]
            done = token.end()
    return "".join([*pieces, text[done:]])
