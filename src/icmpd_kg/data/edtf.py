"""EDTF: the first and the last day that a stated date allows (https://www.loc.gov/standards/datetime/)."""

from __future__ import annotations

import datetime
import functools
import re


def bounds(value: str) -> tuple[str | None, str | None]:
    """The first and the last day an EDTF date allows; None on the side where it is open.

    >>> bounds("2019-04-01/2021-03")
    ('2019-04-01', '2021-03-31')
    >>> bounds("2020-21/..")
    ('2020-03-01', None)
    """
    first, slash, last = value.partition("/")
    open_first, open_last = bool(slash) and first in {"", ".."}, bool(slash) and last in {"", ".."}
    if "/" in last or (open_first and open_last):
        raise ValueError(f"{value!r} is not EDTF: an interval has two ends, and one of them is a date")
    low = None if open_first else _days(first)[0]
    high = None if open_last else _days(last if slash else first)[1]
    return low, high


_PLAIN = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?")


@functools.cache
def _days(value: str) -> tuple[str, str]:
    """The first and the last day of one EDTF date that is no interval.

    A plain year, month or day goes round the library's parser, which takes 30 ms for each.
    """
    from edtf import Date, parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        plain = _PLAIN.fullmatch(value)
        if plain and plain[3]:
            datetime.date.fromisoformat(value)  # The 30th of February is none.
        date = Date(*plain.groups()) if plain else parse_edtf(value)
        low, high = ("{:04}-{:02}-{:02}".format(*day[:3]) for day in (date.lower_strict(), date.upper_strict()))
    except (EDTFParseException, TypeError, AttributeError) as error:
        raise ValueError(f"{value!r} is not EDTF: {error}") from None
    return low, high
