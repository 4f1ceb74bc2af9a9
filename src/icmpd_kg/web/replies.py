"""What a worker wrote, sent to the client: with its type and its tag, or only told to be what the client has."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import IO, TYPE_CHECKING

from starlette.responses import Response, StreamingResponse

from icmpd_kg.web.negotiation import GRAPHS, PAGES, TABLES
from icmpd_kg.web.work import Written

if TYPE_CHECKING:
    from starlette.requests import Request

    from icmpd_kg.confined import Reply

_VARY = "Accept, Accept-Encoding"
_PIECE = 2**18


def takes_gzip(request: Request) -> bool:
    """Whether the client wants what it gets compressed."""
    accepted = ",".join(request.headers.getlist("accept-encoding")).lower().replace(" ", "")
    taken = {}
    for element in accepted.split(","):
        coding, *weights = element.split(";")
        taken[coding] = not any(weight.rstrip("0.") == "q=" for weight in weights)
    return taken.get("gzip", taken.get("*", False))


def reply(request: Request, done: Reply, headers: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """The response that carries what was written: all of it is there, so that the status can be trusted."""
    written = done.returned
    assert isinstance(written, Written)
    tag = f'"{written.tag}-{written.form}{"-gzip" if written.gzipped else ""}"'
    told = {"ETag": tag, "Vary": _VARY, "Cache-Control": "no-cache", **(headers or {})}
    read = request.method in {"GET", "HEAD"} and status == 200
    if read and has(request.headers.get("if-none-match", ""), tag):
        if done.file:
            done.file.close()
        return Response(status_code=304, headers=told)
    told["Content-Type"] = {**TABLES, **GRAPHS, **PAGES}[written.form]
    if written.form == "spreadsheet":
        told.setdefault("Content-Disposition", 'attachment; filename="icmpd-kg.csv"')
    if written.gzipped:
        told["Content-Encoding"] = "gzip"
    if done.file is None:
        return Response(done.content, status, told)
    told["Content-Length"] = str(done.size)
    return StreamingResponse(_pieces(done.file), status, told)


def has(known: str, tag: str) -> bool:
    """Whether one of the tags that a client says it has, in If-None-Match, is this."""
    return known.strip() == "*" or tag in {each.strip().removeprefix("W/") for each in known.split(",")}


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while piece := await asyncio.to_thread(file.read, _PIECE):
            yield piece
