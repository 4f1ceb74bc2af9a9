"""Who has more of something: than another, of two that are named, and the first so many of all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from icmpd_kg.asking.chart import ROLE, base
from icmpd_kg.asking.clauses import Clauses
from icmpd_kg.asking.tree import Edge, Meaning, Quantity, Thing
from icmpd_kg.model import Entity


class Comparisons(Clauses):
    """What compares the numbers of things that two have."""

    def _compared(self, start: int) -> Iterator[tuple[Meaning, int]]:
        """ "(Are there) more projects in Jordan than in Lebanon?": whether one of the two has more."""
        for more in self._spans(start, "more", "fewer"):
            rank = 1 if more.sort == "more" else -1
            for counted, end in self._head(more.end, 0):
                for (edge, *others), last in [*self._ties(counted, end, 1), *self._participle(counted, end, 1)]:
                    one = edge.other
                    name = str(dict(edge.given).get("role", edge.piece)).removeprefix(ROLE)
                    if others or not one or not one.entity or one.others or name not in self._words["readings"]:
                        continue
                    for than in self._spans(last, "than"):
                        for rival, close in self._rivals(counted, edge, than.end):
                            amount = Quantity(rank=rank, than=rival)
                            turned = self._turned(edge, replace(counted, quantity=amount), name)
                            yield Meaning("truth", one.tied(turned)), close

    def _rivals(self, counted: Thing, edge: Edge, start: int) -> Iterator[tuple[Entity, int]]:
        """The other of two things that are compared, tied in the same way: "(than) in Lebanon", "(than) Lebanon"."""
        for position in self._after(start, "be"):
            for edges, end in self._ties(counted, position, 1):
                other = edges[0].other
                if other and other.entity and (replace(edge, other=other),) == edges and not other.others:
                    yield other.entity, end
            for name in (span for by in self._after(position, "by") for span in self._spans(by, "entity")):
                self._priced(name)
                yield name.value, name.end

    def _identical(self, subject: Thing, start: int) -> Iterator[tuple[Meaning, int]]:
        """Whether one is who plays a role: "(is) the secretariat of the Rabat Process run by ICMPD"."""
        for edge in subject.edges if subject.kind in {"agent", "Person"} and len(subject.edges) == 1 else ():
            for position in self._after(start, "held by") if edge.piece in {"role", "post"} else ():
                for one, end in self._nominal(position, 0):
                    if one.entity and one.kind in base("agent") and not one.others:
                        yield Meaning("truth", one.tied(edge)), end

    def _of_two(self, thing: Thing, start: int) -> Iterator[tuple[Thing, int]]:
        """The two of which one has more or the most: "(who funds more projects,) the EU or Switzerland"."""
        kinds = base(thing.kind or "agent")
        for edges in _foremost(thing, 0):
            for pair, end in self._nominal(start, 0):
                named = list(pair.entities())
                if len(named) == 2 and not (pair.joint or pair.edges) and {each.kind for each in named} <= kinds:
                    yield replace(pair, edges=edges), end


def topped(thing: Thing, number: int) -> Iterator[Thing]:
    """What has the most or the fewest of something, as so many that have the most or the fewest."""
    if not any(amount.pair for amount in thing.quantities()):
        yield from (replace(thing, edges=edges) for edges in _foremost(thing, number))


def _foremost(thing: Thing, top: int) -> Iterator[tuple[Edge, ...]]:
    """The ties of what has more, the most or the fewest of something, for the first `top` or for one of those named."""
    for at, edge in enumerate(thing.edges):
        amount = edge.other.quantity if edge.other else None
        if edge.other and amount and abs(amount.rank) == 1 and not (amount.than or amount.top):
            other = replace(edge.other, quantity=Quantity(rank=amount.rank, top=top))
            yield (*thing.edges[:at], replace(edge, other=other), *thing.edges[at + 1 :])
