"""A question read by its words alone, in whatever order they stand, as in "projects Turkey ongoing" or "PACT donor".

One thing is asked for, and each other word must tie it to a name, or be that tie. Nothing is read so that holds a
negation, an "or" or a number.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from icmpd_kg.asking.chart import POSSESSIONS, VALUED, dated_edge, value_edge
from icmpd_kg.asking.doubts import is_sure
from icmpd_kg.asking.grammar import Grammar
from icmpd_kg.asking.lexicon import EVERYDAY
from icmpd_kg.asking.spans import Span
from icmpd_kg.asking.tree import Edge, Meaning, Thing

# Words that hold a question together, and those that say what it asks.
_SILENT = ("skip", "which", "who", "of", "that", "by", "with", "exist")
_TELLING = ("entity", "kind", "noun", "verb", "preposition", "date", "time", "value", "many", "be", "do", "have")
# Whoever is asked for, it is one of these.
_ACTING = {"Donor", "MemberState", "Organisation", "Person", "State"}
_HELPERS = {"be", "do", "have"}
_MOST_CUTS = 300


@dataclass(slots=True)
class _Said:
    """What the words of a question are: names, each with its preposition or none, and what may tie them to the root."""

    form: str = "list"
    kinds: list[str] = field(default_factory=list)
    ties: list[str] = field(default_factory=list)
    names: list[tuple[Thing, str]] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    everyday: set[str] = field(default_factory=set)


class Loosely(Grammar):
    """The readings that the words of one question allow, whatever their order."""

    def meanings(self) -> Iterator[Meaning]:
        """Every such reading, once."""
        seen = set()
        whoever = any(self._at[position, "who"] for position in self._reach[0])
        for cut in itertools.islice(self._cuts(0), _MOST_CUTS):
            first = next((span.sort for span in cut if span.sort not in {"skip", "opening"}), "")
            form = "truth" if first in _HELPERS else "list"
            if whoever and not {span.value for span in cut if span.sort == "kind"} <= _ACTING:
                continue
            said = _sorted([span for span in cut if span.sort not in {*_SILENT, "opening"}], form)
            for meaning in self._readings(said) if said else ():
                known = (meaning.form, replace(meaning.thing, edges=()), frozenset(meaning.thing.edges))
                if known not in seen and is_sure(meaning, self._words):
                    seen.add(known)
                    yield meaning

    def _cuts(self, start: int, opening: bool = True) -> Iterator[tuple[Span, ...]]:
        """Every way to part the words into spans, each with one meaning; words that open a question stand first."""
        if start == self._length:
            yield ()
        for sort in (*_TELLING, *_SILENT, *(["opening"] if opening else [])):
            for span in self._at[start, sort]:
                for rest in self._cuts(span.end, opening and sort in {"opening", "skip"}):
                    yield (span, *rest)

    def _readings(self, said: _Said) -> Iterator[Meaning]:
        names = list(said.names)
        if said.form == "truth":
            root, preposition = names.pop(0)
            if preposition or said.kinds:
                return
        else:
            root = Thing(said.kinds[0] if said.kinds else "agent")
        bare = [name for name, preposition in names if not preposition]
        placed = [self._edges(preposition, root, name) for name, preposition in names if preposition]
        for tied in itertools.permutations(bare, len(said.ties)) if len(said.ties) <= len(bare) else ():
            sides = [list(self._either(tie, root, name)) for tie, name in zip(said.ties, tied, strict=True)]
            sides += [list(self._untold(root, name, said)) for name in bare if name not in tied]
            for edges in itertools.product(*sides, *placed):
                thing = root.tied(*edges)
                for whole in self._joined(thing, tuple(said.edges)):
                    if whole.edges:
                        yield Meaning(said.form, whole)

    def _either(self, tie: str, root: Thing, name: Thing) -> Iterator[Edge]:
        """A tie by a word that may be on either side; not where only the order would tell which."""
        one, other = ([*self._edges(tie, root, name, of_subject=side)] for side in (True, False))
        if not (one and other):
            yield from (*one, *other)

    def _untold(self, root: Thing, name: Thing, said: _Said) -> Iterator[Edge]:
        """A tie that no word tells: whose, where, through what or by whose money."""
        if name.entity and name.entity.iri in said.everyday:
            return
        for tie in (*POSSESSIONS, "scheme"):
            yield from self._edges(tie, root, name)
            for edge in self._edges(tie, name, root):
                yield self._turned(edge, name, tie)
        yield from self._edges("funder", root, name, of_subject=False)


def _sorted(spans: Sequence[Span], form: str) -> _Said | None:
    """The words of a question by what they are; None where some stand as they cannot be read without their order."""
    said = _Said(form)
    before = ""
    for span in spans:
        match span.sort:
            case "entity":
                said.names.append((Thing(span.value.kind, span.value), before))
                if span.cost == EVERYDAY:
                    said.everyday.add(span.value.iri)
            case "kind":
                said.kinds.append(span.value)
            case "noun":
                said.ties.append(span.value)
            case "verb" if span.value.form == "part" and not span.value.turned:
                said.ties.append(span.value.tie)
            case "verb":
                return None  # Who does it to whom, the order tells.
            case "date":
                said.edges.append(dated_edge("in", span.value))
            case "value":
                said.edges.append(value_edge(span))
            case "many":
                said.form = "count"
            case "time" if span.value != "in":
                return None
        if before and span.sort != "entity":
            return None
        before = span.value if span.sort == "preposition" else ""
    valued = not said.kinds or said.kinds[0] in VALUED or all(edge.piece == "dated" for edge in said.edges)
    asked = said.kinds or said.ties
    return said if said.names and asked and len(said.kinds) <= 1 and valued and not before else None
