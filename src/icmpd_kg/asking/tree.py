"""What a question means: a tree of things, tied to one another, with what is asked of its root."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from icmpd_kg.model import Entity, Term


@dataclass(frozen=True, slots=True)
class Edge:
    """One tie of a thing: the piece of SPARQL that says it, and what stands at its other end, if a thing does.

    The thing is the piece's `this`, or, if `inverse`, its `that`. `given` are the terms of the piece's other variables;
    a tie that is `denied` must not hold. `words` tell the tie to a reader.
    """

    piece: str
    words: str
    other: Thing | None = None
    inverse: bool = False
    denied: bool = False
    given: tuple[tuple[str, Term], ...] = ()
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of the question: one entity, or whatever is of a class and has certain ties.

    `quantity` asks how many of them there are at the other end: the most (0), or at least so many.
    """

    kind: str = ""
    entity: Entity | None = None
    edges: tuple[Edge, ...] = ()
    quantity: int | None = None

    def tied(self, *edges: Edge) -> Thing:
        """The same thing with more ties."""
        return replace(self, edges=(*self.edges, *edges))

    @property
    def named(self) -> str:
        """What the thing is called in a reading."""
        return self.entity.label if self.entity else words_of(self.kind) or "anything"

    def words(self) -> str:
        """The thing and its ties, in words.

        >>> Thing("Project", edges=(Edge("role", "funder", Thing("State")),)).words()
        'project · funder: state'
        """
        amount = {None: "", 0: "the most of: "}.get(self.quantity, f"at least {self.quantity} of: ")
        return " · ".join([amount + self.named, *(_edge_words(edge) for edge in self.edges)])

    def entities(self) -> Iterator[Entity]:
        """Every entity in the tree."""
        if self.entity:
            yield self.entity
        for edge in self.edges:
            if edge.other:
                yield from edge.other.entities()


def _edge_words(edge: Edge) -> str:
    no = "not " if edge.denied else ""
    if edge.other is None:
        return no + edge.words + edge.dated
    inner = edge.other.words()
    return f"{no}{edge.words}{edge.dated}: {f'({inner})' if edge.other.edges else inner}"


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
