"""Why one triple pattern has no match in a graph."""

from __future__ import annotations

from collections.abc import Iterator

from icmpd_kg import patterns
from icmpd_kg.known import Known, Values, span, written
from icmpd_kg.model import RDF_TYPE, Caveat, Iri, Literal, Term
from icmpd_kg.results import show


def reasons(known: Known, part: patterns.Part) -> Iterator[Caveat]:
    """Why a triple that has no match alone has none, the most specific reason first; at least one."""
    assert part.terms
    subject, predicate, value = part.terms
    place = known.place(part)
    unknown = [*_unknown(known, part, place)]
    if unknown:
        yield from unknown
        return
    s, p, o = (known.term(text) for text in part.terms)
    found = None
    if isinstance(o, Literal):
        found = _literal(known, o, p, place, s)
    if found is None and may_turn(known, part) and known.exists(f"{value} {predicate} {subject}"):
        found = turned(place, f"{value} {predicate} {subject}")
    if found is None and isinstance(s, Iri):
        found = _said_of(known, s, p, o, place)
    if found is None and isinstance(o, Iri) and isinstance(p, Iri):
        found = _value_of(known, p, o, place)
    yield found or Caveat("no match", f"nothing in the graph matches {place}", place)


def may_turn(known: Known, part: patterns.Part) -> bool:
    """Whether a triple can be asked the other way round, by whoever wrote it, and that would say something.

    A bound value is another one's mistake, a path of no step holds both ways, and a literal has no properties.
    """
    if part.terms is None or known.bindings.keys() & part.variables:
        return False
    return isinstance(known.term(part.terms[1]), Iri) and not isinstance(known.term(part.terms[2]), Literal)


def turned(place: str, other: str) -> Caveat:
    """The pattern holds the other way round."""
    return Caveat("turned", f"{place} holds only the other way round: write ‘{other}’", place, (other,))


def _unknown(known: Known, part: patterns.Part, place: str) -> Iterator[Caveat]:
    assert part.terms
    subject, predicate, value = part.terms
    simple = known.term(predicate)
    for step in dict.fromkeys(patterns.steps(predicate)):
        yield from known.unknown(step, "property", place)
    yield from known.unknown(subject, "thing", place)
    yield from known.unknown(value, "class" if simple == RDF_TYPE else "thing", place)


def _literal(known: Known, o: Literal, p: Term | None, place: str, s: Term | None) -> Caveat | None:
    """A literal that the graph writes otherwise: in a language, with a datatype, in other letters, or as a thing."""
    given: dict[str, Term] = {name: term for name, term in (("s", s), ("p", p)) if term is not None}
    same = known.objects({**given, "text": o}, "FILTER(LCASE(STR(?o)) = LCASE(STR(?text)) || ?o = ?text)")
    other = Values(tuple(value for value in same.found if value != o), same.whole)
    if other.found:
        wrote = written(o)
        return Caveat("literal", f"the graph has no {wrote} in {place}; it writes {span(known, other)}", place)
    if p is None:
        return Caveat("literal", f"no value in the graph is {written(o)}", place)
    values = known.objects(given)
    if not values.found:
        return None
    what = f"{show(p)} of {known.told(s)}" if s else show(p)
    if all(isinstance(value, Iri) for value in values.found):
        near = tuple(f"{found.label} <{found.iri}>" for found in known.search(o.value)[:3])
        offer = f"; by that name or nearly: {', '.join(near)}" if near else ""
        message = f"the values of {what} are things and no text such as {written(o)}{offer}"
        return Caveat("literal", message, place, near)
    return Caveat("no match", f"no {what} is {written(o)}; there it is {span(known, values, [o.value])}", place)


def _said_of(known: Known, s: Iri, p: Term | None, o: Term | None, place: str) -> Caveat | None:
    """A thing that the graph knows, and says nothing of with this property, or something else."""
    if not isinstance(p, Iri):
        return unsaid(known, [s, *([o] if isinstance(o, Iri) else [])], place) if p is None else None
    values = known.objects({"s": s, "p": p})
    if values.found and o is not None:
        return Caveat("no match", f"{known.told(s)} has as {show(p)} {span(known, values)}, not {known.told(o)}", place)
    if misfit := known.misfit(s, p, "subject"):
        return Caveat("unsaid", f"{misfit}: no match for {place}", place)
    return unsaid(known, [s], place)


def _value_of(known: Known, p: Iri, o: Iri, place: str) -> Caveat | None:
    """A thing that the graph knows, and that is no value of this property."""
    if p == RDF_TYPE:
        return None
    if misfit := known.misfit(o, p, "value"):
        return Caveat("unsaid", f"{misfit}: no match for {place}", place)
    return unsaid(known, [o], place)


def unsaid(known: Known, things: list[Iri], place: str) -> Caveat:
    """The graph knows the things, and the report says nothing of this."""
    told = " and ".join(known.told(thing) for thing in things)
    message = f"the graph knows {told}, but the report says nothing of it here: no match for {place}"
    return Caveat("unsaid", message, place)
