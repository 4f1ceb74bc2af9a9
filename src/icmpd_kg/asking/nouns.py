"""Nouns of a question with all that stands before and after them, and names."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from icmpd_kg.asking.chart import DEPTH, ICMPD, POSSESSIONS, VALUED, Edges, value_edge
from icmpd_kg.asking.phrases import Phrases
from icmpd_kg.asking.spans import Span
from icmpd_kg.asking.tree import Edge, Quantity, Thing
from icmpd_kg.model import Literal

# Before these, the name of a state may tell where they are or whose.
_NATIONAL = {"Project", "Organisation", "Publication"}

# What a number after such words bounds.
_BOUNDS: Mapping[str, Callable[[int], Quantity]] = {
    "over": lambda number: Quantity(number + 1),
    "least": Quantity,
    "exactly": lambda number: Quantity(number, number),
    "below": lambda number: Quantity(1, number - 1),
    "up to": lambda number: Quantity(1, number),
}


class Nouns(Phrases):
    """What may be a noun, with its phrases and clauses."""

    def _nominal(self, start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        """A noun with what stands before and after it, or a name; what was read once is kept."""
        if (start, depth) not in self._read:
            self._read[start, depth] = list(dict.fromkeys(self._nominals(start, depth)))
        return iter(self._read[start, depth])

    def _nominals(self, start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        if depth > DEPTH:
            return
        for thing, end in self._head(start, depth):
            yield from self._modified(thing, end, depth)
        for quantity, position in self._quantities(start):
            for thing, end in self._head(position, depth):
                if thing.entity is None:
                    for full, last in self._modified(thing, end, depth):
                        yield replace(full, quantity=quantity), last
        yield from self._more(start, depth)
        yield from self._foremost(start, depth)

    def _more(self, start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        """More or fewer than somebody: "more projects than Switzerland", or than the other of two yet to be named."""
        for more in self._spans(start, "more", "fewer"):
            rank = 1 if more.sort == "more" else -1
            for thing, end in self._head(more.end, depth):
                for full, last in self._modified(thing, end, depth) if thing.entity is None else ():
                    yield replace(full, quantity=Quantity(rank=rank, pair=True)), last
                    for than in self._spans(last, "than"):
                        for rival in self._spans(than.end, "entity"):
                            self._priced(rival)
                            yield replace(full, quantity=Quantity(rank=rank, than=rival.value)), rival.end

    def _foremost(self, start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        """A noun with its place: "the second largest donor by number of projects", "the top three donors by …"."""
        for quantity, position in self._places(start):
            for kind in self._spans(position, "kind"):
                for by in self._spans(kind.end, "measured by"):
                    for counted, end in self._nominal(by.end, depth + 1):
                        for edge in self._association(Thing(kind.value), replace(counted, quantity=quantity)):
                            if counted.entity is None:
                                yield Thing(kind.value, edges=(edge,)), end

    def _places(self, start: int) -> Iterator[tuple[Quantity, int]]:
        """The place of something in an order: "second", "largest", "third smallest", "top three"."""
        for ordinal in self._spans(start, "ordinal"):
            yield Quantity(rank=ordinal.value), ordinal.end
            for superlative in self._spans(ordinal.end, "superlative"):
                if superlative.value > 0:
                    yield Quantity(rank=ordinal.value), superlative.end
        for superlative in self._spans(start, "superlative"):
            yield Quantity(rank=superlative.value), superlative.end
            for number in self._spans(superlative.end, "number"):
                yield Quantity(rank=superlative.value, top=number.value), number.end

    def _quantities(self, start: int) -> Iterator[tuple[Quantity, int]]:
        for most in self._spans(start, "most"):
            yield Quantity(rank=1), most.end
        for fewest in self._spans(start, "fewest"):
            yield Quantity(rank=-1), fewest.end
        for ordinal in self._spans(start, "ordinal"):
            for most in self._spans(ordinal.end, "most"):
                yield Quantity(rank=ordinal.value), most.end
        for several in self._spans(start, "several"):
            yield Quantity(2), several.end
        for single in self._spans(start, "single"):
            yield Quantity(1, 1), single.end
        for bound in self._spans(start, *_BOUNDS):
            for number in self._spans(bound.end, "number"):
                yield _BOUNDS[bound.sort](number.value), number.end

    def _head(self, start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        for span in self._spans(start, "entity"):
            self._priced(span)
            thing = Thing(span.value.kind, span.value)
            yield thing, span.end
            yield from self._any_of(thing, span.end, depth)
            yield from self._qualified(thing, span.end, depth)
            yield from self._participial(thing, span.end, depth)
        yield from self._each_of(start)
        yield from self._noun(start, depth)
        for value in self._spans(start, "value"):  # "online events"
            for thing, end in self._head(value.end, depth + 1) if depth < DEPTH else ():
                if thing.entity is None and thing.kind in VALUED:
                    yield thing.tied(value_edge(value)), end

    def _any_of(self, thing: Thing, start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        """One name or another: "Turkey or Lebanon", "Turkey, Lebanon or Jordan"."""
        if depth > DEPTH:
            return
        for position, last in ((start, False), *((joint.end, True) for joint in self._spans(start, "or"))):
            for span in self._spans(position, "entity"):
                if _alike(thing.kind, span.value.kind):
                    self._priced(span)
                    more = replace(thing, others=(*thing.others, span.value))
                    if last:
                        yield more, span.end
                    yield from self._any_of(more, span.end, depth + 1)

    def _each_of(self, start: int) -> Iterator[tuple[Thing, int]]:
        """One name and another, where it is said that both are meant: "both Turkey and Lebanon"."""
        for both in self._spans(start, "both"):
            for one in self._spans(both.end, "entity"):
                for joint in self._spans(one.end, "and"):
                    for other in self._spans(joint.end, "entity"):
                        if _alike(one.value.kind, other.value.kind):
                            self._priced(one, other)
                            yield Thing(one.value.kind, one.value, others=(other.value,), joint=True), other.end

    def _noun(self, start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        for span in self._spans(start, "kind", "narrower", "beside"):
            if span.sort != "beside":
                yield Thing(span.value, narrow=span.sort == "narrower"), span.end
            yield from self._by_name(span)
        for span in self._spans(start, "called"):
            kind, word = span.value
            yield Thing(kind, edges=(_called(word),)), span.end
        for post in self._spans(start, "post"):
            yield _officer(post, None), post.end
        for noun in self._spans(
            start, "noun", "part noun", "turned noun", "post"
        ):  # "the donors of PACT", "the Director General of ICMPD"
            for of in self._spans(noun.end, "preposition", "of", "to"):
                for thing, end in self._nominal(of.end, depth + 1):
                    for full in self._belonging(noun, thing):
                        yield full, end

    def _by_name(self, noun: Span) -> Iterator[tuple[Thing, int]]:
        """A noun with the name of one of its class: "the city of Rabat", "the article titled …"."""
        marks = ["titled", *(["preposition"] if noun.value in {"City", "State", "Region"} else [])]
        for mark in self._spans(noun.end, *marks):
            for name in self._spans(mark.end, "entity"):
                if name.value.kind == noun.value:
                    self._priced(name)
                    yield Thing(name.value.kind, name.value), name.end

    def _belonging(self, noun: Span, thing: Thing) -> Iterator[Thing]:
        """What a noun says with the thing that it needs: who has a role or a post in it, what is a part of it."""
        if noun.sort == "noun":
            for edge in self._edges(noun.value, Thing("agent"), thing):
                yield Thing("agent", edges=(edge,))
        elif noun.sort == "post":
            yield _officer(noun, thing)
        elif noun.value == "priority":
            if self._fits("priority", thing, Thing("Theme")):
                yield Thing("Theme", edges=(Edge("priority", self._reading("priority", True), thing, inverse=True),))
        elif noun.sort == "turned noun":  # "the predecessor of PACT"
            for edge in self._edges(noun.value, Thing(thing.kind), thing, of_subject=False):
                yield Thing(thing.kind, edges=(edge,))
        elif self._fits(noun.value, Thing(thing.kind), thing):
            kind = "" if noun.value == "part" else thing.kind
            yield Thing(kind, edges=(Edge(noun.value, self._reading(noun.value, False), thing),))

    def _qualified(self, thing: Thing, start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        """A name before a noun: "Prague Process events", "PACT's donors", "ICMPD members"."""
        for position in (start, *(mark.end for mark in self._spans(start, "be") if mark.end - mark.start == 1)):
            for noun in self._spans(position, "noun", "part noun", "turned noun", "post"):
                for full in self._belonging(noun, thing):
                    yield full, noun.end
            for head, end in self._noun(position, depth) if depth < DEPTH else ():
                if head.entity is None and head.kind not in {"agent", ""}:
                    if head.kind == "Project" and thing.entity and thing.entity.iri == ICMPD:
                        yield head, end  # All are its own.
                    national = thing.kind == "State" and head.kind in _NATIONAL
                    for name in (*POSSESSIONS, "scheme"):
                        # A Dutch project may be one in the Netherlands or one that they pay for.
                        if not (national and name == "place"):
                            for edge in self._edges(name, head, thing):
                                yield head.tied(edge), end

    def _participial(self, thing: Thing, start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        """A name with a participle before a noun: "UK-funded projects"."""
        for verb in self._spans(start, "verb"):
            for head, end in self._noun(verb.end, depth) if verb.value.form == "part" and depth < DEPTH else ():
                for edge in self._edges(verb.value.tie, head, thing, of_subject=False):
                    if head.entity is None:
                        yield head.tied(edge), end

    def _modified(self, thing: Thing, start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        """A noun with the phrases and clauses that follow it, the longest reading first."""
        if depth >= DEPTH or thing.entity is not None:
            yield thing, start
            return
        for edges, end in self._ties(thing, start, depth + 1):
            for joined in self._joined(thing, edges):
                yield from self._modified(joined, end, depth)
        for edges, end in self._participle(thing, start, depth + 1):
            for joined in self._joined(thing, edges):
                yield from self._modified(joined, end, depth)
        yield from self._relative(thing, start, depth)
        for subject, end in self._nominal(start, depth + 2):  # "projects Germany funds"
            if subject.entity:
                yield from self._object(thing, subject, end, depth + 1)
        yield thing, start

    def _relative(self, thing: Thing, start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        """A noun with a clause: "that Germany funds", "in which Spain is a partner", "whose donor is Germany"."""
        for that in self._spans(start, "that"):
            for edges, end in self._predicate(thing, that.end, depth + 1):
                yield from ((joined, end) for joined in self._joined(thing, edges))
            for subject, end in self._nominal(that.end, depth + 1):
                yield from self._object(thing, subject, end, depth + 1)
        yield from self._pied(thing, start, depth)
        for whose in self._spans(start, "whose"):
            for noun in self._spans(whose.end, "noun"):
                for agent, end in self._holder(noun.end, depth):
                    for edge in self._edges(noun.value, thing, agent, of_subject=False):
                        yield from self._modified(thing.tied(edge), end, depth)

    def _pied(self, thing: Thing, start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        """A noun with what it is to a clause's subject: "(dialogues) in which Spain is a partner"."""
        for pied in self._spans(start, "pied"):
            for subject, end in self._nominal(pied.end, depth + 1):
                for word in (
                    word for position in self._after(end, "be") for word in self._spans(position, "noun", "verb")
                ):
                    name = word.value if word.sort == "noun" else word.value.tie
                    for edge in self._edges(name, thing, subject, of_subject=False):
                        yield from self._modified(thing.tied(edge), word.end, depth)
                for whole, last in self._done_by(subject, end):  # "countries in which Switzerland funds projects"
                    for edge in self._edges("place", whole, thing):
                        yield from self._modified(thing.tied(self._turned(edge, whole, "place")), last, depth)

    def _holder(self, start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        """Who plays the role just named: "(whose secretariat) is run by ICMPD", "(whose secretariat) ICMPD runs"."""
        for be in self._spans(start, "be"):
            for position in self._after(be.end, "held by"):
                yield from self._nominal(position, depth + 1)
        for agent, end in self._nominal(start, depth + 1):
            yield from ((agent, holds.end) for holds in self._spans(end, "holds", "have"))

    def _after(self, start: int, sort: str) -> Iterator[int]:
        """A position, and those behind a word of a sort there."""
        yield start
        yield from (span.end for span in self._spans(start, sort))

    def _participle(self, thing: Thing, start: int, depth: int) -> Iterator[tuple[Edges, int]]:
        for negated in (None, *self._spans(start, "not")):
            for edges, end in self._verbal(thing, negated.end if negated else start, depth, "be"):
                if not (negated and any(edge.denied for edge in edges)):
                    yield tuple(replace(edge, denied=edge.denied or bool(negated)) for edge in edges), end

    @abstractmethod
    def _predicate(self, subject: Thing, start: int, depth: int, helped: str = "") -> Iterator[tuple[Edges, int]]:
        """What a verb says of its subject."""

    @abstractmethod
    def _object(self, thing: Thing, subject: Thing, start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        """The thing as the object of a verb with that subject."""

    @abstractmethod
    def _done_by(self, subject: Thing, start: int) -> Iterator[tuple[Thing, int]]:
        """What somebody has or does something to."""

    @abstractmethod
    def _verbal(self, subject: Thing, start: int, depth: int, helper: str) -> Iterator[tuple[Edges, int]]:
        """A verb and what follows it, after a helping verb or none."""


def _alike(kind: str, other: str) -> bool:
    """Whether one tie can join things of both classes."""
    return kind == other or {kind, other} <= {"State", "Organisation"} or {kind, other} <= {"State", "City", "Region"}


def _called(word: str) -> Edge:
    return Edge("called", f"called “{word}”", given=(("word", Literal(word)),))


def _officer(post: Span, thing: Thing | None) -> Thing:
    words = f"holds the post “{post.value.value}”" + (" in" if thing else "")
    return Thing("Person", edges=(Edge("post", words, thing, inverse=True, given=(("post", post.value),)),))
