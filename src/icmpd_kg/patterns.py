"""The pattern of a query, cut into its parts: triples, filters, blocks, each with its text and its place."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from icmpd_kg import clauses, sparql

_STARTS = frozenset({"FILTER", "OPTIONAL", "GRAPH", "MINUS", "BIND", "VALUES", "SERVICE"})
LEXEME = re.compile(
    r'''(?P<text>(?:"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^'\\]|\\.|'(?!\'\'))*\'\'\'
        |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')(?:@[\w-]+|\^\^(?:<[^<>\s]*>|[\w-]*:[\w.-]*\w))?)
      |<[^<>"{}|^`\x00-\x20]*>|[?$]\w+|(?P<blank>_:[\w.-]*\w)|[\w-]*:(?:[\w:.%-]*[\w:%-])?
      |[+-]?(?:\d+\.\d+|\.?\d+)(?:[eE][+-]?\d+)?|[A-Za-z]\w*|(?P<mark>[][;,.(){}/|^*+?!])''',
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Block:
    """The inside of a group, and where it starts in the query."""

    text: str
    at: int

    def parts(self) -> list[Part]:
        """Its parts in the order written; raises `QueryError` where it cannot be cut."""
        tokens = clauses.scanned(self.text)
        if tokens and (tokens[0]["word"] or "").upper() == "SELECT":
            return [Part("select", self.text.strip(), self.at + tokens[0].start(), (self,))]
        found: list[Part] = []
        i, done = 0, 0
        while i < len(tokens):
            word = (tokens[i]["word"] or "").upper()
            if tokens[i]["open"] != "{" and word not in _STARTS:
                i += 1
                continue
            found += _Triples(self.text[done : tokens[i].start()], self.at + done).parts
            part, i = self._part(tokens, i, word)
            found.append(part)
            done = tokens[i - 1].end()
        return [*found, *_Triples(self.text[done:], self.at + done).parts]

    def _part(self, tokens: list[re.Match[str]], i: int, word: str) -> tuple[Part, int]:
        """The part that begins with a token, and the index of the token behind it."""
        if word == "SERVICE":
            raise clauses.cannot("it asks another host")
        start, inner = i, []
        closing = i
        while True:
            opening = next((k for k in range(i, len(tokens)) if tokens[k]["open"]), None)
            if opening is None:
                raise clauses.cannot(f"nothing follows its {word}")
            closing = clauses.closing_of(tokens, opening)
            if word == "VALUES" and tokens[opening][0] == "(":
                closing = clauses.closing_of(tokens, closing + 1)
            inner.append(self._inside(tokens[opening].end(), tokens[closing].start()))
            if word or [(each["word"] or "").upper() for each in tokens[closing + 1 : closing + 2]] != ["UNION"]:
                break
            i = closing + 2
        head = self.text[tokens[start].end() : tokens[opening].start()].strip()
        text = self.text[tokens[start].start() : tokens[closing].end()]
        kind = word.lower() or ("union" if len(inner) > 1 else "group")
        at = self.at + tokens[start].start()
        return Part(kind, text, at, tuple(inner), graph=head if word == "GRAPH" else ""), closing + 1

    def _inside(self, start: int, end: int) -> Block:
        return Block(self.text[start:end], self.at + start)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a group; `kind` is `triple` or the keyword it begins with, else `group`, `union` or `select`.

    `inner` are the groups inside it, those of a UNION in order; `terms` the subject, predicate and object of a triple
    as they are written, but for blank nodes, which get the names of variables; `graph` what stands behind GRAPH.
    """

    kind: str
    text: str
    at: int
    inner: tuple[Block, ...] = ()
    terms: tuple[str, str, str] | None = None
    graph: str = ""

    @property
    def variables(self) -> set[str]:
        """The names of the variables in it."""
        return clauses.variables(self.text)

    def __str__(self) -> str:
        return f"{self.text} ." if self.kind == "triple" else self.text


@dataclass(frozen=True, slots=True)
class Query:
    """A query or subquery: what stands before its pattern, the pattern, and the solution modifiers behind it."""

    text: str
    prologue: str
    form: str
    clause: str
    dataset: str
    block: Block
    tail: str

    @classmethod
    def read(cls, text: str, at: int = 0) -> Query:
        """Cut a query; raises `QueryError` where it has no pattern or cannot be cut."""
        text = clauses.uncommented(text)
        tokens = clauses.scanned(text)
        words = [(token["word"] or "").upper() for token in tokens]
        form = next((i for i, word in enumerate(words) if word in sparql.FORMS), None)
        if form is None:
            raise clauses.cannot("it has no form")
        groups = []  # The outermost braces: of the pattern, of a template before it, of a block of VALUES behind it.
        i = form
        while i < len(tokens):
            if tokens[i]["open"]:
                closing = clauses.closing_of(tokens, i)
                if tokens[i][0] == "{":
                    groups.append((i, closing))
                i = closing
            i += 1
        if words[form] == "CONSTRUCT" and words[form + 1 : form + 2] and tokens[form + 1][0] == "{":
            groups = groups[1:]
        if not groups:
            if words[form] != "DESCRIBE":
                raise clauses.cannot("it has no pattern")
            return cls(
                text, text[: tokens[form].start()], "DESCRIBE", text[tokens[form].start() :], "", Block("", 0), ""
            )
        opening, closing = groups[0]
        clause = text[tokens[form].start() : tokens[opening].start()]
        source = next((i for i in range(form, opening) if words[i] == "FROM"), None)
        where = opening - 1 if words[opening - 1] == "WHERE" else opening
        inside = text[tokens[opening].end() : tokens[closing].start()]
        return cls(
            text=text,
            prologue=text[: tokens[form].start()],
            form=words[form],
            clause=clause,
            dataset=text[tokens[source].start() : tokens[where].start()] if source is not None else "",
            block=Block(inside, at + tokens[opening].end()),
            tail=text[tokens[closing].end() :],
        )

    def modifier(self, keyword: str) -> str:
        """The solution modifier of that name, from its keyword to the next one's; empty where there is none."""
        return clauses.section(self.tail, keyword)

    @property
    def sums_up(self) -> bool:
        """Whether it gives one solution for all there is, be it nothing: aggregates without groups."""
        return self.form == "SELECT" and not self.modifier("GROUP") and sparql.aggregates(self.clause)

    @property
    def projection(self) -> str:
        """What stands between its form and its dataset or pattern, the form included."""
        return re.split(r"\b(?:FROM|WHERE)\b", self.clause, flags=re.IGNORECASE)[0]


def names_in(text: str) -> list[str]:
    """The IRIs and prefixed names in an expression or a block of VALUES that are no function and no datatype."""
    found = []
    tokens = list(LEXEME.finditer(text))
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        # What looks like an IRI may be a comparison: `?a<5&&?b>3`.
        name = re.match(r"<[A-Za-z][\w+.-]*:|[\w-]*:", token[0]) and not (token["text"] or token["blank"])
        if name and (after is None or after[0] != "("):
            found.append(token[0])
    return found


class _Triples:
    """The triples of a block, with lists of properties and objects and blank nodes written out."""

    def __init__(self, text: str, at: int) -> None:
        self._tokens = list(LEXEME.finditer(text))
        self._at = at
        self._i = 0
        self._fresh = itertools.count(1)
        self.parts: list[Part] = []
        while self._i < len(self._tokens):
            if self._next() == ".":
                self._i += 1
                continue
            listed = self._next() == "["
            subject = self._node()
            if not (listed and self._next() in {".", ""}):
                self._properties(subject, ".")

    def _next(self) -> str:
        return self._tokens[self._i][0] if self._i < len(self._tokens) else ""

    def _take(self) -> re.Match[str]:
        if self._i >= len(self._tokens):
            raise clauses.cannot("a triple of it is not complete")
        self._i += 1
        return self._tokens[self._i - 1]

    def _properties(self, subject: str, end: str) -> None:
        while self._next() not in {end, ""}:
            if self._next() == ";":
                self._i += 1
                continue
            start = self._at + self._tokens[self._i].start()
            verb = self._path()
            while True:
                value = self._node()
                self.parts.append(Part("triple", f"{subject} {verb} {value}", start, terms=(subject, verb, value)))
                if self._next() != ",":
                    break
                self._i += 1
            if self._next() not in {";", end, ""}:
                raise clauses.cannot("its triples cannot be told apart")

    def _node(self) -> str:
        token = self._take()
        if token["blank"]:
            return "?__blank_" + re.sub(r"\W", "_", token["blank"][2:])
        if token[0] == "[":
            # Where it stands makes the name differ from those of other blocks.
            name = f"?__node_{self._at + token.start()}"
            self._properties(name, "]")
            self._take()
            return name
        if token["mark"]:
            raise clauses.cannot("it holds a list")
        return token[0]

    def _path(self) -> str:
        start = self._i
        while True:
            while self._next() in {"^", "!"}:
                self._i += 1
            if self._take()[0] == "(":
                depth = 1
                while depth:
                    mark = self._take()[0]
                    depth += (mark == "(") - (mark == ")")
            while self._next() in {"*", "+", "?"}:
                self._i += 1
            if self._next() not in {"/", "|"}:
                break
            self._i += 1
        return "".join(token[0] for token in self._tokens[start : self._i])


def steps(path: str) -> Iterator[str]:
    """The names of the properties in a path."""
    return (token[0] for token in LEXEME.finditer(path) if not token["mark"])
