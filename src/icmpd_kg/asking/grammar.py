"""A small grammar of English questions over the ontology: from the spans of a question to what it may mean.

Each method reads from a position and yields, for every way of reading, what it read and where it ended: a recursive
descent that tries all ways, held to a number of steps. No word is passed over but those of the list `skip`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from icmpd_kg.asking.chart import ICMPD, Edges, base, class_iri
from icmpd_kg.asking.comparisons import Comparisons, topped
from icmpd_kg.asking.doubts import is_sure
from icmpd_kg.asking.phrases import excludable
from icmpd_kg.asking.spans import Span
from icmpd_kg.asking.tree import Meaning, Thing

# What may stand before a question: a tie that it adds, a place, or a page.
Ahead = Edges | Thing | int
_HELD = (["post"], ["role"])

# Classes of which it is no question where they are, or when, or how long.
_UNDATED = {
    "where": {"State", "agent", "Publication"},
    "when": {"State", "agent"},
    "long": {"State", "agent"},
}


class Grammar(Comparisons):
    """The readings of one question."""

    def meanings(self) -> Iterator[Meaning]:
        """Every reading of the whole question."""
        starts = [0]
        for start in starts:
            starts += [span.end for span in self._spans(start, "opening") if span.end not in starts]
        forms: tuple[Callable[[int], Iterator[tuple[Meaning, int]]], ...] = (
            *(self._many, self._which, self._who, self._whom, self._where),
            *(self._when, self._truth, self._attribute, self._long, self._bare, self._pages),
        )
        for start, extra in [(start, None) for start in starts] + list(self._ahead()):
            for form in forms:
                for meaning, end in form(start):
                    for closed in self._closed(meaning, end):
                        yield from (full for full in self._with(closed, extra) if is_sure(full, self._words))

    def _closed(self, meaning: Meaning, end: int) -> Iterator[Meaning]:
        """A meaning at the end of the question, or before words that say again what is asked for, or of which two."""
        if self._ends(end):
            yield meaning
        thing = meaning.thing
        if meaning.form != "list" or thing.entity:
            return
        for listing in self._spans(end, "listing"):  # "Please list them all", "List all states"
            for again in self._spans(listing.end, "them", "kind"):
                kind = thing.kind if again.sort == "them" else again.value
                acting = thing.kind == "agent" and base(kind) <= base("agent")
                if self._ends(again.end) and (kind == thing.kind or acting):
                    yield replace(meaning, thing=replace(thing, kind=kind))
        for one, last in self._of_two(thing, end):
            if self._ends(last):
                yield replace(meaning, thing=one)

    def _ahead(self) -> Iterator[tuple[int, Ahead]]:
        """A place, a time or a page before the question: "In Norway, what project is carried out?"."""
        for edges, end in self._time(0):
            yield end, edges
        for edges, end in self._excepted(0):  # "Apart from Germany, who is …"
            yield end, edges
        for page in self._spans(0, "page"):  # "Page 51: which projects does it tell of?"
            yield page.end, page.value
        for preposition in self._spans(0, "preposition"):
            for thing, end in self._nominal(preposition.end, 0):
                if preposition.value == "place" and thing.entity:
                    yield end, thing

    def _with(self, meaning: Meaning, extra: Ahead | None) -> Iterator[Meaning]:
        if extra is None:
            yield meaning
        elif meaning.form in {"list", "count"}:
            if isinstance(extra, int):
                added: list[Edges] = [(edge,) for edge in self._on_page(meaning.thing, extra)]
            elif isinstance(extra, Thing):
                added = [(edge,) for edge in self._edges("place", meaning.thing, extra)]
            else:
                added = [extra] if all(excludable(edge, meaning.thing) for edge in extra) else []
            for edges in added:
                yield from (replace(meaning, thing=thing) for thing in self._joined(meaning.thing, edges))

    def _which(self, start: int) -> Iterator[tuple[Meaning, int]]:
        for opener in self._spans(start, "which"):
            for thing, end in self._nominal(opener.end, 0):
                if thing.entity is None:
                    yield from self._listed(thing, end)
            for number in self._spans(opener.end, "number"):  # "which two donors fund the most projects"
                for thing, end in self._nominal(number.end, 0):
                    for meaning, last in self._listed(thing, end) if thing.entity is None else ():
                        yield from (
                            (replace(meaning, thing=some), last) for some in topped(meaning.thing, number.value)
                        )
            for meaning, end in self._listed(Thing(), opener.end):
                # What took place on a day is an event, and no figure or term of office.
                pieces = {edge.piece for edge in meaning.thing.edges}
                happened = pieces <= {"dated", "place"}
                if pieces & {"begun", "ended"}:
                    continue
                yield (replace(meaning, thing=replace(meaning.thing, kind="Event")) if happened else meaning), end
        for opener in self._spans(start, "fronted"):
            for thing, end in self._nominal(opener.end, 0):
                for full, last in self._fronted(thing, end) if thing.entity is None else ():
                    yield Meaning("list", full), last

    def _listed(self, thing: Thing, start: int) -> Iterator[tuple[Meaning, int]]:
        if thing.kind or thing.edges:
            yield Meaning("list", thing), start
        for full, end in self._said(thing, start):
            yield Meaning("list", full), end
        for verb in self._spans(start, "happen") if thing.kind else ():  # "which events took place"
            yield Meaning("list", thing), verb.end
        for be in self._spans(start, "be"):  # "what dialogues are there"
            if thing.kind:
                yield Meaning("list", thing), be.end
            for exist in self._spans(be.end, "exist", "happen"):
                yield Meaning("list", thing), exist.end
        if thing.kind:
            return
        for noun in self._spans(start, "noun"):  # "what partners does PACT have"
            yield from ((Meaning("list", full), end) for full, end in self._had_by(noun))

    def _bare(self, start: int) -> Iterator[tuple[Meaning, int]]:
        """A question of no more than a noun with its ties: "projects funded by Germany"."""
        for thing, end in self._nominal(start, 0):
            if thing.entity is None and thing.kind:
                yield Meaning("list", thing), end

    def _who(self, start: int) -> Iterator[tuple[Meaning, int]]:
        for opener in self._spans(start, "who"):
            for edges, end in self._predicate(Thing("agent"), opener.end, 0):
                yield Meaning("list", Thing("agent").tied(*edges)), end
            for full, end in self._inverted(Thing("agent"), opener.end, 0):
                yield Meaning("list", full), end
            for be in self._spans(opener.end, "be"):
                for thing, end in self._nominal(be.end, 0):
                    if thing.entity is None and base(thing.kind) <= base("agent"):
                        yield Meaning("list", thing), end

    def _whom(self, start: int) -> Iterator[tuple[Meaning, int]]:
        """ "By whom is PACT funded?"."""
        for opener in self._spans(start, "whom"):
            for full, last in self._fronted(Thing("agent"), opener.end):  # "from whom does PACT get its money"
                yield Meaning("list", full), last
            for helper in self._spans(opener.end, "be"):
                for subject, end in self._nominal(helper.end, 0):
                    for verb in self._spans(end, "verb"):
                        for edge in self._edges(verb.value.tie, Thing("agent"), subject):
                            yield Meaning("list", Thing("agent").tied(edge)), verb.end

    def _many(self, start: int) -> Iterator[tuple[Meaning, int]]:
        for opener in self._spans(start, "many"):
            for noun in self._spans(opener.end, "noun"):
                yield from ((Meaning("count", full), end) for full, end in self._had_by(noun))
            for thing, end in self._nominal(opener.end, 0):
                if thing.entity is None:
                    yield Meaning("count", thing), end
                    for be in self._spans(end, "be", "exist"):
                        yield Meaning("count", thing), be.end
                        yield from (
                            (Meaning("count", thing), word.end) for word in self._spans(be.end, "exist", "happen")
                        )
                        for edges, last in self._ties(thing, be.end, 0):
                            yield Meaning("count", thing.tied(*edges)), last
                    for full, last in self._said(thing, end):
                        yield Meaning("count", full), last

    def _had_by(self, noun: Span) -> Iterator[tuple[Thing, int]]:
        for helper in self._spans(noun.end, "do", "have"):
            for owner, end in self._nominal(helper.end, 0):
                for have in self._spans(end, "have"):
                    for edge in self._edges(noun.value, Thing("agent"), owner):
                        yield Thing("agent", edges=(edge,)), have.end

    def _where(self, start: int) -> Iterator[tuple[Meaning, int]]:
        for opener in self._spans(start, "where"):
            yield from self._of_one("where", opener.end)

    def _when(self, start: int) -> Iterator[tuple[Meaning, int]]:
        for opener in self._spans(start, "when"):
            yield from self._of_one("when", opener.end)
            for helper in self._spans(opener.end, "do", "be", "have"):
                for subject, end in self._nominal(helper.end, 0):
                    for edges, last in self._predicate(subject, end, 0, helper.sort):
                        if len(edges) == 1 and edges[0].piece == "role" and edges[0].other and subject.entity:
                            yield Meaning("when", subject.tied(*edges)), last

            for helper in self._spans(opener.end, "have", "be"):  # "since when has she been Director General"
                for subject, end in self._nominal(helper.end, 0):
                    for be in self._spans(end, "be"):
                        for held, last in self._nominal(be.end, 0):
                            if subject.entity and held.entity is None and [e.piece for e in held.edges] in _HELD:
                                yield Meaning("when", subject.tied(*held.edges)), last

    def _of_one(self, form: str, start: int) -> Iterator[tuple[Meaning, int]]:
        for helper in self._spans(start, "be", "do", "have"):
            for thing, end in self._nominal(helper.end, 0):
                if thing.kind in _UNDATED[form] or (thing.entity is None and not thing.edges):
                    continue
                yield Meaning(form, thing), end
                for verb in self._spans(end, "happen", *(["last"] if form == "long" else [])):
                    yield Meaning(form, thing), verb.end
                for moment in self._spans(end, "moment") if form == "when" and thing.entity else ():
                    yield Meaning(moment.value, thing), moment.end

    def _long(self, start: int) -> Iterator[tuple[Meaning, int]]:
        for opener in self._spans(start, "long"):
            for meaning, end in self._of_one("long", opener.end):
                if meaning.thing.entity:
                    yield Meaning("attribute", meaning.thing, given=(("property", class_iri("duration")),)), end

    def _attribute(self, start: int) -> Iterator[tuple[Meaning, int]]:
        for opener in self._spans(start, "which", "attribute"):
            begun = opener.start if opener.sort == "attribute" else opener.end
            for noun in self._spans(begun, "attribute"):
                for of in self._spans(noun.end, "preposition"):
                    for thing, end in self._nominal(of.end, 0):
                        if thing.entity and of.end - of.start == 1:
                            yield Meaning("attribute", thing, given=(("property", noun.value),)), end
            for thing, end in self._nominal(opener.end, 0) if opener.sort == "which" else ():
                for noun in self._spans(end, "attribute"):
                    if thing.entity:
                        yield Meaning("attribute", thing, given=(("property", noun.value),)), noun.end
            yield from self._spelt_out(opener.end) if opener.sort == "which" else ()

    def _spelt_out(self, start: int) -> Iterator[tuple[Meaning, int]]:
        """ "(What) does (the acronym) C2CMMD stand for?"."""
        for helper in (start, *(word.end for word in self._spans(start, "do", "be"))):
            for position in self._after(helper, "attribute"):
                for thing, end in self._nominal(position, 0):
                    # What is as long as its full name is short for nothing.
                    short = thing.entity is not None and len(thing.entity.label.split()) > end - position
                    for spelt in self._spans(end, "spelt") if short else ():
                        yield Meaning("attribute", thing, given=(("property", spelt.value),)), spelt.end

    def _pages(self, start: int) -> Iterator[tuple[Meaning, int]]:
        """ "On which page does the report say that PACT is UK-funded?"."""
        for opener in self._spans(start, "which page"):
            for says in self._spans(opener.end, "that says"):
                for subject, end in self._nominal(says.end, 0):
                    for edges, last in self._predicate(subject, end, 0) if subject.entity else ():
                        if [edge.piece for edge in edges] == ["role"] and edges[0].other and not edges[0].denied:
                            yield Meaning("pages", subject.tied(*edges)), last

    def _truth(self, start: int) -> Iterator[tuple[Meaning, int]]:
        if any(self._at[position, "universal"] for position in range(self._length)):
            return  # That all are, or only these, no fact says.
        for helper in self._spans(start, "be", "do", "have"):
            yield from self._compared(helper.end)
            for subject, end in self._nominal(helper.end, 0):
                for have in self._spans(end, "have") if subject.entity and subject.entity.iri == ICMPD else ():
                    yield from self._compared(have.end)  # All projects are its own.
                if subject.entity is None and subject.edges and helper.sort == "be":  # "are there projects in Brazil"
                    yield Meaning("truth", subject), end
                yield from self._identical(subject, end)
                if subject.entity or subject.edges or subject.kind:
                    for edges, last in self._predicate(subject, end, 0, helper.sort):
                        if not any(edge.denied for edge in edges):
                            yield Meaning("truth", subject.tied(*edges)), last
        for opener in self._spans(start, "whether"):  # "whether Germany is a member of ICMPD"
            for subject, end in self._nominal(opener.end, 0):
                for edges, last in self._predicate(subject, end, 0) if subject.entity else ():
                    if not any(edge.denied for edge in edges):
                        yield Meaning("truth", subject.tied(*edges)), last
