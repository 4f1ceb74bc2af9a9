"""From what a question means to the SPARQL that answers it, put together from the pieces in `queries/asking/`."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from icmpd_kg import queries
from icmpd_kg.asking.tree import Edge, Meaning, Thing, words_of
from icmpd_kg.model import Entity, Term, term
from icmpd_kg.names import fold

_FIRST, _LAST = datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)


# The least and the most that a count may be.
Bounds = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Composed:
    """A query, the terms of its variables, and the column that holds what was asked for."""

    sparql: str
    bindings: Mapping[str, Term]
    column: str


def compose(meaning: Meaning, words: Mapping[str, Any], ranked: Bounds = (0, None)) -> Composed:
    """The query for a meaning; `ranked` bounds the count of what has the rank asked for, once that is known."""
    return _Query(words, ranked).whole(meaning)


@dataclass(slots=True)
class _Query:
    words: Mapping[str, Any]
    ranked: Bounds
    patterns: list[str] = field(default_factory=list)
    bindings: dict[str, Term] = field(default_factory=dict)
    having: list[tuple[str, int, int | None]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    parts: list[tuple[str, str]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def whole(self, meaning: Meaning) -> Composed:
        root = self._thing(meaning.thing)
        if meaning.form == "count":
            return self._count(meaning, root)
        if meaning.form in {"where", "when", "attribute", "start", "end", "pages"}:
            return self._of_one(meaning, root)
        if meaning.form == "truth":
            return self._truth(meaning, root)
        column = root.removesuffix("_iri")
        columns = [column]
        self.patterns.append(f"?{root} rdfs:label ?{column} .")
        for name in self.words["columns"].get(meaning.thing.kind, ()):
            self.patterns.append(f"OPTIONAL {{ ?{root} icmpd:{name} ?{self._name(name)} }}")
            columns.append(name)
        for part, role in self.parts:
            if role in {"post", *self.words["terms"]}:
                for name in ("post", "term") if "post" in (role,) else ("term",):
                    shown = self._name(name)
                    self.patterns.append(f"OPTIONAL {{ ?{part} icmpd:{_PART[name]} ?{shown} }}")
                    columns.append(shown)
        if not self.having:
            listed = " ".join(f"?{name}" for name in columns)
            return self._text(f"SELECT DISTINCT {listed}", column, f"ORDER BY {listed}")
        return self._grouped(root, columns)

    def _count(self, meaning: Meaning, root: str) -> Composed:
        column = self._name(words_of(meaning.thing.kind) or "things")
        counted = f"COUNT(DISTINCT ?{root})"
        if self.having:
            (variable, low, high), *_ = self.having
            many = self._name("many")
            each = f"{{\nSELECT ?{root} (COUNT(DISTINCT ?{variable}) AS ?{many})\nWHERE {{"
            bounds = _bounds(f"?{many}", low, high)
            self.patterns = [each, *self.patterns, f"}}\nGROUP BY ?{root}\n}}\nFILTER({bounds})"]
        # Of nothing the graph tells no count: nought would be more than the report says.
        return self._text(f"SELECT ({counted} AS ?{column})", column, f"HAVING ({counted} > 0)")

    def _having(self) -> str:
        (variable, low, high), *_ = self.having
        bounds = _bounds(f"COUNT(DISTINCT ?{variable})", low, high)
        return f"HAVING ({bounds})\n" if bounds else ""

    def _grouped(self, root: str, columns: list[str]) -> Composed:
        (variable, *_), *_ = self.having
        count = self._name("count")
        listed = " ".join(f"?{name}" for name in columns)
        having = self._having()
        group = f"GROUP BY ?{root} {listed}\n"
        order = f"ORDER BY DESC(?{count}) {listed}"
        return self._text(
            f"SELECT {listed} (COUNT(DISTINCT ?{variable}) AS ?{count})", columns[0], group + having + order
        )

    def _of_one(self, meaning: Meaning, root: str) -> Composed:
        label = self._name("thing")
        self.patterns.append(f"?{root} rdfs:label ?{label} .")
        if meaning.form == "where":
            piece = "where-adopted" if meaning.thing.kind == "Framework" else "where"
            self._piece(piece, {"this": root}, keep={"place", "city", "country", "region", "extent", "wider"})
            shown = "place"
        elif meaning.form in {"start", "end"}:
            shown = "date"
            self._piece(meaning.form, {"this": root}, keep={"date"})
        elif meaning.form == "pages":
            shown = "page"
            self._piece("pages", {"this": self.parts[0][0]}, keep={"page"})
        elif meaning.form == "when":
            shown, dated = self._name("date"), self.parts[0][0] if self.parts and meaning.thing.entity else root
            self.patterns.append(f"?{dated} icmpd:dateAsStated ?{shown} .")
        else:
            shown, property_ = "value", self._bind("property", dict(meaning.given)["property"])
            self.patterns.append(f"?{root} ?{property_} ?{shown} .")
        rest = " ?city ?country" if meaning.form == "where" else ""
        return self._text(f"SELECT DISTINCT ?{shown} ?{label}{rest}", shown, f"ORDER BY ?{label} ?{shown}")

    def _truth(self, meaning: Meaning, root: str) -> Composed:
        """The witnesses of a yes: what the query would not find if the answer were no."""
        column = self._name("subject")
        self.patterns.append(f"?{root} rdfs:label ?{column} .")
        if self.having:
            return self._text(f"SELECT ?{column}", column, f"GROUP BY ?{column}\n{self._having()}ORDER BY ?{column}")
        return self._text(f"SELECT DISTINCT ?{column}", column, f"ORDER BY ?{column}")

    def _text(self, select: str, column: str, rest: str = "") -> Composed:
        body = "\n".join(f"  {line}" for pattern in self.patterns for line in pattern.splitlines())
        return Composed(f"{select}\nWHERE {{\n{body}\n}}\n{rest}".rstrip() + "\n", self.bindings, column)

    # ---- Parts -----------------------------------------------------------------------------------

    def _thing(self, thing: Thing) -> str:
        """Write the patterns of a thing and of all it is tied to; the name of its variable."""
        if thing.entity:
            bound = [self._bind(_called(each), each.iri) for each in (thing.entity, *thing.others)]
            variable = bound[0]
            if thing.others:
                variable = self._name(f"{_slug(words_of(thing.kind))}_iri")
                self.patterns.append(f"FILTER(?{variable} IN ({', '.join(f'?{name}' for name in bound)}))")
        else:
            variable = self._name(f"{_slug({'agent': 'who'}.get(thing.kind, words_of(thing.kind)) or 'thing')}_iri")
            if thing.kind not in {"", "agent"}:
                self.patterns.append(f"?{variable} a icmpd:{thing.kind} .")
        for edge in thing.edges:
            self._edge(edge, thing, variable)
        return variable

    def _edge(self, edge: Edge, thing: Thing, variable: str) -> None:
        if edge.other is not None and edge.other.joint:
            for each in edge.other.entities():
                self._edge(replace(edge, other=Thing(each.kind, each)), thing, variable)
            return
        outer, self.patterns = self.patterns, []
        names = {"this": variable}
        if edge.other is not None or edge.piece in {"role", "post"}:
            other = self._thing(edge.other or Thing())
            names = {"this": other, "that": variable} if edge.inverse else {"this": variable, "that": other}
            if edge.other is not None and edge.other.quantity is not None:
                asked = edge.other.quantity
                bounds = self.ranked if asked.rank else (asked.low, asked.high)
                self.having.append((other, *bounds))
        inner, self.patterns = self.patterns, []
        given = dict(edge.given)
        span = {name: given.pop(name, None) for name in ("from", "until")}
        piece = self._chosen(edge, thing)
        renamed = self._piece(piece, names, given, span if piece in _TIMED else {})
        if edge.piece in {"role", "post"}:
            role = str(given.get("role", "post")).rpartition("/")[2]
            self.parts.append((renamed["part"], role))
            if any(span.values()):
                self._piece("begun" if edge.begins else "during", {"this": renamed["part"]}, {}, span)
        said, self.patterns = self.patterns, outer
        if edge.denied:
            self.patterns.append("FILTER NOT EXISTS {\n" + "\n".join([*said, *inner]) + "\n}")
            self.parts = [each for each in self.parts if each[0] != renamed.get("part")]
            if thing.kind == "Region" and not thing.entity:
                self._piece("of-portfolio", {"this": variable})
        else:
            self.patterns += said + inner

    def _chosen(self, edge: Edge, thing: Thing) -> str:
        """The piece of SPARQL for a tie: some say it otherwise of things of some class."""
        this, that = (edge.other, thing) if edge.inverse else (thing, edge.other)
        if edge.piece == "place" and this and this.kind == "Project":
            # Regions to be listed or counted are those that the report itself sorts by.
            return "own-region" if that and that.kind == "Region" and not that.entity else "portfolio"
        if edge.piece == "dated" and thing.kind in {"Project", "Platform"}:
            return "running"
        if edge.piece == "priority" and edge.dated:
            return "priority-dated"
        if edge.piece == "theme" and that and not that.entity:
            return "own-theme"  # A count by theme counts what is said of each, and no sums.
        role = str(dict(edge.given).get("role", "")).rpartition("/")[2]
        if role in self.words["mutual"] and this and this.kind in {"Organisation", "agent"}:
            return "mutual"
        return edge.piece

    def _piece(
        self,
        name: str,
        names: Mapping[str, str],
        given: Mapping[str, Term] = {},
        span: Mapping[str, Term | None] = {},
        keep: set[str] = frozenset(),  # type: ignore[assignment]
    ) -> dict[str, str]:
        """Write a piece with its variables named anew and bound; what each is called now."""
        renamed = dict(names)
        bound = {**given}
        if span:
            bound["from"], bound["until"] = span.get("from") or term(_FIRST), span.get("until") or term(_LAST)
        for variable, value in bound.items():
            renamed[variable] = self._bind(variable, value)

        def anew(match: re.Match[str]) -> str:
            variable = match[1]
            if variable not in renamed:
                renamed[variable] = variable if variable in keep else self._name(variable)
            return f"?{renamed[variable]}"

        text = "\n".join(line for line in queries.piece(name).splitlines() if not line.startswith("#"))
        self.patterns.append(re.sub(r"\?(\w+)", anew, text))
        return renamed

    def _bind(self, name: str, value: Term) -> str:
        variable = self._name(_slug(name))
        self.bindings[variable] = value
        return variable

    def _name(self, name: str) -> str:
        """A variable's name that is not taken yet, with a number if need be."""
        name = _slug(name)
        while name in self.names:
            stem, iri, _ = name.partition("_iri")
            name = f"{re.sub(r'[0-9]+$', '', stem)}{next(self.numbers)}{iri}"
        self.names.add(name)
        return name


# The pieces with a span of days of their own.
_TIMED = {"dated", "running", "begun", "ended", "priority-dated"}

_PART = {"term": "dateAsStated", "post": "post"}


def _bounds(count: str, low: int, high: int | None) -> str:
    """The condition on a count, or nothing.

    >>> _bounds("?n", 1, 3), _bounds("?n", 0, None)
    ('?n >= 1 && ?n <= 3', '')
    """
    return " && ".join([f"{count} >= {low}"] * (low > 0) + ([] if high is None else [f"{count} <= {high}"]))


def _called(entity: Entity) -> str:
    return "_".join(fold(entity.label).split()[:3])


def _slug(text: str) -> str:
    slug = re.sub(r"\W+", "_", text)
    return slug if re.match(r"[A-Za-z]", slug) else f"thing_{slug}"
