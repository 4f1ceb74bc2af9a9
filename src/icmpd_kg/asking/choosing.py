"""Of all readings of a question, the one that is meant: the cheapest, of equal ones that of which the report tells."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from icmpd_kg.asking import ties
from icmpd_kg.asking.chart import ICMPD, ExhaustedError
from icmpd_kg.asking.compose import Bounds, Composed, compose
from icmpd_kg.asking.grammar import Grammar
from icmpd_kg.asking.lexicon import Lexicon
from icmpd_kg.asking.loosely import Loosely
from icmpd_kg.asking.spans import Span, Token
from icmpd_kg.asking.tree import Meaning, Quantity, Thing, themed
from icmpd_kg.model import Entity, Literal, Term
from icmpd_kg.store import Store

_READINGS = 400

T = TypeVar("T", bound=Grammar)


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question was understood to ask, in words, and the query that answers it.

    `question` names the question of the catalogue that it is, if it is one. `column` holds what was asked for; `truth`
    tells that a yes or a no is asked for, and that any solution means yes.
    """

    reading: str
    sparql: str
    bindings: Mapping[str, Term]
    column: str
    question: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    truth: bool = False


def choose(store: Store, question: Sequence[Token], spans: Sequence[Span], lexicon: Lexicon) -> Understood | str | None:
    """What a question means by the grammar; the reason in words where that is in doubt, None where it means nothing."""
    grammar = _chart(Grammar, store, question, spans, lexicon)
    found: list[tuple[float, int, Meaning]] = []
    try:
        for number, meaning in enumerate(grammar.meanings()):
            found.append((grammar.cost(meaning), number, meaning))
            if number >= _READINGS:
                break
    except ExhaustedError:
        return "the question is too entangled to be read; ask it in shorter words" if not found else None
    if not found:
        return _of_words(store, question, spans, lexicon)
    found.sort(key=lambda each: each[:2])
    # Of equal cost, the reading that was found first comes first.
    return _likeliest(store, list(dict.fromkeys(m for cost, _, m in found if cost == found[0][0])), lexicon)


def _likeliest(store: Store, equal: Sequence[Meaning], lexicon: Lexicon) -> Understood | str:
    """The one meant of readings of equal cost, the first unless another is told of and it is not."""
    best = equal[0]
    for thing in filter(themed, best.thing.things()):
        several = _composed(store, Meaning("list", thing), lexicon)
        if len(list(store.select(several.sparql, several.bindings))) != 1:
            return f"which text is meant cannot be told by its theme alone ({several.reading})"
    alike = [meaning for meaning in equal if _shape(meaning) == _shape(best)]
    if len({tuple(entity.iri for entity in meaning.thing.entities()) for meaning in alike}) > 1:
        # Of several things by one name, the one is meant of which the report tells what is asked.
        told = [meaning for meaning in alike if tells(store, _composed(store, meaning, lexicon))]
        if len(told) != 1:
            return doubt(
                entity
                for meaning in alike
                for entity in meaning.thing.entities()
                if not all(entity in set(other.thing.entities()) for other in alike)
            )
        best = told[0]
    # Of two ties by one word ("preside over"), the one is meant that the report tells of the same things.
    same = [m for m in equal if m.form == best.form and list(m.thing.entities()) == list(best.thing.entities())]
    for meaning in (best, *same):
        composed = _composed(store, meaning, lexicon)
        if tells(store, composed):
            return composed
    return _untold(store, best, lexicon)


def _untold(store: Store, meaning: Meaning, lexicon: Lexicon) -> Understood | str:
    """A reading of which the report tells nothing, or why that may lie in the question."""
    composed = _composed(store, meaning, lexicon)
    amount = next((each for each in meaning.thing.quantities() if each.rank), None)
    if amount and meaning.form == "list":
        return f"so many have no place of their own in that order, or nothing is counted ({composed.reading})"
    if _disordered(store, meaning, lexicon):
        return f"the report does not tell which of the two was first ({composed.reading})"
    if _beyond(meaning.thing):
        return f"that lies outside the time of which the report tells ({composed.reading})"
    called = any(edge.piece == "called" for edge in meaning.thing.edges)
    if called or (meaning.form in {"where", "when"} and not meaning.thing.entity):
        return f"the graph names nothing of that kind, which need not mean that there is none ({composed.reading})"
    return composed


def _chart(kind: type[T], store: Store, question: Sequence[Token], spans: Sequence[Span], lexicon: Lexicon) -> T:
    home = lexicon.names.resolve(ICMPD)
    return kind(len(question), spans, lexicon.words, ties.signatures(store), ties.attested(store), home=home)


def _of_words(store: Store, question: Sequence[Token], spans: Sequence[Span], lexicon: Lexicon) -> Understood | None:
    """What the words of a question ask in any order, if that can be but one thing of which the report tells."""
    try:
        found = list(_chart(Loosely, store, question, spans, lexicon).meanings())
    except ExhaustedError:
        return None
    read = [_composed(store, meaning, lexicon) for meaning in found]
    told = [each for each in read if (each.truth and len(read) == 1) or tells(store, each)]
    return told[0] if len(told) == 1 else None


def _disordered(store: Store, meaning: Meaning, lexicon: Lexicon) -> bool:
    """Whether one is asked to be before or after another, and the report tells of neither that it is the first."""
    turned = {"earlier": "later", "later": "earlier"}
    edges = tuple(replace(edge, piece=turned.get(edge.piece, edge.piece)) for edge in meaning.thing.edges)
    other = replace(meaning, thing=replace(meaning.thing, edges=edges))
    return meaning.form == "truth" and other != meaning and not tells(store, _composed(store, other, lexicon))


def _beyond(thing: Thing) -> bool:
    """Whether a question is for a time of which the report can say next to nothing."""
    dates = [dict(edge.given) for edge in thing.edges]
    first = max((str(given["from"][0]) for given in dates if "from" in given), default="")
    last = min((str(given["until"][0]) for given in dates if "until" in given), default="9")
    return first > "2021-12-31" or last < "2010"


def tells(store: Store, understood: Understood) -> bool:
    """Whether the answer is more than nothing."""
    row = next(iter(store.select(understood.sparql, understood.bindings)), None)
    return row is not None


def _shape(meaning: Meaning) -> str:
    text = meaning.form + meaning.thing.words()
    for entity in meaning.thing.entities():
        text = text.replace(entity.label, "·", 1)
    return text


def _composed(store: Store, meaning: Meaning, lexicon: Lexicon) -> Understood:
    amount = next((each for each in meaning.thing.quantities() if each.rank), None)
    if amount and amount.than and amount.rank < 0 and meaning.form == "truth":
        # Nothing may be counted of what has fewer: the other has more.
        meaning, amount = _swapped(meaning, amount)
    composed: Composed = compose(meaning, lexicon.words)
    if amount and amount.than:
        composed = compose(
            meaning, lexicon.words, _beside(amount.rank, _count_of(store, meaning, amount.than, lexicon))
        )
    elif amount:
        rows = store.solutions(composed.sparql, composed.bindings)
        counts = sorted({str(row[composed.column]): int(row["count"][0]) for row in rows}.values(), reverse=True)
        known = len(counts) > len(meaning.thing.others)  # Of one of two that has none, no count is known.
        composed = compose(meaning, lexicon.words, _at(amount, counts if known else []))
    asked = {"count": "how many", "truth": "whether", "where": "where", "when": "when", "pages": "on which page"}.get(
        meaning.form, ""
    )
    reading = f"{asked}: {meaning.thing.words()}" if asked else meaning.thing.words()
    if meaning.form == "attribute":
        reading = f"{dict(meaning.given)['property'].rpartition('#')[2]}: {reading}"  # type: ignore[union-attr]
    return Understood(reading, composed.sparql, composed.bindings, composed.column, truth=meaning.form == "truth")


def _swapped(meaning: Meaning, amount: Quantity) -> tuple[Meaning, Quantity]:
    """Whether one has fewer than another, as whether the other has more than the one."""
    assert amount.than and meaning.thing.entity
    more = replace(amount, rank=1, than=meaning.thing.entity)
    edges = [
        replace(edge, other=replace(edge.other, quantity=more)) if edge.other and edge.other.quantity else edge
        for edge in meaning.thing.edges
    ]
    return replace(meaning, thing=Thing(amount.than.kind, amount.than, tuple(edges))), more


def _count_of(store: Store, meaning: Meaning, rival: Entity, lexicon: Lexicon) -> int:
    """How many things another has at the end of the tie at which they are counted."""
    edge = next(edge for edge in meaning.thing.edges if edge.other and edge.other.quantity)
    assert edge.other
    tie = replace(edge, other=Thing(rival.kind, rival), inverse=not edge.inverse)
    counted = compose(Meaning("count", replace(edge.other, quantity=None).tied(tie)), lexicon.words)
    row = next(iter(store.select(counted.sparql, counted.bindings)), None)
    return int(row[0].value) if row and isinstance(row[0], Literal) else 0


def _beside(rank: int, count: int) -> Bounds:
    """The bounds of a count that is more than another (`rank` 1), or less (-1)."""
    return (count + 1, None) if rank > 0 else (1, count - 1)


def _at(amount: Quantity, counts: Sequence[int]) -> Bounds:
    """The bounds of a count that has a rank among all that there are; if there are not so many, nothing is in them.

    Nothing is either if more things share the last place than it was asked for.

    >>> _at(Quantity(rank=2), [5, 5, 3, 1]), _at(Quantity(rank=1, top=3), [5, 5, 3, 1])
    ((3, 3), (3, None))
    """
    ranks = sorted(set(counts), reverse=True)
    if amount.top:
        order = counts if amount.rank > 0 else counts[::-1]
        if amount.top > len(order) or order[amount.top - 1 : amount.top] == order[amount.top : amount.top + 1]:
            return sys.maxsize, None
        last = order[amount.top - 1]
        return (last, None) if amount.rank > 0 else (1, last)
    place = amount.rank - 1 if amount.rank > 0 else amount.rank
    return (ranks[place],) * 2 if -len(ranks) <= place < len(ranks) else (sys.maxsize, None)


def doubt(entities: Iterable[Entity]) -> str:
    """Why a question is not answered of which a name may mean each of some things."""
    which = "; ".join(sorted({f"{entity.label} ({entity.kind}, {entity.iri})" for entity in entities}))
    return f"a name in the question may mean several things: {which}. Say which, by a fuller name"
