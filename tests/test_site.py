"""The static site: whole, the same each time, and every link in it leads to a file of it."""

import gzip
import hashlib
import json
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from links import Page

from icmpd_kg import InputError, KnowledgeGraph, ontology
from icmpd_kg.cli import main
from icmpd_kg.model import ONTOLOGY
from icmpd_kg.site import Site, replacing
from icmpd_kg.site.contents import DATA

AT = "https://kg.example.org/icmpd"

SMALL = """
@prefix icmpd: <https://w3id.org/icmpd-kg/ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix prov: <http://www.w3.org/ns/prov#> . @prefix oa: <http://www.w3.org/ns/oa#> .
<https://w3id.org/icmpd-kg/fact/1> { <https://w3id.org/icmpd-kg/id/project/x> a icmpd:Project ;
    rdfs:label "</script><script>alert(1)</script>" . }
<https://w3id.org/icmpd-kg/fact/1> icmpd:basis "stated" ; prov:wasDerivedFrom <urn:x> .
<urn:x> icmpd:page 7 ; oa:hasSelector <urn:y> . <urn:y> oa:exact "so it is" .
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory) -> KnowledgeGraph:
    """The vocabulary, and one fact of a stranger."""
    store = ox.Store()
    store.load(SMALL, ox.RdfFormat.TRIG)
    for _, content in ontology.vocabulary():
        store.load(content, ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(ONTOLOGY))
    file = tmp_path_factory.mktemp("graph") / "small.nq"
    store.dump(str(file), ox.RdfFormat.N_QUADS)
    return KnowledgeGraph.parse(file)


@pytest.fixture(scope="module")
def site(graph, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "site"
    with replacing(folder) as part:
        Site(graph).write(part)
    return folder


@pytest.fixture(scope="module")
def placed(small_store, tmp_path_factory) -> Path:
    """A site that knows where it will be found."""
    folder = tmp_path_factory.mktemp("placed")
    Site(KnowledgeGraph.open(small_store), AT, "mailto:data@example.org").write(folder)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_every_link_leads_to_a_file_of_the_site_and_to_a_name_in_it(site):
    held = files(site)
    pages = {name: Page(content.decode()) for name, content in held.items() if name.endswith(".html")}
    broken = []
    for name, page in pages.items():
        for link in (each.address for each in page.links):
            if urlsplit(link).scheme:
                continue
            target = urlsplit(urljoin(f"http://site/{name}", link))
            path = unquote(target.path).removeprefix("/") or "index.html"
            within = path not in pages or not target.fragment or unquote(target.fragment) in pages[path].names
            if link.startswith("/") or path not in held or not within:
                broken.append((name, link))
    assert len(pages) > 100 and not broken


def test_beside_a_thing_and_a_fact_lies_what_is_known_of_it(site):
    for stem in ("id/project/x", "fact/1"):
        for ending in (".html", ".ttl", ".jsonld", ".nt"):
            assert (site / f"{stem}{ending}").stat().st_size, f"{stem}{ending}"
    assert b"/id/project/x>" in (site / "fact/1.nt").read_bytes()


def test_two_builds_of_the_same_tables_give_the_same_bytes(placed, small, tmp_path):
    KnowledgeGraph.build(small, tmp_path / "graph")
    Site(KnowledgeGraph.open(tmp_path / "graph"), AT, "mailto:data@example.org").write(tmp_path / "site")
    first, again = files(placed), files(tmp_path / "site")
    assert set(again) == set(first)
    assert not [name for name, content in first.items() if again[name] != content]


def test_a_page_says_where_it_is_found_and_the_map_of_the_site_has_all_of_them(placed, site):
    pages = {str(path.relative_to(placed)) for path in placed.rglob("*.html")} - {"404.html"}
    for name in pages:
        assert Page((placed / name).read_text("utf-8")).of("canonical") == [f"{AT}/{name}"], name
    places = ElementTree.parse(placed / "sitemap.xml").findall(".//{*}loc")
    assert {place.text for place in places} == {f"{AT}/{quote(name)}" for name in pages - {"search.html"}}
    assert (placed / "robots.txt").read_text().splitlines()[-1] == f"Sitemap: {AT}/sitemap.xml"
    assert not Page((site / "index.html").read_text("utf-8")).of("canonical") and not (site / "sitemap.xml").exists()


def test_search_engines_are_told_of_each_thing_and_of_the_whole(placed):
    page = Page((placed / "id/project/candle.html").read_text("utf-8"))
    told = json.loads(page.data["application/ld+json"])
    assert (told["@id"], told["@type"]) == ("https://w3id.org/icmpd-kg/id/project/candle", "Project")
    assert page.of("alternate") == [f"../../id/project/candle{ending}" for ending in DATA]
    whole = json.loads(Page((placed / "index.html").read_text("utf-8")).data["application/ld+json"])
    held = {f"{AT}/downloads/{path.name}" for path in (placed / "downloads").iterdir()}
    assert whole["@type"] == "Dataset" and {each["contentUrl"] for each in whole["distribution"]} <= held
    assert b"mailto:data@example.org" in (placed / "dataset.ttl").read_bytes()
    record = (placed / "dataset.ttl").read_text("utf-8")
    sums = dict(reversed(line.split("  ")) for line in (placed / "downloads/SHA256SUMS").read_text().splitlines())
    for each in whole["distribution"]:
        assert f'"{sums[each["contentUrl"].rpartition("/")[2]]}"^^xsd:hexBinary' in record


def test_the_downloads_are_what_their_checksums_say(site):
    lines = (site / "downloads/SHA256SUMS").read_text().splitlines()
    for digest, name in (line.split("  ") for line in lines):
        packed = (site / "downloads" / name).read_bytes()
        assert hashlib.sha256(packed).hexdigest() == digest
        assert gzip.decompress(packed), name
    assert {path.name for path in (site / "downloads").iterdir()} == {
        "SHA256SUMS",
        *(line.split("  ")[1] for line in lines),
    }


def test_a_page_says_what_it_may_load_and_only_those_that_ask_may_start_an_engine(site):
    for name in ("index.html", "id/project/x.html", "question/who-funds.html", "sparql.html"):
        page = (site / name).read_text("utf-8")
        assert page.index("Content-Security-Policy") < page.index("<link") and "default-src &#39;none&#39;" in page
        assert ("worker-src" in page) == name.startswith(("question", "sparql")), name


def test_the_page_of_what_is_missing_leads_below_the_address_of_the_site(site, graph):
    missing = Site(graph, "https://kg.example.org/icmpd").missing()
    assert 'href="/icmpd/index.html"' in missing and 'href="index.html"' not in missing
    assert 'href="index.html"' in (site / "404.html").read_text("utf-8")


def test_a_strangers_text_ends_no_script(site):
    index = (site / "names.js").read_text("utf-8")
    assert json.loads(index.removeprefix("self.icmpdNames = ").rstrip(";\n"))[0][2] == "id/project/x.html"
    assert "<script>alert" not in (site / "id/project/x.html").read_text("utf-8")


def test_a_folder_that_is_no_site_is_left_alone(tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="no site that icmpd-kg wrote"), replacing(tmp_path):
        pass
    assert main(["site", "--out", str(tmp_path)]) == 2
    assert (tmp_path / "thesis.txt").read_text() == "mine" and "no site" in capsys.readouterr().err


def test_a_site_is_replaced_whole_or_not_at_all(tmp_path):
    folder = tmp_path / "site"
    with replacing(folder) as part:
        (part / "index.html").write_text("first")
    with pytest.raises(ZeroDivisionError), replacing(folder) as part:
        (part / "index.html").write_text(str(1 // 0))
    assert (folder / "index.html").read_text() == "first"
    with replacing(folder) as part:
        (part / "index.html").write_text("second")
    assert (folder / "index.html").read_text() == "second" and [each.name for each in tmp_path.iterdir()] == ["site"]
