"""Linked data: each IRI of ours leads to what is known of it, and each form of that has an address with a suffix.

A thing is no document, so that its own address says where the documents on it are (303); which one, the client's Accept
header decides: a page for people is one of them. Under a local address the path is the same as in the IRI:
`/id/state/malta`, `/id/state/malta.ttl`.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from icmpd_kg.model import BASE, ONTOLOGY
from icmpd_kg.pages import addresses
from icmpd_kg.publish.serialise import SUFFIXES
from icmpd_kg.web import negotiation, people, replies, requests, work

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from icmpd_kg.web.service import Service

GRAPHS = f"{BASE}graph/"
# The first part of the path of every IRI of ours.
SPACES = (
    "id", "fact", "derivation", "graph", "question", "scheme", "role", "measure", "breakdown", "prefix", "ns",
)  # fmt: skip


async def endpoint(request: Request) -> Response:
    """Send a document on a resource, or lead to the one that the client wants most."""
    service: Service = request.app.state.service
    path = request.scope["path"].removeprefix("/")
    suffix = next((suffix for suffix in SUFFIXES if path.endswith(suffix)), "")
    given = requests.parameters(request.scope["query_string"])
    if not suffix:
        return await _led(request, given, path)
    path = path.removesuffix(suffix)
    iri = _iri(path)
    do = work.named_graph if iri.startswith(GRAPHS) else work.resource
    asked = functools.partial(do, iri=iri, form=SUFFIXES[suffix], gzipped=replies.takes_gzip(request))
    done = await service.do(request, asked)
    request.scope["state"]["keep"] = True
    links = f'{_links(path)}, <{addresses.named(path)}>; rel="describes"'
    return replies.reply(request, done, {"Link": links, "Vary": "Accept-Encoding"})


async def _led(request: Request, given: requests.Parameters, path: str) -> Response:
    """The way (303) from a resource to a document on it; to a person, a page says where there is no such resource."""
    page = "ns.html" if path == "ns" else addresses.of(addresses.named(path)) or f"{path}.html"
    offered = {**negotiation.GRAPHS, "html": negotiation.PAGES["html"]}
    form = requests.form(request, given, offered)
    documents = {"html": page, **{name: path + suffix for suffix, name in SUFFIXES.items()}}
    try:
        await request.app.state.service.do(request, functools.partial(work.known, iri=_iri(path)))
    except HTTPException as error:
        if form == "html" and error.status_code == 404:
            return await people.page(request, page)
        raise
    return RedirectResponse(f"/{documents[form]}", 303, {"Vary": "Accept", "Link": _links(path)})


def _iri(path: str) -> str:
    """The IRI whose description a path leads to: that of the whole vocabulary is the ontology's graph."""
    return ONTOLOGY if path == "ns" else addresses.named(path)


def _links(path: str) -> str:
    """The documents on a resource, each with its type."""
    forms = (
        f'</{path}{suffix}>; rel="alternate"; type="{negotiation.GRAPHS[form].partition(";")[0]}"'
        for suffix, form in SUFFIXES.items()
    )
    return ", ".join(forms)
