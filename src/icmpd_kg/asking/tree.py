"""What a question means: a tree of things, tied to one another, with what is asked of its root."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from icmpd_kg.model import Entity, Term

# Titles of projects go on for lines.
_LONG = 60


@dataclass(frozen=True, slots=True)
class Edge:
    """One tie of a thing: the piece of SPARQL that says it, and what stands at its other end, if a thing does.

    The thing is the piece's `this`, or, if `inverse`, its `that`. `given` are the terms of the piece's other variables;
    a tie that is `denied` must not hold, and of one that `begins`, a date is that of its beginning. `words` tell the
    tie to a reader, and `dated` its date.
    """

    piece: str
    words: str
    other: Thing | None = None
    inverse: bool = False
    denied: bool = False
    given: tuple[tuple[str, Term], ...] = ()
    dated: str = ""
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many things there are at the other end of a tie: from `low` to `high`, or so many as gives the `rank`.

    Rank 1 has the most, 2 the second most; -1 the fewest. The first `top` may have it. With `than`, rank 1 has more
    than that, and -1 fewer; one of a `pair` that is yet to be named has more or fewer than the other.
    """

    low: int = 0
    high: int | None = None
    rank: int = 0
    top: int = 0
    than: Entity | None = None
    pair: bool = False

    def words(self) -> str:
        """The quantity in words.

        >>> Quantity(rank=2).words(), Quantity(2).words(), Quantity(1, 1).words(), Quantity(1, 3).words()
        ('the number 2 by number of', 'at least 2 of', 'exactly 1 of', 'at most 3 of')
        >>> Quantity(rank=-1, top=3).words()
        'the last 3 by number of'
        """
        if self.than:
            return f"{'more' if self.rank > 0 else 'fewer'} than {self.than.label} by number of"
        if self.top:
            return f"the {'first' if self.rank > 0 else 'last'} {self.top} by number of"
        if self.rank:
            return {1: "the most of", -1: "the fewest of"}.get(self.rank, f"the number {self.rank} by number of")
        if self.high is None:
            return f"at least {self.low} of"
        return f"exactly {self.low} of" if self.low == self.high else f"at most {self.high} of"


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of the question: one entity, or whatever is of a class and has certain ties.

    With `others`, any of the entities is meant, or each of them if `joint`. `quantity` asks how many things there are
    at the other end. A `narrow` thing was called by a noun that fits but some of its class.
    """

    kind: str = ""
    entity: Entity | None = None
    edges: tuple[Edge, ...] = ()
    quantity: Quantity | None = None
    narrow: bool = False
    others: tuple[Entity, ...] = ()
    joint: bool = False

    def tied(self, *edges: Edge) -> Thing:
        """The same thing with more ties."""
        return replace(self, edges=(*self.edges, *edges))

    @property
    def named(self) -> str:
        """What the thing is called in a reading; a long title is cut."""
        if self.entity:
            return (" and " if self.joint else " or ").join(_cut(each.label) for each in (self.entity, *self.others))
        name = words_of(self.kind)
        return {"": "anything", "agent": "whoever"}.get(name, name)

    def words(self) -> str:
        """The thing and its ties, in words.

        >>> Thing("Project", edges=(Edge("role", "funded by", Thing("State", quantity=Quantity(2))),)).words()
        'project · funded by at least 2 of state'
        """
        amount = f"{self.quantity.words()} " if self.quantity else ""
        return " · ".join([amount + self.named, *(_edge_words(edge) for edge in self.edges)])

    def entities(self) -> Iterator[Entity]:
        """Every entity in the tree."""
        if self.entity:
            yield self.entity
        yield from self.others
        if self.quantity and self.quantity.than:
            yield self.quantity.than
        for edge in self.edges:
            if edge.other:
                yield from edge.other.entities()

    def things(self) -> Iterator[Thing]:
        """Every thing of the tree."""
        yield self
        for edge in self.edges:
            if edge.other:
                yield from edge.other.things()

    def quantities(self) -> Iterator[Quantity]:
        """Every quantity in the tree."""
        if self.quantity:
            yield self.quantity
        for edge in self.edges:
            if edge.other:
                yield from edge.other.quantities()


def themed(thing: Thing) -> bool:
    """Whether a thing is a text of some kind of which but the theme is told: "the paper on the gig economy"."""
    about = [edge for edge in thing.edges if edge.piece == "theme" and edge.other and edge.other.entity]
    return thing.narrow and thing.kind == "Publication" and len(about) == len(thing.edges) == 1


def _cut(name: str) -> str:
    return name if len(name) <= _LONG else f"{name[:_LONG]}…"


def _edge_words(edge: Edge) -> str:
    words = ("not " if edge.denied else "") + edge.words
    if edge.other is None:
        return words + edge.dated
    inner = edge.other.words()
    return f"{words} {f'({inner})' if edge.other.edges else inner}{edge.dated}"


def words_of(kind: str) -> str:
    """The name of a class in words.

    >>> words_of("FundingScheme")
    'funding scheme'
    """
    return "".join(" " + c.lower() if c.isupper() else c for c in kind).strip()


@dataclass(frozen=True, slots=True)
class Meaning:
    """A whole question: what is asked (`form`) of which thing.

    The forms are `list`, `count`, `truth`, `where`, `when`, `attribute`, `pages`. `cost` tells how far-fetched the
    reading is.
    """

    form: str
    thing: Thing
    cost: float = 0.0
    given: tuple[tuple[str, Term], ...] = ()
