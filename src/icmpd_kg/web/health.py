"""Addresses for those who run the server: is it alive, does it answer, what has it done."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import PlainTextResponse, Response

from icmpd_kg.errors import KgError
from icmpd_kg.web import work

if TYPE_CHECKING:
    from starlette.requests import Request

_FRESH = {"Cache-Control": "no-store"}
_PATIENCE = 5.0


async def alive(_: Request) -> Response:
    """The process runs."""
    return PlainTextResponse("alive\n", headers=_FRESH)


async def ready(request: Request) -> Response:
    """The graph answers, within seconds; 503 where it does not."""
    try:
        async with asyncio.timeout(_PATIENCE):
            await request.app.state.service.lanes.do(work.ready)
    except (KgError, TimeoutError) as error:
        return PlainTextResponse(f"not ready: {error}\n", 503, {**_FRESH, "Retry-After": "5"})
    return PlainTextResponse("ready\n", headers=_FRESH)


async def metrics(request: Request) -> Response:
    """The counters, as Prometheus reads them."""
    return Response(generate_latest(request.app.state.metrics.registry), media_type=CONTENT_TYPE_LATEST)
