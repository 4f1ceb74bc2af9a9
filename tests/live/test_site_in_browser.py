"""The static site in a real browser, from a folder and from a plain file host: what a person does there."""

import gzip

import pytest
from live.chromium import faults, picture
from live.files import hosted
from shown import PAGES

from icmpd_kg.site import Site, replacing
from icmpd_kg.site.contents import DATA

SHOWN = {**PAGES, "map": "question/projects-by-country.html", "downloads": "downloads.html", "missing": "404.html"}
# Our policy lets axe read no styles once more.
REFUSED = r"Connecting to '(file|http)[^']*\.css'|Fetch API cannot load \S*\.css"


@pytest.fixture(scope="module")
def folder(kg, tmp_path_factory):
    """The site of the real graph; of forms beside pages, one, and of facts, those of PACT: all take minutes."""
    place = tmp_path_factory.mktemp("site") / "site"
    site = Site(kg, forms={".ttl": DATA[".ttl"]})
    pages = [each for each in site.pages.addresses() if not each.startswith("fact/") or "pact" in each]
    with replacing(place) as part, pytest.MonkeyPatch.context() as patch:
        patch.setattr(site.pages, "addresses", lambda: pages)
        site.write(part)
    return place


@pytest.fixture(scope="module")
def hosts(folder):
    """The address of the site in its folder, and on a host of files."""
    with hosted(folder) as address:
        yield {"folder": folder.as_uri(), "host": address}


@pytest.fixture(params=["folder", "host"])
def site(request, hosts):
    return hosts[request.param]


# What is not as the server has it, which the tests of its pages look at on a phone as well.
DIFFERING = ("front", "list", "question", "network", "sparql", "search", "downloads", "missing")
LOOKS = [
    *(pytest.param("folder", name, {}, id=f"folder-desktop-{name}") for name in SHOWN),
    *(pytest.param("host", name, {"phone": True, "dark": True}, id=f"host-phone-dark-{name}") for name in DIFFERING),
]


@pytest.mark.parametrize(("place", "name", "how"), LOOKS)
def test_a_page_is_accessible_and_loads_nothing_from_elsewhere(visit, hosts, name, place, how):
    page = visit(f"{hosts[place]}/{SHOWN[name]}", errors=REFUSED, **how)
    if name == "network":
        page.locator(".stage[data-drawn]").wait_for()
    if name == "search":
        page.get_by_role("link", name="Prague Process", exact=True).wait_for()
    assert faults(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "the page is wider than the screen"
    picture(page, f"site-{name}{'-phone-dark' if how else ''}")


def test_one_finds_a_thing_by_typing_any_of_its_names(visit, site):
    page = visit(f"{site}/question/who-funds.html", errors=REFUSED)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    search = page.get_by_role("combobox", name="Search by any name")
    meanings = {
        "ADA": "Austrian Development Agency",
        "budapesd proces": "Budapest Process",
        "prag pro": "Prague Process",
    }
    for typed, meant in meanings.items():
        search.fill("")
        search.press_sequentially(typed)
        page.get_by_role("option", name=meant).first.wait_for()
    assert faults(page, covered=True) == [] and not any("suggest.json" in url for url in asked)
    search.press("ArrowDown")
    search.press("Enter")
    page.get_by_role("heading", name="Prague Process", level=1).wait_for()


def test_search_tells_by_which_name_it_found_and_offers_what_is_near(visit, site):
    page = visit(f"{site}/index.html")
    page.get_by_role("searchbox").or_(page.get_by_role("combobox")).first.fill("zzqx")
    page.keyboard.press("Enter")
    page.get_by_text("Nothing goes by a name like “zzqx”").wait_for()
    page.get_by_role("combobox").fill("Budapest Proces")
    page.keyboard.press("Enter")
    page.locator("#found").get_by_role("link", name="Budapest Process", exact=True).wait_for()


def test_a_list_is_narrowed_and_sorted(visit, site):
    page = visit(f"{site}/list/project.html")
    page.locator("summary", has_text="donor").click()
    page.get_by_role("checkbox", name="Netherlands").check()
    page.get_by_text("3 of 98").wait_for()
    assert page.locator("tbody tr").count() == 3
    swiss = page.locator("label", has=page.get_by_role("checkbox", name="Switzerland"))
    more = int(swiss.locator(".figure").inner_text())
    swiss.click()
    page.get_by_text(f"{3 + more} of 98").wait_for()
    for donor in ("Netherlands", "Switzerland"):
        page.get_by_role("checkbox", name=donor).uncheck()
    page.locator("select[name=sort]").select_option("region")
    page.get_by_text("98", exact=True).wait_for()
    column = page.locator("thead th").all_inner_texts().index("region") + 1
    regions = [text for text in page.locator(f"tbody td:nth-child({column})").all_inner_texts() if text]
    assert regions == sorted(regions, key=str.casefold) and len(set(regions)) > 3


def test_a_click_shows_page_and_quotation(visit, site):
    page = visit(f"{site}/id/project/pact.html")
    funded = page.locator("section", has=page.get_by_role("heading", name="is funded by"))
    assert not funded.locator("q").is_visible()
    funded.locator("summary").click()
    assert funded.locator("q").inner_text().startswith("provided within the framework")
    funded.get_by_role("link", name="this fact").click()
    page.get_by_role("heading", name="The report says so").wait_for()


def test_the_editor_and_a_question_ask_the_graph(visit, site):
    page = visit(f"{site}/ns/property/fundedBy.html", errors=REFUSED)
    page.get_by_role("link", name="Open in the editor").first.click()
    page.locator(".yasqe_queryButton").first.click()
    page.locator(".yasr td", has_text="European Union").first.wait_for()
    page = visit(f"{site}/question/who-funds.html")
    page.get_by_label("project", exact=True).fill("LINK UP! Serbia II")
    page.get_by_role("button", name="Ask").click()
    page.get_by_role("cell", name="Austrian Development Agency", exact=True).first.wait_for()


def test_a_network_leads_to_the_page_of_a_thing(visit, site):
    page = visit(f"{site}/network/dialogues.html")
    page.locator(".stage[data-drawn]").wait_for()
    page.locator(".explorer input[type=search]").fill("prag")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Open Prague Process").click()
    page.get_by_role("heading", name="Prague Process", level=1).wait_for()


def test_each_download_is_listed_and_fetched(visit, hosts):
    page = visit(f"{hosts['host']}/downloads.html")
    links = page.locator("table a")
    for i in range(links.count()):
        with page.expect_download() as waiting:
            links.nth(i).click()
        assert gzip.decompress(waiting.value.path().read_bytes())
    assert links.count() == len(page.locator("tbody tr").all()) >= 6
