"""The graph described as a data set (DCAT, VoID, PROV-O), which can be asked at this server.

The IRI of the data set leads to the record of it (303), and a person to the page about it.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from icmpd_kg.publish.dataset import FORMS
from icmpd_kg.publish.serialise import SUFFIXES
from icmpd_kg.web import negotiation, replies, requests, work

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

# The form of each document; where one looks for what a host has (VoID, section 7.2), there is one as well.
DOCUMENTS = {f"/dataset{suffix}": form for suffix, form in SUFFIXES.items() if form in FORMS}
WELL_KNOWN = "/.well-known/void"


async def endpoint(request: Request) -> Response:
    """Lead to the document that the client wants most."""
    offered = {**{form: negotiation.GRAPHS[form] for form in FORMS}, "html": negotiation.PAGES["html"]}
    form = requests.form(request, requests.parameters(request.scope["query_string"]), offered)
    documents = {"html": "/about.html", **{form: path for path, form in DOCUMENTS.items()}}
    return RedirectResponse(documents[form], 303, {"Vary": "Accept"})


async def document(request: Request) -> Response:
    """Send the record. It takes seconds, and is not kept, since it says at which address it was asked."""
    form = DOCUMENTS.get(request.scope["path"], "turtle")
    asked = functools.partial(
        work.record, service=f"{request.base_url}sparql", form=form, gzipped=replies.takes_gzip(request)
    )
    return replies.reply(request, await request.app.state.service.do(request, asked), {"Vary": "Accept-Encoding"})
