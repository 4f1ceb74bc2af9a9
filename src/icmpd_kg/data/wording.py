"""What a column expects of a cell, in words that a person can act on."""

from __future__ import annotations

import re

EDTF = "a date in EDTF, such as 2020, 2020-12, 2020-11-16, 2019-04/2021-03 or 2018/.."
LOST = "the text itself: the program that saved the file put this sign in its place"
MISREAD = "the letters as they were: a program took this file for another encoding than UTF-8; open it anew as UTF-8"
BLANKS = "one line, with single plain blanks between the words and none at the ends"
ONE_LINE = "one line of text: take the line break out, or close the quotation mark that takes in the next row"
CANONICAL = "the canonical form, which every export keeps"
TYPED_OVER = "; a spreadsheet made a date or a number of it: format the column as text, then type it anew"
EMPTY = " (the cell may not be empty)"

_KEY = "[a-z0-9]+(-[a-z0-9]+)*"
_KEY_WORDS = "small letters, digits and hyphens"
_CHOICES = re.compile(r"[\w -]+(\|[\w -]+)*")
_KINDS = re.compile(r"\(?([a-z-]+(?:\|[a-z-]+)*)\)?/" + re.escape(_KEY))
_WORDS = re.compile(r"\\S\+\( \\S\+\)\{0,(\d+)\}")
_TYPES = {
    "string": "a text",
    "integer": "a whole number",
    "decimal": "a number in figures, with a point before decimals and no other sign, such as 1233 or 7.5",
    "duration": "a duration, such as P1Y6M for a year and six months",
}


def choices(pattern: str) -> tuple[str, ...]:
    """The values that a pattern lists, if it does nothing else.

    >>> choices("stated|title|inferred")
    ('stated', 'title', 'inferred')
    """
    return tuple(pattern.split("|")) if _CHOICES.fullmatch(pattern) else ()


def most_words(pattern: str) -> int | None:
    r"""How many words a pattern allows, if it does nothing else.

    >>> most_words(r"\S+( \S+){0,11}")
    12
    """
    match = _WORDS.fullmatch(pattern)
    return int(match[1]) + 1 if match else None


def is_key(pattern: str) -> bool:
    """Whether a pattern is that of a key, or of a kind and a key."""
    return pattern == _KEY or pattern.endswith("/" + _KEY)


def expected(base: str, pattern: str = "", least: object = None, most: object = None) -> str:
    """What a cell of this datatype must be.

    >>> expected("string", "(state|city)/[a-z0-9]+(-[a-z0-9]+)*")
    'a kind, a slash and a key; the kind is state or city'
    >>> expected("integer", least=1, most=92)
    'a whole number from 1 to 92'
    """
    if listed := choices(pattern):
        return "one of " + ", ".join(listed)
    if pattern == _KEY:
        return f"a key of {_KEY_WORDS}"
    if kinds := _KINDS.fullmatch(pattern):
        *others, last = kinds[1].split("|")
        return "a kind, a slash and a key; the kind is " + (f"{', '.join(others)} or {last}" if others else last)
    if is_key(pattern):
        return f"two names with a slash between them, each of {_KEY_WORDS}"
    if words := most_words(pattern):
        return f"at most {words} words"
    if pattern:
        return f"text of the form {pattern}"
    bounds = {"from": least, "to": most}
    limits = "".join(f" {word} {bound}" for word, bound in bounds.items() if bound is not None)
    return _TYPES.get(base, f"a value of type {base}") + limits


def refused(words: str, limit: int | None, value: str) -> str:
    """`words` about a value that was refused: with what is wrong with this very one, where that can be told."""
    if not value:
        return words + EMPTY
    if limit:
        return f"{words}, not {len(value.split())}: keep the fewest that prove the row"
    return words
