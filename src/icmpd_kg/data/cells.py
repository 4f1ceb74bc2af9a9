"""One cell: what is wrong with it, if anything, and what was perhaps meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from icmpd_kg import store
from icmpd_kg.data import mend, wording
from icmpd_kg.data.columns import Column
from icmpd_kg.errors import InputError
from icmpd_kg.model import XSD, Fault, Literal


def check(column: Column, value: str, file: str, line: int) -> Fault | None:
    """The fault of a cell, or None; what is told as perhaps meant is always something that the column takes."""
    meant = mend.misread(value)
    if meant or mend.is_lost(value):
        return Fault(file, line, column.name, value, wording.MISREAD if meant else wording.LOST, meant)
    tidied = mend.tidy(value)
    form = _form(column, tidied)
    if form == value:
        return None
    if form is None:
        words, near = _refusal(column, tidied)
    else:
        words = wording.CANONICAL if form != tidied else wording.ONE_LINE if "\n" in value else wording.BLANKS
        near = form
    return Fault(file, line, column.name, value, words, near)


def _form(column: Column, value: str) -> str | None:
    """A cell in the form that every export keeps; None where the column does not take it."""
    try:
        column.read(value)
        if not value or column.value or column.edtf or column.datatype == XSD + "string":
            return value
        return store.canonical(Literal(value, column.datatype)).value
    except (ValueError, InputError):
        return None


def _refusal(column: Column, value: str) -> tuple[str, str]:
    """What was expected where a column does not take a cell, and what was perhaps meant."""
    words = wording.refused(column.expected, column.most_words, value)
    near = next((form for offer in _offers(column, value) if (form := _form(column, offer))), "")
    if column.is_key and any(mend.dates(value)):
        return words + wording.TYPED_OVER, ""
    if column.edtf and near.endswith("-01"):
        words += f" (a spreadsheet makes a whole day of a month: {near[:-3]} if no day is stated)"
    return words, near


def _offers(column: Column, value: str) -> Iterable[str]:
    if column.choices:
        return difflib.get_close_matches(value.lower(), column.choices, 1, cutoff=0.5)
    if column.edtf:
        return mend.dates(value)
    return [mend.slug(value)] if column.is_key else [mend.number(value)] if column.is_number else []
