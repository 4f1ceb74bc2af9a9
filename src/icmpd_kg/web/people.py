"""Pages for people, each at an address of its own, and what they ask for while someone reads them."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from icmpd_kg import browser
from icmpd_kg.pages import Pages, policy
from icmpd_kg.web import rendering, replies, requests

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from icmpd_kg.web.work import Written


def routes() -> list[BaseRoute]:
    """The routes of pages and of what belongs to them."""
    return [
        Mount("/static", StaticFiles(directory=Pages.static), name="static"),
        Mount("/bundled", StaticFiles(directory=browser.BUNDLES, check_dir=False), name="bundled"),
        Route("/favicon.ico", _icon),
        Route("/", _at),
        Route("/suggest.json", _suggestions),
        Route("/list/{kind}.csv", _listing),
        Route("/network/{name}.json", _network),
        Route("/{rest:path}.html", _at),
    ]


async def _at(request: Request) -> Response:
    return await page(request, request.scope["path"].removeprefix("/") or "index.html")


async def page(request: Request, address: str) -> Response:
    """Send the page at an address, or the one that says, with the nearest names, that there is none (404)."""
    request.scope["state"] |= {"route": "page", "keep": True}
    given = _given(request)
    asked = functools.partial(rendering.page, address=address, given=given, gzipped=replies.takes_gzip(request))
    # A page of a graph that does not change ends soon, and is kept; an answer to a question may take long.
    sure = not given and not address.startswith("question/")
    done = await request.app.state.service.do(request, asked, sure)
    headers = {"Content-Security-Policy": policy.SERVED, "Vary": "Accept-Encoding"}
    return replies.reply(request, done, headers, 404 if done.returned.form == "missing" else 200)


async def _listing(request: Request) -> Response:
    kind = request.path_params["kind"]
    asked = functools.partial(rendering.listing, kind=kind, given=_given(request))
    return await _sent(request, "list", asked, name=f"{kind}.csv")


async def _network(request: Request) -> Response:
    name = request.path_params["name"]
    return await _sent(request, "network", functools.partial(rendering.network, name=name), keep=True)


async def _suggestions(request: Request) -> Response:
    given = dict(_given(request))
    wanted, kinds = (given.get(name, ("",))[-1] for name in ("q", "kinds"))
    return await _sent(request, "suggest", functools.partial(rendering.suggestions, wanted=wanted, kinds=kinds))


async def _sent(
    request: Request, route: str, write: functools.partial[Written], keep: bool = False, name: str = ""
) -> Response:
    """What a worker writes, compressed where the client takes that; to be saved under a `name`, where it has one."""
    request.scope["state"] |= {"route": route, "keep": keep}
    asked = functools.partial(write, gzipped=replies.takes_gzip(request))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'} if name else None
    return replies.reply(request, await request.app.state.service.do(request, asked), headers)


async def _icon(request: Request) -> Response:
    return RedirectResponse("/static/icon.svg", 301)


def _given(request: Request) -> rendering.Given:
    """What a form sends: the values of each field that is filled in."""
    parameters = requests.parameters(request.scope["query_string"])
    filled = ((name, tuple(filter(None, values))) for name, values in parameters.items())
    return tuple(sorted((name, values) for name, values in filled if values))
