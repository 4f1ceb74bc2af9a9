"""What follows "is" and "has": what a subject is, where it stands, and what it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from icmpd_kg.asking.chart import Edges, class_iri
from icmpd_kg.asking.orders import Orders
from icmpd_kg.asking.spans import Span
from icmpd_kg.asking.tree import Edge, Thing


class Predicates(Orders):
    """What a subject may be or have."""

    def _copular(self, subject: Thing, start: int, depth: int) -> Iterator[tuple[Edges, int]]:
        """What follows "is": a role noun with its thing, a place, a time, a state of play."""
        yield from self._done_to(subject, start)
        for noun in self._named_so(start):
            if noun.sort == "adjective":
                for thing, end in self._sought(noun.value, noun.end, depth):
                    yield from self._tie(noun.value, subject, thing, end)
            if noun.value in self._words["of-icmpd"] and subject.kind in {"State", "MemberState", "agent"}:
                yield from self._tie(noun.value, subject, self._home, noun.end)
            for of in self._spans(noun.end, "preposition", "of", "to"):
                for thing, end in self._nominal(of.end, depth + 1):
                    yield from self._tie(noun.value, subject, thing, end)
        for thing, end in self._nominal(start, depth + 1):
            # "is Germany an ICMPD member", "who is the Prague Process chair"
            if thing.quantity:
                continue
            if thing.entity is None and len(thing.edges) == 1 and thing.kind in {"agent", "", subject.kind}:
                yield thing.edges, end
            elif thing.kind and thing.kind != "agent" and not (thing.entity or thing.edges or thing.narrow):
                yield (Edge("kind", f"is a {thing.named}", given=(("class", class_iri(thing.kind)),)),), end
        yield from self._ties(subject, start, depth + 1)

    def _named_so(self, start: int) -> Iterator[Span]:
        """A noun or an adjective of a role; "merely" may stand before those that are less than to belong."""
        yield from self._spans(start, "noun", "adjective")
        for mere in self._spans(start, "mere"):
            yield from (s for s in self._spans(mere.end, "noun", "adjective") if s.value in self._words["seeking"])

    def _sought(self, role: str, start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        """What one is tied to by a role; what is sought may be a membership: "(applied for) ICMPD membership"."""
        for thing, end in self._nominal(start, depth + 1):
            yield thing, end
            for standing in self._spans(end, "standing") if role in self._words["seeking"] and thing.entity else ():
                yield thing, standing.end
        for standing in self._spans(start, "standing") if role in self._words["seeking"] else ():
            yield self._home, standing.end
            for of in self._spans(standing.end, "preposition", "of", "to"):
                yield from ((thing, end) for thing, end in self._nominal(of.end, depth + 1) if thing.entity)

    def _done_to(self, subject: Thing, start: int) -> Iterator[tuple[Edges, int]]:
        """A participle with who does it before it: "(is) EU-funded"."""
        for name in self._spans(start, "entity"):
            for verb in self._spans(name.end, "verb"):
                if verb.value.form == "part" and not verb.value.turned:
                    self._priced(name)
                    by = Thing(name.value.kind, name.value)
                    yield from self._tie(verb.value.tie, subject, by, verb.end, of_subject=False)

    def _having(self, subject: Thing, start: int, depth: int) -> Iterator[tuple[Edges, int]]:
        """What follows "has": "has no funder", "has Germany as a donor", "has projects in Turkey"."""
        if subject.kind != "agent":  # Who has a chair or none is nobody's question.
            yield from self._provided(subject, start, depth)
        yield from self._standing(subject, start, depth)
        for quantity, position in self._quantities(start):  # "has more than one donor"
            for noun in self._spans(position, "noun"):
                yield from self._tie(noun.value, subject, Thing("agent", quantity=quantity), noun.end, of_subject=False)
        for thing, end in self._nominal(start, depth + 1):
            for as_ in self._spans(end, "as"):
                for noun in self._spans(as_.end, "noun"):
                    yield from self._tie(noun.value, subject, thing, noun.end, of_subject=False)
            if thing.kind == "agent" and len(thing.edges) == 1:  # "holds the presidency of the EU Council"
                yield thing.edges, end
            elif thing.entity is None:
                yield from (((edge,), end) for edge in self._association(subject, thing))

    def _standing(self, subject: Thing, start: int, depth: int) -> Iterator[tuple[Edges, int]]:
        """A standing that one has: "(with) observer status at ICMPD", "(has) ICMPD membership"."""
        for standing in self._spans(start, "standing"):
            if subject.kind in {"State", "MemberState", "agent", "Organisation"}:
                yield from self._tie(standing.value, subject, self._home, standing.end)
            for of in self._spans(standing.end, "preposition", "of", "to"):
                for thing, end in self._nominal(of.end, depth + 1):
                    yield from self._tie(standing.value, subject, thing, end)
        for thing, end in self._nominal(start, depth + 1):
            for standing in self._spans(end, "standing") if thing.entity else ():
                yield from self._tie(standing.value, subject, thing, standing.end)

    def _provided(self, subject: Thing, start: int, depth: int) -> Iterator[tuple[Edges, int]]:
        """That there is one who plays a role, or none, or no thing: "(has) a funder", "(has) no project"."""
        for no in (None, *self._spans(start, "no")):
            position = no.end if no else start
            for thing, end in self._nominal(position, depth + 1) if no else ():  # "has no project funded by the EU"
                for edge in self._association(subject, thing) if not (thing.entity or thing.quantity) else ():
                    yield (replace(edge, denied=True),), end
            for noun in self._spans(position, "noun"):
                for edges, end in self._tie(noun.value, subject, None, noun.end, of_subject=False):
                    yield tuple(replace(edge, denied=no is not None) for edge in edges), end
                for others, end in self._excepting(Thing("agent"), noun.end):  # "has donors other than the EU"
                    for edge in self._edges(noun.value, subject, Thing("agent", edges=others), of_subject=False):
                        yield (replace(edge, denied=no is not None),), end
