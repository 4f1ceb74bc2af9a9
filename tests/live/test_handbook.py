"""The handbook that `make docs` builds: strictly, whole, asking no other host, and readable from the disk."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from chromium import faults, picture
from links import Page

from icmpd_kg.cli import VERBS

ROOT = Path(__file__).resolve().parents[2]
ASSEMBLE = ROOT / "docs" / "handbook" / "assemble.py"
# What makes a browser ask for more: the attribute of each element, but a link's in text, which only a reader follows.
ASKING = {
    ("script", "src"),
    ("img", "src"),
    ("iframe", "src"),
    ("link", "href"),
    ("source", "src"),
    ("source", "srcset"),
}


@pytest.fixture(scope="module")
def handbook() -> Path:
    """The site, built as a reader builds it; what the environment already holds is not installed again."""
    kept = [f"--assume-old={each}" for each in (".venv/installed-docs", "browser")]
    done = subprocess.run(["make", *kept, "docs"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "build/docs/index.html" in done.stderr
    return ROOT / "build" / "docs"


@pytest.fixture(scope="module")
def pages(handbook: Path) -> dict[Path, Page]:
    # 404.html is served at any address, so its links begin at the root of a server.
    return {file: Page(file.read_text("utf-8")) for file in sorted(handbook.rglob("*.html")) if file.name != "404.html"}


def test_every_page_of_the_documentation_is_in_the_handbook(handbook):
    for source in (ROOT / "docs").rglob("*.md"):
        page = source.relative_to(ROOT / "docs")
        page = page.with_name("index.html") if page.name == "README.md" else page.with_suffix(".html")
        assert (handbook / page).is_file(), f"{source.name} is not there"


def test_every_link_leads_to_a_file_and_an_anchor_that_are_there(pages):
    for file, page in pages.items():
        for link in (each.address for each in page.links):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            there = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            assert there.is_file(), f"{file.name} links to {link}"
            if parts.fragment and there in pages and not parts.fragment.startswith("__"):
                assert unquote(parts.fragment) in pages[there].names, f"{file.name} links to {link}"


def test_no_page_asks_another_host(handbook, pages):
    links = [link for page in pages.values() for link in page.links]
    asked = [link.address for link in links if (link.element, link.attribute) in ASKING]
    for style in handbook.rglob("*.css"):
        asked += re.findall(r"(?:url\(|@import )[\"']?([^\"')]+)", style.read_text("utf-8"))
    assert asked
    assert [link for link in asked if re.match(r"(https?:)?//", link)] == []


def test_the_build_ends_at_a_page_that_the_navigation_lacks_and_at_a_link_that_leads_nowhere(handbook, tmp_path):
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    (tmp_path / "src").symlink_to(ROOT / "src")
    shutil.copytree(ROOT / "build" / "handbook", tmp_path / "build" / "handbook")
    (tmp_path / "build" / "handbook" / "stray.md").write_text("# Stray\n\n[Nowhere](errors.md#nowhere)\n", "utf-8")
    mkdocs = Path(sys.executable).with_name("mkdocs")
    done = subprocess.run([mkdocs, "build", "--strict"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert re.search(r"not included in the \"nav\" configuration:\n +- stray.md", done.stderr)
    assert "'stray.md' contains a link 'errors.md#nowhere'" in done.stderr


def test_the_same_sources_make_the_same_pages(handbook, tmp_path):
    subprocess.run([sys.executable, ASSEMBLE, tmp_path], check=True)
    again = {file.relative_to(tmp_path): file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    laid = ROOT / "build" / "handbook"
    assert again == {file.relative_to(laid): file.read_bytes() for file in laid.rglob("*") if file.is_file()}


def test_the_reference_tells_of_every_verb_table_and_term(pages, handbook):
    assert set(VERBS) <= set(pages[handbook / "reference" / "commands.html"].names)
    assert "icmpd_kg.KnowledgeGraph.cite" in pages[handbook / "reference" / "python.html"].names
    assert "icmpd:fundedBy" in (handbook / "reference" / "vocabulary.html").read_text("utf-8")
    assert "project-roles.csv" in (handbook / "reference" / "tables.html").read_text("utf-8")


# Elements of the theme with faults of their own: a dialogue, the navigation and buttons for copying, without names.
THEME = (".md-search", ".md-nav", ".md-code__nav")


@pytest.mark.parametrize("name", ["tutorial", "notebooks/2-dialogues"])
def test_what_we_write_is_accessible_on_the_page(visit, handbook, name):
    # axe reads style sheets by a request that a browser refuses to a file.
    page = visit(handbook / f"{name}.html", errors="XMLHttpRequest|ERR_FAILED")
    picture(page, f"handbook-{name.replace('/', '-')}")
    assert faults(page, others=THEME) == []


def test_a_page_fits_a_phone_in_the_dark(visit, handbook):
    page = visit(handbook / "tutorial.html", phone=True, dark=True, errors="XMLHttpRequest|ERR_FAILED")
    picture(page, "handbook-tutorial-phone")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # Code that scrolls, which the theme lets no key reach.
    scrolling = "scrollable-region-focusable: <code"
    assert [fault for fault in faults(page, others=THEME) if not fault.startswith(scrolling)] == []


def test_the_search_finds_a_page_without_any_server(visit, handbook):
    page = visit(handbook / "index.html")
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type("quotation page cite")
    found = page.locator(".md-search-result__link").first
    found.wait_for()
    assert found.get_attribute("href")
