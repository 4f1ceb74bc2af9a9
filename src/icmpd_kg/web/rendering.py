"""What a worker does for people: a page, a list for a spreadsheet, what someone who is typing may mean."""

from __future__ import annotations

import functools
import json
from typing import IO, TYPE_CHECKING

from icmpd_kg import networks
from icmpd_kg.errors import NotFoundError
from icmpd_kg.pages import Pages, spreadsheet
from icmpd_kg.publish.serialise import SUFFIXES
from icmpd_kg.web import negotiation
from icmpd_kg.web.work import Written, encoded

if TYPE_CHECKING:
    from icmpd_kg.graph import KnowledgeGraph

Given = tuple[tuple[str, str], ...]


def prepare(graph: KnowledgeGraph) -> None:
    """Make ready, before workers are forked, what all pages share."""
    _pages(graph).prepare()


def page(graph: KnowledgeGraph, out: IO[bytes], address: str, given: Given, gzipped: bool) -> Written:
    """Write the page at an address; where there is none, the page that says so, in the form "missing"."""
    pages, form = _pages(graph), "html"
    try:
        html = pages.page(address, dict(given))
    except NotFoundError as error:
        html, form = pages.missing(address, str(error)), "missing"
    with encoded(out, gzipped) as stream:
        stream.write(html.encode())
    return Written(form, gzipped, stream.digest.hexdigest())


def listing(graph: KnowledgeGraph, out: IO[bytes], kind: str, given: Given, gzipped: bool) -> Written:
    """Write a list as CSV that a spreadsheet runs nothing of; raises `NotFoundError` for an unknown kind."""
    columns, rows = _pages(graph).listing(kind, dict(given))
    with encoded(out, gzipped) as stream:
        spreadsheet.write(columns, rows, stream)
    return Written("spreadsheet", gzipped, stream.digest.hexdigest())


def network(graph: KnowledgeGraph, out: IO[bytes], name: str, gzipped: bool) -> Written:
    """Write a network as node-link JSON; raises `NotFoundError` for an unknown one."""
    with encoded(out, gzipped) as stream:
        networks.write(graph.network(name), "json", stream)
    return Written("data", gzipped, stream.digest.hexdigest())


def suggestions(graph: KnowledgeGraph, out: IO[bytes], wanted: str, kinds: str, gzipped: bool) -> Written:
    """Write, as JSON, the things whose names are nearest to what someone is typing."""
    with encoded(out, gzipped) as stream:
        stream.write(json.dumps(_pages(graph).sought.suggest(wanted, kinds), ensure_ascii=False).encode())
    return Written("data", gzipped, stream.digest.hexdigest())


@functools.lru_cache(1)
def _pages(graph: KnowledgeGraph) -> Pages:
    return Pages(graph, {suffix: negotiation.GRAPHS[form].partition(";")[0] for suffix, form in SUFFIXES.items()})
