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
class Thing:
    """A thing of the question: one entity, or whatever is of a class and has certain ties.

    `quantity` asks how many of them there are at the other end: the most (0), or at least so many. A `narrow` thing was
    called by a noun that fits but some of its class.
    """

    kind: str = ""
    entity: Entity | None = None
    edges: tuple[Edge, ...] = ()
    quantity: int | None = None
    narrow: bool = False

    def tied(self, *edges: Edge) -> Thing:
        """The same thing with more ties."""
        return replace(self, edges=(*self.edges, *edges))

    @property
    def named(self) -> str:
        """What the thing is called in a reading; a long title is cut."""
        name = self.entity.label if self.entity else words_of(self.kind)
        name = name if len(name) <= _LONG else f"{name[:_LONG]}…"
        return {"": "anything", "agent": "whoever"}.get(name, name)

    def words(self) -> str:
        """The thing and its ties, in words.

        >>> Thing("Project", edges=(Edge("role", "funded by", Thing("State", quantity=2)),)).words()
        'project · funded by at least 2 of state'
        """
        amount = {None: "", 0: "the most of "}.get(self.quantity, f"at least {self.quantity} of ")
        return " · ".join([amount + self.named, *(_edge_words(edge) for edge in self.edges)])

    def entities(self) -> Iterator[Entity]:
        """Every entity in the tree."""
        if self.entity:
            yield self.entity
        for edge in self.edges:
            if edge.other:
                yield from edge.other.entities()


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

    The forms are `list`, `count`, `truth`, `where`, `when`, `attribute`. `cost` tells how far-fetched the reading is.
    """

    form: str
    thing: Thing
    cost: float = 0.0
    given: tuple[tuple[str, Term], ...] = ()
