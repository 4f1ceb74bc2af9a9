"""What a page links to and loads, read from its HTML."""

from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass(frozen=True)
class Link:
    """An attribute that holds an address: of which element, and what a `link` says of itself (`rel`)."""

    element: str
    attribute: str
    address: str
    relation: str = ""


class Page(HTMLParser):
    """The links of a page in order, the names within it, and the text of each script that is no program, by type."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[Link] = []
        self.names: list[str] = []
        self.data: dict[str, str] = {}
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        for name, value in known.items():
            if name in {"href", "src", "srcset", "action"}:
                self.links.append(Link(tag, name, value, known.get("rel", "")))
            elif name == "id" or (name == "name" and tag == "a"):
                self.names.append(value)
        self._inside = known.get("type", "") if tag == "script" else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.data[self._inside] = data

    def of(self, *relations: str) -> list[str]:
        """The addresses of `link` elements that stand in one of some relations to the page."""
        return [each.address for each in self.links if each.element == "link" and each.relation in relations]
