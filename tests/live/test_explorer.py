"""The explorer of a network in a real browser: each thing that a person does, and what must not happen."""

import json
import re

import networkx as nx
import pytest
from live.chromium import DESKTOP, PHONE, faults, picture
from live.files import hosted

from icmpd_kg import browser as door
from icmpd_kg import networks
from icmpd_kg.model import BASE, ID
from icmpd_kg.networks import explorer

VIEWS = [view.name for view in networks.views()]
EXPLORER = "document.querySelector('[data-network]').explorer"


@pytest.fixture(scope="module")
def pages(kg, tmp_path_factory):
    """The page of each network, and of two projections."""
    place = tmp_path_factory.mktemp("pages")
    for view in VIEWS:
        networks.save(kg.network(view), place / f"{view}.html")
    for view, onto in (("partnerships", "agents"), ("dialogues", "activities")):
        graph = kg.network(view)
        projected = networks.project(graph, onto, "newman" if view == "dialogues" else "count")
        networks.save(projected, place / f"{view}-{onto}.html", projected_from=graph)
    return place


@pytest.fixture
def saved(tmp_path):
    """The page of a network that a test has made up."""

    def save(graph):
        networks.save(graph, tmp_path / "network.html")
        return tmp_path / "network.html"

    return save


@pytest.fixture
def explore(visit, pages):
    """Open the page of a network, by name or address, and wait until its picture is drawn."""
    listed = {page.stem for page in pages.iterdir()}

    def opened(name, **options):
        page = visit(pages / f"{name}.html" if name in listed else name, **options)
        page.locator(".stage[data-drawn]").wait_for()
        return page

    return opened


def where(page, iri):
    """The place of a node on the screen."""
    inside = page.evaluate(f"iri => {EXPLORER}.where(iri)", iri)
    frame = page.locator(".stage").bounding_box()
    return frame["x"] + inside["x"], frame["y"] + inside["y"]


def status(page):
    return page.locator(".status").inner_text()


def ties(page):
    """The number of ties that are shown."""
    return int(re.search(r", (\d+)(?: of \d+)? ties?$", status(page))[1])


def rows(page):
    return page.locator(".table tbody tr").count()


def facet(page, title):
    """A filter, unfolded."""
    part = page.locator(".facets details", has=page.locator("summary", has_text=re.compile(f"^{re.escape(title)}")))
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    return part


def only(page, title, *values):
    part = facet(page, title)
    part.get_by_role("button", name="None").click()
    for value in values:
        part.get_by_role("checkbox", name=re.compile(f"^{re.escape(value)}")).check()


def test_search_finds_as_one_types_with_accents_folded(explore):
    page = explore("people")
    search = page.get_by_role("combobox", name="Search by name")
    search.press_sequentially("cavusog")
    assert page.get_by_role("option").all_inner_texts() == ["Mevlüt Çavuşoğlu\nPerson"]
    search.fill("MI")
    assert page.get_by_role("option").count() > 1
    search.press("ArrowDown")
    search.press("ArrowDown")
    marked = page.locator("[role=option][aria-selected=true]")
    assert search.get_attribute("aria-activedescendant") == marked.get_attribute("id")
    search.fill("michael spind")
    search.press("Enter")
    panel = page.locator(".panel")
    assert panel.get_by_role("heading", level=2).inner_text() == "Michael Spindelegger"
    assert page.url.endswith("#id/person/michael-spindelegger")
    search.fill("nobody at all")
    assert "Nothing goes by that name" in page.get_by_role("listbox").inner_text()
    search.press("Escape")
    assert search.input_value() == "" and page.get_by_role("listbox").is_hidden()


def test_filters_leave_the_ties_that_the_library_leaves(explore, kg):
    page = explore("all")
    everything = kg.network("all").number_of_edges()
    assert status(page).endswith(f"{everything} ties") and ties(page) == everything
    reset = page.get_by_role("button", name="Show everything again")

    only(page, "Role", "funder", "chair")
    assert ties(page) == kg.network("all", roles=["funder", "chair"]).number_of_edges()
    reset.click()
    for doubtful in ("title", "inferred"):
        facet(page, "Rests on").get_by_role("checkbox", name=doubtful).uncheck()
    assert ties(page) == kg.network("all", without_basis=["title", "inferred"]).number_of_edges()
    reset.click()
    year = facet(page, "Year")
    year.get_by_label("from").fill("2020")
    year.get_by_label("to").fill("2020")
    assert ties(page) == kg.network("all", at=2020).number_of_edges()
    year.get_by_label("without any date").uncheck()
    assert ties(page) == kg.network("all", at=2020, undated=False).number_of_edges()
    reset.click()
    assert ties(page) == everything
    year.get_by_label("to").fill("2015")
    year.get_by_label("from").fill("2019")
    assert year.get_by_label("to").input_value() == "2019"  # One slider never passes the other.


def test_filters_by_kind_and_region_say_what_is_left(explore, kg):
    page = explore("places")
    graph = kg.network("places")
    only(page, "Region of the report", "West Africa")
    inside = {node for node, region in graph.nodes(data="region", default="") if "West Africa" in region.split("; ")}
    in_region = [tie for tie in graph.edges() if inside.intersection(tie)]
    nodes = {end for tie in in_region for end in tie}
    assert status(page) == f"{len(nodes)} of {len(graph)} nodes, {len(in_region)} of {graph.number_of_edges()} ties"
    page.get_by_role("button", name="Show everything again").click()
    facet(page, "Kind").get_by_role("checkbox", name="State").uncheck()
    assert status(page) == f"0 of {len(graph)} nodes, 0 of {graph.number_of_edges()} ties"


def test_hovering_over_a_node_shows_its_evidence(explore):
    page = explore("dialogues")
    tip = page.get_by_role("tooltip").filter(has_text="Prague Process")
    x, y = where(page, ID + "dialogue/prague-process")
    page.mouse.move(x + 60, y + 60)
    page.mouse.move(x, y)
    tip.wait_for()
    assert re.search(r"p\. \d+.*stated", tip.inner_text()) and tip.locator("q").first.inner_text()
    box = tip.bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.wait_for_timeout(300)
    assert tip.is_visible()
    page.keyboard.press("Escape")
    assert tip.is_hidden()


def test_hovering_over_a_tie_shows_its_evidence(explore):
    page = explore("dialogues")
    (one_x, one_y), (x, y) = (where(page, ID + end) for end in ("state/lithuania", "dialogue/prague-process"))
    page.mouse.move((one_x + x) / 2 + 80, (one_y + y) / 2 + 80)
    page.mouse.move((one_x + x) / 2, (one_y + y) / 2)
    tip = page.get_by_role("tooltip").filter(has_text="Lithuania → Prague Process")
    tip.wait_for()
    assert "chair" in tip.inner_text()
    assert re.search(r"p\. \d+.* · stated · until 2020-11-16", tip.inner_text())
    page.mouse.click((one_x + x) / 2, (one_y + y) / 2)
    assert page.locator(".panel").get_by_role("heading", level=2).inner_text() == "A tie"


def test_a_click_on_a_node_tells_all_of_it_and_links_to_it(explore, kg):
    page = explore("dialogues")
    page.mouse.click(*where(page, ID + "dialogue/prague-process"))
    panel = page.locator(".panel")
    assert panel.get_by_role("link", name="Open Prague Process").get_attribute("href") == ID + "dialogue/prague-process"
    graph = kg.network("dialogues")
    assert panel.locator(".ties > li").count() == graph.degree(ID + "dialogue/prague-process")
    picture(page, "dialogues-focus-desktop-light")
    panel.get_by_role("button", name="Lithuania").click()
    assert panel.get_by_role("heading", level=2).inner_text() == "Lithuania"
    panel.get_by_role("button", name="Close").click()
    assert panel.is_hidden() and "#" not in page.url
    page.goto(page.url + "#id/state/netherlands")
    assert panel.get_by_role("heading", level=2).inner_text() == "Netherlands"


def test_the_picture_is_walked_with_the_keyboard(explore):
    page = explore("dialogues")
    page.locator(".stage").focus()
    page.keyboard.press("ArrowRight")
    panel = page.locator(".panel")
    first = panel.get_by_role("heading", level=2).inner_text()
    page.keyboard.press("ArrowUp")
    second = panel.get_by_role("heading", level=2).inner_text()
    assert first != second
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className") == "panel"
    page.locator(".stage").focus()
    page.keyboard.press("+")
    page.keyboard.press("0")
    page.keyboard.press("Escape")
    assert panel.is_hidden()


def test_the_table_tells_the_same_and_can_be_sorted(explore, kg):
    page = explore("partnerships")
    page.get_by_role("button", name="Table").click()
    graph = kg.network("partnerships")
    assert page.locator(".stage").is_hidden() and rows(page) == graph.number_of_edges()
    shown = {row.split("\t")[0] for row in page.locator(".table tbody tr").all_inner_texts()}
    assert shown == {graph.nodes[source]["label"] for source, _ in graph.edges()}
    page.get_by_role("button", name="Page").click()
    numbers = [int(cell) for cell in page.locator(".table tbody td:nth-child(6)").all_inner_texts()]
    assert numbers == sorted(numbers) and page.locator("[aria-sort=ascending]").inner_text().startswith("Page")
    page.get_by_role("button", name="Page").click()
    assert page.locator("[aria-sort=descending]").count() == 1
    page.locator(".table tbody").get_by_role("button", name="ILO", exact=True).first.click()
    assert page.locator(".panel").get_by_role("heading", level=2).inner_text() == "ILO"


def test_a_projection_tells_what_is_shared_and_the_evidence(explore, kg):
    page = explore("partnerships-agents")
    graph = networks.project(kg.network("partnerships"))
    strong = [tie for *_, tie in graph.edges(data="weight") if tie >= 2]
    facet(page, "Weight").get_by_label("at least").fill("2")
    assert ties(page) == len(strong)
    page.get_by_role("combobox").fill("austrian development")
    page.keyboard.press("Enter")
    assert "left out by the filters" in page.locator(".panel").inner_text()
    page.get_by_role("button", name="Show everything again").click()
    told = page.locator(".panel").inner_text()
    assert "Pooling diaspora resources" in told and re.search(r"funder: Austrian Development Agency\n.*p\. 49", told)


@pytest.mark.parametrize("name", [*VIEWS, "partnerships-agents", "dialogues-activities"])
def test_every_network_is_accessible_in_light_and_dark_and_on_a_phone(explore, name):
    page = explore(name)
    for look, size, scheme in (("desktop", DESKTOP, "light"), ("phone", PHONE, "dark"), ("desktop", DESKTOP, "dark")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        picture(page, f"{name}-{look}-{scheme}")
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert faults(page) == []
    disjoint(page)


@pytest.mark.parametrize("dark", [False, True])
def test_panel_table_and_found_names_are_accessible(explore, dark):
    page = explore("dialogues", dark=dark)
    page.get_by_role("combobox").fill("process")
    assert faults(page, covered=True) == []
    page.keyboard.press("Enter")
    for title in ("Region of the report", "Region (UN", "Year"):
        facet(page, title)
    assert faults(page) == []
    page.get_by_role("button", name="Table").click()
    assert faults(page) == []


def disjoint(page):
    """No written name covers another, and each lies within the picture."""
    boxes = page.evaluate(f"[...{EXPLORER}.written.values()].map(each => each.box)")
    frame = page.locator(".stage").bounding_box()
    assert len(boxes) >= 5
    for i, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0 and top >= 0 and right <= frame["width"] and bottom <= frame["height"]
        for other in boxes[:i]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


def test_the_same_network_always_gives_the_same_picture(explore):
    places = f"JSON.stringify([...{EXPLORER}.network.nodes.keys()].map(id => {EXPLORER}.where(id)))"
    one, two = (explore("partnerships").evaluate(places) for _ in range(2))
    assert one == two and len(json.loads(one)) > 90


def test_a_phone_shows_it_in_one_column_and_a_tap_tells(explore):
    page = explore("dialogues", phone=True)
    assert page.get_by_role("combobox").is_visible() and page.locator(".facets").is_hidden()
    page.locator("summary", has_text="Filters and legend").tap()
    assert page.locator(".facets").is_visible()
    page.locator("summary", has_text="Filters and legend").tap()
    page.locator(".stage").scroll_into_view_if_needed()
    page.touchscreen.tap(*where(page, ID + "dialogue/rabat-process"))
    page.locator(".panel").get_by_role("heading", level=2, name="Rabat Process").wait_for()


HOSTILE = [
    "</script><script>alert(1)</script>", "<!--<script>", "<img src=x onerror=alert(2)>", "'\"><svg onload=alert(3)>",
    "${alert(4)}", "\u2028 & \\ `x`", "<b>bold</b>", "\u061c\u202e right to left",
]  # fmt: skip


def test_hostile_names_do_no_harm_and_are_shown_as_they_are(explore, saved):
    graph = nx.MultiDiGraph(name="<i>bad</i>", title="</title><script>alert(0)</script>")
    for i, name in enumerate(HOSTILE):
        graph.add_node(f"javascript:alert({i})", label=name, kind=name, region=name)
        told = {"role": name, "basis": name, "quotation": name, "page": 1}
        graph.add_edge(f"javascript:alert({i})", "javascript:alert(0)", **told)
    page = explore(saved(graph))
    assert page.title() == "</title><script>alert(0)</script>" and page.locator("i, b, img, header script").count() == 0
    for name in HOSTILE:
        page.get_by_role("combobox").fill(name.split()[-1])
        page.keyboard.press("Enter")
        assert page.locator(".panel h2").text_content() == name
        assert page.locator(".panel a").count() == 0
    page.get_by_role("button", name="Table").click()
    assert page.locator(".table a, .table img").count() == 0


def test_the_page_asks_nobody_even_if_told_to(explore, listener):
    page = explore("dialogues", errors="Content Security Policy|Failed to fetch|violates")
    refused = page.evaluate(
        """async (url) => {
            const script = document.createElement('script');
            script.textContent = 'window.pwned = true';
            document.body.append(script, Object.assign(new Image(), {src: url}));
            const asked = await fetch(url).then(() => true, () => false);
            return [asked, window.pwned === true];
        }""",
        listener.url,
    )
    assert refused == [False, False]


@pytest.mark.parametrize("ties", [0, 1])
def test_a_network_of_nothing_or_of_one_tie_can_be_shown(explore, saved, ties):
    graph = nx.MultiDiGraph(title="Small")
    graph.add_edges_from([("urn:a", "urn:b", {"role": "r"})][:ties])
    page = explore(saved(graph))
    assert status(page) == ("2 nodes, 1 tie" if ties else "0 nodes, 0 ties")


def test_without_webgl_the_table_remains(visit, pages):
    page = visit(pages / "places.html", script="HTMLCanvasElement.prototype.getContext = () => null")
    assert "cannot draw the picture" in page.get_by_role("alert").inner_text()
    page.get_by_role("button", name="Table").click()
    assert rows(page) > 50


@pytest.fixture
def served(tmp_path):
    """A folder on 127.0.0.1, as a server or a static site would have it: script, style and data are files."""
    (tmp_path / "explorer.js").write_text(door.bundled("explorer.js"), "utf-8")
    (tmp_path / "explorer.css").write_text(door.bundled("explorer.css"), "utf-8")
    with hosted(tmp_path) as address:
        yield tmp_path, f"{address}/"


def test_a_server_gives_script_style_and_data_as_files_and_its_own_addresses(visit, explore, served, kg):
    folder, address = served
    networks.save(kg.network("dialogues"), folder / "dialogues.json")
    page_of = """<!doctype html><html lang="en"><title>Site</title><link rel="icon" href="data:,">
        <link rel="stylesheet" href="explorer.css"><style>main {{ height: 600px }}</style>
        <main data-network="{0}" data-iri-base="{1}" data-entity-base="{2}"
            data-entity-ending=".html"></main>
        <script src="explorer.js" defer></script></html>"""
    (folder / "index.html").write_text(page_of.format("dialogues.json", BASE, address), "utf-8")
    (folder / "wrong.html").write_text(page_of.format("none.json", BASE, address), "utf-8")
    page = explore(address)
    page.mouse.click(*where(page, ID + "state/germany"))
    assert page.get_by_role("link", name="Open Germany").get_attribute("href") == f"{address}id/state/germany.html"
    page = visit(address + "wrong.html", errors="404")
    page.get_by_role("alert").wait_for()
    assert "The network cannot be shown: none.json answers 404" in page.get_by_role("alert").inner_text()


def test_the_page_lets_no_script_through_but_its_own(pages):
    text = (pages / "dialogues.html").read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert not re.search(r"<[^>]* on[a-z]+=", text.partition("<script")[0])
    assert not re.search(r"(?:src|href)=\"(?!data:)", text.partition("<script")[0])


def test_a_bundle_that_was_not_built_says_what_to_run():
    with pytest.raises(networks.exports.InputError, match=r"nothing\.js is missing: .* by `make browser`"):
        door.bundled("nothing.js")


def test_links_may_lead_to_a_server_of_ones_own():
    text = explorer.page("T", [], '{"nodes": [], "edges": []}', entity_base='http://127.0.0.1:8000/?"')
    assert 'data-entity-base="http://127.0.0.1:8000/?&quot;"' in text
