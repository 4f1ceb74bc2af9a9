"""A figure of matplotlib that shows itself in notebooks, and becomes the same SVG or PNG each time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree import ElementTree

from matplotlib import style
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure

_SVG = "{http://www.w3.org/2000/svg}"
# Text stays text, in the font by which it was measured or else one that is hardly wider.
_SVG_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "icmpd-kg",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "sans-serif"],
}


class Picture(Figure):
    """A figure with a title, a description, and the name of every mark, for those who point at it or listen."""

    def __init__(self, title: str, **options: Any) -> None:
        super().__init__(**options)
        self.title = title
        self.description = ""
        self._names: dict[str, Sequence[str]] = {}

    def tell(self, marks: PathCollection, names: Sequence[str]) -> None:
        """The names of marks, in the order in which they are drawn."""
        marks.set_gid(f"marks-{len(self._names)}")
        self._names[f"marks-{len(self._names)}"] = names

    def _repr_png_(self) -> bytes:
        return self.png()

    def png(self) -> bytes:
        """The picture in pixels."""
        out = io.BytesIO()
        with style.context("default"):
            self.savefig(out, format="png", metadata={"Title": self.title, "Description": self.description})
        return out.getvalue()

    def svg(self) -> bytes:
        """The picture in lines and text, with title and description; a node tells its name to a pointer upon it."""
        out = io.BytesIO()
        with style.context(["default", _SVG_STYLE]):
            self.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Title": self.title})
        ElementTree.register_namespace("", _SVG.strip("{}"))
        ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
        root = ElementTree.fromstring(out.getvalue())  # noqa: S314 (written just now, by ourselves)
        root.attrib |= {"role": "img", "aria-labelledby": "title desc"}
        root[0].attrib["id"] = "title"  # Where there is one, it is the first.
        root.insert(1, ElementTree.Element(_SVG + "desc", id="desc"))
        root[1].text = self.description
        for group in root.iter(_SVG + "g"):
            for mark, name in zip(_marks(group), self._names.get(group.get("id", ""), ()), strict=False):
                ElementTree.SubElement(mark, _SVG + "title").text = name
        _round(root)
        content: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
        return content + b"\n"


def _marks(group: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """What is drawn in a group, in its order: a mark is a path, or the use of one that is defined before."""
    for element in group:
        if element.tag in {_SVG + "path", _SVG + "use"}:
            yield element
        elif element.tag == _SVG + "g":
            yield from _marks(element)


def _round(root: ElementTree.Element) -> None:
    """Hundredths of a point are enough, and make the file a third smaller."""
    for element in root.iter():
        for name in {"d", "x", "y", "transform"} & element.attrib.keys():
            element.attrib[name] = re.sub(r"\d+\.\d{3,}", lambda n: f"{float(n[0]):.2f}", element.attrib[name])
