"""A question in words, understood or not: the one room that knows in which order its readings are tried."""

from __future__ import annotations

import functools
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from icmpd_kg import queries
from icmpd_kg.asking import figures, wordings
from icmpd_kg.asking.chart import ICMPD, ROLE, ExhaustedError, class_iri
from icmpd_kg.asking.compose import Composed, compose, rank
from icmpd_kg.asking.grammar import Grammar
from icmpd_kg.asking.lexicon import MOST_WORDS, Lexicon
from icmpd_kg.asking.loosely import Loosely
from icmpd_kg.asking.spans import Span, Token, tokens
from icmpd_kg.asking.tree import Meaning, Thing, words_of
from icmpd_kg.errors import NotFoundError
from icmpd_kg.model import Entity, Iri, Literal, Term, term
from icmpd_kg.names import Names
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


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Why a question was not understood, the words that mean nothing here, and the nearest ready questions."""

    why: str
    unknown: tuple[str, ...] = ()
    nearest: tuple[queries.Question, ...] = ()


# A store is read once for all that is asked of it.
_lexicon = functools.lru_cache(maxsize=2)(Lexicon)


def understand(store: Store, names: Names, text: str) -> Understood | NotUnderstood:
    """What a text asks of a store whose entities have these names, if it can be told without doubt."""
    question = tokens(text)
    catalogue = list(queries.catalogue())
    if not question:
        return NotUnderstood("there is no word in the question")
    if len(question) > MOST_WORDS:
        return NotUnderstood(f"the question has {len(question)} words; at most {MOST_WORDS} are read")
    lexicon = _lexicon(store, names)
    spans = lexicon.spans(question)
    read = _read(store, question, spans, lexicon, catalogue)
    covered = {i for span in spans for i in range(span.start, span.end)}
    strange = {i for i in range(len(question)) if i not in covered}
    if read is None and strange:
        closer = lexicon.near(question, strange)
        if closer:
            every = [*spans, *closer]
            read = _read(store, question, [*every, *lexicon.in_context(question, every)], lexicon, catalogue)
    if isinstance(read, Understood):
        return read
    near = tuple(wordings.nearest(text[:1000], catalogue))
    unknown = tuple(question[i].written for i in sorted(strange) if question[i].folded not in lexicon.passing)
    if read:
        return NotUnderstood(read, (), near)
    if unknown:
        listed = ", ".join(repr(word) for word in unknown)
        return NotUnderstood(f"these words are not known here: {listed}", unknown, near)
    return NotUnderstood("each word is known, but not what they ask together", (), near)


def _read(
    store: Store,
    question: Sequence[Token],
    spans: Sequence[Span],
    lexicon: Lexicon,
    catalogue: Sequence[queries.Question],
) -> Understood | str | None:
    """What the spans of a question mean; the reason in words where that is in doubt, None where they mean nothing."""
    named = wordings.matches(question, spans, catalogue)
    if named:
        return _of_catalogue(named)
    for sought in figures.ranked(question, spans, lexicon.words):
        ranked = _of_ranked(sought)
        if _tells(store, ranked):
            return ranked
    if _for_figure(question, lexicon):
        told = figures.asked(question, spans, lexicon.words, figures.stated(store))
        if told:
            return _of_figures(lexicon, told)
    read = _of_grammar(store, question, spans, lexicon)
    if read is None and _for_figure(question, lexicon):
        for measure, thing in figures.unstated(question, spans, lexicon.words, figures.stated(store)):
            reading = f"stated figure · {_called(measure)} · of {thing.label}"
            return Understood(reading, queries.piece("figure"), {"thing": thing.iri, "measure": measure}, "value")
    return read


def _of_catalogue(named: Sequence[wordings.Named]) -> Understood | str:
    best = list({repr(sorted(each.parameters.items())): each for each in named if each.cost == named[0].cost}.values())
    if len(best) > 1 and len({each.question.name for each in best}) == 1:
        return _doubt(value for each in best for value in each.parameters.values() if isinstance(value, Entity))
    question, parameters = best[0].question, best[0].parameters
    given = [value.label if isinstance(value, Entity) else str(value) for value in parameters.values()]
    return Understood(
        " · ".join([question.title, *given]), question.sparql, {}, question.answer, question.name, parameters
    )


def _doubt(entities: Iterable[Entity]) -> str:
    which = "; ".join(sorted({f"{entity.label} ({entity.kind}, {entity.iri})" for entity in entities}))
    return f"a name in the question may mean several things: {which}. Say which, by a fuller name"


def _for_figure(question: Sequence[Token], lexicon: Lexicon) -> bool:
    text = f" {' '.join(token.folded for token in question)} "
    opened = any(f" {opener} " in text for opener in lexicon.words["figure-openers"])
    return opened and not any(f" {word} " in text for word in lexicon.words["counted"])


def _of_figures(lexicon: Lexicon, told: Sequence[figures.Sought]) -> Understood | str:
    best = [each for each in told if each.weight == told[0].weight]
    if len(best) > 1:
        which = "; ".join(sorted(_called(each.measure) for each in best))
        return f"several figures of the report may be meant: {which}. Say which"
    one = best[0]
    about = lexicon.names.resolve(one.about).label
    bindings: dict[str, Term] = {"thing": one.about, "measure": one.measure}
    sparql = queries.piece("figure-of-part" if one.breakdown else "figure")
    reading = f"stated figure · {_called(one.measure)} · of {about}"
    if one.breakdown:
        bindings["of"] = one.breakdown
        reading += f" · for {_label(lexicon, one.breakdown)}"
    return Understood(reading, sparql, bindings, "value")


def _of_ranked(sought: figures.Ranked) -> Understood:
    bindings = {"class": class_iri(sought.kind), "measure": sought.measure}
    numbers = {"sign": term(sought.sign), "above": term(sought.above)}
    place = f"number {sought.above + 1} by the " if sought.above else ""
    reading = (
        f"{words_of(sought.kind)} · {place}{'greatest' if sought.sign > 0 else 'least'} · {_called(sought.measure)}"
    )
    return Understood(reading, queries.piece("figure-ranked"), {**bindings, **numbers}, "label")


def _called(measure: Iri) -> str:
    """A measure in words."""
    return measure.rpartition("/")[2].replace("-", " ")


def _label(lexicon: Lexicon, iri: Iri) -> str:
    try:
        return lexicon.names.resolve(iri).label
    except NotFoundError:
        return iri.rpartition("/")[2]


def _of_grammar(
    store: Store, question: Sequence[Token], spans: Sequence[Span], lexicon: Lexicon
) -> Understood | str | None:
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
    best = found[0][2]
    alike = dict.fromkeys(m for cost, _, m in found if cost == found[0][0] and _shape(m) == _shape(best))
    if len({tuple(entity.iri for entity in meaning.thing.entities()) for meaning in alike}) > 1:
        # Of several things by one name, the one is meant of which the report tells what is asked.
        told = [meaning for meaning in alike if _tells(store, _composed(store, meaning, lexicon))]
        if len(told) != 1:
            return _doubt(
                entity
                for meaning in alike
                for entity in meaning.thing.entities()
                if not all(entity in set(other.thing.entities()) for other in alike)
            )
        best = told[0]
    composed = _composed(store, best, lexicon)
    if not _tells(store, composed):
        # Of two ties by one word ("preside over"), the one is meant that the report tells of the same things.
        equal = dict.fromkeys(m for cost, _, m in found if cost == found[0][0] and m.form == best.form)
        same = [m for m in equal if list(m.thing.entities()) == list(best.thing.entities())]
        other = next((each for m in same if _tells(store, each := _composed(store, m, lexicon))), None)
        composed = other or composed
    if _beyond(best.thing) and not _tells(store, composed):
        return f"that lies outside the time of which the report tells ({composed.reading})"
    return composed


def _chart(kind: type[T], store: Store, question: Sequence[Token], spans: Sequence[Span], lexicon: Lexicon) -> T:
    home = lexicon.names.resolve(ICMPD)
    return kind(len(question), spans, lexicon.words, _signatures(store), _attested(store), home=home)


def _of_words(store: Store, question: Sequence[Token], spans: Sequence[Span], lexicon: Lexicon) -> Understood | None:
    """What the words of a question ask in any order, if that can be but one thing of which the report tells."""
    try:
        found = list(_chart(Loosely, store, question, spans, lexicon).meanings())
    except ExhaustedError:
        return None
    read = [_composed(store, meaning, lexicon) for meaning in found]
    told = [each for each in read if (each.truth and len(read) == 1) or _tells(store, each)]
    return told[0] if len(told) == 1 else None


def _beyond(thing: Thing) -> bool:
    """Whether a question is for a time of which the report can say next to nothing."""
    dates = [dict(edge.given) for edge in thing.edges]
    first = max((str(given["from"][0]) for given in dates if "from" in given), default="")
    last = min((str(given["until"][0]) for given in dates if "until" in given), default="9")
    return first > "2021-12-31" or last < "2010"


def _tells(store: Store, understood: Understood) -> bool:
    """Whether the answer is more than nothing."""
    row = next(iter(store.select(understood.sparql, understood.bindings)), None)
    return row is not None


def _shape(meaning: Meaning) -> str:
    text = meaning.form + meaning.thing.words()
    for entity in meaning.thing.entities():
        text = text.replace(entity.label, "·", 1)
    return text


def _composed(store: Store, meaning: Meaning, lexicon: Lexicon) -> Understood:
    composed: Composed = compose(meaning, lexicon.words)
    if asked_rank := rank(meaning):
        counts = {str(row["count"][0]) for row in store.solutions(composed.sparql, composed.bindings)}
        composed = compose(meaning, lexicon.words, _at(asked_rank, sorted(map(int, counts), reverse=True)))
    asked = {"count": "how many", "truth": "whether", "where": "where", "when": "when"}.get(meaning.form, "")
    reading = f"{asked}: {meaning.thing.words()}" if asked else meaning.thing.words()
    if meaning.form == "attribute":
        reading = f"{dict(meaning.given)['property'].rpartition('#')[2]}: {reading}"  # type: ignore[union-attr]
    return Understood(reading, composed.sparql, composed.bindings, composed.column, truth=meaning.form == "truth")


def _at(rank: int, counts: Sequence[int]) -> int:
    """The count that has a rank among all that there are; one that nothing has, if there are not so many."""
    place = rank - 1 if rank > 0 else rank
    return counts[place] if -len(counts) <= place < len(counts) else sys.maxsize


@functools.lru_cache(maxsize=2)
def _attested(store: Store) -> set[tuple[str, str, str]]:
    """The roles that agents have in things, as (role, class of the thing, class of the agent)."""
    found = set()
    for row in store.solutions(queries.piece("attested")):
        tie, this, that = (re.sub(r"^.*[/#]", "", str(row[name])) for name in ("tie", "this", "that"))
        found.add((tie, this, that))
    return found


@functools.lru_cache(maxsize=2)
def _signatures(store: Store) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """The classes at the two ends of each tie."""
    ends: dict[str, dict[str, set[str]]] = defaultdict(lambda: {"this": set(), "that": set()})
    for row in store.solutions(queries.piece("signatures")):
        role, end, kind = row["role"], row["end"], row["class"]
        assert isinstance(role, Iri) and isinstance(end, Literal) and isinstance(kind, Iri)
        ends[role.removeprefix(ROLE)][end.value].add(kind.rpartition("#")[2])
    for name, tie in queries.words()["ties"].items():
        ends[name] = {"this": set(tie["this"]), "that": set(tie["that"])}
    return {name: (frozenset(both["this"]), frozenset(both["that"])) for name, both in ends.items()}
