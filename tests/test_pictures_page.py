"""The pictures of docs/pictures.md show the graph of today.

After a change of data or of how pictures look, `python tests/test_pictures_page.py` draws them anew: look at them
before you keep them. Where names stand may differ by the machine, so the words are compared and not the bytes.
"""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from icmpd_kg import KnowledgeGraph, networks

DOCS = Path(__file__).parent.parent / "docs"
SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {
    "dialogues": lambda kg: networks.draw(kg.network("dialogues")),
    "places": lambda kg: networks.draw(kg.network("places")),
    "people": lambda kg: networks.draw(
        networks.project(kg.network("people"), "agents"), colour="community", size="strength"
    ),
}


def told(content):
    """The name of each node, the description, and the legend: what does not depend on where names have room."""
    root = ElementTree.fromstring(content)
    titles = sorted(title.text for title in root.iter(f"{SVG}title"))
    legend = [
        text.text
        for group in root.iter(f"{SVG}g")
        if group.get("id", "").startswith("legend")
        for text in group.iter(f"{SVG}text")
    ]
    return titles, legend, re.sub(r"There was room for \d+", "", root.find(f"{SVG}desc").text)


def test_the_page_shows_these_pictures():
    page = (DOCS / "pictures.md").read_text("utf-8")
    assert set(re.findall(r"\]\(pictures/(\w+)\.svg\)", page)) == DRAWN.keys()
    assert {file.stem for file in (DOCS / "pictures").iterdir()} == DRAWN.keys()


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_shows_the_graph_of_today(kg, name):
    content = (DOCS / "pictures" / f"{name}.svg").read_bytes()
    assert len(content) < 300_000
    names, legend, description = told(content)
    assert legend and description
    assert (names, legend, description) == told(DRAWN[name](kg).svg())


def rewrite():
    """Draw the pictures of the page."""
    kg = KnowledgeGraph.open()
    for name, draw in DRAWN.items():
        (DOCS / "pictures" / f"{name}.svg").write_bytes(draw(kg).svg())


if __name__ == "__main__":
    rewrite()
