"""The words of a question, and what some of them may mean; dates among them."""

from __future__ import annotations

import datetime
import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
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
    """A span of days; an end that is None is open. Of a `yearless` one, no year was told."""

    first: datetime.date | None
    last: datetime.date | None
    words: str
    yearless: bool = False


def tokens(text: str) -> list[Token]:
    """The words of a text; hyphens, apostrophes and all other signs part them.

    >>> [token.folded for token in tokens("ICMPD’s UK-funded project?")]
    ['icmpd', 's', 'uk', 'funded', 'project']
    >>> [token.folded for token in tokens("Isn't it?")]
    ['is', 'not', 'it']
    """
    text = re.sub(r"(?i)n['’]t\b", " not", unicodedata.normalize("NFC", text))
    text = re.sub(r"(?i)\b(what|which|who|where|when|how|there)['’]s\b", r"\1 is", text)
    found = re.findall(r"[^\W_]+", text.replace("%", " percent "))
    return [Token(word, folded) for word in found if (folded := _folded(word))]


@functools.lru_cache(maxsize=8192)
def _folded(word: str) -> str:
    return names.fold(word).replace(" ", "")


_MONTHS = {datetime.date(2020, month, 1).strftime("%B").lower(): month for month in range(1, 13)}
_MONTHS.update({name[:3]: month for name, month in list(_MONTHS.items())})
_QUARTERS = {name: (3 * i + 1, 3 * i + 3) for i, name in enumerate(("first", "second", "third", "fourth"))}
_PARTS = {
    **{"first half": (1, 6), "second half": (7, 12), "beginning": (1, 1), "start": (1, 1), "end": (12, 12)},
    **{f"{name} quarter": months for name, months in _QUARTERS.items()},
    **{"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)},
    **{f"q{i}": months for i, months in enumerate(_QUARTERS.values(), 1)},
}

# The year of the report, which a month without a year is of.
_YEAR = 2020

# The forms in which a date may stand, as it reads folded; the groups are named for what they tell.
_IN_YEAR, _MONTH = r"(?P<year>(?:19|20)\d\d)", rf"(?P<month>{'|'.join(_MONTHS)})"
_FORMS = (
    _IN_YEAR,
    rf"{_IN_YEAR} (?P<until>(?:19|20)\d\d)",
    rf"{_IN_YEAR} (?:and|or) (?P<next>(?:19|20)\d\d)",
    r"(?P<year>(?:19|20)\d0)s(?P<decade>)",
    rf"{_IN_YEAR} (?P<number>\d\d?) (?P<day>\d\d?)",
    rf"{_MONTH}(?:(?: of)? {_IN_YEAR})?",
    rf"{_MONTH} (?P<day>\d\d?)(?:st|nd|rd|th)?(?: {_IN_YEAR})?",
    rf"(?P<day>\d\d?)(?:st|nd|rd|th)?(?: of)? {_MONTH}(?: {_IN_YEAR})?",
    rf"(?P<part>{'|'.join(_PARTS)})(?: of)?(?: year)? {_IN_YEAR}",
)


def dates(question: Sequence[Token], start: int) -> Iterator[Span]:
    """Dates that begin at a word: a year, a month, a day, some years, a part of a year.

    A month without a year is of the year of the report; "may" and "march" are months where they are written so.
    """
    for end in range(start + 1, min(start + 5, len(question)) + 1):
        said = question[start:end]
        if any(token.written in {"may", "march", "mar", "sep", "dec"} for token in said):
            continue
        for form in _FORMS:
            found = re.fullmatch(form, " ".join(token.folded for token in said))
            days = _days(found.groupdict()) if found else None
            if found and days:
                yearless = "year" in found.groupdict() and not found["year"]
                words = " ".join(token.written for token in said) + (f" {_YEAR}" if yearless else "")
                yield Span(start, end, "date", Dates(*days, words, yearless))


def _days(told: Mapping[str, str | None]) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day of what the groups of a form tell; None where there is no such day."""
    year = int(told.get("year") or _YEAR)
    first, last = _PARTS.get(told.get("part") or "", (1, 12))
    if month := _MONTHS.get(told.get("month") or "") or int(told.get("number") or 0):
        first = last = month
    try:
        if day := told.get("day"):
            return (datetime.date(year, first, int(day)),) * 2
        if told.get("next") and int(told["next"] or 0) != year + 1:
            return None  # Between the two lie years that are not meant.
        until = int(told.get("until") or told.get("next") or (year + 9 if "decade" in told else year))
        begin = datetime.date(year, first, 1)
        end = datetime.date(until + last // 12, last % 12 + 1, 1) - datetime.timedelta(1)
    except ValueError:
        return None
    return (begin, end) if begin <= end else None
