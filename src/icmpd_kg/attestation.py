"""Prove that the quotations carry the facts: what a fact speaks of is named in the words that are quoted for it.

Any form in which the report prints a name will do, and numbers in figures or in words. Where a name stands elsewhere,
a row of `elsewhere.csv` says where: the heading above, a sentence nearby, the words that describe a thing without a
name. Those exceptions are listed and proved like quotations; one that is needless is a fault too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from icmpd_kg import numerals, queries
from icmpd_kg.model import FACT, ID, NS, Literal, Term
from icmpd_kg.ontology import compact
from icmpd_kg.reading import mend
from icmpd_kg.store import Store

NAMED, ELSEWHERE, UNNAMED, NEEDLESS = "named", "elsewhere", "unnamed", "needless"

# Reasons for which the quotation of a mention need not hold a name: its words stand for what has none, or for "we".
_NAMELESS = frozenset({"description", "own"})
# EDTF's seasons, and its halves of a year.
_SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter", 40: "half", 41: "half"}


@dataclass(frozen=True, slots=True)
class Attestation:
    """One thing a fact speaks of: whether its quotations name it, or the listed reason why they do not."""

    fact: str
    thing: str
    verdict: str
    reason: str = ""

    @property
    def holds(self) -> bool:
        """Whether the thing is named where it should be, or listed to be named elsewhere."""
        return self.verdict in {NAMED, ELSEWHERE}


@dataclass(frozen=True, slots=True)
class _Mention:
    """A row of `elsewhere.csv`."""

    key: str
    fact: str
    thing: str
    reason: str
    words: str


# What must be printed, as forms of which one will do, for each of its parts.
Forms = list[frozenset[str]]


def attest(store: Store) -> list[Attestation]:
    """Everything that every fact speaks of, with its verdict; then the exceptions that are listed without need."""
    quoted: dict[str, list[str]] = defaultdict(list)
    for fact, _, quotation in store.select(queries.view("quotations")):
        quoted[str(fact)].append(_words(quotation))
    mentions = _mentions(store)
    asked = _asked(store)
    needed: set[_Mention | None] = set()
    found = []
    for (fact_iri, thing), forms in asked.items():
        mention = mentions.get((fact_iri, thing)) or mentions.get(("", thing))
        verdict, reason = NAMED, ""
        if not carries(quoted[fact_iri], forms):
            verdict, reason = _elsewhere(mention, forms)
            needed.add(mention)
        found.append(Attestation(_short(fact_iri), _short(thing), verdict, reason))
    needless = (mention for mention in mentions.values() if mention not in needed)
    return [*found, *(Attestation(_short(m.fact), _short(m.thing), NEEDLESS, m.key) for m in needless)]


def _elsewhere(mention: _Mention | None, forms: Forms) -> tuple[str, str]:
    """The verdict on a thing that no quotation of its fact names, and the reason."""
    if mention is None:
        return UNNAMED, ""
    if mention.reason in _NAMELESS or carries([mention.words], forms):
        return ELSEWHERE, f"{mention.reason} ({mention.key})"
    return UNNAMED, f"{mention.key} does not name it"


def _asked(store: Store) -> dict[tuple[str, str], Forms]:
    """What must be printed for each thing that each fact speaks of."""
    names: dict[str, set[str]] = defaultdict(set)
    for entity, text in store.select(queries.view("wordings")):
        names[str(entity)].add(_words(text))
    asked: dict[tuple[str, str], Forms] = defaultdict(list)
    for fact, property_, thing in store.select(queries.view("spoken-of")):
        if isinstance(thing, Literal):
            # Of a date that tells no more than the report's own year nothing need be printed.
            if forms := printed_forms(str(property_), thing.value, _year(str(fact))):
                asked[str(fact), str(property_)] += forms
        elif str(thing) in names:
            asked[str(fact), str(thing)] = [frozenset(names[str(thing)])]
    return asked


def _mentions(store: Store) -> dict[tuple[str, str], _Mention]:
    """The listed exceptions by fact (empty for all facts) and thing."""
    found = {}
    for mention, fact, thing, reason, quotation in store.select(queries.view("mentions")):
        assert isinstance(reason, Literal)
        key = str(fact) if fact else ""
        found[key, str(thing)] = _Mention(_short(str(mention)), key, str(thing), reason.value, _words(quotation))
    return found


def carries(quotations: list[str], forms: Forms) -> bool:
    """Whether quotations hold one of the forms of every part, or are themselves a piece of a long one."""
    return all(any(_holds(words, form) for words in quotations for form in part) for part in forms)


def _holds(words: str, form: str) -> bool:
    return _stands(form, words) or (len(words.split()) >= _PIECE and _stands(words, form))


# Fewer words than these could be a piece of any title.
_PIECE = 3


def _stands(form: str, words: str) -> bool:
    """Whether a form stands among words, as whole words; an acronym in its capitals, all else in any."""
    if not form.isupper():
        form, words = form.casefold(), words.casefold()
    # Most forms stand nowhere, and to find that out this way takes a tenth of the time.
    return form in words and re.search(rf"(?<!\w){re.escape(form)}(?!\w)", words) is not None


def printed_forms(property_: str, value: str, year: int) -> Forms:
    """The forms in which a value may be printed; a date may leave out the report's own year.

    >>> [sorted(part) for part in printed_forms(NS + "dateAsStated", "2020-12", 2020)]
    [['dec', 'december']]
    """
    if property_ == NS + "value":
        return [numerals.forms(Decimal(value))]
    if property_ == NS + "dateAsStated":
        return list(_date(value, year))
    return [frozenset({_words(Literal(value))})]


def _date(edtf: str, year: int) -> Iterator[frozenset[str]]:
    """The parts of each date of an EDTF string: year, month or season, day."""
    for found in re.finditer(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", edtf):
        if int(found[1]) != year:
            yield frozenset({found[1]})
        if found[2] and int(found[2]) in _SEASONS:
            yield frozenset({_SEASONS[int(found[2])]})
        elif found[2]:
            month = numerals.MONTHS[int(found[2]) - 1].lower()
            yield frozenset({month, month[:3]})
        if found[3]:
            yield frozenset({found[3], *numerals.forms(Decimal(found[3]).normalize())})


def _year(fact: str) -> int:
    """The year of the report that a fact is from, as its IRI tells; 0 where it tells none."""
    report = fact.removeprefix(FACT).partition("/")[0]
    return int(report) if report.isdecimal() else 0


def _words(text: Term | None) -> str:
    assert isinstance(text, Literal)
    return mend(text.value).replace("\n", " ")


def _short(iri: str) -> str:
    """The tail of an IRI of ours: `table/key` of a fact, `kind/key` of an entity; of a property its short name."""
    return compact(re.sub(rf"{re.escape(FACT)}\d+/|{re.escape(ID)}", "", iri))
