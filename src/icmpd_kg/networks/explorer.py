"""A network as one HTML page to explore: it holds its data, script and style, and asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Sequence
from string import Template

from icmpd_kg import browser
from icmpd_kg.model import BASE


def page(
    title: str, notes: Sequence[str], network: str, projected_from: str | None = None, entity_base: str = BASE
) -> str:
    """The page of a network in node-link JSON, and of the network that it is projected from, if it is.

    `notes` are sentences under its title. A link to an entity is its IRI, with `entity_base` in the place of how all
    our IRIs begin: the address of a server or of a site that has a page for each. Raises `InputError` where the script
    has not been bundled.
    """
    script, style = browser.bundled("explorer.js"), browser.bundled("page.css")
    return Template(browser.template("network.html")).substitute(
        title=html.escape(title),
        notes=html.escape(" ".join(notes)),
        script=script,
        script_hash=_hash(script),
        style=style,
        style_hash=_hash(style),
        network=_inert(network),
        of=_inert(projected_from or ""),
        of_id="#network-of" if projected_from else "",
        iri_base=html.escape(BASE),
        entity_base=html.escape(entity_base),
    )


def _inert(json: str) -> str:
    """JSON that no text in it can end: within a script element only "<" is ever read as markup."""
    return json.replace("<", r"\u003c")


def _hash(text: str) -> str:
    """What a Content-Security-Policy names the one script or style by that it lets through."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
