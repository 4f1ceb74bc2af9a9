"""Numbers as a text prints them: in figures, in words, as ordinals, in thousands and millions; and months.

Words go to ninety-nine. The libraries for this either take seconds to import or need a package long abandoned.
"""

from __future__ import annotations

from decimal import Decimal

_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_UNITS += [f"{stem}teen" for stem in ("thir", "four", "fif", "six", "seven", "eigh", "nine")]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_IRREGULAR = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth"}
_IRREGULAR |= {"twelve": "twelfth"} | {ten: ten.removesuffix("y") + "ieth" for ten in _TENS}

CARDINALS = _UNITS + [f"{ten}-{unit}".removesuffix("-zero") for ten in _TENS for unit in _UNITS[:10]]
"""The numbers from 0 to 99 in words."""


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
"""The months in words."""


def ordinal(cardinal: str) -> str:
    """The ordinal of a number in words.

    >>> ordinal("twenty-one")
    'twenty-first'
    """
    ten, dash, last = cardinal.rpartition("-")
    return ten + dash + _IRREGULAR.get(last, last + "th")


def forms(value: Decimal) -> frozenset[str]:
    """The forms in which a number may be printed; its sign is told by a verb (fell, decreased) and is in none.

    >>> sorted(form for form in forms(Decimal(18)) if not form[-1].isdigit())
    ['18nd', '18rd', '18st', '18th', 'eighteen', 'eighteenth']
    """
    value = abs(value)
    figures = {f"{value:f}", f"{value:,f}"}
    found = figures | {figure + ending for figure in figures for ending in ("st", "nd", "rd", "th")}
    for unit, name in ((1_000, "thousand"), (1_000_000, "million")):
        short = (value / unit).normalize()
        # "276 million" is written so, "1,233" is not.
        if value >= unit / 10 and len(short.as_tuple().digits) <= 3:
            found.add(f"{short:f} {name}")
    if value == value.to_integral_value() and value < len(CARDINALS):
        cardinal = CARDINALS[int(value)]
        found |= {cardinal, ordinal(cardinal), *(["dozen"] if cardinal == "twelve" else [])}
    return frozenset(found)
