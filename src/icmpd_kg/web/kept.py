"""Answers kept, and given again to whoever asks for the same: the graph does not change while it is served."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING

from icmpd_kg.web.replies import has

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Longer ones are rarely asked for twice, and a few of them would leave no room for others.
_LONGEST = 2**18

Headers = list[tuple[bytes, bytes]]
Key = tuple[bytes, bytes, bytes, bytes]


class Kept:
    """An app whose answers to GET are kept, up to so many bytes: those it says may be, in `scope["state"]["keep"]`.

    They must depend on path, parameters, Accept and Accept-Encoding alone.
    """

    def __init__(self, app: ASGIApp, room: int) -> None:
        self._app = app
        self._room = room
        self._answers: collections.OrderedDict[Key, tuple[Headers, bytes]] = collections.OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, or hand on and keep what comes."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or not self._room:
            await self._app(scope, receive, send)
            return
        key, known = _read(scope)
        if found := self._answers.get(key):
            self._answers.move_to_end(key)
            scope["state"]["route"] = "kept"
            headers, body = found
            if known and has(known, dict(headers)[b"etag"].decode()):
                await send({"type": "http.response.start", "status": 304, "headers": _unsent(headers)})
                await send({"type": "http.response.body", "body": b""})
            else:
                await send({"type": "http.response.start", "status": 200, "headers": headers})
                await send({"type": "http.response.body", "body": body})
        else:
            await self._ask(key, scope, receive, send)

    async def _ask(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        started: Message = {}

        async def keeping(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = message
            elif not message.get("more_body") and started.get("status") == 200 and scope["state"].get("keep"):
                self._keep(key, started["headers"], message.get("body", b""))
            await send(message)

        await self._app(scope, receive, keeping)

    def _keep(self, key: Key, headers: Headers, body: bytes) -> None:
        size = _size(key, body)
        if len(body) != int(dict(headers).get(b"content-length", b"-1")) or size > _LONGEST:
            return  # What came before this last piece was not kept, or it is too long.
        self._answers[key] = (list(headers), body)
        self._room -= size
        while self._room < 0:
            old, (_, gone) = self._answers.popitem(last=False)
            self._room += _size(old, gone)


def _read(scope: Scope) -> tuple[Key, str]:
    """What decides on the answer, and the tags that the client has."""
    accept = encoding = b""
    known = ""
    for name, value in scope["headers"]:
        if name == b"accept":
            accept += b"," + value
        elif name == b"accept-encoding":
            encoding += b"," + value
        elif name == b"if-none-match":
            known += "," + value.decode("latin-1")
    return (scope["raw_path"], scope["query_string"], accept, encoding), known


def _size(key: Key, body: bytes) -> int:
    return len(body) + sum(map(len, key)) + 1024


def _unsent(headers: Headers) -> Headers:
    return [(name, value) for name, value in headers if name not in {b"content-length", b"content-type"}]
