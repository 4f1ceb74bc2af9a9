"""Pages for people: each at an address of its own, and where a browser asks for a thing, the way to its page."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from icmpd_kg import browser
from icmpd_kg.model import BASE
from icmpd_kg.pages import Pages, addresses
from icmpd_kg.publish.serialise import SUFFIXES
from icmpd_kg.web import negotiation, rendering, replies, requests, resources, work

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from icmpd_kg.web.service import Service

# A page runs our own scripts and styles, asks only us, and is shown in no frame.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# What has a page, or a place on one.
_SPACES = ("id", "fact", "ns", "role", "measure", "breakdown", "question")
_OFFERED = {**negotiation.GRAPHS, "html": negotiation.PAGES["html"]}


def routes() -> list[BaseRoute]:
    """The routes of pages, which come before those of machines: what is not for people is handed on to these."""
    return [
        Mount("/static", StaticFiles(directory=Pages.static), name="static"),
        Mount("/bundled", StaticFiles(directory=browser.BUNDLES, check_dir=False), name="bundled"),
        Route("/favicon.ico", _icon),
        Route("/", _page),
        Route("/suggest.json", _suggestions),
        Route("/list/{kind}.csv", _listing),
        Route("/network/{name}.json", _network),
        Route("/{rest:path}.html", _page),
        *(Route(f"/{space}{{rest:path}}", _resource) for space in _SPACES),
    ]


async def _page(request: Request) -> Response:
    request.scope["state"]["route"] = "page"
    address, given = request.scope["path"].removeprefix("/") or "index.html", _given(request)
    asked = functools.partial(rendering.page, address=address, given=given, gzipped=replies.takes_gzip(request))
    # What is said of one thing is little, and kept once it was asked for; an answer to a question may be much.
    sure = not given and address.startswith(("index.html", "id/", "fact/", "list/"))
    done = await request.app.state.service.do(request, asked, sure)
    request.scope["state"]["keep"] = True
    headers = {"Content-Security-Policy": _POLICY, "Vary": "Accept-Encoding"}
    return replies.reply(request, done, headers, 404 if done.returned.form == "missing" else 200)


async def _resource(request: Request) -> Response:
    """Lead a browser to the page of a thing; all else is for machines."""
    path = request.scope["path"].removeprefix("/")
    page = addresses.of(BASE + path) if path != "ns" else "ns.html"
    wanted = requests.parameters(request.scope["query_string"]).get("format", [""])[0]
    accept = ", ".join(request.headers.getlist("accept")) or None
    form = wanted or negotiation.chosen(accept, _OFFERED)
    if page is None or form != "html" or path.endswith(tuple(SUFFIXES)):
        return await resources.endpoint(request)
    service: Service = request.app.state.service
    try:
        await service.do(request, functools.partial(work.known, iri=resources.iri_of(path)))
    except HTTPException as error:
        if error.status_code != 404:
            raise
        request.scope["path"] = f"/{page}"
        return await _page(request)
    links = resources.links(path)
    return RedirectResponse(f"/{page}", 303, {"Vary": "Accept", "Link": links})


async def _listing(request: Request) -> Response:
    request.scope["state"]["route"] = "list"
    asked = functools.partial(
        rendering.listing,
        kind=request.path_params["kind"],
        given=_given(request),
        gzipped=replies.takes_gzip(request),
    )
    return replies.reply(request, await request.app.state.service.do(request, asked))


async def _network(request: Request) -> Response:
    request.scope["state"]["route"] = "network"
    name, gzipped = request.path_params["name"], replies.takes_gzip(request)
    asked = functools.partial(rendering.network, name=name, gzipped=gzipped)
    done = await request.app.state.service.do(request, asked)
    request.scope["state"]["keep"] = True
    return replies.reply(request, done)


async def _suggestions(request: Request) -> Response:
    request.scope["state"]["route"] = "suggest"
    given = dict(_given(request))
    asked = functools.partial(
        rendering.suggestions,
        wanted=given.get("q", ""),
        kinds=given.get("kinds", ""),
        gzipped=replies.takes_gzip(request),
    )
    return replies.reply(request, await request.app.state.service.do(request, asked))


async def _icon(request: Request) -> Response:
    return RedirectResponse("/static/icon.svg", 301)


def _given(request: Request) -> rendering.Given:
    """What a form sends: of a field that comes twice, the last."""
    parameters = requests.parameters(request.scope["query_string"])
    return tuple(sorted((name, values[-1]) for name, values in parameters.items() if values[-1]))
