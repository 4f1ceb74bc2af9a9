"""Pages without a server, from a folder and from a plain file host: the graph is asked in a real browser."""

import json
import re
import shutil
import urllib.parse
from pathlib import Path

import pytest
from live.chromium import faults, picture

from icmpd_kg import browser, queries
from icmpd_kg.model import BASE
from icmpd_kg.pages import Pages, inbrowser
from icmpd_kg.pages.statements import text
from icmpd_kg.store import bound

# Our policy lets axe read no styles once more.
REFUSED = r"Connecting to 'file:[^']*\.css'"
PAGES = [
    "sparql.html",
    *(f"question/{name}.html" for name in ("projects-of-a-country", "chairs-on-a-date", "find-by-name")),
    *(f"question/{name}.html" for name in ("roles-in-a-dialogue", "dates-of-a-year")),
]


@pytest.fixture(scope="module")
def folder(kg, tmp_path_factory) -> Path:
    """The pages that ask, with what they load."""
    place = tmp_path_factory.mktemp("site")
    pages = Pages(kg, served=False)
    shutil.copytree(pages.static, place / "static")
    shutil.copytree(browser.BUNDLES, place / "bundled")
    inbrowser.write(inbrowser.packed(kg), place / inbrowser.GRAPH)
    (place / "names.js").write_text("self.icmpdNames = [];\n", "utf-8")
    for address in PAGES:
        (place / address).parent.mkdir(exist_ok=True)
        (place / address).write_text(pages.page(address), "utf-8")
    return place


@pytest.fixture(scope="module")
def site(folder):
    """The address of the pages in their folder, where a browser allows least; tests of the site ask a host."""
    return folder.as_uri()


def _editor(visit, site, query="", **how):
    """The editor with a query in it, and the first one running."""
    asked = f"?{urllib.parse.urlencode({'query': query})}" if query else ""
    page = visit(f"{site}/sparql.html{asked}", errors=REFUSED, **how)
    assert not page.evaluate("'icmpdEngine' in window || 'icmpdGraph' in window"), "loaded before anyone asked"
    page.locator(".yasqe_queryButton").first.click()
    return page


def _asked_again(page, query):
    page.evaluate("query => document.querySelector('.CodeMirror').CodeMirror.setValue(query)", query)
    page.locator(".yasqe_queryButton").first.click()


def test_the_editor_answers_each_form_of_query(visit, site):
    page = _editor(visit, site, dark=True)
    found = page.locator(".yasr td a", has_text="european-union").first
    found.wait_for()
    assert faults(page) == []
    picture(page, "in-browser-editor-dark")
    iri = f"{BASE}id/organisation/european-union"
    assert (found.get_attribute("href"), found.get_attribute("title")) == ("id/organisation/european-union.html", iri)
    _asked_again(page, "ASK { <id/dialogue/prague-process> a icmpd:Dialogue }")
    page.locator(".yasr", has_text="True").wait_for()
    _asked_again(page, "CONSTRUCT { ?d a icmpd:Dialogue } { ?d a icmpd:Dialogue }")
    page.locator(".yasr td", has_text="prague-process").first.wait_for()
    _asked_again(page, "CONSTRUCT { ?d a icmpd:Dialogue } { ?d a <urn:nothing> }")
    page.locator(".yasr", has_text="0 results").wait_for()
    assert page.locator("#told").inner_text() == ""


def test_a_fault_of_a_query_is_told_with_its_place(visit, site):
    page = _editor(visit, site, "SELECT *\nWHERE { ?s a ?o FILTR(?o = 3) }")
    page.locator(".errorResult", has_text="line 2, column 17: “FILTR” cannot stand here").wait_for()
    _asked_again(page, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    page.locator(".errorResult", has_text="http://127.0.0.1:9/").wait_for()
    _asked_again(page, f"SELECT * {{ ?s ?p {'(' * 4000}")
    page.locator(".errorResult", has_text="more than the engine").wait_for()
    _asked_again(page, "SELECT (1 + 1 AS ?two) {}")
    page.locator(".yasr td", has_text="2").first.wait_for()


def test_an_endless_query_leaves_the_page_alive_and_is_cancelled(visit, site):
    page = _editor(visit, site, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    page.get_by_role("status").filter(has_text="running the query").wait_for()
    page.locator(".yasqe_queryButton.busy").click()
    page.locator(".yasqe_queryButton:not(.busy)").wait_for()
    _asked_again(page, "SELECT (1 + 1 AS ?two) {}")
    page.locator(".yasr td", has_text="2").first.wait_for()


def _cells(page):
    """What the table of an answer shows: the text of each cell, and where it leads."""
    cells = "[...row.cells].map(cell => [cell.textContent, cell.querySelector('a')?.getAttribute('href') ?? null])"
    return page.evaluate(f"[...document.querySelectorAll('#answer tbody tr')].map(row => {cells})")


def _ask(page, **values):
    for name, value in values.items():
        page.get_by_label(name, exact=True).fill(value)
    page.get_by_role("button", name="Ask").click()
    page.locator("main button:not([disabled])", has_text="Ask").wait_for()


def test_a_question_is_asked_with_other_values(visit, site, kg):
    page = visit(f"{site}/question/projects-of-a-country.html", errors=f"{REFUSED}|names.js|404")
    rendered = _cells(page)
    _ask(page)
    assert _cells(page) == rendered
    _ask(page, country="austria")
    assert [[text for text, _ in row] for row in _cells(page)] == _texts(kg, country="Austria")
    assert faults(page) == []
    picture(page, "in-browser-question")
    assert "/austria>" in urllib.parse.unquote(page.locator(".sparql a").get_attribute("href"))
    _ask(page, country="Algeria")
    told = page.locator("#answer .caveat").inner_text()
    assert "no proof that there is none" in told and re.search(r"Whatever the country, there are \d+ rows", told)
    _ask(page, country="Prague Process")
    assert "Prague Process is of the kind Dialogue" in page.get_by_role("alert").inner_text()
    page = visit(f"{site}/question/projects-of-a-country.html?country=Austria")
    page.locator("#answer td", has_text="FARIM").first.wait_for()


@pytest.mark.parametrize(("name", "value"), [("roles-in-a-dialogue", "Budapest Process"), ("dates-of-a-year", "2021")])
def test_the_picture_is_drawn_anew_as_the_package_draws_it(visit, site, kg, name, value):
    page = visit(f"{site}/question/{name}.html")
    figure = "document.querySelector('#answer figure').outerHTML"
    drawn = page.evaluate(figure)
    _ask(page)
    assert page.evaluate(figure) == drawn
    (parameter,) = queries.question(name).parameters
    _ask(page, **{parameter.name: value})
    assert page.evaluate(figure) != drawn
    picture(page, f"in-browser-{name}")


def _texts(kg, question="projects-of-a-country", **values):
    return [[text(value) for value in row] for row in kg.run(question, **values)]


HOSTILE = (
    '"',
    "\\",
    '\\"} UNION { ?s ?p ?o } #',
    "a\\",
    "}}}",
    "'''",
    '"""',
    "\\u0022 . ?s ?p ?o . #",
    "?_name",
    "<x>",
    "é…",
)


def test_a_text_stays_a_text_whatever_is_in_it(visit, folder, kg):
    page = visit(f"{folder.as_uri()}/question/find-by-name.html")
    for hostile in HOSTILE:
        _ask(page, name=hostile)
        assert page.locator(".fault").count() == 0
        assert [[text for text, _ in row] for row in _cells(page)] == _texts(kg, "find-by-name", name=hostile), hostile
    page = visit(f"{folder.as_uri()}/question/chairs-on-a-date.html")
    page.evaluate("document.querySelector('[name=date]').type = 'text'")
    for wrong in ("2020-02-30", "2020-02-03T00:00:00Z", '2020-01-01"', "soon"):
        _ask(page, date=wrong)
        assert "is no date" in page.get_by_role("alert").inner_text()


# The worker as a page opens it, asked by the test.
ASK_ALL = """async queries => {
  const worker = new Worker(URL.createObjectURL(new Blob([icmpdEngine.worker], {type: "text/javascript"})));
  worker.postMessage({graph: icmpdGraph, wasm: icmpdEngine.wasm});
  const answers = [];
  for (const query of queries) answers.push(await new Promise(done => {
    worker.onmessage = ({data}) => "told" in data || done(data.answer?.content ?? data.fault);
    worker.postMessage({query});
  }));
  worker.terminate();
  return answers;
}"""


def test_every_question_has_the_same_answer_as_in_the_package(visit, folder, kg):
    page = _editor(visit, folder.as_uri(), "ASK {}")
    page.locator(".yasr", has_text="True").wait_for()
    questions = list(queries.catalogue())
    terms = [kg.arguments(question, {}) for question in questions]
    texts = [bound(question.sparql, given) for question, given in zip(questions, terms, strict=True)]
    for question, given, answer in zip(questions, terms, page.evaluate(ASK_ALL, texts), strict=True):
        assert json.loads(answer) == json.loads(kg.answer(question.sparql, given).text("json")), question.name
