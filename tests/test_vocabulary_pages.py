"""The vocabulary's pages: each term is defined, drawn, shown by examples and asked for; its RDF says what it is."""

import re
from urllib.parse import urljoin, urlsplit

import html5rdf
import pyoxigraph as ox
import pytest
from links import Page
from live.web import serving

from icmpd_kg import KnowledgeGraph, NotFoundError, ontology
from icmpd_kg.model import NS, BlankNode, Iri
from icmpd_kg.pages import Pages, addresses

LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


@pytest.fixture(scope="module")
def pages(kg) -> Pages:
    return Pages(kg, {".ttl": "text/turtle"})


@pytest.fixture(scope="module")
def written(pages) -> dict[str, str]:
    """Every page of a term, by its address."""
    return {address: pages.page(address) for address in pages.addresses() if address.startswith("ns/")}


def test_every_class_and_property_that_is_declared_has_a_page_with_its_definition(pages, written):
    declared = {
        quad.subject.value
        for _, content in ontology.vocabulary()
        for quad in ox.parse(content, ox.RdfFormat.TURTLE)
        if quad.predicate.value == LABEL
        and isinstance(quad.subject, ox.NamedNode)
        and quad.subject.value.startswith(NS)
    }
    assert {addresses.of(iri) for iri in declared} == set(written)
    for term in pages.vocabulary.terms.values():
        assert term.definition and re.search(r'<p class="lead">\S', written[addresses.of(term.iri)])


def test_each_page_is_sound_and_leads_to_what_is_there(pages, written):
    known = {*pages.addresses(), "search.html"}
    for address, html in {**written, "ns.html": pages.page("ns.html")}.items():
        html5rdf.HTMLParser(strict=True).parse(html)
        page = Page(html)
        assert len(page.names) == len(set(page.names)), address
        for lead in (each.address for each in page.links if each.element in {"a", "form"}):
            target = urlsplit(urljoin(f"http://here/{address}", lead))
            if target.netloc != "here":
                assert target.scheme in {"http", "https"} and target.netloc != "w3id.org", f"{address} leads to {lead}"
            elif target.path.endswith(".html"):
                assert target.path[1:] in known, f"{address} leads to {lead}"
            else:
                assert target.path.endswith(".ttl"), f"{address} leads to {lead}"


def test_an_anchor_of_the_vocabulary_is_there_for_each_iri_with_a_fragment(pages):
    ids = set(Page(pages.page("ns.html")).names)
    assert {term.name for term in pages.vocabulary.terms.values()} <= ids
    assert {"role/funder", "measure/participants"} & ids


def test_each_query_runs_and_has_rows_where_the_graph_has_any(pages, kg):
    for term in pages.vocabulary.terms.values():
        for _, query in pages.vocabulary.queries(term):
            rows = list(kg.query(query))
            assert bool(rows) == bool(term.count), (term.name, query)


def test_where_the_graph_uses_a_term_there_are_examples_that_are_rdf(pages, written):
    for term in pages.vocabulary.terms.values():
        html = written[addresses.of(term.iri)]
        assert ("<h2>Examples</h2>" in html) == bool(term.count), term.name
        shown = html.partition("<h2>Examples</h2>")[2].partition("<h2>In SPARQL</h2>")[0]
        for example in re.findall(r"<pre tabindex=\"0\">(.*?)</pre>", shown, re.DOTALL):
            unescaped = example.replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"').replace("&#39;", "'")
            quads = list(ox.parse(unescaped.replace("&amp;", "&"), ox.RdfFormat.TRIG))
            assert any(term.iri in {quad.predicate.value, getattr(quad.object, "value", "")} for quad in quads)


def test_an_example_shows_page_and_quotation(written):
    html = written["ns/class/Project.html"]
    assert re.search(r"p\. \d+: <q>", html) and "oa:exact" in html and "icmpd:page" in html
    assert "follows by the rule <code>direct-property</code>" in written["ns/property/fundedBy.html"]


def test_a_page_says_what_the_shapes_demand(written):
    assert re.search(r"ISO 3166-1[^<]*</a></td>\s*<td>at most 1</td><td>.*xsd:string", written["ns/class/State.html"])
    assert "one of: hybrid, in person, online" in written["ns/property/mode.html"]
    assert "This donor funds nothing." in written["ns/class/Donor.html"]


def test_a_page_says_how_a_term_is_tied_to_others(pages, written):
    funded, donor = written["ns/property/fundedBy.html"], written["ns/class/Donor.html"]
    assert re.search(r"<dt>inverse</dt><dd><a href=\"../../ns/property/funds.html\">funds</a>", funded)
    assert re.search(r"inverse</dt><dd><a [^>]*fundedBy.html", written["ns/property/funds.html"])
    assert re.search(r"is a kind of <a href=\"https://schema.org/funder\"", funded)
    assert re.search(r"org:Organization</a> or <a [^>]*>state</a>", donor), "a union is told as a choice"
    assert "hold of it too" not in donor and "hold of it too" in written["ns/class/MemberState.html"]
    assert "schema:Project" in written["ns/class/Project.html"]
    assert "of other vocabularies" in pages.page("ns.html")


def test_a_diagram_leads_to_the_pages_of_what_it_shows(written, pages):
    for address in ("ns/class/Project.html", "ns/property/fundedBy.html"):
        drawn = re.search(r"<svg.*?</svg>", written[address], re.DOTALL)
        assert drawn and 'aria-label="' in drawn[0] and "../../ns/" in drawn[0]
    assert ">or state</text>" in written["ns/class/Donor.html"], "a union is drawn as a choice"
    assert 'href="ns/property/fundedBy.html"' in re.search(r"<svg.*?</svg>", pages.page("ns.html"), re.DOTALL)[0]


def test_no_two_pages_fall_together_on_a_disk_that_ignores_case(pages):
    every = list(pages.addresses())
    assert len({address.casefold() for address in every}) == len(every)


def test_an_unknown_term_is_told_with_the_nearest(pages):
    with pytest.raises(NotFoundError, match="nearest: fundedBy"):
        pages.page("ns/property/fundedby.html")


def test_a_graph_without_the_vocabulary_has_a_page_of_it(tmp_path):
    file = tmp_path / "little.nt"
    file.write_text("<http://a.example/a> <http://a.example/b> <http://a.example/c> .\n", "utf-8")
    assert "The vocabulary" in Pages(KnowledgeGraph.parse(file)).page("ns.html")


def test_a_un_region_is_suggested_as_one(pages):
    found = {each["label"]: each["kind"] for each in pages.sought.suggest("southern asia")}
    assert found["Southern Asia"] == "UN region" and not any("/" in kind for kind in found.values())


def test_a_term_is_described_without_all_that_uses_it(kg):
    said = kg.describe(NS + "fundedBy")
    assert len(said) < 100
    unions = {
        quad.object for quad in said if quad.subject == Iri(NS + "fundedBy") and isinstance(quad.object, BlankNode)
    }
    assert unions and unions <= {quad.subject for quad in said}, "the union that is its domain is told as well"


def test_the_server_leads_from_a_term_to_its_page_and_its_rdf(built):
    with serving(built) as server:
        for accept, target in [("text/html", "/ns/class/Project.html"), ("text/turtle", "/ns/class/Project.ttl")]:
            answer = server.ask("/ns/class/Project", Accept=accept)
            assert (answer.status, answer.headers["location"]) == (303, target)
        turtle = server.ask("/ns/class/Project.ttl")
        assert turtle.status == 200 and f'<{NS}Project>; rel="describes"' in turtle.headers["link"]
        assert any(quad.subject.value == NS + "Project" for quad in ox.parse(turtle.body, ox.RdfFormat.TURTLE))
        assert server.ask("/ns", Accept="text/html").headers["location"] == "/ns.html"
        assert server.ask("/ns.ttl").status == 200
        assert server.ask("/ns/class/Projekt", Accept="text/turtle").status == 404
        assert server.ask("/ns/0.1.0", Accept="text/turtle").status == 303, "the version has an IRI of its own"
