"""The HTML of every template is valid, with a server behind it and without."""

import json
import os
import subprocess
import urllib.parse
from pathlib import Path

from shown import PAGES

from icmpd_kg.browser import bundle
from icmpd_kg.pages import Pages

RULES = Path(__file__).with_name("markup.mjs")
DATA = {".ttl": "text/turtle", ".jsonld": "application/ld+json"}


def test_every_template_is_valid_html(kg, tmp_path):
    pages = Pages(kg, DATA)
    for served in (True, False):
        pages.served = served
        for name, address in PAGES.items():
            path, _, form = address.partition("?")
            html = pages.page(path, dict(urllib.parse.parse_qsl(form)) if served else {})
            (tmp_path / f"{name}-{'served' if served else 'site'}.html").write_text(html, "utf-8")
        missing = pages.missing("id/project/pct.html", "There is none.")
        (tmp_path / f"missing-{served}.html").write_text(missing, "utf-8")
    downloads = pages.render("downloads.html", "downloads.html", files=[{"name": "a.nt.gz", "form": "nt", "size": 9}])
    (tmp_path / "downloads.html").write_text(downloads, "utf-8")
    command, path = bundle.npm()
    validate = [*command, "exec", "--offline", "--", "html-validate", "--config", str(RULES), "--formatter", "json"]
    told = tmp_path / "told.json"
    # A file: html-validate ends before a pipe has taken all of a long text.
    with told.open("wb") as out:
        subprocess.run(
            [*validate, tmp_path], check=False, stdout=out, cwd=bundle.ROOM, env={**os.environ, "PATH": path}
        )
    faults = [
        f"{Path(file['filePath']).name}:{fault['line']}: {fault['ruleId']}: {fault['message']}"
        for file in json.loads(told.read_bytes())
        for fault in file["messages"]
    ]
    assert not faults, "\n".join(faults)
