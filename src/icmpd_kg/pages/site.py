"""Every page of a graph, by its address."""

from __future__ import annotations

import difflib
import functools
import io
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icmpd_kg import queries
from icmpd_kg.errors import NotFoundError
from icmpd_kg.graph import KnowledgeGraph
from icmpd_kg.model import BASE, FACT, ID, NS, RDF_TYPE, Iri
from icmpd_kg.networks import View, views, write
from icmpd_kg.pages import addresses, answers, diagrams, editor, examples, inbrowser, lists, looks, maps, schema_org
from icmpd_kg.pages.kinds import Kind, Thing, kinds
from icmpd_kg.pages.lists import Given
from icmpd_kg.pages.sought import Sought
from icmpd_kg.pages.statements import Statements, table, words
from icmpd_kg.pages.vocabulary import Vocabulary

if TYPE_CHECKING:
    import jinja2

    from icmpd_kg.consistency import Check

# What a person sees first: questions that need no knowledge of the report.
_FIRST = (
    "who-funds",
    "dialogues-in-2020",
    "projects-by-region",
    "donors-by-number-of-projects",
    "agents-in-several-dialogues",
    "projects-in-time",
)
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


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
        return lists.as_table(lists.narrowed(self._kind(kind), given))

    def _kind(self, slug: str) -> Kind:
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
        yield from (name for name in _FIXED if name != "search.html")
        yield from (f"list/{slug}.html" for slug in self.kinds)
        yield from (f"question/{name}.html" for name in queries.names())
        yield from (f"network/{name}.html" for name in self._views)
        yield from (addresses.of(iri) or "" for iri in self.vocabulary.terms)
        yield from (iri.removeprefix(BASE) + ".html" for iri in self.things)
        mentions = dict.fromkeys(row["mention"] for row in table(self.kg, "mentions"))
        yield from (iri.removeprefix(BASE) + ".html" for iri in (*self.statements.facts(), *mentions))

    def page(self, address: str, given: Given | None = None) -> str:
        """The page at an address, such as `id/project/pact.html`, as HTML; `given` is what a form sends.

        Raises `NotFoundError` where there is none.
        """
        asked = dict(given or {})
        if address in _FIXED:
            return _FIXED[address](self, address, asked)
        shelf, _, rest = address.partition("/")
        if address.endswith(".html") and shelf in _SHELVES:
            return _SHELVES[shelf](self, address, rest.removesuffix(".html"), asked)
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

    def _thing(self, here: str, name: str, given: Given) -> str:
        """All that is known of one thing."""
        thing = self.things.get(ID + name)
        if thing is None:
            near = self.kg.search(name.rpartition("/")[2].replace("-", " "), 3)
            hint = f"; nearest: {', '.join(entity.label for entity in near)}" if near else ""
            raise NotFoundError(
                f"the graph has nothing under <{ID}{name}>{hint}", tuple(str(entity.iri) for entity in near)
            )
        said = self.statements.of(Iri(thing.iri))
        return self.render(
            "thing.html",
            here,
            thing=thing,
            kind=next(kind for kind in self.kinds.values() if kind.holds(thing)),
            statements=said,
            figures=self.statements.figures(Iri(thing.iri)),
            chart=answers.neighbours(thing.label, said),
            map=maps.draw(self.spots([thing.label]), thing.label),
        )

    def _fact(self, here: str, name: str, given: Given) -> str:
        """One fact: its triples and the places that state it."""
        support = self.statements.support(FACT + name)
        rows = list(table(self.kg, "page-fact", fact=Iri(FACT + name)))
        if not rows:
            return self._resource(here, name, given)
        return self.render("fact.html", here, name=name, fact=FACT + name, rows=rows, support=support)

    def _resource(self, here: str, name: str, given: Given) -> str:
        """What is neither a thing nor a fact: a mention, a derivation, a scheme, a prefix, a graph."""
        resource = Iri(BASE + here.removesuffix(".html"))
        rows = list(table(self.kg, "page-resource", resource=resource))
        (size,) = (int(row["triples"]) for row in table(self.kg, "size", graph=resource))
        if not rows and not size:
            raise NotFoundError(f"the graph has no <{resource}>")
        said, leading = ([row for row in rows if (row["inverse"] == "true") is inverse] for inverse in (False, True))
        called = {row["property"]: row["otherLabel"] or words(row["other"]) for row in said}
        return self.render(
            "resource.html",
            here,
            resource=resource,
            sort=called.get(RDF_TYPE, words(here.partition("/")[0])),
            label=called.get(_LABEL, name.rpartition("/")[2]),
            size=size,
            said=said,
            leading=leading,
        )

    def _list(self, here: str, name: str, given: Given) -> str:
        """All things of a kind, narrowed as the form says."""
        kind = self._kind(name)
        return self.render("list.html", here, kind=kind, found=lists.narrowed(kind, given))

    def _question(self, here: str, name: str, given: Given) -> str:
        """A ready question: a form for its parameters, the answer, and a chart where one helps."""
        question = queries.question(name)
        answer = answers.answer(self.kg, question, {name: values[-1] for name, values in given.items()}, self.spots)
        knowledge = {} if self.served else inbrowser.question(question, here)
        iri = Iri(f"{BASE}question/{name}")
        described = iri if self.kg.describe(iri) else ""
        return self.render("question.html", here, knowledge=knowledge, described=described, **answer)

    def _front(self, here: str, given: Given) -> str:
        return self.render("front.html", here, first=[queries.question(n) for n in _FIRST if n in queries.names()])

    def _questions(self, here: str, given: Given) -> str:
        shelves: dict[str, list[queries.Question]] = {}
        for question in self.kg.questions():
            shelves.setdefault(question.tags[0] if question.tags else "other", []).append(question)
        return self.render("questions.html", here, shelves=dict(sorted(shelves.items())))

    def _checks(self, here: str, given: Given) -> str:
        return self.render("checks.html", here, checks=self._found)

    @functools.cached_property
    def _found(self) -> list[Check]:
        return self.kg.check()

    def _ontology(self, here: str, given: Given) -> str:
        drawn = diagrams.whole(self.vocabulary, here)
        return self.render("ontology.html", here, vocabulary=self.vocabulary, diagram=drawn)

    def _term(self, here: str, name: str, given: Given) -> str:
        """One class or property of the vocabulary."""
        name = name.rpartition("/")[2]
        term = self.vocabulary.terms.get(NS + name)
        if term is None or addresses.of(term.iri) != here:
            near = difflib.get_close_matches(name, (known.name for known in self.vocabulary.terms.values()))
            hint = f"; nearest: {', '.join(near)}" if near else ""
            raise NotFoundError(f"the vocabulary has no class or property {name!r}{hint}", near)
        return self.render(
            "term.html",
            here,
            term=term,
            vocabulary=self.vocabulary,
            diagram=diagrams.of(self.vocabulary, term, here),
            examples=examples.examples(self.kg, term.iri, term.sort == "class"),
        )

    def _networks(self, here: str, given: Given) -> str:
        return self.render("networks.html", here, views=list(self._views.values()))

    def _network(self, here: str, name: str, given: Given) -> str:
        """The explorer of one network."""
        if name not in self._views:
            raise NotFoundError(f"no network is called {name!r}; there are: {', '.join(self._views)}")
        known = None if self.served else json.loads(self.node_link(name))
        return self.render("network.html", here, view=self._views[name], network=known)

    def node_link(self, name: str) -> bytes:
        """A network as node-link JSON, made once: its page holds it, and it lies beside the page."""
        if name not in self._node_links:
            out = io.BytesIO()
            write(self.kg.network(name), "json", out)
            self._node_links[name] = out.getvalue()
        return self._node_links[name]

    @functools.cached_property
    def _views(self) -> Mapping[str, View]:
        return {view.name: view for view in views()}

    def _editor(self, here: str, given: Given) -> str:
        return self.render("sparql.html", here, **editor.known(self.kg, self.vocabulary, here, self.served))

    def _about(self, here: str, given: Given) -> str:
        return self.render("about.html", here)

    def _search(self, here: str, given: Given) -> str:
        wanted = given.get("q", [""])[-1].strip()[:200]
        return self.render("search.html", here, wanted=wanted, found=self.sought.find(wanted))


_FIXED: Mapping[str, Callable[[Pages, str, Given], str]] = {
    "index.html": Pages._front,
    "questions.html": Pages._questions,
    "check.html": Pages._checks,
    "ns.html": Pages._ontology,
    "networks.html": Pages._networks,
    "sparql.html": Pages._editor,
    "about.html": Pages._about,
    "search.html": Pages._search,
}
_SHELVES: Mapping[str, Callable[[Pages, str, str, Given], str]] = {
    "id": Pages._thing,
    "fact": Pages._fact,
    "derivation": Pages._resource,
    "graph": Pages._resource,
    "prefix": Pages._resource,
    "scheme": Pages._resource,
    "list": Pages._list,
    "question": Pages._question,
    "network": Pages._network,
    "ns": Pages._term,
}
