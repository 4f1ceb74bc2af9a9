"""What a static site holds, file by file."""

from __future__ import annotations

import hashlib
import io
import json
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from icmpd_kg import browser, ontology
from icmpd_kg.graph import KnowledgeGraph
from icmpd_kg.model import ONTOLOGY
from icmpd_kg.pages import Pages, addresses, inbrowser, spreadsheet
from icmpd_kg.publish import serialise
from icmpd_kg.store import FORMATS, Embedded

# The forms beside each page, by the ending of their address.
DATA = {".ttl": "text/turtle", ".jsonld": "application/ld+json", ".nt": "application/n-triples"}
# Forms that share an ending with another have a name of their own.
_ENDINGS = {form: ending for ending, form in serialise.SUFFIXES.items()} | {
    serialise.CANONICAL: ".canonical.nq",
    serialise.REIFIED: ".rdf12.ttl",
}
# What Apache needs to lead from an IRI to a document, and where that lies in a site.
_APACHE = {"htaccess": ".htaccess", "ns.var": "ns.var"}

# What a process that was forked off writes, and where to.
_WRITTEN: list[tuple[Site, Path]] = []
# Pages that a process is handed together.
_AT_ONCE = 20

Watch = Callable[[Iterable[str]], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Download:
    """The whole graph as one file: its name, its form, its size in bytes and its SHA-256."""

    name: str
    form: str
    size: int
    digest: str


class Site:
    """The site of a graph; if they are known, `at` is where it will be found, and `contact` where one asks about it.

    `forms` are those that lie beside the page of a thing, a media type by each ending.
    """

    def __init__(
        self, kg: KnowledgeGraph, at: str = "", contact: str | None = None, forms: Mapping[str, str] = DATA
    ) -> None:
        # In memory, where each process that is forked off finds it.
        self.kg = kg.loaded()
        self.forms = forms
        self.at = f"{at.rstrip('/')}/" if at else ""
        known = [f"{self.at}downloads/{_name(form)}" for form in FORMATS if self.at]
        self.record = self.kg.description(known, contact=contact)
        described = json.loads(self.record.schema_org())
        self.pages = Pages(self.kg, forms, served=False, at=self.at, described=described)

    def write(self, folder: Path, watch: Watch = lambda names: names) -> None:
        """Write every file into an empty folder; `watch` is handed the addresses of pages, and hands them on."""
        self._loaded(folder)
        every = list(self.pages.addresses())
        written = ["search.html", *every]
        with _processes(self, folder) as pool:
            downloads = pool.map(_download, serialise.EXPORTS)
            for _ in zip(watch(written), pool.map(_page, written, chunksize=_AT_ONCE), strict=True):
                pass
            self._described(folder, list(downloads))
        self._data(folder, "ns")
        _put(folder / "404.html", self.missing().encode())
        for name, place in _APACHE.items():
            _put(folder / place, Path(__file__).with_name(name).read_bytes())
        self._names(folder)
        if self.at:
            self._mapped(folder, [*every, "downloads.html"])

    def page(self, folder: Path, address: str) -> None:
        """Write one page, and what lies beside it for programs."""
        _put(folder / address, self.pages.page(address).encode())
        if address.startswith("list/"):
            self._list(folder, address)
        elif address.startswith("network/"):
            self._network(folder, address)
        elif "/" in address:
            self._data(folder, address.removesuffix(".html"))

    def download(self, folder: Path, form: str) -> Download:
        """Write the whole graph in one form."""
        packed, name = inbrowser.packed(self.kg, form), _name(form)
        _put(folder / "downloads" / name, packed)
        if form == serialise.CANONICAL:
            inbrowser.write(packed, folder / inbrowser.GRAPH)
        return Download(name, form, len(packed), hashlib.sha256(packed).hexdigest())

    def missing(self) -> str:
        """The page that a host shows in place of one that is missing, at whatever address that would be."""
        return self.pages.missing("404.html", "Search above, or begin at the front page.", urlsplit(self.at).path)

    def _loaded(self, folder: Path) -> None:
        """What pages load."""
        shutil.copytree(self.pages.static, folder / "static")
        shutil.copytree(browser.BUNDLES, folder / "bundled")

    def _data(self, folder: Path, path: str) -> None:
        """What is known of a resource, beside its page; of the whole vocabulary, its graph."""
        iri = ONTOLOGY if path == "ns" else addresses.named(path)
        quads = self.kg.named_graph(iri) if iri == ONTOLOGY else self.kg.describe(iri)
        if not quads:
            return
        store = Embedded.memory(ontology.prefixes())
        store.load(quads)
        for ending in self.forms:
            out = io.BytesIO()
            serialise.write(store, serialise.SUFFIXES[ending], out)
            _put(folder / (path + ending), out.getvalue())

    def _list(self, folder: Path, address: str) -> None:
        out = io.BytesIO()
        slug = address.removeprefix("list/").removesuffix(".html")
        spreadsheet.write(*self.pages.listing(slug, {}), out)
        _put(folder / f"list/{slug}.csv", out.getvalue())

    def _network(self, folder: Path, address: str) -> None:
        name = address.removeprefix("network/").removesuffix(".html")
        _put(folder / f"network/{name}.json", self.pages.node_link(name))

    def _names(self, folder: Path) -> None:
        """The index of names, as a script: from a folder, no page may fetch a file."""
        index = self.pages.sought.index()
        _put(folder / "names.js", f"self.icmpdNames = {json.dumps(index, ensure_ascii=False)};\n".encode())

    def _described(self, folder: Path, files: list[Download]) -> None:
        """The downloads' checksums, the page that lists them, and the graph's own description and citation."""
        sums = "".join(f"{file.digest}  {file.name}\n" for file in files)
        _put(folder / "downloads/SHA256SUMS", sums.encode())
        _put(folder / "downloads.html", self.pages.render("downloads.html", "downloads.html", files=files).encode())
        _put(folder / "icmpd-kg.bib", self.record.bibtex().encode())
        for file in files if self.at else ():
            self.record.checksum(f"{self.at}downloads/{file.name}", file.digest)
        for name, form in (("dataset.ttl", "turtle"), ("dataset.jsonld", "jsonld"), (".well-known/void", "turtle")):
            out = io.BytesIO()
            self.record.write(form, out)
            _put(folder / name, out.getvalue())

    def _mapped(self, folder: Path, pages: Iterable[str]) -> None:
        """The addresses of all pages for search engines, and where these are found (sitemaps.org)."""
        places = "".join(f"<url><loc>{self.at}{quote(page)}</loc></url>\n" for page in pages)
        head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        _put(folder / "sitemap.xml", f"{head}{places}</urlset>\n".encode())
        _put(folder / "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {self.at}sitemap.xml\n".encode())


def _name(form: str) -> str:
    """The name of the file in which the whole graph can be had in one form."""
    return f"graph{_ENDINGS[form]}.gz"


def _processes(site: Site, folder: Path) -> ProcessPoolExecutor:
    """As many processes as may run at once, each forked off with the whole graph before it."""
    return ProcessPoolExecutor(
        len(os.sched_getaffinity(0)), multiprocessing.get_context("fork"), _begin, (site, folder)
    )


def _begin(site: Site, folder: Path) -> None:
    _WRITTEN.append((site, folder))


def _page(address: str) -> None:
    [(site, folder)] = _WRITTEN
    site.page(folder, address)


def _download(form: str) -> Download:
    [(site, folder)] = _WRITTEN
    return site.download(folder, form)


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
