"""What a request says: its parameters, its body, within bounds and in UTF-8, or a status that tells what is wrong."""

from __future__ import annotations

import asyncio
import urllib.parse
from typing import TYPE_CHECKING, TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from icmpd_kg.web import negotiation

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from starlette.requests import Request

_MOST_PARAMETERS = 2_000
# Without this, a connection would be kept that still sends what nobody reads.
CLOSE = {"Connection": "close"}

# As other servers log it; HTTP has no status for it.
_LEFT = 499
_SECONDS_UNWATCHED = 0.02

T = TypeVar("T")
Parameters = dict[str, list[str]]


def parameters(encoded: bytes) -> Parameters:
    """The parameters of a query string or a form, each with its values; 400 where they are not in UTF-8."""
    try:
        return urllib.parse.parse_qs(
            encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS
        )
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"the parameters are not percent-encoded UTF-8: {error.reason}") from None
    except ValueError as error:
        raise HTTPException(400, f"the parameters cannot be read: {error}") from None


def single(given: Parameters, name: str) -> str | None:
    """The value of a parameter that may be given once; 400 where it is given more often."""
    values = given.get(name, [])
    if len(values) > 1:
        raise HTTPException(400, f"{name} is given {len(values)} times; it may be given once")
    return values[0] if values else None


def media_type(request: Request) -> str:
    """The media type of the body; 415 where that is no UTF-8, or compressed."""
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise HTTPException(415, "a compressed request is not taken: send it without Content-Encoding", CLOSE)
    media, *given = (part.strip().lower() for part in request.headers.get("content-type", "").split(";"))
    for parameter in given:
        name, _, value = parameter.partition("=")
        if name == "charset" and value.strip('"') not in {"utf-8", "utf8", "us-ascii"}:
            raise HTTPException(415, f"a body in {value} is not taken: send it in UTF-8", CLOSE)
    return media


def form(request: Request, given: Parameters, offered: Mapping[str, str]) -> str:
    """The form that `format` names or else the Accept header wants; 406 where that is none of those offered."""
    name = single(given, "format")
    found = (
        negotiation.named(name, offered)
        if name is not None
        else negotiation.chosen(", ".join(request.headers.getlist("accept")) or None, offered)
    )
    if found is None:
        forms = ", ".join(f"{name} ({media.partition(';')[0]})" for name, media in offered.items())
        raise HTTPException(406, f"this can be had as: {forms}")
    return found


async def body(request: Request, most: int, seconds: float) -> bytes:
    """The body; 413 where it is longer than `most` bytes, 408 where it takes longer than so many seconds to come."""
    too_long = HTTPException(413, f"the body is longer than {most:,} bytes, the most that is taken", CLOSE)
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > most:
        raise too_long
    content = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for piece in request.stream():
                content += piece
                if len(content) > most:
                    raise too_long
    except ClientDisconnect:
        raise HTTPException(400, "the body broke off") from None  # Nobody hears it.
    except TimeoutError:
        raise HTTPException(408, f"the body did not come within {seconds:g} seconds", CLOSE) from None
    return bytes(content)


async def while_heard(request: Request, work: Awaitable[T]) -> T:
    """What comes of work, which is ended once the client has left, with a status that our log alone sees.

    The body was read before, or nobody wants it. Most work is done before it is worth the while to watch.
    """
    watching: list[asyncio.Task[None]] = []

    async def watch() -> None:
        while (message := await request.receive())["type"] != "http.disconnect":
            if message.get("more_body"):
                return  # To watch on would be to read what nobody wants.
        within.reschedule(0)

    def begin() -> None:
        watching.append(asyncio.create_task(watch()))

    later = asyncio.get_running_loop().call_later(_SECONDS_UNWATCHED, begin)
    try:
        async with asyncio.timeout(None) as within:
            return await work
    except TimeoutError:
        raise HTTPException(_LEFT, "the client left before there was an answer") from None
    finally:
        later.cancel()
        for task in watching:
            task.cancel()
