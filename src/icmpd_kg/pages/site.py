"""Every page of a graph, by its address."""

from __future__ import annotations

import functools
import io
import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icmpd_kg import queries
from icmpd_kg.errors import NotFoundError
from icmpd_kg.graph import KnowledgeGraph
from icmpd_kg.model import BASE
from icmpd_kg.networks import View, views, write
from icmpd_kg.pages import addresses, documents, lists, looks, maps, schema_org
from icmpd_kg.pages.kinds import Kind, Thing, kinds
from icmpd_kg.pages.lists import Given
from icmpd_kg.pages.sought import Sought
from icmpd_kg.pages.statements import Statements, table
from icmpd_kg.pages.vocabulary import Vocabulary

if TYPE_CHECKING:
    import jinja2

    from icmpd_kg.consistency import Check


class Pages:
    """The pages of one graph: `page` renders one, `addresses` lists those that need nothing to be given.

    `data` are the forms in which the same facts are offered for programs, by the ending of their address; `static` is
    the folder of what pages load. Pages that are not `served` have no server behind them: what they ask, they ask in
    the reader's browser. `at` is the address at which all will be found, and `described` what search engines are told
    of the whole, as JSON-LD; where they are not known, pages are without.
    """

    static = Path(__file__).parent / "static"

    def __init__(
        self,
        kg: KnowledgeGraph,
        data: Mapping[str, str] | None = None,
        served: bool = True,
        at: str = "",
        described: Mapping[str, Any] | None = None,
    ) -> None:
        self.kg = kg
        self.served = served
        self.at = at
        self.described = described
        self.statements = Statements(kg)
        self.vocabulary = Vocabulary(kg)
        self._node_links: dict[str, bytes] = {}
        self.data = dict(data or {})

    @functools.cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """The kinds of things, by slug."""
        return kinds(self.kg)

    @functools.cached_property
    def things(self) -> Mapping[str, Thing]:
        """Every thing that has a page, by IRI."""
        return {thing.iri: thing for kind in self.kinds.values() for thing in kind.things}

    @functools.cached_property
    def sought(self) -> Sought:
        """What people look for by name."""
        return Sought(self.kg, self.things.values())

    @functools.cached_property
    def schema_org(self) -> Mapping[str, Mapping[str, Any]]:
        """What search engines are told of each thing, by IRI."""
        return schema_org.things(self.kg)

    def listing(self, kind: str, given: Given) -> tuple[list[str], list[list[str]]]:
        """A list as a table; raises `NotFoundError` for an unknown kind, `InputError` for a value that no thing has."""
        return lists.as_table(lists.narrowed(self.kind(kind), given))

    def kind(self, slug: str) -> Kind:
        """The kind of things of this slug; raises `NotFoundError` for another."""
        if slug not in self.kinds:
            raise NotFoundError(f"the graph has no kind of thing {slug!r}; it has: {', '.join(self.kinds)}")
        return self.kinds[slug]

    def prepare(self) -> None:
        """Read at once what is otherwise read with the first page that needs it."""
        self.page("index.html")
        self.sought.suggest("a")
        for thing in itertools.islice(self.things, 1):
            self.page(addresses.of(thing) or "")
        maps.world()

    def read_ahead(self) -> Iterator[None]:
        """Read, a step at a time, what only some pages need and takes long."""
        for template in self._looks.list_templates():
            self._looks.get_template(template)
            yield
        for address in ("ns.html", "check.html"):
            self.page(address)
            yield

    def missing(self, address: str, message: str, root: str | None = None) -> str:
        """The page that says there is no page at an address, with the nearest things.

        It finds the others below `root`, where it is shown for any address.
        """
        near = self.kg.search(address.removesuffix(".html").rpartition("/")[2].replace("-", " ")[:200], 5)
        return self.render("missing.html", address, root, message=message, near=near)

    def addresses(self) -> Iterator[str]:
        """The address of every page, but for what is asked with a form."""
        yield from (name for name in documents.SINGLE if name != "search.html")
        yield from (f"list/{slug}.html" for slug in self.kinds)
        yield from (f"question/{name}.html" for name in queries.names())
        yield from (f"network/{name}.html" for name in self.networks)
        yield from (addresses.of(iri) or "" for iri in self.vocabulary.terms)
        yield from (iri.removeprefix(BASE) + ".html" for iri in self.things)
        others = (row["resource"] for row in table(self.kg, "page-resources"))
        yield from (iri.removeprefix(BASE) + ".html" for iri in (*self.statements.facts(), *others))

    def page(self, address: str, given: Given | None = None) -> str:
        """The page at an address, such as `id/project/pact.html`, as HTML; `given` is what a form sends.

        Raises `NotFoundError` where there is none.
        """
        asked = dict(given or {})
        if address in documents.SINGLE:
            return documents.SINGLE[address](self, address, asked)
        shelf, _, rest = address.partition("/")
        if address.endswith(".html") and shelf in documents.SHELVES:
            return documents.SHELVES[shelf](self, address, rest.removesuffix(".html"), asked)
        raise NotFoundError(f"there is no page at {address!r}")

    def spots(self, names: Iterable[str]) -> list[maps.Spot]:
        """Where the things of these names lie, as far as that is known."""
        return [self._spots[name] for name in dict.fromkeys(names) if name in self._spots]

    @functools.cached_property
    def _spots(self) -> Mapping[str, maps.Spot]:
        return {spot.name: spot for spot in maps.spots(self.things.values())}

    def render(self, template: str, here: str, root: str | None = None, **known: Any) -> str:
        """A template filled in, for the page at `here`, which leads to others by relative addresses or below `root`."""
        above = addresses.relative("", here) if root is None else root
        return self._looks.get_template(template).render(
            here=here, to=lambda target: above + target, pages=self, **known
        )

    @functools.cached_property
    def _looks(self) -> jinja2.Environment:
        return looks.environment()

    def node_link(self, name: str) -> bytes:
        """A network as node-link JSON, made once: its page holds it, and it lies beside the page."""
        if name not in self._node_links:
            out = io.BytesIO()
            write(self.kg.network(name), "json", out)
            self._node_links[name] = out.getvalue()
        return self._node_links[name]

    @functools.cached_property
    def networks(self) -> Mapping[str, View]:
        """Every network that has a page, by name."""
        return {view.name: view for view in views()}

    @functools.cached_property
    def checks(self) -> list[Check]:
        """The report held against the graph."""
        return self.kg.check()
