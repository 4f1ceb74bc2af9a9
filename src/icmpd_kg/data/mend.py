"""What was perhaps meant by a cell: plain repairs of the slips that people and spreadsheets make."""

from __future__ import annotations

import datetime
import itertools
import re
import unicodedata
from collections.abc import Iterator

# Signs that nobody sees: soft hyphen, zero-width space, word joiner, byte-order mark, control characters.
_UNSEEN = dict.fromkeys([0xAD, 0x200B, 0x2060, 0xFEFF, *range(9), *range(14, 28), *range(127, 133), *range(134, 160)])
_LOST = re.compile(r"\ufffd|#{2,}|#[A-ZÄÖÜ][A-ZÄÖÜ/0]*[!?]?|Err:\d+")

_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# A German spreadsheet has some of its own.
_MONTHS = {name: number for number, name in enumerate(_ENGLISH, 1)} | {"mrz": 3, "mai": 5, "okt": 10, "dez": 12}
_YEAR_FIRST = re.compile(r"(?P<y>\d{4})[./-]?(?P<m>\d\d?)(?:[./-]?(?P<d>\d\d?))?(?:[ T]00:00(?::00)?)?")
_DAY_FIRST = re.compile(r"(?:(?P<d>\d\d?)\. ?)?(?P<m>\d\d?)[./-] ?(?P<y>\d{4})")
_EITHER = re.compile(r"(?P<a>\d\d?)([/-])(?P<b>\d\d?)\2(?P<y>\d{4})")
_NAMED = re.compile(r"(?:(?P<d>\d\d?)[. -]+)?(?P<month>[A-Za-z]{3,9})\.?[ -]+(?:(?P<d2>\d\d?), )?(?P<y>\d{4}|\d\d)")
_SPANS = (re.compile(r"\s*(?:[–—]|\bto\b|\s-\s|(?<=\d{4})-(?=\d{4}))\s*"), re.compile(r"\s*/\s*"))


def tidy(text: str) -> str:
    """A text with single plain blanks, none at its ends, and no sign that nobody sees.

    >>> tidy(" Austria\\u00a0and\\tMalta ")
    'Austria and Malta'
    """
    return " ".join(text.translate(_UNSEEN).split())


def is_lost(text: str) -> bool:
    """Whether a spreadsheet's error stands where text stood, or the sign for a letter that could not be read."""
    return "\ufffd" in text or bool(_LOST.fullmatch(text))


def misread(text: str) -> str:
    """The text whose UTF-8 was read as Windows-1252; empty where that did not happen.

    >>> misread("CÃ´te dâ€™Ivoire")
    'Côte d’Ivoire'
    """
    if text.isascii():
        return ""
    try:
        # Five bytes mean nothing in Windows-1252; programs keep them as control characters.
        return b"".join(s.encode("latin-1" if "\x7f" < s < "\xa0" else "cp1252") for s in text).decode()
    except UnicodeError:
        return ""


def slug(text: str) -> str:
    """A text as a key, or as a kind and a key.

    >>> slug("Organisation/Côte_d'Or")
    'organisation/cote-d-or'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "/".join(re.sub(r"[^a-z0-9]+", "-", part).strip("-") for part in plain.split("/"))


def number(text: str) -> str:
    """A number with one point and no other sign; empty where it is none.

    >>> [number(text) for text in ("7,5", "1,233", "1.233,50", "1 233", "55 %", "28.0")]
    ['7.5', '1233', '1233.50', '1233', '55', '28']
    """
    text = re.sub(r"(?<=\d)[ '’](?=\d{3}\b)", "", re.sub(r"\s?%$|^pp?\. ?", "", text))
    for group, point in ((",", "."), (".", ",")):
        groups = re.fullmatch(rf"([1-9]\d{{0,2}}(?:\{group}\d{{3}})+)(?:\{point}(\d+))?", text)
        # One group after a point alone is a number with three decimals.
        if groups and (group == "," or groups[2] or groups[1].count(".") > 1):
            return groups[1].replace(group, "") + (f".{groups[2]}" if groups[2] else "")
    return re.sub(r"\.0+$", "", text.replace(",", ".")) if re.fullmatch(r"\d+[.,]?\d*", text) else ""


def dates(text: str) -> Iterator[str]:
    """EDTF dates that a date of another form may mean, or none where two days are as likely.

    >>> [*dates("31.12.2020"), *dates("12/2020"), *dates("Dec-20"), *dates("44196"), *dates("2019 – 3/2021")]
    ['2020-12-31', '2020-12', '2020-12', '2020-12-31', '2019/2021-03']
    >>> list(dates("5/6/2020"))
    []
    """
    if re.fullmatch(r"[2-5]\d{4}", text):
        # How spreadsheets count days.
        yield (datetime.date(1899, 12, 30) + datetime.timedelta(int(text))).isoformat()
    elif parts := _parts(text):
        year, month, day = parts
        yield f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")
    else:
        pairs = (
            ends for span in _SPANS if len(ends := span.split(text)) == 2 and all(map(re.compile(r"\d").search, ends))
        )
        for first, last in itertools.islice(pairs, 1):
            yield f"{next(dates(first), first)}/{next(dates(last), last)}"


def _parts(text: str) -> tuple[str, str, str] | None:
    """Year, month and day, as far as given, of a date in one of the usual forms."""
    if match := _EITHER.fullmatch(text):
        day, month = sorted((match["a"], match["b"]), key=int, reverse=True)
        # Where both may be the month, Europe and America differ.
        return (match["y"], month, day) if int(day) > 12 or day == month else None
    if match := _NAMED.fullmatch(text):
        month = match["month"].lower()[:3]
        year = match["y"] if len(match["y"]) == 4 else "20" + match["y"]
        return (year, str(_MONTHS[month]), match["d"] or match["d2"] or "") if month in _MONTHS else None
    if match := _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text):
        return match["y"], match["m"], match["d"] or ""
    return None
