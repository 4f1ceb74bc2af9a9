"""A question in words, understood or not: the one room that knows in which order its readings are tried."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from icmpd_kg import queries
from icmpd_kg.asking import amounts, choosing, figures, wordings
from icmpd_kg.asking.amounts import called
from icmpd_kg.asking.choosing import Understood
from icmpd_kg.asking.lexicon import MOST_WORDS, Lexicon
from icmpd_kg.asking.spans import Span, Token, tokens
from icmpd_kg.errors import NotFoundError
from icmpd_kg.model import Entity, Iri, Term
from icmpd_kg.names import Names
from icmpd_kg.store import Store


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
    if _joined(spans):
        return NotUnderstood("“and” may mean both or either: ask for “both … and …”, or for “… or …”", (), near)
    if unknown:
        listed = ", ".join(repr(word) for word in unknown)
        return NotUnderstood(f"these words are not known here: {listed}", unknown, near)
    return NotUnderstood("each word is known, but not what they ask together", (), near)


def _joined(spans: Sequence[Span]) -> bool:
    """Whether two names stand with "and" between them."""
    ends = {span.end for span in spans if span.sort == "entity"}
    starts = {span.start for span in spans if span.sort == "entity"}
    return any(span.sort == "and" and span.start in ends and span.end in starts for span in spans)


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
    for each in amounts.weighed(question, spans, lexicon.words, figures.stated(store)):
        sparql = queries.piece(each.piece)
        if each.column == "number":
            sparql = f"SELECT (COUNT(DISTINCT ?label) AS ?number)\nWHERE {{\n{{\n{sparql}}}\n}}\n"
        weighed = Understood(each.reading, sparql, each.bindings, each.column, truth=each.truth)
        if weighed.truth or choosing.tells(store, weighed):
            return weighed
    if _for_figure(question, lexicon):
        told = figures.asked(question, spans, lexicon.words, figures.stated(store))
        if told:
            return _of_figures(lexicon, told)
    read = choosing.choose(store, question, spans, lexicon)
    if read is None and _for_figure(question, lexicon):
        for measure, thing in figures.unstated(question, spans, lexicon.words, figures.stated(store)):
            reading = f"stated figure · {called(measure)} · of {thing.label}"
            return Understood(reading, queries.piece("figure"), {"thing": thing.iri, "measure": measure}, "value")
    return read


def _of_catalogue(named: Sequence[wordings.Named]) -> Understood | str:
    best = list({repr(sorted(each.parameters.items())): each for each in named if each.cost == named[0].cost}.values())
    if len(best) > 1 and len({each.question.name for each in best}) == 1:
        return choosing.doubt(value for each in best for value in each.parameters.values() if isinstance(value, Entity))
    question, parameters = best[0].question, best[0].parameters
    given = [value.label if isinstance(value, Entity) else str(value) for value in parameters.values()]
    return Understood(
        " · ".join([question.title, *given]), question.sparql, {}, question.answer, question.name, parameters
    )


def _for_figure(question: Sequence[Token], lexicon: Lexicon) -> bool:
    text = f" {' '.join(token.folded for token in question)} "
    opened = any(f" {opener} " in text for opener in lexicon.words["figure-openers"])
    return opened and not any(f" {word} " in text for word in lexicon.words["counted"])


def _of_figures(lexicon: Lexicon, told: Sequence[figures.Sought]) -> Understood | str:
    best = [each for each in told if each.weight == told[0].weight]
    if len(best) > 1:
        which = "; ".join(sorted(called(each.measure) for each in best))
        return f"several figures of the report may be meant: {which}. Say which"
    one = best[0]
    about = lexicon.names.resolve(one.about).label
    bindings: dict[str, Term] = {"thing": one.about, "measure": one.measure}
    sparql = queries.piece("figure-of-part" if one.breakdown else "figure")
    reading = f"stated figure · {called(one.measure)} · of {about}"
    if one.breakdown:
        bindings["of"] = one.breakdown
        reading += f" · for {_label(lexicon, one.breakdown)}"
    return Understood(reading, sparql, bindings, "value")


def _label(lexicon: Lexicon, iri: Iri) -> str:
    try:
        return lexicon.names.resolve(iri).label
    except NotFoundError:
        return iri.rpartition("/")[2]
