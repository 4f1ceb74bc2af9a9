"""Networks in time: the ties whose period may include a date, and a network for each year."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from icmpd_kg.data import edtf
from icmpd_kg.errors import InputError
from icmpd_kg.networks.selection import keep

if TYPE_CHECKING:
    import networkx as nx

When = str | int | datetime.date
# The first and the last day, as ISO dates, which sort as text; an open end lies beyond all of them.
Period = tuple[str, str]

_FIRST, _LAST = "0000-00-00", "9999-99-99"


def days(when: When) -> Period:
    """The first and the last day that a date allows: a day, a month, a year, or whatever else EDTF can say.

    >>> days("2020-11")
    ('2020-11-01', '2020-11-30')

    Raises `InputError` where it is no date.
    """
    try:
        first, last = edtf.bounds(str(when.date() if isinstance(when, datetime.datetime) else when))
    except ValueError:
        raise InputError(f"{str(when)!r} is no date: one such as 2020, 2020-11 or 2020-11-16 is expected") from None
    return first or _FIRST, last or _LAST


def period(first: When, last: When) -> Period:
    """From the first day of one date to the last day of another; raises `InputError` where the second is earlier."""
    begin, end = days(first)[0], days(last)[1]
    if begin > end:
        raise InputError(f"{last} is before {first}: the time between two dates begins with the earlier")
    return begin, end


def at(graph: nx.MultiDiGraph[str], when: When, undated: bool = True) -> nx.MultiDiGraph[str]:
    """A copy with the ties whose period may include a date; those without any date too, unless `undated` is false.

    Of what is stated as "2020", any day of that year may be included. Raises `InputError` where it is no date.
    """
    return _cut_copy(graph, days(when), undated)


def between(graph: nx.MultiDiGraph[str], first: When, last: When, undated: bool = True) -> nx.MultiDiGraph[str]:
    """A copy with the ties whose period may have a day in common with the time between two dates, both included.

    Raises `InputError` where one is no date, or the second is earlier.
    """
    return _cut_copy(graph, period(first, last), undated)


def by_year(graph: nx.MultiDiGraph[str], undated: bool = False) -> dict[int, nx.MultiDiGraph[str]]:
    """The network of each year, from the first to the last that a date of a tie names.

    A tie with an open end stands in each year from its beginning on. Those without any date stand in none, unless
    `undated` is true: then in each.
    """
    dates = [str(tie[end]) for _, _, tie in graph.edges(data=True) for end in ("start", "end") if end in tie]
    _dated(graph)
    years = range(int(min(dates)[:4]), int(max(dates)[:4]) + 1) if dates else range(0)
    return {year: at(graph, year, undated) for year in years}


def cut(graph: nx.MultiDiGraph[str], during: Period | None, undated: bool) -> None:
    """Keep the ties that may hold during a period; the graph's attributes tell the period and what was left out."""
    if not undated:
        keep(graph, lambda source, target, tie: "dated" in tie, "left_out_undated")
    if during is None:
        return
    first, last = during
    graph.graph["period"] = "/".join("" if day in (_FIRST, _LAST) else day for day in during)
    keep(
        graph,
        lambda source, target, tie: tie.get("start", _FIRST) <= last and tie.get("end", _LAST) >= first,
        "left_out_by_date",
    )
    graph.graph["undated"] = sum("dated" not in tie for _, _, tie in graph.edges(data=True))


def _cut_copy(graph: nx.MultiDiGraph[str], during: Period, undated: bool) -> nx.MultiDiGraph[str]:
    _dated(graph)
    copy: nx.MultiDiGraph[str] = graph.copy()
    cut(copy, during, undated)
    return copy


def _dated(graph: nx.Graph[str]) -> None:
    """Raise `InputError` for a network whose ties cannot have dates."""
    if not graph.is_multigraph():
        raise InputError("the ties of a projection have no dates: take the time of the network, and then project it")
