"""Pages without a server, from a folder and from a plain file host: the graph is asked in a real browser."""

import contextlib
import functools
import http.server
import json
import shutil
import threading
from pathlib import Path

import pytest
from live.chromium import faults, picture

from icmpd_kg import browser, queries
from icmpd_kg.pages import Pages, inbrowser
from icmpd_kg.results import to_json

# What pages without a server may do: run our scripts and the engine, and start its worker. They fetch nothing.
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'"
)
QUESTIONS = (
    "projects-of-a-country",
    "chairs-on-a-date",
    "dates-of-a-year",
    "find-by-name",
    "donors-by-number-of-projects",
    "mentions-by-page",
)


@pytest.fixture(scope="module")
def folder(kg, tmp_path_factory) -> Path:
    """The pages that ask, with what they load."""
    place = tmp_path_factory.mktemp("site")
    pages = Pages(kg, served=False)
    shutil.copytree(pages.static, place / "static")
    shutil.copytree(browser.BUNDLES, place / "bundled")
    inbrowser.write(kg, place / inbrowser.GRAPH)
    for address in ("sparql.html", *(f"question/{name}.html" for name in queries.names())):
        (place / address).parent.mkdir(exist_ok=True)
        meta = f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        (place / address).write_text(pages.page(address).replace('<meta charset="utf-8">', meta, 1), "utf-8")
    return place


@pytest.fixture(scope="module", params=["folder", "host"])
def site(request, folder):
    """The address of the pages: of the folder, or of a server of plain files."""
    if request.param == "folder":
        yield folder.as_uri()
        return
    files = functools.partial(_Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), files) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass
