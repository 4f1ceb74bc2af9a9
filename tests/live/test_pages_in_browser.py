"""The pages of a running server in a real browser: what a person does there, on a screen and on a phone."""

import pytest
from live.chromium import faults, picture
from live.web import serving
from shown import PAGES


@pytest.fixture(scope="module")
def site(built):
    """The address of a server of ours."""
    with serving(built) as server:
        yield server.url


SHOWN = {**PAGES, "missing": "id/project/pct.html"}


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("how", [{}, {"phone": True, "dark": True}], ids=["desktop", "phone-dark"])
def test_a_page_is_accessible_and_asks_nobody_else(visit, site, name, how):
    page = visit(f"{site}/{SHOWN[name]}", errors="404" if name == "missing" else "", **how)
    assert faults(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "the page is wider than the screen"
    picture(page, f"pages-{name}{'-phone-dark' if how else ''}")


def test_one_finds_a_dialogue_by_typing(visit, site):
    page = visit(site)
    page.get_by_role("combobox", name="Search by any name").first.press_sequentially("prag pro")
    page.get_by_role("option", name="Prague Process").first.wait_for()
    assert faults(page, covered=True) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Prague Process", level=1).wait_for()


def test_a_click_shows_page_and_quotation(visit, site):
    page = visit(f"{site}/id/project/pact.html")
    funded = page.locator("section", has=page.get_by_role("heading", name="is funded by"))
    assert not funded.locator("q").is_visible()
    funded.locator("summary").click()
    assert funded.locator("q").inner_text().startswith("provided within the framework")
    picture(page, "pages-proof")
    funded.get_by_role("link", name="this fact").click()
    page.get_by_role("heading", name="The report says so").wait_for()


def test_a_list_is_narrowed_without_script(visit, site):
    page = visit(f"{site}/list/project.html")
    page.locator("summary", has_text="donor").click()
    page.get_by_role("checkbox", name="Netherlands").check()
    page.get_by_role("button", name="Show").click()
    page.get_by_text("3 of 98").wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="as CSV").click()
    assert waiting.value.suggested_filename == "project.csv"
    assert waiting.value.path().read_text("utf-8-sig").count("\n") == 4


def test_a_question_is_asked_with_a_form(visit, site):
    page = visit(f"{site}/question/who-funds.html")
    page.get_by_label("project").fill("LINK UP! Serbia II")
    page.get_by_role("button", name="Ask").click()
    page.get_by_role("cell", name="Austrian Development Agency", exact=True).wait_for()
    page.get_by_label("project").fill("Prague Process")
    page.get_by_role("button", name="Ask").click()
    assert "is of the kind Dialogue" in page.get_by_role("alert").inner_text()


def test_the_editor_runs_a_query_of_ours(visit, site):
    page = visit(f"{site}/sparql.html", dark=True)
    page.locator(".yasqe_queryButton").first.click()
    found = page.locator(".yasr td a", has_text="european-union").first
    found.wait_for()
    assert found.get_attribute("href") == "id/organisation/european-union.html"
    assert faults(page) == []
    picture(page, "pages-editor")
    page.get_by_role("button", name="The dialogues with their chair and secretariat in 2020").click()
    page.locator(".tabPanel.active .yasqe_queryButton").click()
    page.locator(".tabPanel.active .yasr td", has_text="Lithuania").first.wait_for()


def test_a_diagram_leads_to_a_property_and_its_query_runs_in_the_editor(visit, site):
    page = visit(f"{site}/ns/class/Project.html")
    page.locator("svg a", has_text="funded by").click()
    page.get_by_role("heading", name="funded by", level=1).wait_for()
    page.get_by_role("link", name="Open in the editor").click()
    page.locator(".yasqe_queryButton").first.click()
    page.locator(".yasr td", has_text="European Union").first.wait_for()


def test_a_network_is_explored_and_leads_to_the_page_of_a_thing(visit, site):
    page = visit(f"{site}/network/dialogues.html")
    page.locator(".stage[data-drawn]").wait_for()
    assert faults(page) == []
    picture(page, "pages-network")
    page.get_by_role("searchbox", name="Search this network").or_(
        page.locator(".explorer input[type=search]")
    ).first.fill("prag")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".explorer a[href$='id/dialogue/prague-process.html']").first.click()
    page.get_by_role("heading", name="Prague Process", level=1).wait_for()
