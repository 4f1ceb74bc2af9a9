"""The read side of the SPARQL 1.1 Graph Store HTTP Protocol: `?graph=IRI` for one, `?default` for the union of all."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from icmpd_kg.web import negotiation, replies, requests, work

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from icmpd_kg.web.service import Service


async def endpoint(request: Request) -> Response:
    """Answer with a graph."""
    service: Service = request.app.state.service
    given = requests.parameters(request.scope["query_string"])
    iri = requests.single(given, "graph")
    if (iri is None) is ("default" not in given) or iri == "":
        raise HTTPException(400, "say which graph: ?graph=IRI for one, or ?default for the union of all")
    form = requests.form(request, given, negotiation.GRAPHS)
    gzipped = replies.takes_gzip(request)
    asked = functools.partial(work.named_graph, iri=iri or "", form=form, gzipped=gzipped)
    request.scope["state"]["keep"] = True
    return replies.reply(request, await service.do(request, asked))
