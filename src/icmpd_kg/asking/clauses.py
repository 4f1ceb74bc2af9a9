"""What a question says of a thing: verbs, with their subjects and objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from icmpd_kg.asking.chart import DEPTH, ICMPD, POSSESSIONS, ROLE, Edges, base
from icmpd_kg.asking.lexicon import Verb
from icmpd_kg.asking.predicates import Predicates
from icmpd_kg.asking.tree import Edge, Thing


class Clauses(Predicates):
    """What may be said of a subject."""

    def _said(self, thing: Thing, start: int) -> Iterator[tuple[Thing, int]]:
        """What follows the noun that is asked for: a predicate, or a clause of which it is the object."""
        for edges, end in self._predicate(thing, start, 0):
            yield thing.tied(*edges), end
        yield from self._inverted(thing, start, 0)

    def _inverted(self, thing: Thing, start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        """The thing as the object: "(which projects) does the Netherlands fund in the Mediterranean"."""
        for helper in self._spans(start, "do", "have", "be"):
            for no in self._spans(helper.end, "no"):  # "(which themes) does no project deal with"
                for subject, end in self._nominal(no.end, depth + 1):
                    for full, last in self._object(thing, subject, end, depth) if subject.entity is None else ():
                        *before, edge = full.edges
                        if tuple(before) == thing.edges:
                            yield thing.tied(replace(edge, denied=True)), last
            for subject, end in self._nominal(helper.end, depth + 1):
                yield from self._object(thing, subject, end, depth)
                for have in self._spans(end, "have"):  # "(which projects) does ICMPD have in Africa": all are its own.
                    if thing.kind == "Project" and subject.entity and subject.entity.iri == ICMPD:
                        yield from self._dated_after(thing, have.end, depth)
                for have in self._spans(end, "have"):  # "(which offices) does ICMPD have in Central Asia"
                    for edge in self._owned(thing, subject):
                        yield from self._dated_after(thing.tied(edge), have.end, depth)

    def _owned(self, thing: Thing, owner: Thing) -> Iterator[Edge]:
        """The ties by which one may be said to have a thing: as a part, a place, or of its own making."""
        for name in POSSESSIONS:
            yield from self._edges(name, thing, owner)
        if thing.kind in self._words["by"]:
            yield from self._edges(self._words["by"][thing.kind], thing, owner, of_subject=False)

    def _object(self, thing: Thing, subject: Thing, start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        for verb in self._spans(start, "verb"):
            for edge in self._edges(verb.value.tie, thing, subject, of_subject=verb.value.turned):
                yield from self._dated_after(thing.tied(replace(edge, begins=verb.value.begins)), verb.end, depth)
        for noun in self._spans(start, "noun"):  # "(which dialogue) is the Netherlands chair of"
            for of in self._spans(noun.end, "preposition"):
                for edge in self._edges(noun.value, thing, subject, of_subject=False):
                    yield from self._dated_after(thing.tied(edge), of.end, depth)
        stranded = (word for end in self._after(start, "happen") for word in self._spans(end, "preposition"))
        for preposition in stranded if subject.entity or subject.kind != "agent" else ():
            # "(which city) is the office in"
            for edge in self._edges(preposition.value, subject, thing):
                yield thing.tied(self._turned(edge, subject, preposition.value)), preposition.end

    def _fronted(self, thing: Thing, start: int) -> Iterator[tuple[Thing, int]]:
        """The thing behind a preposition at the head: "(in which dialogues) does ICMPD participate"."""
        for helper in self._spans(start, "do", "have", "be"):
            for no in self._spans(helper.end, "no"):
                yield from self._none(thing, no.end, helper.sort)
            for subject, end in self._nominal(helper.end, 1):
                for word in self._spans(end, "noun", "bare verb"):
                    name = word.value if word.sort == "noun" else word.value.tie
                    turned = word.sort == "bare verb" and word.value.turned
                    for edge in self._edges(name, thing, subject, of_subject=turned):
                        yield from self._dated_after(thing.tied(edge), word.end, 0)
                for whole, last in self._done_by(subject, end):
                    for name in ("place", "scheme", "part", "theme"):
                        for edge in self._edges(name, whole, thing):
                            yield thing.tied(self._turned(edge, whole, name)), last
                ends = [end, *(word.end for word in self._spans(end, "happen")), *self._funded(end)]
                for name in ("place", "scheme", "adopted", "part"):
                    for edge in self._edges(name, subject, thing):
                        yield from ((thing.tied(self._turned(edge, subject, name)), last) for last in ends)

    def _none(self, thing: Thing, start: int, helped: str) -> Iterator[tuple[Thing, int]]:
        """What there is none of: "(in which regions does) no project have a donor", "(for which is) no donor"."""
        for noun in self._spans(start, "noun"):
            for end in (noun.end, *(word.end for word in self._spans(noun.end, "exist", "happen"))):
                for edge in self._edges(noun.value, thing, None, of_subject=False):
                    yield thing.tied(replace(edge, denied=True)), end
        for subject, end in self._nominal(start, 1):
            said = [(subject, end), *((subject, word.end) for word in self._spans(end, "exist", "happen"))]
            said += [(subject.tied(*edges), last) for edges, last in self._predicate(subject, end, 1, helped)]
            for whole, last in said if not (subject.entity or subject.quantity) else ():
                for edge in self._edges("place", whole, thing):
                    yield thing.tied(replace(self._turned(edge, whole, "place"), denied=True)), last

    def _done_by(self, subject: Thing, start: int) -> Iterator[tuple[Thing, int]]:
        """What somebody has or does something to: "(in which countries does) Switzerland fund projects"."""
        for verb in self._spans(start, "verb"):
            for thing, end in self._nominal(verb.end, 1):
                for edge in self._edges(verb.value.tie, thing, subject, of_subject=verb.value.turned):
                    if thing.entity is None:
                        yield thing.tied(edge), end
        for have in self._spans(start, "have"):
            for thing, end in self._nominal(have.end, 1):
                if thing.kind == "Project" and subject.entity and subject.entity.iri == ICMPD:
                    yield thing, end
                for edge in self._had(subject, thing) if thing.entity is None else ():
                    yield thing.tied(self._turned(edge, subject, edge.piece)), end

    def _funded(self, start: int) -> Iterator[int]:
        """The ends of a participle of funding, as in "through which scheme is PACT funded"."""
        for verb in self._spans(start, "verb"):
            if (verb.value.tie, verb.value.form) == ("funder", "part"):
                yield verb.end

    def _dated_after(self, thing: Thing, start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        for edges, end in self._ties(thing, start, depth + 1):
            for joined in self._joined(thing, edges):
                yield from self._dated_after(joined, end, depth)
        yield from self._while_not(thing, start)
        yield thing, start

    def _while_not(self, thing: Thing, start: int) -> Iterator[tuple[Thing, int]]:
        """What the subject is not to the thing: "(does ICMPD support) without being their secretariat"."""
        actors = [e.other for e in thing.edges if e.piece == "role" and not e.inverse and e.other and e.other.entity]
        for joint in self._spans(start, "without") if actors else ():
            for noun in (noun for be in self._spans(joint.end, "be") for noun in self._spans(be.end, "noun")):
                for end in (noun.end, *(of.end for of in self._spans(noun.end, "of them"))):
                    for edge in self._edges(noun.value, thing, actors[-1], of_subject=False):
                        yield thing.tied(replace(edge, denied=True)), end

    def _predicate(self, subject: Thing, start: int, depth: int, helped: str = "") -> Iterator[tuple[Edges, int]]:
        """What a verb says of its subject, and what follows; `helped` is the sort of the "is" or "has" before it."""
        if depth > DEPTH:
            return
        for edges, end in self._clause(subject, start, depth, helped):
            for thing, last in self._further(replace(subject, edges=()), edges, end, depth):
                yield thing.edges, last

    def _further(self, bare: Thing, edges: tuple[Edge, ...], start: int, depth: int) -> Iterator[tuple[Thing, int]]:
        for thing in self._joined(bare, edges):
            for more, end in self._ties(thing, start, depth + 1):
                # Who acts has no place or theme by what follows the object: that is the object's, or nobody's.
                acts = any(edge.piece == "kind" or (edge.piece == "role" and edge.inverse) for edge in thing.edges)
                if all(edge.piece in {"dated", "other"} or (not acts and edge.piece != "role") for edge in more):
                    yield from self._further(thing, more, end, depth)
            yield from self._in_turn(thing, start)
            for joint in self._spans(start, "and"):
                for more, end in self._clause(bare, joint.end, depth + 1, "be"):
                    yield from self._further(thing, more, end, depth)
                for no in self._spans(joint.end, "not"):
                    for more, end in self._nor(thing.edges[-1], no.end, depth):
                        yield from self._further(thing, more, end, depth)
            for joint in self._spans(start, "without"):  # "(are observers) without being members"
                for more, end in self._clause(bare, joint.end, depth + 1, "be"):
                    if not any(edge.denied for edge in more):
                        yield from self._further(thing, tuple(replace(e, denied=True) for e in more), end, depth)
            yield thing, start

    def _nor(self, edge: Edge, start: int, depth: int) -> Iterator[tuple[Edges, int]]:
        """What has the tie just told to one thing but not to another: "(partners in the one but not) in the other"."""
        known = edge.other
        if known is None or known.entity is None or edge.denied or edge.dated or edge.piece == "other":
            return
        marks = [(mark.end, mark.sort, mark.value) for mark in self._spans(start, "preposition", "of", "by", "to")]
        for position, sort, meant in [(start, "", ""), *marks]:
            for other, end in self._nominal(position, depth + 1):
                # "Funded by Germany but not in Turkey" is of a place, and of no other funder.
                placed = meant == "place" and edge.piece != "place" and other.kind in {"State", "City", "Region"}
                alike = other.kind == known.kind or (sort == "by" and {other.kind, known.kind} <= base("agent"))
                if other.entity and alike and not (other.others or placed):
                    yield (replace(edge, other=other, denied=True),), end

    def _clause(self, subject: Thing, start: int, depth: int, helped: str) -> Iterator[tuple[Edges, int]]:
        helpers = [(start, helped)] + [(h.end, h.sort) for h in self._spans(start, "be", "do", "have")]
        helpers += [
            (mark.end, "be") for mark in self._spans(start, "as")
        ]  # "(does the report name) as members of ICMPD"
        for position, helper in helpers:
            yield from self._verbal(subject, position, depth, helper)
            yield from self._ranking(subject, position, depth)
            yield from self._charged(subject, position, depth)
            yield from self._succession(subject, position, depth)
            if helper == "be":
                yield from self._copular(subject, position, depth)
            if helper == "have":
                yield from self._having(subject, position, depth)
                yield from self._valued(subject, position)  # "has ended"
            for no in self._spans(position, "not") if helper else ():
                for edges, end in self._clause(subject, no.end, depth + 1, helper) if depth < DEPTH else ():
                    if not any(edge.denied for edge in edges):  # "does not fund no project"
                        yield tuple(replace(edge, denied=True) for edge in edges), end

    def _charged(self, subject: Thing, start: int, depth: int) -> Iterator[tuple[Edges, int]]:
        """Who fills a post or an office: "(was) responsible for the photography", "provides the secretariat of …"."""
        for holds in self._spans(start, "holds"):
            for held, end in self._nominal(holds.end, depth + 1):
                roles = [str(dict(edge.given).get("role", "")).removeprefix(ROLE) for edge in held.edges]
                if held.kind == "agent" and len(roles) == 1 and roles[0] in self._words["offices"]:
                    yield from ((edges, end) for edges in [held.edges] if self._fits(roles[0], edges[0].other, subject))
        for charge in self._spans(start, "charge") if subject.kind in {"agent", "Person"} else ():
            for post, end in self._nominal(charge.end, depth + 1):
                if [edge.piece for edge in post.edges] == ["post"]:
                    yield post.edges, end

    def _verbal(self, subject: Thing, start: int, depth: int, helper: str) -> Iterator[tuple[Edges, int]]:
        for verb in self._spans(start, "verb"):
            form: Verb = verb.value
            if form.form == "part" and helper in {"", "be"} and not form.turned:
                for by in self._spans(verb.end, "by"):
                    for thing, end in self._nominal(by.end, depth + 1):
                        yield from self._tie(form.tie, subject, thing, end, of_subject=False)
                if helper == "be" and form.tie in self._words["told-alone"]:
                    yield from self._tie(form.tie, subject, None, verb.end, of_subject=False)
            if form.form in {"base", "s", "past", "ing"} or helper == "have":
                for thing, end in self._sought(form.tie, verb.end, depth):
                    for edges, last in self._tie(form.tie, subject, thing, end, of_subject=not form.turned):
                        yield tuple(replace(edge, begins=form.begins) for edge in edges), last
                for no in self._spans(verb.end, "no"):  # "funds no project in Africa"
                    for thing, end in self._nominal(no.end, depth + 1):
                        for edges, last in self._tie(form.tie, subject, thing, end, of_subject=not form.turned):
                            if not (thing.entity or thing.quantity):
                                yield tuple(replace(edge, denied=True) for edge in edges), last
        yield from self._parted(subject, start, depth)
        yield from self._happening(subject, start, depth)

    def _parted(self, subject: Thing, start: int, depth: int) -> Iterator[tuple[Edges, int]]:
        """A verb with its object within it, or with one that is left unsaid: "receive EU funding", "join"."""
        for verb in self._spans(start, "gapped"):
            meant, noun = verb.value
            for thing, end in self._nominal(verb.end, depth + 1):
                for gap in self._spans(end, "gap"):
                    if gap.value == (meant.tie, noun):
                        yield from self._tie(meant.tie, subject, thing, gap.end, of_subject=False)
        for passive in self._spans(start, "passive"):
            if passive.value in self._words["of-icmpd"] and subject.kind in {"State", "MemberState", "agent"}:
                yield from self._tie(passive.value, subject, self._home, passive.end)
        for verb in self._spans(start, "verb", "bare verb"):
            if verb.value.tie in self._words["of-icmpd"] and subject.kind in {"State", "MemberState", "agent"}:
                for edges, end in self._tie(verb.value.tie, subject, self._home, verb.end):
                    yield tuple(replace(edge, begins=verb.value.begins) for edge in edges), end

    def _happening(self, subject: Thing, start: int, depth: int) -> Iterator[tuple[Edges, int]]:
        """A verb that has no object of its own: a passive with its preposition, "takes place", "began"."""
        for passive in self._spans(start, "passive"):
            for thing, end in self._nominal(passive.end, depth + 1):
                yield from self._tie(passive.value, subject, thing, end)
        for verb in self._spans(start, "happen"):
            for edges, end in self._ties(subject, verb.end, depth + 1):
                if subject.kind != "agent" or all(edge.piece == "dated" for edge in edges):
                    yield edges, end
        for moment in self._spans(start, "moment"):
            for edges, end in self._time(moment.end):
                piece = {"start": "begun", "end": "ended"}[moment.value]
                yield tuple(replace(edge, piece=piece, words=f"{piece} {edge.words}") for edge in edges), end
