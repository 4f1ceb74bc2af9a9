"""Places in an order: by how many things something has, and of those who have a role one after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from icmpd_kg.asking.chart import ROLE, Edges, base
from icmpd_kg.asking.nouns import Nouns
from icmpd_kg.asking.spans import Span
from icmpd_kg.asking.tree import Edge, Thing

# The piece of SPARQL of a role that is held right before or after somebody.
_IN_TURN = {"before": "succeeded", "after": "preceded"}


class Orders(Nouns):
    """What may be said of a subject by its place."""

    def _ranking(self, subject: Thing, start: int, depth: int) -> Iterator[tuple[Edges, int]]:
        """A verb and a place in an order: "comes second by number of projects"."""
        for verb in self._spans(start, "ranking"):
            for quantity, position in self._places(verb.end):
                for by in self._spans(position, "measured by"):
                    for counted, end in self._nominal(by.end, depth + 1):
                        for edge in self._association(subject, replace(counted, quantity=quantity)):
                            if counted.entity is None:
                                yield (edge,), end

    def _in_turn(self, thing: Thing, start: int) -> Iterator[tuple[Thing, int]]:
        """Who has a role right before or after another: "(who chaired the Prague Process) before Lithuania"."""
        for word in self._spans(start, "time") if len(thing.edges) == 1 else ():
            for rival in self._spans(word.end, "entity") if word.value in _IN_TURN else ():
                for edge in self._next(thing.edges[0], rival, word.value):
                    yield replace(thing, edges=(edge,)), rival.end

    def _next(self, edge: Edge, rival: Span, word: str) -> Iterator[Edge]:
        """A tie by a role that one after another has, as that of who has it right before or after a rival."""
        role = str(dict(edge.given).get("role", "")).removeprefix(ROLE)
        plain = edge.inverse and not (edge.denied or edge.dated)
        if role in self._words["successive"] and plain and rival.value.kind in base("agent"):
            given = (*edge.given, ("rival", rival.value.iri))
            yield replace(edge, piece=_IN_TURN[word], given=given, dated=f" (right {word} {rival.value.label})")

    def _succession(self, subject: Thing, start: int, depth: int) -> Iterator[tuple[Edges, int]]:
        """ "Succeeded Lithuania as chair of the Prague Process"."""
        for verb in self._spans(start, "succeeding", "preceding"):
            word = "after" if verb.sort == "succeeding" else "before"
            for rival in self._spans(verb.end, "entity"):
                for mark in self._spans(rival.end, "as", "preposition"):
                    for held, end in self._nominal(mark.end, depth + 1):
                        for edge in held.edges if held.kind == "agent" and len(held.edges) == 1 else ():
                            yield from (((nearest,), end) for nearest in self._next(edge, rival, word))
