"""What the graph knows of the terms of a query, how that is told to a person, and small questions beside the query."""

from __future__ import annotations

import contextlib
import difflib
import functools
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from icmpd_kg import clauses, patterns, queries
from icmpd_kg.errors import QueryError
from icmpd_kg.model import ID, LANG_STRING, NS, RDF_TYPE, XSD, Caveat, Entity, Iri, Literal, Term
from icmpd_kg.results import show
from icmpd_kg.store import Store

# Enough for a query of twenty patterns; each probe asks for few solutions.
_PROBES = 100
# The engine has no time-out. The clock changes no answer but to a query that is slow itself: that one hears less.
_SECONDS = 5.0
_PATIENCE = 1.0
MANY = 1_000
_LIMIT = f"LIMIT {MANY + 1}"
_SHOWN = 4
# Below this, two names share too little to be worth offering (difflib's ratio, 0 to 1).
_NEAR = 0.7
_APART = 0.1
_DATES = {XSD + "date", XSD + "dateTime"}
_NUMBERS = {XSD + "integer", XSD + "decimal", XSD + "double", XSD + "float"}

Search = Callable[[str], list[Entity]]


@dataclass(frozen=True, slots=True)
class Values:
    """Different values, and whether these are all there are."""

    found: tuple[Term, ...]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """Solutions, and whether these are all there are."""

    rows: tuple[dict[str, Term], ...]
    whole: bool

    def values(self, name: str) -> Values:
        """What a variable stands for in them."""
        return Values(tuple(dict.fromkeys(row[name] for row in self.rows if name in row)), self.whole)

    def counted(self, what: str) -> str:
        """How many there are, in words and with the verb: `is 1 solution`, `are more than 1,000 solutions`."""
        if not self.whole:
            # What was stopped by the clock is not counted, so that the words are the same each time.
            return f"are more than {MANY:,} {what}s" if len(self.rows) > MANY else f"are many {what}s"
        return f"is 1 {what}" if len(self.rows) == 1 else f"are {len(self.rows):,} {what}s"


class Known:
    """The graph behind one query: its store, the query's prefixes and bindings, and how to search for a name."""

    def __init__(self, store: Store, query: patterns.Query, bindings: Mapping[str, Term], search: Search) -> None:
        declared = re.findall(r"PREFIX\s+([\w-]*):\s*<([^>]*)>", query.prologue, re.IGNORECASE)
        self.bindings = bindings
        self.search = search
        self._store = store
        self._query = query
        self._prefixes = {**store.prefixes, **dict(declared)}
        self.uses = functools.cache(self._uses)
        self.entity = functools.cache(self._entity)
        self._probes = _PROBES
        self._seconds = _SECONDS

    def ask(self, clause: str, body: str, tail: str, dataset: bool = True) -> Found:
        """Some solutions of a pattern in the query's place; raises `QueryError` when enough was asked."""
        source = self._query.dataset if dataset else ""
        text = f"{self._query.prologue} {clause} {source} WHERE {{ {body} }} {tail}"
        there = clauses.variables(text)
        return self._found(text, {name: value for name, value in self.bindings.items() if name in there})

    def _found(self, text: str, bindings: Mapping[str, Term]) -> Found:
        self._probes -= 1
        started = time.monotonic()
        if self._probes < 0 or self._seconds < 0:
            raise QueryError("enough was asked")
        rows: list[dict[str, Term]] = []
        whole = True
        for row in self._store.solutions(text, bindings):
            rows.append(row)
            if len(rows) > MANY or time.monotonic() - started > _PATIENCE:
                whole = False
                break
        self._seconds -= time.monotonic() - started
        return Found(tuple(rows), whole)

    def exists(self, body: str, dataset: bool = True) -> bool:
        """Whether a pattern has a solution."""
        return bool(self.ask("SELECT *", body, "LIMIT 1", dataset).rows)

    def count(self, body: str) -> str:
        """How many solutions a pattern has, in words."""
        return self.ask("SELECT *", body, _LIMIT).counted("solution")

    def values(self, name: str, body: str) -> Values:
        """The values that a variable has in a pattern."""
        return self.ask(f"SELECT DISTINCT ?{name}", body, _LIMIT).values(name)

    def objects(self, given: Mapping[str, Term], where: str = "") -> Values:
        """The values of triples whose subject `s` or predicate `p` is given."""
        return self._found(f"SELECT DISTINCT ?o {{ ?s ?p ?o {where} }} {_LIMIT}", given).values("o")

    def term(self, text: str) -> Term | None:
        """The term that a text of the query writes, or that its variable is bound to; None for an open variable."""
        if text[0] in "?$":
            return self.bindings.get(text[1:])
        if text == "a":
            return Iri(RDF_TYPE)
        if text[0] == "<":
            return Iri(text[1:-1])
        if quoted := re.fullmatch(r"""("{3}|'{3}|["'])(.*)\1(?:@([\w-]+)|\^\^(\S+))?""", text, re.DOTALL):
            if quoted[3]:
                return Literal(quoted[2], LANG_STRING, quoted[3])
            kind = self.term(quoted[4]) if quoted[4] else None
            return Literal(quoted[2], kind) if isinstance(kind, Iri) else Literal(quoted[2])
        if text in {"true", "false"}:
            return Literal(text, XSD + "boolean")
        if re.fullmatch(r"[+-]?\d+", text):
            return Literal(text, XSD + "integer")
        if re.match(r"[+-]?[.\d]", text):
            return Literal(text, XSD + ("double" if "e" in text.lower() else "decimal"))
        prefix, colon, local = text.partition(":")
        return Iri(self._prefixes[prefix] + local) if colon and prefix in self._prefixes else None

    def _uses(self, iri: Iri) -> frozenset[str]:
        """How the graph uses an IRI, in the words of the view `uses`; nothing for one that it does not know."""
        return frozenset(show(row["use"]) for row in self._view("uses", iri=iri))

    def _entity(self, iri: Iri) -> Entity | None:
        """The thing with that IRI, with its name and kind."""
        for row in self._view("names", entity=iri):
            return Entity(iri, show(row["label"]), show(row["kind"]).partition(":")[2])
        return None

    def kinds(self, iri: Iri, end: str) -> list[str]:
        """The kinds of things that have a property (`end` is "subject") or are values of it ("value")."""
        return [show(row["kind"]).partition(":")[2] for row in self._view("kinds", property=iri, end=Literal(end))]

    def misfit(self, iri: Iri, p: Iri, end: str) -> str:
        """That no thing of the kind of this one has a property, or is a value of it; empty where that is not so."""
        found, kinds = self.entity(iri), self.kinds(p, end)
        if not found or not kinds or found.kind in kinds:
            return ""
        verb = f"have {show(p)}" if end == "subject" else f"are values of {show(p)}"
        if len(kinds) > _SHOWN:
            return f"no things of the kind {found.kind}, as {found.label} is, {verb}"
        only = f"only those of the kind{'s' * (len(kinds) > 1)} {listed(kinds)} {verb}"
        return f"of all things {only}, and {found.label} is of the kind {found.kind}"

    def told(self, term: Term) -> str:
        """A term as a person reads it: a thing by name and kind, a literal as SPARQL writes it."""
        if isinstance(term, Iri):
            found = self.entity(term) if term.startswith(ID) else None
            return f"{found.label} ({found.kind})" if found else show(term)
        return written(term)

    def place(self, part: patterns.Part) -> str:
        """A part as the user wrote it, with its line where there are several, and what its variables are bound to."""
        text = " ".join(part.text.split())
        text = re.sub(r"\?__(?:node|blank)_\w+", "[]", text)
        if part.kind in {"optional", "graph", "group", "union", "select"} or len(text) > 120:
            text = text if len(text) <= 90 else f"{text[:86].rstrip()} …"
        where = [f"line {self._query.text.count(chr(10), 0, part.at) + 1}"] if "\n" in self._query.text.strip() else []
        held = sorted(self.bindings.keys() & part.variables)
        where += [f"?{name} is {self.told(self.bindings[name])}" for name in held]
        return f"‘{text}’" + f" ({'; '.join(where)})" * bool(where)

    def unknown(self, text: str, as_a: str, part: str) -> Iterator[Caveat]:
        """What is to be said of an IRI of the query that the graph does not know, or not as `as_a`.

        `as_a` is "property", "class", "graph" or "thing".
        """
        iri = self.term(text)
        if not isinstance(iri, Iri):
            return
        uses, name = self.uses(iri), show(iri)
        if as_a in uses or (as_a == "thing" and uses):
            return
        if f"declared {as_a}" in uses:
            yield Caveat("unused", f"the vocabulary declares the {as_a} {name}, but the graph never uses it", part)
            return
        near = tuple(self._nearest(iri, as_a))
        offer = f"; nearest: {', '.join(near)}" if near else ""
        other = next((each for each in ("class", "property") if {each, f"declared {each}"} & uses), "")
        if other and as_a != "graph":
            yield Caveat("unknown", f"{name} is a {other} and no {as_a}{offer}", part, near)
        elif uses:
            found = self.told(iri)
            yield Caveat("unknown", f"{found} is known to the graph, but as no {as_a}{offer}", part, near)
        else:
            what = "" if as_a == "thing" else f"the {as_a} "
            yield Caveat("unknown", f"the graph does not know {what}{name}{offer}", part, near)

    def _nearest(self, iri: Iri, as_a: str) -> Iterator[str]:
        """The terms that may have been meant: by their local names, by the words of their labels, by their roles."""
        local = re.split(r"[#/]", iri.rstrip("#/"))[-1]
        if as_a == "graph":
            return
        if iri.startswith(ID):
            yield from (f"{found.label} <{found.iri}>" for found in self.search(local.replace("-", " "))[:3])
            return
        for kind in dict.fromkeys((as_a, "thing")):
            scores = self._scores(_words(local), kind)
            best = sorted(scores, key=lambda each: (-scores[each], each))
            near = [each for each in best if scores[each] > _NEAR and each != show(iri)][:3]
            if near:
                # Beside a very near one, what is merely like it would only distract.
                yield from (each for each in near if scores[each] > scores[near[0]] - _APART)
                return

    def _scores(self, wanted: str, as_a: str) -> dict[str, float]:
        """How near the terms of a kind, or of any, are to a name."""
        scores: dict[str, float] = {}
        for row in self._view("terms"):
            term, kind = row["term"], show(row["kind"])
            assert isinstance(term, Iri)
            names = [re.split(r"[#/]", term)[-1], show(row.get("label"))]
            score = max(difflib.SequenceMatcher(None, wanted, _words(each)).ratio() for each in names if each)
            # A role is not its property, but whoever writes the one as the other means it.
            if as_a == "property" and "direct" in row and score > _NEAR:
                scores[show(row["direct"])] = max(score, scores.get(show(row["direct"]), 0))
            if as_a in {"thing", kind}:
                own = term.startswith(NS) or kind == "concept"
                scores[show(term)] = max(score + 0.01 * own, scores.get(show(term), 0))
        return scores

    def _view(self, name: str, **bound: Term) -> list[dict[str, Term]]:
        return list(self._store.solutions(queries.view(name), bound))


def _words(name: str) -> str:
    """A local name or label as small letters without what is often put before it: `hasDonor`, `is_part_of`."""
    parts = re.sub(r"([a-z])([A-Z])", r"\1 \2", name).replace("_", " ").replace("-", " ").casefold().split()
    return "".join(parts[1:] if parts[:1] in (["has"], ["is"]) and len(parts) > 1 else parts)


def written(term: Term) -> str:
    """A term as SPARQL writes it, by prefixed names and without the datatypes that a number shows anyway."""
    if not isinstance(term, Literal):
        return show(term)
    if term.language:
        return f'"{term.value}"@{term.language}'
    if term.datatype in {XSD + "integer", XSD + "decimal", XSD + "boolean"}:
        return term.value
    return f'"{term.value}"' + (f"^^{show(Iri(term.datatype))}" if term.datatype != XSD + "string" else "")


def listed(words: Sequence[str]) -> str:
    """Words as a list within a sentence.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def span(known: Known, values: Values, like: Sequence[str] = ()) -> str:
    """What values there are, in few words: from the least to the greatest, or the few that are most like a text."""
    found = sorted(values.found, key=written)
    literals = [value for value in found if isinstance(value, Literal)]
    datatypes = {value.datatype for value in literals}
    if values.whole and len(literals) == len(found) > 1 and (datatypes <= _NUMBERS or datatypes <= _DATES):
        with contextlib.suppress(ValueError):  # What is no number, whatever its datatype says, has no order.
            literals.sort(key=lambda each: float(each.value) if datatypes <= _NUMBERS else each.value)
            return f"from {literals[0].value} to {literals[-1].value}"
    if like:
        found.sort(key=lambda each: -max(_likeness(text, show(each)) for text in like))
    shown = [known.told(value) for value in found[:_SHOWN]]
    more = f"{len(found) - len(shown):,} more" if values.whole else "many more"
    return ", ".join(shown) + f" and {more}" * (len(found) > len(shown))


def _likeness(text: str, other: str) -> float:
    return difflib.SequenceMatcher(None, text.casefold(), other.casefold()).ratio()
