"""The words of a question, each with everything it may mean: a name of the graph, or a word of the word list."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from icmpd_kg import names, ontology, queries
from icmpd_kg.asking.inflection import forms, numbers, spread
from icmpd_kg.asking.spans import Dates, Span, Token, dates, tokens
from icmpd_kg.model import BASE, Entity, Iri, Literal
from icmpd_kg.store import Store

# A question of more words than these is none that the grammar could read.
MOST_WORDS = 60

# How like a name (0 to 100) words must be to be taken for it, misspelt.
# What an everyday name ("Dutch") costs beside one that the report prints.
EVERYDAY = 1.2

_ALIKE = 86.0
_LETTERS = 72.0

_ARTICLES = {"the", "a", "an", "its", "their", "his", "her"}

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verb:
    """A form of a verb (base, s, past, part or ing) and the tie it stands for, or the beginning of which.

    The subject of a verb of a role plays it; that of a `turned` verb is what it is played in.
    """

    tie: str
    form: str
    begins: bool = False
    turned: bool = False


class Lexicon:
    """All that words may mean: the names of a graph and the word list."""

    def __init__(self, store: Store, index: names.Names) -> None:
        self.words: Mapping[str, Any] = queries.words()
        self.names = index
        self.framing = {str(word) for words in self.words["frame"].values() for word in words}
        self._meanings: dict[Phrase, list[tuple[str, Any]]] = defaultdict(list)
        self._names: dict[Phrase, list[tuple[Entity, str, bool]]] = defaultdict(list)
        phrases = [*self.words["figure-words"], *(each for some in self.words["measures"].values() for each in some)]
        self.passing = {token.folded for phrase in phrases for token in tokens(str(phrase))}
        self._read_words()
        self._read_names(store)
        self._longest = max(map(len, [*self._meanings, *self._names]))

    def _read_names(self, store: Store) -> None:
        others = self.words["names"]
        for entity in self.names.entities:
            bare = replace(entity, matched="")
            self._names[_phrase(entity.matched)].append((bare, entity.matched, False))
            for name in others.get(entity.matched, ()) if entity.matched == entity.label else ():
                self._names[_phrase(name)].append((bare, "", True))
        entities = {entity.iri: entity for named in self._names.values() for entity, *_ in named}
        for short in store.solutions(queries.piece("short-names")):
            iri, name = short["entity"], short["name"]
            assert isinstance(iri, Iri) and isinstance(name, Literal)
            self._names[_phrase(name.value)].append((entities[iri], "", False))
        self._context: dict[Iri, set[Iri | int]] = defaultdict(set)
        for row in store.solutions(queries.piece("context")):
            thing, whole, year = row["thing"], row.get("whole"), row.get("year")
            assert isinstance(thing, Iri)
            self._context[thing].add(int(year.value) if isinstance(year, Literal) else Iri(str(whole)))
        for (post,) in store.select(queries.piece("posts")):
            assert isinstance(post, Literal)
            self._add("post", post, [post.value, *self.words["posts"].get(post.value, ())])

    def _read_words(self) -> None:
        words = self.words
        for frame, phrases in {"skip": words["skip"], "opening": words["opening"], **words["frame"]}.items():
            self._add(frame, None, self._said_alike(spread(phrases)))
        for sort in ("time", "moment"):
            for name, phrases in words[f"{sort}s"].items():
                self._add(sort, name, phrases)
        for word, number in words["numbers"].items():
            self._add("number", number, [word])
        for word, percent in words["fractions"].items():
            self._add("fraction", percent, [word])
        for word, rank in words["ordinals"].items():
            self._add("ordinal", rank, [word])
        for kind, nouns in words["kinds"].items():
            self._add("kind", kind, map(str, numbers(nouns)))
        self._read_narrower()
        for word, kind in words["called"].items():
            self._add("called", (kind, word), numbers([word]))
        self._read_ties()
        for name, phrases in words["breakdowns"].items():
            self._add("breakdown", Iri(f"{BASE}breakdown/{name}"), numbers(phrases))
        self._add("superlative", 1, words["greatest"])
        self._add("superlative", -1, words["least"])
        self._add("sized", 1, words["large"])
        self._add("happen", None, spread(words["happen"]))
        for word, value in words["values"].items():
            self._add("value", tuple(value), [word])
        for sort, named in (("attribute", words["attributes"]), ("spelt", words["spelt"])):
            for name, phrases in named.items():
                prefix, _, local = name.partition(":")
                self._add(sort, Iri(ontology.prefixes()[prefix] + local), spread(phrases))

    def _read_narrower(self) -> None:
        """Nouns for some of a class; of classes `named-after`, the noun is looked for in the names of things."""
        for kind, nouns in self.words["narrower"].items():
            if kind in self.words["named-after"]:
                for noun in nouns:
                    self._add("called", (kind, noun.removesuffix("y")), numbers([noun]))
                    self._add("beside", kind, numbers([noun]))
            else:
                self._add("narrower", kind, numbers(nouns))

    def _read_ties(self) -> None:
        for name, tie in [*self.words["roles"].items(), *self.words["ties"].items()]:
            turning = spread(tie.get("turned", ()))
            for verb in (*spread(tie.get("verbs", ())), *turning):
                begins = re.split(r"[ ,]", verb)[0] in tie.get("begins", ())
                for form, phrase in forms(verb).items():
                    meant = Verb(name, form, begins, verb in turning)
                    self._add("verb", meant, [phrase])
                    head, _, last = phrase.rpartition(" ")
                    if head and last in self.words["stranded"]:
                        self._add("bare verb", meant, [head])
            for verb in spread(tie.get("gapped", ())):
                head, _, last = verb.partition(" … ")
                for form, phrase in forms(head).items():
                    self._add("gapped", (Verb(name, form, turned=True), last), [phrase])
                self._add("gap", (name, last), [last])
            for verb in spread(tie.get("passives", ())):
                self._add("passive", name, [forms(verb)["part"]])
            self._add("noun", name, numbers(spread(tie.get("nouns", ()))))
            self._add("standing", name, spread(tie.get("standings", ())))
            self._add("turned noun", name, numbers(spread(tie.get("turned of", ()))))
            self._add("part noun", name, numbers(spread(tie.get("of", ()))))
            self._add("adjective", name, spread(tie.get("adjectives", ())))
            self._add("preposition", name, spread(tie.get("prepositions", ())))

    def _said_alike(self, phrases: Iterable[str]) -> Iterator[str]:
        """Phrases, and the same with other words for some of theirs: "the annual report names"."""
        for phrase in phrases:
            yield phrase
            for word, others in self.words["same"].items():
                if re.search(rf"\b{word}\b", phrase):
                    yield from (re.sub(rf"\b{word}\b", other, phrase) for other in others)

    def _add(self, sort: str, value: object, phrases: Iterator[str] | Sequence[str]) -> None:
        for phrase in phrases:
            meaning = (sort, value)
            known = self._meanings[_phrase(phrase)]
            if meaning not in known:
                known.append(meaning)

    def spans(self, question: Sequence[Token]) -> list[Span]:
        """Every meaning of every run of words in the question."""
        found: list[Span] = []
        for start in range(len(question)):
            for end in range(start + 1, min(start + self._longest, len(question)) + 1):
                # An article at an end is passed over by itself.
                if end - start > 1 and {question[start].folded, question[end - 1].folded} & _ARTICLES:
                    continue
                phrase = _bare(token.folded for token in question[start:end])
                named = list(self._named(question, start, end, phrase))
                found += named
                # PACT is the project, and no pact, if it is written so.
                if not (end - start == 1 and question[start].written.isupper() and any(s.cost == 1.0 for s in named)):
                    found += [Span(start, end, sort, value) for sort, value in self._meanings.get(phrase, ())]
            found += dates(question, start)
            found += _numbered(question, start)
            if question[start].folded.isdigit() and len(question[start].folded) < 6:
                found.append(Span(start, start + 1, "number", int(question[start].folded)))
        return [*found, *_with_kinds(found), *self.in_context(question, found)]

    def in_context(self, question: Sequence[Token], spans: Sequence[Span]) -> Iterator[Span]:
        """A name with the name of what it is part of, or with its year: "the SOM of the Prague Process", "SOM 2020"."""
        named = [span for span in spans if span.sort == "entity"]
        dated = [span for span in spans if span.sort == "date" and span.value.words.isdigit()]
        for _ in range(2):
            more = [
                Span(min(one.start, other.start), max(one.end, other.end), "entity", one.value, one.cost + 0.1)
                for one in named
                for other in (*named, *dated)
                if self._tells(other) in self._context.get(one.value.iri, ())
                and (_adjoin(question, one, other) or _adjoin(question, other, one))
            ]
            yield from more
            named += more

    @staticmethod
    def _tells(span: Span) -> Iri | int:
        return int(span.value.words) if isinstance(span.value, Dates) else span.value.iri

    def _named(self, question: Sequence[Token], start: int, end: int, phrase: Phrase) -> Iterator[Span]:
        written = " ".join(token.written for token in question[start:end])
        cheapest: dict[Iri, float] = {}
        for entity, name, everyday in self._names.get(phrase, ()):
            # A word of everyday use is meant as an acronym (PACT, MIND) only where it is written as one.
            acronym = len(phrase) == 1 and name.isupper()
            if acronym and written != name and self._meanings.get(phrase) and phrase[0] in self.framing:
                continue  # "Who" is no WHO.
            cost = 1.5 if acronym and written != name else EVERYDAY if everyday else 1.0
            cheapest[entity.iri] = min(cost, cheapest.get(entity.iri, cost))
        entities = {entity.iri: entity for entity, *_ in self._names.get(phrase, ())}
        for iri, cost in cheapest.items():
            yield Span(start, end, "entity", entities[iri], cost)

    def near(self, question: Sequence[Token], unknown: set[int]) -> list[Span]:
        """Entities whose name is nearly that of some words, at least one of which means nothing as it stands."""
        written = {" ".join(phrase): phrase for phrase in self._names if len("".join(phrase)) >= 5}
        found: list[Span] = []
        for start in range(len(question)):
            for end in range(start + 1, min(start + 8, len(question)) + 1):
                text = " ".join(token.folded for token in question[start:end])
                if len(text) < 5 or not unknown & set(range(start, end)):
                    continue
                said = text.split()
                hits = [hit for hit in names.alike(text, list(written), _ALIKE, 6) if _misspelt(said, written[hit[0]])]
                found += [
                    Span(start, end, "entity", entity, 2.0 + (100 - score) / 10)
                    for name, score in hits
                    if score == hits[0][1]
                    for entity in {entity.iri: entity for entity, *_ in self._names[written[name]]}.values()
                ]
        return found


def _with_kinds(spans: Sequence[Span]) -> Iterator[Span]:
    """A name with the noun of its class: "the PACT project", "the project PACT"."""
    ends: dict[int, list[Span]] = defaultdict(list)
    for span in spans:
        if span.sort in {"entity", "kind", "narrower", "beside"}:
            ends[span.start].append(span)
    for one in spans:
        for other in ends[one.end] if one.sort in {"entity", "kind", "narrower", "beside"} else ():
            name, noun = (one, other) if one.sort == "entity" else (other, one)
            if name.sort == "entity" and noun.sort != "entity" and name.value.kind == noun.value:
                yield Span(one.start, other.end, "entity", name.value, name.cost)


def _numbered(question: Sequence[Token], start: int) -> Iterator[Span]:
    """ "(In) phase III", "(on) page 51": a property or a place of the report, and its number."""
    first = start + (question[start].folded in {"in", "on", "of"})
    if first + 1 < len(question):
        word, number = question[first].folded, question[first + 1]
        if word == "phase":
            yield Span(start, first + 2, "value", ("phase", number.written.upper()))
        if word == "page" and number.folded.isdigit() and len(number.folded) < 4:
            yield Span(start, first + 2, "page", int(number.folded))


def _misspelt(said: Sequence[str], name: Phrase) -> bool:
    """Whether words may be a name misspelt: as many words, each like its own, so that none is passed over."""
    pairs = zip(said, name, strict=False)
    return len(said) == len(name) and all(a == b or names.alike(a, [b], _LETTERS, 1) for a, b in pairs)


def _adjoin(question: Sequence[Token], one: Span, other: Span) -> bool:
    """Whether a span follows another at once, or after "of", "of the", "the"."""
    between = [token.folded for token in question[one.end : other.start]] if one.end <= other.start else None
    return between in ([], ["of"], ["of", "the"], ["the"], ["s"], ["in"])


def _phrase(text: str) -> Phrase:
    return _bare(token.folded for token in tokens(str(text)))


def _bare(words: Iterable[str]) -> Phrase:
    """Words without the articles among them: people put in and leave out those of names and of set phrases."""
    phrase = tuple(words)
    return tuple(word for word in phrase if word not in _ARTICLES) or phrase
