"""What stands on each page: of every form of page, what its template is filled in with."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from icmpd_kg import queries
from icmpd_kg.errors import NotFoundError
from icmpd_kg.model import BASE, FACT, ID, NS, RDF_TYPE, Iri
from icmpd_kg.pages import addresses, answers, diagrams, editor, examples, inbrowser, lists, maps
from icmpd_kg.pages.lists import Given
from icmpd_kg.pages.statements import table, words

if TYPE_CHECKING:
    from icmpd_kg.pages.site import Pages

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


def thing(pages: Pages, here: str, name: str, given: Given) -> str:
    """All that is known of one thing."""
    found = pages.things.get(ID + name)
    if found is None:
        near = pages.kg.search(name.rpartition("/")[2].replace("-", " "), 3)
        hint = f"; nearest: {', '.join(entity.label for entity in near)}" if near else ""
        raise NotFoundError(
            f"the graph has nothing under <{ID}{name}>{hint}", tuple(str(entity.iri) for entity in near)
        )
    said = pages.statements.of(Iri(found.iri))
    return pages.render(
        "thing.html",
        here,
        thing=found,
        kind=next(kind for kind in pages.kinds.values() if kind.holds(found)),
        statements=said,
        figures=pages.statements.figures(Iri(found.iri)),
        chart=answers.neighbours(found.label, said),
        map=maps.draw(pages.spots([found.label]), found.label),
    )


def fact(pages: Pages, here: str, name: str, given: Given) -> str:
    """One fact: its triples and the places that state it, or the sources outside the report that it was taken from."""
    iri = FACT + name
    rows = list(table(pages.kg, "page-fact", fact=Iri(iri)))
    if not rows:
        return resource(pages, here, name, given)
    support = pages.statements.support(iri)
    proof = () if support.places else table(pages.kg, "fact-evidence", fact=Iri(iri))
    sources = [row["source"] for row in proof]
    return pages.render("fact.html", here, name=name, fact=iri, rows=rows, support=support, sources=sources)


def resource(pages: Pages, here: str, name: str, given: Given) -> str:
    """What is neither a thing nor a fact: a mention, a concept, a scheme, a prefix, a derivation, a graph."""
    iri = Iri(BASE + here.removesuffix(".html"))
    rows = list(table(pages.kg, "page-resource", resource=iri))
    (size,) = (int(row["triples"]) for row in table(pages.kg, "size", graph=iri))
    if not rows and not size:
        raise NotFoundError(f"the graph has no <{iri}>")
    said, leading = ([row for row in rows if (row["inverse"] == "true") is inverse] for inverse in (False, True))
    called = {row["property"]: row["otherLabel"] or words(row["other"]) for row in said}
    return pages.render(
        "resource.html",
        here,
        resource=iri,
        sort=called.get(RDF_TYPE, words(here.partition("/")[0])),
        label=called.get(_LABEL, name.rpartition("/")[2]),
        size=size,
        said=said,
        leading=leading,
    )


def listing(pages: Pages, here: str, name: str, given: Given) -> str:
    """All things of a kind, narrowed as the form says."""
    kind = pages.kind(name)
    return pages.render("list.html", here, kind=kind, found=lists.narrowed(kind, given))


def question(pages: Pages, here: str, name: str, given: Given) -> str:
    """A ready question: a form for its parameters, the answer, and a chart where one helps."""
    ready = queries.question(name)
    answer = answers.answer(pages.kg, ready, {name: values[-1] for name, values in given.items()}, pages.spots)
    knowledge = {} if pages.served else inbrowser.question(ready, here)
    iri = Iri(f"{BASE}question/{name}")
    described = iri if pages.kg.describe(iri) else ""
    return pages.render("question.html", here, knowledge=knowledge, described=described, **answer)


def term(pages: Pages, here: str, name: str, given: Given) -> str:
    """One class or property of the vocabulary."""
    known, name = pages.vocabulary.terms, name.rpartition("/")[2]
    found = known.get(NS + name)
    if found is None or addresses.of(found.iri) != here:
        near = difflib.get_close_matches(name, (each.name for each in known.values()))
        hint = f"; nearest: {', '.join(near)}" if near else ""
        raise NotFoundError(f"the vocabulary has no class or property {name!r}{hint}", near)
    return pages.render(
        "term.html",
        here,
        term=found,
        vocabulary=pages.vocabulary,
        diagram=diagrams.of(pages.vocabulary, found, here),
        examples=examples.examples(pages.kg, found.iri, found.sort == "class"),
    )


def network(pages: Pages, here: str, name: str, given: Given) -> str:
    """The explorer of one network."""
    if name not in pages.networks:
        raise NotFoundError(f"no network is called {name!r}; there are: {', '.join(pages.networks)}")
    known = None if pages.served else json.loads(pages.node_link(name))
    return pages.render("network.html", here, view=pages.networks[name], network=known)


def _front(pages: Pages, here: str, given: Given) -> str:
    return pages.render("front.html", here, first=[queries.question(n) for n in _FIRST if n in queries.names()])


def _questions(pages: Pages, here: str, given: Given) -> str:
    shelves: dict[str, list[queries.Question]] = {}
    for each in pages.kg.questions():
        shelves.setdefault(each.tags[0] if each.tags else "other", []).append(each)
    return pages.render("questions.html", here, shelves=dict(sorted(shelves.items())))


def _checks(pages: Pages, here: str, given: Given) -> str:
    return pages.render("checks.html", here, checks=pages.checks)


def _ontology(pages: Pages, here: str, given: Given) -> str:
    drawn = diagrams.whole(pages.vocabulary, here)
    return pages.render("ontology.html", here, vocabulary=pages.vocabulary, diagram=drawn)


def _networks(pages: Pages, here: str, given: Given) -> str:
    return pages.render("networks.html", here, views=list(pages.networks.values()))


def _editor(pages: Pages, here: str, given: Given) -> str:
    return pages.render("sparql.html", here, **editor.known(pages.kg, pages.vocabulary, here, pages.served))


def _about(pages: Pages, here: str, given: Given) -> str:
    return pages.render("about.html", here)


def _search(pages: Pages, here: str, given: Given) -> str:
    wanted = given.get("q", [""])[-1].strip()[:200]
    return pages.render("search.html", here, wanted=wanted, found=pages.sought.find(wanted))


# The pages that there is one of, by address, and those of which there are many, by the first part of it.
SINGLE: Mapping[str, Callable[[Pages, str, Given], str]] = {
    "index.html": _front,
    "questions.html": _questions,
    "check.html": _checks,
    "ns.html": _ontology,
    "networks.html": _networks,
    "sparql.html": _editor,
    "about.html": _about,
    "search.html": _search,
}
SHELVES: Mapping[str, Callable[[Pages, str, str, Given], str]] = {
    "id": thing,
    "fact": fact,
    **dict.fromkeys(("breakdown", "derivation", "graph", "measure", "prefix", "role", "scheme"), resource),
    "list": listing,
    "question": question,
    "network": network,
    "ns": term,
}
