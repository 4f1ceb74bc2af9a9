"""Diagrams of the vocabulary as SVG, without script: a class amid its properties, properties between classes.

Each name is a link. Colours come from the style sheet, so that they follow light and dark.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

from markupsafe import Markup

from icmpd_kg.pages import addresses
from icmpd_kg.pages.charts import WIDTH, spread
from icmpd_kg.pages.vocabulary import Entry, Vocabulary

# From an IRI to its name, and to its address as seen from the page.
Words = Callable[[str], str]
# A property with the classes it leads from and to.
Flow = tuple[str, Sequence[str], Sequence[str]]

_ROW = 26
_BOX = 190
# As many letters as fit into a column beside the box.
_LETTERS = 31
# How many properties the diagram of the whole has room for.
_MOST = 28


def of(vocabulary: Vocabulary, term: Entry, here: str) -> Markup:
    """The diagram of one term, for the page at `here`."""
    drawing = _for(vocabulary, here, term.to("unionOf"))
    if term.sort == "property":
        flow = (term.iri, term.to("domain"), term.to("range"))
        return drawing.between([flow], f"The property {term.label}, what it is said of and what it leads to")
    left = [each.iri for each in vocabulary.leading(term)]
    right = [each.iri for each in vocabulary.properties(term).get(term.iri, ())]
    above = term.to("subClassOf") or term.to("unionOf")
    return drawing.around(term.iri, (left, right), (above, vocabulary.below(term.iri)))


def whole(vocabulary: Vocabulary, here: str) -> Markup:
    """The diagram of the vocabulary: its classes and the properties between them that the graph uses most."""
    most = sorted(
        (
            each
            for each in vocabulary.those("property")
            if each.count and each.ties and not each.to("inverseOf") and vocabulary.terms.keys() & each.to("domain")
        ),
        key=lambda each: (-each.count, each.iri),
    )[:_MOST]
    flows = [(each.iri, each.to("domain"), each.to("range")) for each in most]
    flows.sort(key=lambda flow: (sorted(flow[1]), flow[0]))
    return _for(vocabulary, here).between(flows, "The classes and the properties between them that are used most")


def _for(vocabulary: Vocabulary, here: str, union: Sequence[str] = ()) -> Diagram:
    """What draws for the page at `here`; of the classes of a union, each but the first is written after an "or"."""

    def label(iri: str) -> str:
        return f"or {vocabulary.label(iri)}" if iri in union[1:] else vocabulary.label(iri)

    def address(iri: str) -> str:
        page = addresses.of(iri)
        return addresses.relative(page, here) if page else addresses.outside(iri) or ""

    return Diagram(label, address)


class Diagram:
    """What draws diagrams for one page."""

    def __init__(self, label: Words, address: Words) -> None:
        self._label, self._address = label, address

    def around(
        self, name: str, ends: tuple[Sequence[str], Sequence[str]], line: tuple[Sequence[str], Sequence[str]]
    ) -> Markup:
        """A class between the properties that lead to it (left) and from it (right), in the line of its classes.

        `ends` are the properties on either side, `line` the classes above and below.
        """
        (left, right), (above, below) = ends, line
        top = len(above) * _ROW + (_ROW if above else 0)
        height = max(len(left), len(right), 2) * _ROW
        middle, start, stop = top + height / 2, (WIDTH - _BOX) / 2, (WIDTH + _BOX) / 2
        marks = [self._line(above, top, middle - 18, upwards=True)] if above else []
        for names, x, anchor in ((left, (start - 70, start), "end"), (right, (stop + 70, stop), "start")):
            marks += [self._side(name, x, (top + y, middle), anchor) for name, y in spread(names, height).items()]
        bottom = top + height
        if below:
            marks.append(self._line(below, bottom, middle + 18, upwards=False))
        marks.append(
            Markup('<rect class="box" x="{}" y="{:.1f}" width="{}" height="36" rx="6"/>').format(
                start, middle - 18, _BOX
            )
        )
        marks.append(
            Markup('<text class="self" x="{}" y="{:.1f}" text-anchor="middle">{}</text>').format(
                WIDTH / 2, middle + 5, self._label(name)
            )
        )
        whole = bottom + (len(below) + 1) * _ROW * bool(below)
        return _svg(whole, f"The class {self._label(name)} and its properties", marks)

    def between(self, flows: Sequence[Flow], title: str) -> Markup:
        """Properties in the middle, the classes they lead from on the left and those they lead to on the right."""
        names = [flow[0] for flow in flows]
        rows = {name: float(i) for i, name in enumerate(names)}
        left = _near({flow[0]: flow[1] for flow in flows}, rows)
        right = _near({flow[0]: flow[2] for flow in flows}, rows)
        height = max(len(left), len(right), len(names)) * _ROW
        middle, columns = spread(names, height), (spread(left, height), spread(right, height))
        x = (WIDTH * 0.24, WIDTH * 0.41, WIDTH * 0.59, WIDTH * 0.76)
        marks = []
        for name, sources, targets in flows:
            lines = [_curve(x[0] + 6, columns[0][one], x[1], middle[name]) for one in dict.fromkeys(sources)]
            lines += [_curve(x[2], middle[name], x[3] - 6, columns[1][one]) for one in dict.fromkeys(targets)]
            text = self._text(name, WIDTH / 2, middle[name], "middle")
            marks.append(Markup("<g>{}{}</g>").format(Markup("").join(lines), text))
        marks += [self._text(one, x[0], y, "end") for one, y in columns[0].items()]
        marks += [self._text(one, x[3], y, "start") for one, y in columns[1].items()]
        return _svg(height, title, marks)

    def _side(self, name: str, x: tuple[float, float], y: tuple[float, float], anchor: str) -> Markup:
        """A property beside the box, and the line that ties it to the box: from its own place to that of the box."""
        curve = _curve(x[0], y[0], x[1], y[1])
        return Markup("<g>{}{}</g>").format(
            curve, self._text(name, x[0] + (-6 if anchor == "end" else 6), y[0], anchor)
        )

    def _line(self, names: Sequence[str], edge: float, box: float, *, upwards: bool) -> Markup:
        """Classes above or below the box, and the arrow that says which is a kind of which."""
        first = 0 if upwards else edge + _ROW
        words = Markup("").join(
            self._text(name, WIDTH / 2, first + i * _ROW + _ROW / 2, "middle") for i, name in enumerate(names)
        )
        begin, end = (box, edge - _ROW + 4) if upwards else (edge + _ROW - 2, box)
        x = WIDTH / 2
        return words + Markup(
            '<path class="kind" d="M{},{:.1f} V{:.1f}"/><path class="head" d="M{},{:.1f} l-7,12 h14 z"/>'
        ).format(x, begin, end + 12, x, end)

    def _text(self, name: str, x: float, y: float, anchor: str) -> Markup:
        said = self._label(name)
        short = said if len(said) <= _LETTERS else said[: _LETTERS - 1].rstrip() + "…"
        text = Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(x, y + 4, anchor, short)
        address = self._address(name)
        return Markup('<a href="{}">{}</a>').format(address, text) if address else text


def _near(ties: Mapping[str, Sequence[str]], rows: Mapping[str, float]) -> list[str]:
    """The classes of a column, each as near as may be to the properties it is tied to (barycentres)."""
    places: dict[str, list[float]] = {}
    for name, classes in ties.items():
        for each in classes:
            places.setdefault(each, []).append(rows[name])
    return sorted(places, key=lambda each: (fmean(places[each]), each))


def _curve(x: float, y: float, to: float, there: float) -> Markup:
    bend = (x + to) / 2
    return Markup('<path class="tie" d="M{:.1f},{:.1f} C{:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f}"/>').format(
        x, y, bend, y, bend, there, to, there
    )


def _svg(height: float, title: str, marks: Sequence[Markup]) -> Markup:
    # A group and no image: an image would hide its links from those who hear the page.
    return Markup('<svg class="chart diagram" viewBox="0 0 {} {}" role="group" aria-label="{}">{}</svg>').format(
        WIDTH, int(height) + 4, title, Markup("").join(marks)
    )
