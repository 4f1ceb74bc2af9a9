"""Charts of an answer as SVG drawn here, without script: bars, ties between two columns, spans of time, dots on a map.

The header of a question says which (`chart`); colours come from the style sheet, so that they follow light and dark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH = 760
_ROW = 24
# How many bars, or things in a column, a person can still compare.
_MOST = 40
_NAME = 300
# What is left beside a mark where a picture ends.
_MARGIN = 8
# As many letters as fit beside a mark.
_LETTERS = 38


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, and what it does not show."""

    svg: Markup
    note: str = ""


Rows = Sequence[Mapping[str, str]]


def draw(wish: Mapping[str, str], rows: Rows, title: str) -> Chart | None:
    """The chart that a question's header wishes for; None where this answer has nothing that it could show."""
    drawing = _KINDS.get(str(wish.get("type")))
    x, y = str(wish.get("x")), str(wish.get("y"))
    return drawing(rows, x, y, title) if drawing and rows else None


def bars(rows: Rows, x: str, y: str, title: str) -> Chart | None:
    """A bar a row, as long as its figure: the largest first, as the answer has them."""
    figures = [(row[x], float(row[y])) for row in rows if row.get(x) and re.fullmatch(r"-?[\d.]+", row.get(y, ""))]
    most = max((figure for _, figure in figures), default=0.0)
    if most <= 0:
        return None
    shown = figures[:_MOST]
    room = WIDTH - _NAME - 80
    marks = [
        _name(name, _NAME - 8, _middle(i), "end")
        + Markup('<rect class="bar" x="{}" y="{}" width="{:.1f}" height="{}" rx="2"/>').format(
            _NAME, i * _ROW + 4, max(room * figure / most, 1), _ROW - 8
        )
        + _name(f"{figure:,g}", _NAME + room * max(figure, 0) / most + 6, _middle(i), "start", "figure")
        for i, (name, figure) in enumerate(shown)
    ]
    return Chart(_svg(len(shown) * _ROW, f"{title}: {y} by {x}", marks), _left_out(len(figures)))


def ties(rows: Rows, x: str, y: str, title: str) -> Chart | None:
    """Two columns of names, a line a tie."""
    pairs = list(dict.fromkeys((row[x], row[y]) for row in rows if row.get(x) and row.get(y)))
    left, right = (list(dict.fromkeys(pair[side] for pair in pairs)) for side in (0, 1))
    shown = [(one, other) for one, other in pairs if one in left[:_MOST] and other in right[:_MOST]]
    if not shown:
        return None
    height = max(min(len(left), _MOST), min(len(right), _MOST)) * _ROW
    columns = [spread(names[:_MOST], height) for names in (left, right)]
    lines = [
        Markup('<path class="tie" d="M{},{:.1f} C{},{:.1f} {},{:.1f} {},{:.1f}"/>').format(
            _NAME, columns[0][one], WIDTH // 2, columns[0][one], WIDTH // 2, columns[1][other],
            WIDTH - _NAME, columns[1][other],
        )
        for one, other in shown
    ]  # fmt: skip
    names = [_name(name, _NAME - 8, at, "end") for name, at in columns[0].items()]
    names += [_name(name, WIDTH - _NAME + 8, at, "start") for name, at in columns[1].items()]
    return Chart(_svg(height, f"{title}: {x} and {y}", lines + names), _left_out(max(len(left), len(right))))


def spans(rows: Rows, x: str, y: str, title: str) -> Chart | None:
    """A line a row, from its first day to its last; open ends fade."""
    dated = [(row[y], row[x], row.get("last") or row.get("end") or "") for row in rows if row.get(x) and row.get(y)]
    years = [int(day[:4]) for _, first, last in dated for day in (first, last) if re.match(r"\d{4}", day)]
    if not years:
        return None
    begin, end = min(years), max(years) + 1
    room = WIDTH - _NAME - 20

    def at(day: str, open_end: float) -> float:
        if not re.match(r"\d{4}-\d\d", day):
            return _NAME + room * open_end
        year, month, date = int(day[:4]), int(day[5:7]), int(day[8:10] or 1)
        return _NAME + room * (year + (month - 1) / 12 + (date - 1) / 366 - begin) / (end - begin)

    shown = dated[:_MOST]
    marks = []
    for i, (name, first, last) in enumerate(shown):
        start, stop = at(first, 0), at(last, 1)
        marks.append(_name(name, _NAME - 8, _middle(i + 1), "end"))
        marks.append(
            Markup('<rect class="{}" x="{:.1f}" y="{}" width="{:.1f}" height="{}" rx="3"/>').format(
                "span" if last else "span open", start, (i + 1) * _ROW + 6, max(stop - start, 5), _ROW - 12
            )
        )
    step = max(1, (end - begin) // 8)
    marks += [
        _name(str(year), _NAME + room * (year - begin) / (end - begin), 12, "middle", "figure")
        for year in range(begin, end, step)
    ]
    return Chart(_svg((len(shown) + 1) * _ROW, f"{title}: {y} in time", marks), _left_out(len(dated)))


def star(name: str, left: Sequence[str], right: Sequence[str]) -> Chart | None:
    """A thing between the names it is tied to from either side."""
    shown = [names[: _MOST // 2] for names in (left, right)]
    if sum(map(len, shown)) < 2:
        return None
    height = max(*map(len, shown), 2) * _ROW
    middle, ends = height / 2, (_NAME, WIDTH - _NAME)
    marks = [
        Markup('<circle class="self" cx="{}" cy="{}" r="7"><title>{}</title></circle>').format(WIDTH / 2, middle, name)
    ]
    for names, x, anchor, gap in ((shown[0], ends[0], "end", -8), (shown[1], ends[1], "start", 8)):
        for other, y in spread(names, height).items():
            bend = (x + WIDTH / 2) / 2
            curve = f"M{x},{y:.1f} C{bend},{y:.1f} {bend},{middle:.1f} {WIDTH / 2},{middle:.1f}"
            marks.insert(0, Markup('<path class="tie" d="{}"/>').format(curve))
            marks.append(_name(other, x + gap, y, anchor))
    count = len(left) + len(right)
    note = f"The picture shows {sum(map(len, shown))} of {count} ties." if count > sum(map(len, shown)) else ""
    # A side without names is cut off, or a narrow screen would show that side alone.
    first, last = 0 if shown[0] else WIDTH // 2 - _MARGIN, WIDTH if shown[1] else WIDTH // 2 + _MARGIN
    return Chart(_svg(height, f"What {name} is tied to", marks, first, last), note)


def _svg(height: float, title: str, marks: Sequence[Markup], first: int = 0, last: int = WIDTH) -> Markup:
    return Markup(
        '<svg class="{}" viewBox="{} 0 {} {}" role="img" aria-label="{}" preserveAspectRatio="xMidYMin">{}</svg>'
    ).format(
        "chart" if last - first == WIDTH else "chart half", first, last - first, int(height) + 4, title,
        Markup("").join(marks),
    )  # fmt: skip


def _name(text: str, x: float, y: float, anchor: str, style: str = "name") -> Markup:
    short = text if len(text) <= _LETTERS else text[: _LETTERS - 1].rstrip() + "…"
    whole = Markup("<title>{}</title>").format(text) if short != text else ""
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}{}</text>').format(
        style, x, y + 4, anchor, escape(short), whole
    )


def _middle(row: int) -> float:
    return row * _ROW + _ROW / 2


def spread(names: Sequence[str], height: float) -> dict[str, float]:
    """The names of a column, evenly over its height."""
    return {name: height * (i + 0.5) / len(names) for i, name in enumerate(names)}


def _left_out(count: int) -> str:
    return f"The picture shows the first {_MOST} of {count}; the table has all." if count > _MOST else ""


_KINDS: Mapping[str, Callable[[Rows, str, str, str], Chart | None]] = {
    "bar": bars,
    "line": bars,
    "network": ties,
    "timeline": spans,
}
