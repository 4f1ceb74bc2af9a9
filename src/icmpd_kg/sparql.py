"""The text of a query before the engine sees it: bounded, kept from asking other hosts, its variables bound."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Mapping

from icmpd_kg.errors import QueryError

# The engine parses and plans by recursion and dies of a stack overflow on some 2,000 nested groups, 2,700 triples or
# 6,000 operators and list members (measured with pyoxigraph 0.5.13 on an 8 MiB stack), so text is bounded before it
# gets there. All but the nesting is counted in the raw text, where nothing can hide.
MAX_LENGTH = 20_000
MAX_NESTING = 64
_BOUNDS = (
    (1_000, "brackets", re.compile(r"[{(\[]")),
    (2_000, "commas, semicolons and full stops", re.compile(r"[.;,]")),
    (4_000, "operators", re.compile(r"[-+*/!|&^]")),
    (4_000, "terms", re.compile(r"[?$<]|\s+")),
    (4_000, "quotation marks", re.compile(r"[\"']")),
)

# Takes a time that grows with the length of any text and no faster: the server reads what strangers send before it
# knows what that is. So a prefix is bounded, a long string without an end goes to the end of the text, and a run of
# characters that begin nothing is one token.
TOKENS = re.compile(
    r'''(?P<text>"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z)|\'\'\'(?:[^'\\]|\\.|'(?!''))*+(?:\'\'\'|\Z)
        |"(?:[^"\\\r\n]|\\.)*+"|'(?:[^'\\\r\n]|\\.)*+')
      |<[^<>"{}|^`\x00-\x20]*+>|(?P<comment>\#[^\r\n]*)|[?$](?P<variable>\w+)
      |(?P<name>[@_:]{0,4}[\w-]{0,64}:[\w:.%-]*)|@[\w-]+|(?P<word>[A-Za-z]\w*)
      |(?P<open>[{(\[])|(?P<close>[})\]])
      |(?:[^\Wa-zA-Z]|-|@(?![\w-]))++|\\.''',
    re.VERBOSE | re.DOTALL,
)

# All that the engine can take for a SERVICE pattern, and more. It asks for no blank after the keyword, ends a comment
# at a carriage return too, and tells `<` as less-than from an IRI by what stands around it, which `TOKENS` cannot:
# so this looks at the raw text, and `masked` makes harmless what seems to be part of a string or a comment.
_BLANK = r"(?:\s|\#[^\r\n]*[\r\n])*+"
_SERVICE = re.compile(
    rf"service(?={_BLANK}(?:silent{_BLANK})?"
    rf"(?:<(?P<iri>[^<>{{}}\s]*)>|(?:\\[^{{}}]?|[^\s{{}}\#\\]++)++){_BLANK}\{{)",
    re.IGNORECASE,
)
# The end of a name or a variable that goes on with "service"; no term that a pattern can end with.
_PART_OF_NAME = re.compile(r"[\w?$:@-](?<!\d)(?<!true)(?<!false)\Z", re.IGNORECASE)


def check(query: str, services: Collection[str] = ()) -> frozenset[str]:
    """Bound a query's text before the engine sees it; the names of its variables.

    Raises `QueryError` where the text is too long, nests too deep, holds too much or asks another host (SERVICE) that
    is none of the `services`.
    """
    if len(query) > MAX_LENGTH:
        raise QueryError(f"the query has {len(query):,} characters; at most {MAX_LENGTH:,} are taken")
    try:
        query.encode()
    except UnicodeEncodeError as error:
        raise _at(query, error.start, "this character is half of one and stands for nothing") from None
    for most, what, pattern in _BOUNDS:
        for count, found in enumerate(pattern.finditer(query) if len(query) > most else (), 1):
            if count > most:
                raise _at(query, found.start(), f"the query has more than {most:,} {what}")
    masked(query, services)
    depth = 0
    variables = set()
    for token in TOKENS.finditer(query):
        if token["variable"]:
            variables.add(token["variable"])
        depth += bool(token["open"]) - bool(token["close"])
        if depth > MAX_NESTING:
            raise _at(query, token.start(), f"the query nests deeper than {MAX_NESTING} brackets")
    return frozenset(variables)


def _at(query: str, offset: int, message: str) -> QueryError:
    line, column = position(query, offset)
    return QueryError(f"line {line}, column {column}: {message}", line, column)


def masked(query: str, services: Collection[str] = ()) -> str:
    """The query with the letter S of each "service {" in a string or a comment written otherwise.

    If that was no string or comment after all, the engine now finds a syntax error and no SERVICE. One that is neither
    may stand where it names one of the `services`, written out in full. Raises `QueryError` for any other.
    """
    found = [(match.start(), match["iri"]) for match in _SERVICE.finditer(query)]
    if not found:
        return query
    hidden = [token for token in TOKENS.finditer(query) if token["text"] or token["comment"]]
    parts, done = [], 0
    for start, iri in found:
        inside = next((token for token in hidden if token.start() <= start < token.end()), None)
        if inside:
            parts += [query[done:start], "x" if inside["comment"] else f"\\u{ord(query[start]):04X}"]
            done = start + 1
        elif iri not in services and not _PART_OF_NAME.search(query, max(start - 6, 0), start):
            raise _at(
                query,
                start,
                "SERVICE would ask another host, which it may only where its <address> is written in full and allowed: "
                f"--allow-service {iri or 'URL'}, in Python services=[…]",
            )
    return "".join(parts) + query[done:]


def names_graphs(query: str) -> bool:
    """Whether the query says itself, with FROM or FROM NAMED, which graphs it asks."""
    if "from" not in query.lower():
        return False
    return any((token["word"] or "").upper() == "FROM" for token in TOKENS.finditer(query))


def volatile(query: str) -> bool:
    """Whether the answer may differ each time: the query asks for the time, for chance or another host."""
    if not _VOLATILE.search(query):
        return False
    return any(token["word"] and _VOLATILE.fullmatch(token["word"]) for token in TOKENS.finditer(query))


def form(query: str) -> str:
    """The form of a query, one of `FORMS`, or nothing for a text that has none."""
    words = ((token["word"] or "").upper() for token in TOKENS.finditer(query))
    return next((word for word in words if word in FORMS), "")


def undeclared(query: str, prefixes: Mapping[str, str]) -> list[str]:
    """Those of the prefixes that a query uses and does not declare, in order."""
    tokens = [token for token in TOKENS.finditer(query) if not token["comment"]]
    used = {token["name"].lstrip("@").partition(":")[0] for token in tokens if token["name"]}
    own = {
        after["name"].partition(":")[0]
        for token, after in itertools.pairwise(tokens)
        if (token["word"] or "").upper() == "PREFIX" and after["name"]
    }
    return sorted((used - own) & prefixes.keys())


def declared(query: str, prefixes: Mapping[str, str]) -> str:
    """The query with the prefixes declared that it uses and does not declare; its lines keep their numbers."""
    missing = undeclared(query, prefixes)
    return "".join(f"PREFIX {prefix}: <{prefixes[prefix]}> " for prefix in missing) + query


def bound(query: str, terms: Mapping[str, str]) -> str:
    """The query with each bound variable held to its term, by a VALUES block at the head of each SELECT's pattern.

    `terms` are written by the engine's own serialiser, so that no text of theirs can become syntax. (The engine's
    `substitutions` take only variables that the SELECT projects, and were ten times slower on our longest query.)
    """
    tokens = [token for token in TOKENS.finditer(query) if not token["comment"]]
    pairs = itertools.pairwise(tokens)
    made = {second["variable"]: second.start() for first, second in pairs if (first["word"] or "").upper() == "AS"}
    edits: list[tuple[int, str]] = []
    depth, template, patterns = 0, False, 0
    # Depths at which the pattern of a query form is still to come, and at which a wrapped subquery ends.
    awaited: list[int] = []
    wrapped: list[int] = []
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        word = (token["word"] or "").upper()
        if word in FORMS:
            awaited.append(depth)
            template = word == "CONSTRUCT"
        elif word == "WHERE" and template:
            break  # CONSTRUCT WHERE takes nothing but triples in its braces.
        elif token["open"] == "{" and awaited and awaited[-1] == depth:
            if template:
                template = False
            else:
                awaited.pop()
                patterns += 1
                given = next((name for name in terms if made.get(name, len(query)) < token.start()), None)
                if patterns == 1 and given is not None:
                    raise QueryError(f"?{given} cannot be bound in this query, which gives it a value itself")
                # A subquery that makes a variable itself cannot be given it: that is joined outside.
                own = {name: value for name, value in terms.items() if patterns == 1 or name not in made}
                subquery = after is not None and (after["word"] or "").upper() == "SELECT"
                edits.append((token.end(), f" {values(own, [own.values()])} " + "{ " * subquery))
                if subquery:
                    wrapped.append(depth)
        depth += bool(token["open"]) - bool(token["close"])
        if token["close"] and wrapped and wrapped[-1] == depth:
            edits.append((token.start(), " }"))
            wrapped.pop()
    if not edits:
        return f"{query}\n{values(terms, [terms.values()])}"
    for offset, text in reversed(edits):
        query = query[:offset] + text + query[offset:]
    return query


def values(names: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A VALUES block that gives variables the terms of each row, as SPARQL writes them."""
    variables = " ".join(f"?{name}" for name in names)
    written = " ".join(f"({' '.join(row)})" for row in rows)
    return f"VALUES ({variables}) {{ {written} }}"


_AGGREGATE = re.compile(r"\b(?:count|sum|min|max|avg|sample|group_concat)\s*\(", re.IGNORECASE)


def aggregates(text: str) -> bool:
    """Whether a text seems to hold an aggregate."""
    return bool(_AGGREGATE.search(text))


_VOLATILE = re.compile(r"now|rand|(?:str)?uuid|service", re.IGNORECASE)
FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}


class Spread:
    """A query that is no SPARQL, written wide, so that the engine's complaint tells the place of the fault.

    The engine reads as many characters as a keyword has letters before it sees that another one stands there, and
    complains of the last place it read. With wide gaps that place never lies beyond the next word.
    """

    _GAP = " " * 20

    def __init__(self, query: str) -> None:
        self._query = query
        tokens = list(TOKENS.finditer(query))
        kept = [token.span() for token in tokens if token["text"] or token["comment"]]
        gaps = [m.span() for m in re.finditer(r"\s+", query) if not any(a <= m.start() < b for a, b in kept)]
        gaps += [token.span() for token in tokens if token["comment"]]
        gaps += [(at, at) for token in tokens if token[0] in {"{", "}"} for at in token.span()]
        self._pieces: list[tuple[int, int, int]] = []  # Where each piece starts in `text`, and its span in the query.
        text, start = "", 0
        for first, last in [*sorted(gaps), (len(query), len(query))]:
            if start < first:
                self._pieces.append((len(text), start, first))
                text += query[start:first]
            # A line's end ends a string that was left open.
            text += "\n" * ("\n" in query[first:last]) + self._GAP
            start = last
        self._pieces.append((len(text), len(query), len(query)))
        self.text = text + self._GAP

    def error(self, complaint: str) -> QueryError:
        """The complaint of the engine, `error at LINE:COLUMN: …`, at its place in the query."""
        found = re.match(r"error at (\d+):(\d+): (.*)", complaint, re.DOTALL)
        if not found:
            return QueryError(f"this is not SPARQL: {complaint}")
        lines = self.text.split("\n")
        read = sum(len(line) + 1 for line in lines[: int(found[1]) - 1]) + int(found[2]) - 1
        message = " ".join(found[3].split())
        keyword = re.match(r"expected (?:one of )?([A-Z_]+)\b", message)
        piece, first, last = [each for each in self._pieces if each[0] <= read][-1]
        offset = min(first + max(read - len(keyword[1] if keyword else "") - piece, 0), last)
        if "Prefix not found" in message:
            message = "this prefix is not declared; add a PREFIX line, or use one of those built in"
        elif keyword or message.startswith("expected one of"):
            # What could stand here is most of the grammar, and helps nobody.
            word = re.match(r"[?$]?\w+|\S", self._query[offset:])
            message = f"{word[0]!r} cannot stand here" if word else "something is missing here"
        line, column = position(self._query, offset)
        text = re.sub(r"[\x00-\x1f\x7f]", " ", self._query.split("\n")[line - 1])
        return QueryError(f"line {line}, column {column}: {message}\n  {text}\n  {' ' * (column - 1)}^", line, column)


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset in a text."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
