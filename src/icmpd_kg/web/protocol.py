"""The SPARQL 1.1 Protocol for queries, and the Service Description where none is asked."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from icmpd_kg import sparql
from icmpd_kg.web import description, negotiation, replies, requests, work

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from icmpd_kg.web.requests import Parameters
    from icmpd_kg.web.service import Service

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"


async def endpoint(request: Request) -> Response:
    """Answer a query, or tell what this service can do where there is none."""
    service: Service = request.app.state.service
    given = requests.parameters(request.scope["query_string"])
    if request.method == "POST":
        given = await _posted(request, given, service.settings.body, service.settings.seconds)
    if "update" in given:
        raise HTTPException(400, "this service takes queries alone, and no updates")
    text = requests.single(given, "query")
    if text is None:
        if request.method == "POST":
            raise HTTPException(400, "a query is expected, as the parameter `query` or as the body")
        return description.respond(request, given)
    if len(text) > sparql.MAX_LENGTH:
        raise HTTPException(413, f"the query has {len(text):,} characters; at most {sparql.MAX_LENGTH:,} are taken")
    form = _form(request, given, sparql.form(text))
    gzipped = replies.takes_gzip(request)
    asked = functools.partial(
        work.query,
        text=text,
        default=given.get("default-graph-uri", ()),
        named=given.get("named-graph-uri", ()),
        form=form,
        services=service.settings.services,
        gzipped=gzipped,
    )
    request.scope["state"]["keep"] = not sparql.volatile(text)
    return replies.reply(request, await service.do(request, asked))


async def _posted(request: Request, given: Parameters, most: int, seconds: float) -> Parameters:
    """The parameters of a POST, which are in its form, or around the query that is its body."""
    media = requests.media_type(request)
    if media not in {_FORM, _QUERY}:
        hint = "; updates are not taken" if media == "application/sparql-update" else ""
        raise HTTPException(
            415, f"a body of {media or 'no type'} is not taken: send {_QUERY} or {_FORM}{hint}", requests.CLOSE
        )
    content = await requests.body(request, most, seconds)
    if media == _FORM:
        posted = requests.parameters(content)
        return {name: [*given.get(name, []), *posted.get(name, [])] for name in {**given, **posted}}
    if "query" in given:
        raise HTTPException(400, "a query is given twice: in the address and as the body")
    try:
        return {**given, "query": [content.decode("utf-8-sig")]}
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"the query is not UTF-8: {error.reason} at byte {error.start}") from None


def _form(request: Request, given: Parameters, query_form: str) -> str:
    """The name of the form that the answer shall have."""
    offered: Mapping[str, str] = negotiation.TABLES
    if query_form in {"CONSTRUCT", "DESCRIBE"}:
        offered = negotiation.GRAPHS
    elif query_form == "ASK":
        offered = {name: media for name, media in offered.items() if name != "spreadsheet"}
    return requests.form(request, given, offered)
