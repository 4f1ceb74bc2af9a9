"""What of the report the graph covers: every number, date, capitalised name and row of a copy, covered or not.

An item is covered where a quotation or a known name spans it, set aside where `set-aside.csv` lists the stretch it
stands in with a reason, and missed otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from icmpd_kg import numerals, queries
from icmpd_kg.model import Iri, Literal
from icmpd_kg.reading import Copy, Text, mend, spaced
from icmpd_kg.store import Store

COVERED, ASIDE, MISSED = "covered", "set aside", "missed"

# "One" is a pronoun as often as a number.
_IN_WORDS = "|".join([*sorted(numerals.CARDINALS[2:], key=len, reverse=True), "dozen"])
_ITEM = re.compile(
    rf"""(?P<date>(?:\b\d{{1,2}}(?:\s?-\s?\d{{1,2}})?\s)?\b(?:{"|".join(numerals.MONTHS)})\b(?:\s\d{{4}}\b)?)
       |(?P<number>[€$]?\b\d+(?:[.,]\d+)*(?:\s?%)?|\b(?i:{_IN_WORDS})\b)
       |(?P<name>[^\W\d_](?:(?:[\w/&.-]|'(?!s\b))*\w)?)""",
    re.VERBOSE,
)
# What stands between two words of one name, and what a word follows that begins a sentence.
_JOINING = re.compile(r" (?:(?:of|the|and|for|in|on|to|with|by|between|de|du|&) )*")
_BEGINNING = re.compile(r"(?:^|[.!?:;\n\"•]) ?\Z")
# A line of a list or a table is shorter than a sentence and does not end like one.
_ROW = re.compile(r"^[^\W_a-z](?:(?!\n).)*[^\s.!?:;,-]$", re.MULTILINE)
_ROW_WORDS = 25


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the text: its verdict, its kind (number, date, name, row), its pages and the words around it."""

    verdict: str
    kind: str
    pages: str
    text: str
    context: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every item of a copy, and the keys of the stretches set aside that do not stand in it."""

    items: list[Item]
    astray: list[str]

    def missed(self) -> list[Item]:
        """The items that nothing accounts for."""
        return [item for item in self.items if item.verdict == MISSED]


def cover(store: Store, copy: Copy, watch: Callable[[list[str]], Iterable[str]]) -> Coverage:
    """Every item of a copy with its verdict, in the order of the text.

    `watch` is handed the phrases that are looked up and hands them back one by one, as `tqdm` does.
    """
    text = copy.mended
    covered, aside = _Spans(text), _Spans(text)
    for phrase in watch(_phrases(store)):
        for start, end in text.places(phrase) or _alike(text, phrase):
            # An acronym stands in its capitals: WHO is not "who".
            if not phrase.isupper() or text.printed[start:end].isupper():
                covered.add(start, end)
    astray = []
    for key, stretches in _stretches(store, text):
        for start, end in stretches:
            aside.add(start, end)
        if not stretches:
            astray.append(key)
    found = sorted([*_items(text.printed), *_rows(text.printed)], key=lambda each: each[1][0])
    return Coverage([_item(text, kind, words, covered, aside) for kind, words in found], astray)


Span = tuple[int, int]


class _Spans:
    """The stretches of a text that something accounts for."""

    def __init__(self, text: Text) -> None:
        self._marks = bytearray(len(text.printed))

    def add(self, start: int, end: int) -> None:
        self._marks[start:end] = b"\1" * (end - start)

    def hold(self, span: Span) -> bool:
        """Whether all of a span is accounted for."""
        return all(self._marks[slice(*span)])

    def touch(self, span: Span) -> bool:
        """Whether any of it is."""
        return any(self._marks[slice(*span)])


def _item(text: Text, kind: str, words: list[Span], covered: _Spans, aside: _Spans) -> Item:
    """An item with its verdict: each of its words must be accounted for; of a row, some are enough."""
    start, end = words[0][0], words[-1][1]
    if kind == "row":
        verdict = COVERED if covered.touch((start, end)) else ASIDE if aside.touch((start, end)) else MISSED
    elif all(map(covered.hold, words)):
        verdict = COVERED
    else:
        verdict = ASIDE if all(covered.hold(word) or aside.hold(word) for word in words) else MISSED
    context = text.printed[max(start - _AROUND, 0) : end + _AROUND]
    return Item(verdict, kind, str(text.at(start)), spaced(text.printed[start:end]), spaced(context))


# So many characters on either side show where an item stands.
_AROUND = 60


def _phrases(store: Store) -> list[str]:
    """Every quotation and every form of every name, each once."""
    said = (row[-1] for view in ("quotations", "wordings") for row in store.select(queries.view(view)))
    return sorted({mend(value.value) for value in said if isinstance(value, Literal)})


def _alike(text: Text, phrase: str) -> list[Span]:
    """Where a quotation stands that the machine reading has blurred; a name must stand as it is."""
    if len(phrase.split()) < _BLURRED_WORDS:
        return []
    place, _ = text.likest(phrase)
    return [place] if place else []


_BLURRED_WORDS = 4


def _stretches(store: Store, text: Text) -> Iterator[tuple[str, list[Span]]]:
    """The key of each stretch set aside, and where it stands."""
    for aside, page, first, last, _ in store.select(queries.view("set-aside")):
        assert isinstance(aside, Iri) and isinstance(first, Literal) and isinstance(last, Literal)
        number = int(page.value) if isinstance(page, Literal) else None
        ends = text.places(mend(last.value))
        spans = []
        for start, own in text.places(mend(first.value)):
            piece = text.at(start)
            end = own if first == last else min((end for at, end in ends if at >= start), default=None)
            if end is not None and (number is None or piece.first <= number <= piece.last):
                spans.append((start, end))
        yield aside.rpartition("/")[2], spans


def _items(text: str) -> Iterator[tuple[str, list[Span]]]:
    """Numbers, dates and names: the kind, and where the words stand that count.

    A capital that grammar explains makes no name: that of a word which begins a sentence or a line, or stands in
    capitals throughout, and which the text has in small letters elsewhere.
    """
    small = set(re.findall(r"\b[a-z][\w'-]*", text))
    run: list[Span] = []
    for found in _ITEM.finditer(text):
        kind = str(found.lastgroup)
        if kind == "name":
            word, start = found[0], found.start()
            plain = word.lower() in small
            heading = word.isupper() and len(word) > 1
            if not word[0].isupper() or (plain and (heading or _BEGINNING.search(text, max(start - 3, 0), start))):
                continue
            if run and not _JOINING.fullmatch(text, run[-1][1], start):
                yield "name", run
                run = []
            run.append(found.span())
        else:
            yield kind, [found.span()]
    if run:
        yield "name", run


def _rows(text: str) -> Iterator[tuple[str, list[Span]]]:
    """The lines of lists and tables, and headings."""
    for found in _ROW.finditer(text):
        if len(found[0].split()) <= _ROW_WORDS:
            yield "row", [found.span()]
