"""Pages for people: each renders, is sound HTML, links to what is there, and shows a stranger's text as text."""

import base64
import gzip
import io
import json
import re
from urllib.parse import urljoin, urlsplit

import html5rdf
import pytest
from links import Page

from icmpd_kg import InputError, KnowledgeGraph, NotFoundError, queries
from icmpd_kg.browser import BUNDLES
from icmpd_kg.pages import Pages, addresses, charts, inbrowser, lists
from icmpd_kg.pages.answers import without_header
from icmpd_kg.store import bound
from icmpd_kg.store.answers import written

FIXED = [
    "index.html",
    "networks.html",
    "network/all.html",
    "sparql.html",
    "questions.html",
    "check.html",
    "ns.html",
    "about.html",
    "search.html",
]
HOSTILE = """
@prefix icmpd: <https://w3id.org/icmpd-kg/ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix prov: <http://www.w3.org/ns/prov#> .
icmpd:Project rdfs:label "project" .
<https://w3id.org/icmpd-kg/fact/1> { <https://w3id.org/icmpd-kg/id/project/x> a icmpd:Project ;
    rdfs:label "</title><script>alert(1)</script>\\" onload=\\"x" ; skos:exactMatch <javascript:alert(1)> . }
<https://w3id.org/icmpd-kg/fact/1> icmpd:basis "stated" ; prov:wasDerivedFrom <urn:x> .
"""


@pytest.fixture(scope="module")
def pages(kg) -> Pages:
    return Pages(kg, {".ttl": "text/turtle"})


@pytest.fixture(scope="module")
def known(pages) -> set[str]:
    return {*pages.addresses(), "search.html"}


def some(pages: Pages) -> list[str]:
    """One page of each form and each kind of thing, and the largest."""
    things = [kind.things[len(kind.things) // 2].iri for kind in pages.kinds.values()]
    fact = next(address for address in pages.addresses() if address.startswith("fact/"))
    largest = [
        "id/state/libya.html",
        "id/organisation/icmpd.html",
        "id/dialogue/prague-process.html",
        "id/project/pact.html",
    ]
    shown = [iri.removeprefix("https://w3id.org/icmpd-kg/") + ".html" for iri in things]
    shown.append("fact/2020/elsewhere/projects-progres-mediterranean.html")
    return [*FIXED, *(f"list/{slug}.html" for slug in pages.kinds), *shown, fact, *largest]


def _loads(page: Page) -> list[str]:
    return [each.address for each in page.links if each.attribute == "src"] + page.of("stylesheet", "icon")


def test_every_page_of_each_form_is_sound_html_and_leads_to_what_is_there(pages, known):
    for address in some(pages):
        html = pages.page(address)
        parser = html5rdf.HTMLParser(strict=True)
        parser.parse(html)
        page = Page(html)
        assert len(page.names) == len(set(page.names)), address
        for lead in (each.address for each in page.links if each.element in {"a", "form"}):
            target = urlsplit(urljoin(f"http://here/{address}", lead))
            if target.netloc == "here" and target.path.endswith(".html"):
                assert target.path[1:] in known, f"{address} leads to {lead}"
            else:
                assert target.scheme in {"http", "https"}
        for load in _loads(page):
            assert urlsplit(load).netloc == "", f"{address} loads {load}"
            folder = BUNDLES if "bundled/" in load else pages.static
            assert (folder / load.rpartition("/")[2]).is_file()


def test_every_name_that_is_said_to_have_a_page_has_one(kg, known):
    ours = kg.query("SELECT DISTINCT ?x { ?x ?p ?o FILTER(STRSTARTS(STR(?x), STR(<>))) }")
    told = {(addresses.of(iri) or "").partition("#")[0]: iri for (iri,) in ours}
    assert [iri for page, iri in told.items() if page and page not in known] == []


@pytest.mark.parametrize("name", queries.names())
def test_a_question_has_a_page_with_its_answer_or_the_reason_for_none(pages, kg, name):
    html = pages.page(f"question/{name}.html")
    assert 'class="fault"' not in html
    assert "<td>" in html or 'class="caveat"' in html
    html5rdf.HTMLParser(strict=True).parse(html)


def test_a_question_that_the_graph_describes_leads_to_its_data(pages, tmp_path):
    assert 'href="../question/who-funds.ttl">ttl</a>' in pages.page("question/who-funds.html")
    (tmp_path / "other.trig").write_text(HOSTILE, "utf-8")
    other = Pages(KnowledgeGraph.parse(tmp_path / "other.trig"), pages.data)
    assert ">ttl</a>" not in other.page("question/who-funds.html")


def test_what_names_a_thing_elsewhere_shows_where(pages):
    html = pages.page("fact/2020/elsewhere/projects-progres-mediterranean.html")
    assert "page</a></td><td>29</td>" in html and "<td>Mediterranean</td>" in html


def test_a_statement_shows_its_page_and_quotation(pages):
    html = pages.page("id/project/pact.html")
    assert re.search(r"is funded by</h2>\s*<ul>\s*<li><a [^>]*united-kingdom.html\">United Kingdom</a>", html)
    assert "<q>provided within the framework of the ongoing UK-funded PACT project</q>" in html
    assert "our reading" in html


def test_a_fact_says_how_it_is_cited_or_where_it_was_taken_from(pages):
    page = pages.page("fact/2020/roles/netherlands-chair-khartoum-process.html")
    assert re.search(r"<cite>ICMPD Annual Report 2020</cite>. Vienna, 2021, p. 41\.\s+Fact in icmpd-kg, version", page)
    outside = pages.page("fact/reference/state-un-regions/malta.html")
    assert 'href="https://unstats.un.org/unsd/methodology/m49/"' in outside and "Vienna, 2021" not in outside


def test_a_thing_says_what_others_do_to_it_and_what_it_does(pages):
    prague, lithuania = pages.page("id/dialogue/prague-process.html"), pages.page("id/state/lithuania.html")
    assert "is or was chaired by" in prague and "until 2020-11-16" in prague
    assert "is or was chair of" in lithuania
    assert "50 states" in prague


def test_ties_to_one_side_are_drawn_without_the_other():
    boxes = [
        re.search(r'viewBox="(\d+) 0 (\d+) ', charts.star("x", *sides).svg).groups()
        for sides in ((["a"], ["b"]), (["a", "b"], []), ([], ["a", "b"]))
    ]
    assert boxes == [("0", "760"), ("0", "388"), ("372", "388")]


def test_a_place_is_shown_on_a_map_that_asks_nobody(pages):
    html = pages.page("id/city/vienna.html")
    assert 'aria-label="Map: Vienna"' in html and 'class="land"' in html and len(html) < 60_000
    assert html.count('class="self"') >= 1
    assert "Map:" in pages.page("question/offices-by-region.html") or "Map:" in pages.page(
        "question/countries-by-number-of-projects.html"
    )


def test_a_list_is_narrowed_by_what_is_chosen(pages):
    html = pages.page("list/project.html", {"donor": ["Netherlands"], "sort": ["region"]})
    assert "3 of 98" in html
    assert html.count("<tr>") == 4
    assert 'project.csv?donor=Netherlands&amp;sort=region"' in html


def test_several_values_of_a_facet_widen_a_list_and_facets_narrow_it(pages):
    projects = pages.kinds["project"]
    both = {"donor": ["Netherlands", "Switzerland"]}
    found = lists.narrowed(projects, both)
    assert found.things == [t for t in projects.things if {*both["donor"]} & {*t.facets.get("donor", ())}]
    one, other = (len(lists.narrowed(projects, {"donor": [donor]}).things) for donor in both["donor"])
    assert len(found.things) > max(one, other) > 0
    assert found.choices["donor"]["Netherlands"] == one == 3
    for region, count in found.choices["region"].items():
        assert len(lists.narrowed(projects, {**both, "region": [region]}).things) == count
    assert any(found.choices["region"].values())
    assert len(pages.listing("project", both)[1]) == len(found.things)


def test_what_only_some_pages_need_is_read_ahead(pages):
    assert len(list(pages.read_ahead())) > 2
    assert {"terms", "others"} <= vars(pages.vocabulary).keys()


def test_a_value_that_no_thing_has_is_told(pages):
    told = pages.page("list/project.html", {"donor": ["Netherland"]})
    assert "no project has the donor &#39;Netherland&#39;; nearest: Netherlands" in told
    assert "Nothing has all of these" in told
    with pytest.raises(InputError, match="no project has the donor 'Netherland'"):
        pages.listing("project", {"donor": ["Netherland"]})


def test_a_question_takes_what_a_form_sends_and_tells_what_is_wrong_with_it(pages):
    assert "Austrian Development Agency" in pages.page("question/who-funds.html", {"project": ["LINK UP! Serbia II"]})
    wrong = pages.page("question/who-funds.html", {"project": ["Prague Process"]})
    assert 'role="alert"' in wrong and "is of the kind Dialogue" in wrong


def test_names_are_suggested_as_one_types(pages):
    first = pages.sought.suggest("prag pro")[0]
    assert first == {"label": "Prague Process", "kind": "Dialogue", "page": "id/dialogue/prague-process.html"}
    assert {each["kind"] for each in pages.sought.suggest("prague", "Project")} <= {"Project"}
    assert pages.sought.suggest(" ") == []


def test_a_tie_or_a_figure_is_not_among_the_names_that_one_searches(pages):
    offered = {row[1] for row in pages.sought.index()} | {each["kind"] for each in pages.sought.suggest("chair of")}
    assert {"Dialogue", "Person", "UN region"} <= offered and not offered & {"Participation", "Observation"}


def test_search_engines_are_told_of_a_thing_by_all_its_names(pages):
    told = json.loads(Page(pages.page("id/state/malta.html")).data["application/ld+json"])
    assert (told["@type"], told["name"]) == ("Country", "Malta")
    assert "https://sws.geonames.org/2562770/" in told["sameAs"]
    assert not Page(pages.page("id/dialogue/prague-process.html")).data  # schema.org has no such class.


def test_a_search_finds_what_begins_so_and_what_is_like_it(pages):
    html = pages.page("search.html", {"q": ["latin amer"]})
    assert "id/un-region/latin-america-and-the-caribbean.html" in html and "found as" not in html
    html = pages.page("search.html", {"q": ["prage proces"]})
    assert html.index("id/dialogue/prague-process.html") < html.index("id/event/prague-process-webinar-series.html")


@pytest.mark.parametrize(
    "address", ["id/project/pct.html", "list/x.html", "question/x.html", "fact/x.html", "x", "../x.html"]
)
def test_an_address_without_a_page_is_told(pages, address):
    with pytest.raises(NotFoundError):
        pages.page(address)


def test_the_page_of_what_is_missing_names_the_nearest(pages):
    assert "prague-process.html" in pages.missing("id/dialogue/prage-process.html", "nothing here")


def test_text_of_strangers_is_shown_and_never_run(tmp_path):
    file = tmp_path / "hostile.trig"
    file.write_text(HOSTILE, "utf-8")
    html = Pages(KnowledgeGraph.parse(file)).page("id/project/x.html")
    assert "<script>alert" not in html and "&lt;script&gt;alert(1)" in html
    assert 'href="javascript:' not in html and "javascript:alert(1)" in html
    assert not [each for each in Page(html).links if "alert" in each.address]
    html = Pages(KnowledgeGraph.parse(file)).page("search.html", {"q": ['"><script>alert(1)</script>']})
    assert "<script>alert" not in html


def test_a_question_for_the_browser_is_the_bound_query_cut_at_its_terms(kg):
    for question in queries.catalogue():
        terms = {p.name: kg.arguments(question, {})[p.variable] for p in question.parameters}
        pieces = inbrowser.pieces(question)
        joined = "".join(written(terms[piece]) if i % 2 else piece for i, piece in enumerate(pieces))
        given = {p.variable: terms[p.name] for p in question.parameters}
        assert joined == bound(without_header(question.sparql), given)


def test_the_graph_for_the_browser_is_the_same_each_time_and_whole(small_kg, tmp_path):
    for name in ("one.js", "two.js"):
        inbrowser.write(inbrowser.packed(small_kg), tmp_path / name)
    assert (tmp_path / "one.js").read_bytes() == (tmp_path / "two.js").read_bytes()
    packed = json.loads((tmp_path / "one.js").read_text("utf-8").removeprefix("self.icmpdGraph = ").rstrip(";\n"))
    out = io.BytesIO()
    small_kg.export(out, "canonical")
    assert gzip.decompress(base64.b64decode(packed["quads"])) == out.getvalue()
