"""The app: which address is answered by which room, and what every answer bears."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from icmpd_kg.errors import KgError
from icmpd_kg.web import dataset, graphs, health, protocol, requests, resources
from icmpd_kg.web.kept import Kept
from icmpd_kg.web.service import Service, Settings
from icmpd_kg.web.watching import Log, Metrics, Watched

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

Endpoint = Callable[[Request], Awaitable[Response]]

# What every answer bears.
_BORNE = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    # There is nothing here that a page of any origin may not read, and no cookie that it could use.
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Location, Retry-After"),
)
# What a page of any origin is told that it may send.
_ANY = {"Access-Control-Allow-Headers": "*", "Access-Control-Max-Age": "86400"}
# What machines are sent runs nothing and is shown in no frame; a page may say otherwise of itself.
_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def app(place: Path | None, settings: Settings, log: Log, pages: Sequence[BaseRoute] = ()) -> ASGIApp:
    """The app of the graph at `place` (the packaged one, if None).

    `pages` are further routes, for people; they come first and find the `Service` at `request.app.state.service`.
    """
    metrics = Metrics()

    @contextlib.asynccontextmanager
    async def lifespan(inner: Starlette) -> AsyncIterator[None]:
        service = Service(place, settings, lambda bound: metrics.stopped.labels(bound).inc())
        metrics.watch(service.lanes)
        inner.state.service, inner.state.metrics = service, metrics
        yield
        service.close()
        log.flush()

    inner = Starlette(
        routes=[*pages, *_routes()],
        lifespan=lifespan,
        exception_handlers={HTTPException: _told, KgError: _refused},
    )
    inner.router.redirect_slashes = False
    return Watched(Kept(_Checked(_Direct(inner)), settings.kept), metrics, log)


def _routes() -> list[BaseRoute]:
    return [
        _route("/sparql", protocol.endpoint, ["GET", "POST", "OPTIONS"]),
        _route("/store", graphs.endpoint, ["GET", "OPTIONS"]),
        _route("/health", health.alive, ["GET"]),
        _route("/ready", health.ready, ["GET"]),
        _route("/metrics", health.metrics, ["GET"]),
        _route("/dataset", dataset.endpoint, ["GET", "OPTIONS"]),
        *(_route(path, dataset.document, ["GET", "OPTIONS"]) for path in (*dataset.DOCUMENTS, dataset.WELL_KNOWN)),
        *(_route(f"/{space}{{rest:path}}", resources.endpoint, ["GET", "OPTIONS"]) for space in resources.SPACES),
    ]


def _route(path: str, endpoint: Endpoint, methods: list[str]) -> Route:
    """A route that says which it is, for log and metrics, and answers OPTIONS by itself."""
    name = path.partition("{")[0].strip("/")

    async def answer(request: Request) -> Response:
        request.scope["state"]["route"] = name
        if request.method == "OPTIONS":
            allowed = ", ".join(["HEAD", *methods])
            return Response(
                status_code=204, headers={"Allow": allowed, "Access-Control-Allow-Methods": allowed, **_ANY}
            )
        return await endpoint(request)

    return Route(path, answer, methods=methods)


async def _told(_: Request, error: Exception) -> Response:
    """A status that is no success, with what is to be said of it in words."""
    assert isinstance(error, HTTPException)
    headers = {"Cache-Control": "no-store", **(error.headers or {})}
    return PlainTextResponse(f"{error.detail}\n", error.status_code, headers)


async def _refused(request: Request, error: Exception) -> Response:
    return await _told(request, HTTPException(400, str(error)))


class _Direct:
    """An app that answers a query without the way through routes and layers, which takes as long as many a query."""

    def __init__(self, app: Starlette) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on what is no query."""
        if scope["type"] != "http" or scope["path"] != "/sparql" or scope["method"] not in {"GET", "POST"}:
            await self._app(scope, receive, send)
            return
        scope["app"] = self._app
        scope["state"]["route"] = "sparql"
        request = Request(scope, receive)
        try:
            response = await protocol.endpoint(request)
        except HTTPException as error:
            response = await _told(request, error)
        except KgError as error:
            response = await _refused(request, error)
        await response(scope, receive, send)


class _Checked:
    """An app that sees no strange request, and whose answers say what a browser may do with them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, or answer 400."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def bearing(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", _POLICY)
                message["headers"].extend(_BORNE)
            await send(message)

        if strange := _strange(scope):
            await PlainTextResponse(f"{strange}\n", 400, requests.CLOSE)(scope, receive, bearing)
        else:
            await self._app(scope, receive, bearing)


def _strange(scope: Scope) -> str:
    """What is wrong with a request: a path that stands for another, no host or several, a body that is coded."""
    raw, path = scope["raw_path"].lower(), scope["path"]
    if b"%2f" in raw or b"%5c" in raw or "\ufffd" in path or not path.isprintable() or "/../" in f"{path}/":
        return "this path holds what no address of ours has"
    headers = scope["headers"]
    hosts = sum(name == b"host" for name, _ in headers)
    if hosts > 1 or (hosts == 0 and scope["http_version"] == "1.1"):
        return "one Host header is expected"
    # Where a proxy and we disagree on where a body ends, one client could speak in the name of the next.
    chunked = scope["http_version"] == "1.1"
    if any(name == b"transfer-encoding" and not (chunked and value.lower() == b"chunked") for name, value in headers):
        return "of transfer codings, chunked alone is taken, in HTTP/1.1"
    return ""
