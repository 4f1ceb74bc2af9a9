"""The words of a question, and what some of them may mean; dates among them."""

from __future__ import annotations

import datetime
import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from icmpd_kg import names


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the question, as it stands there and folded."""

    written: str
    folded: str


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of a question, from `start` up to `end`, and one meaning they may have.

    `sort` tells what kind of meaning: `entity`, `kind`, `verb`, `noun`, `preposition` and so on; `value` is what is
    meant. The more `cost`, the less likely.
    """

    start: int
    end: int
    sort: str
    value: Any
    cost: float = 1.0


@dataclass(frozen=True, slots=True)
class Dates:
    """A span of days; an end that is None is open."""

    first: datetime.date | None
    last: datetime.date | None
    words: str


def tokens(text: str) -> list[Token]:
    """The words of a text; hyphens, apostrophes and all other signs part them.

    >>> [token.folded for token in tokens("ICMPD’s UK-funded project?")]
    ['icmpd', 's', 'uk', 'funded', 'project']
    """
    found = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text))
    return [Token(word, folded) for word in found if (folded := _folded(word))]


@functools.lru_cache(maxsize=8192)
def _folded(word: str) -> str:
    return names.fold(word).replace(" ", "")


_MONTHS = {datetime.date(2020, month, 1).strftime("%B").lower(): month for month in range(1, 13)}


def dates(question: Sequence[Token], start: int) -> Iterator[Span]:
    """Dates that begin at a word: a year, a month of a year, a day, half a year."""
    words = [token.folded for token in question[start : start + 6]]

    def number(index: int) -> int:
        word = re.sub(r"(?<=\d)(st|nd|rd|th)$", "", words[index]) if index < len(words) else ""
        return int(word) if word.isdigit() and len(word) <= 4 else 0

    def made(first: tuple[int, int, int], last: tuple[int, int, int] | None, length: int) -> Iterator[Span]:
        try:
            day, end = datetime.date(*first), datetime.date(*last) if last else datetime.date(*first)
        except ValueError:
            return
        if not last:
            end = day
        written = " ".join(token.written for token in question[start : start + length])
        yield Span(start, start + length, "date", Dates(day, end, written))

    def month_end(year: int, month: int) -> tuple[int, int, int]:
        following = datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(1)
        return following.year, following.month, following.day

    year = number(0)
    if 1900 <= year < 2100:
        yield from made((year, 1, 1), (year, 12, 31), 1)
        if number(1) and number(2):
            yield from made((year, number(1), number(2)), None, 3)
    month = _MONTHS.get(words[0])
    if month and 1900 <= number(1) < 2100:
        yield from made((number(1), month, 1), month_end(number(1), month), 2)
    if month and number(1) and 1900 <= number(2) < 2100:
        yield from made((number(2), month, number(1)), None, 3)
    at = 2 if len(words) > 1 and words[1] == "of" else 1
    month = _MONTHS.get(words[at]) if len(words) > at else None
    if month and number(0) and 1900 <= number(at + 1) < 2100:
        yield from made((number(at + 1), month, number(0)), None, at + 2)
    halves = {"first": (1, 6), "second": (7, 12)}
    at = 3 if len(words) > 3 and words[2] == "of" else 2
    if words[0] in halves and len(words) > at and words[1] == "half" and 1900 <= number(at) < 2100:
        begin, finish = halves[words[0]]
        yield from made((number(at), begin, 1), month_end(number(at), finish), at + 1)
