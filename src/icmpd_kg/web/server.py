"""Run the app over HTTP until told to stop; connections are bounded in number, headers in size and time."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from icmpd_kg.errors import InputError
from icmpd_kg.web import people
from icmpd_kg.web.app import app
from icmpd_kg.web.service import Settings
from icmpd_kg.web.watching import Log

# A query of the greatest length, percent-encoded, has room.
_MOST_HEADERS = 2**17
# The parser's own bound.
_MOST_ADDRESS = 2**16 - 1
_SECONDS_FOR_HEADERS = 10.0
_SECONDS_IDLE = 15
# How long what an answer holds may lie unread by a client before it is given up.
_SECONDS_UNREAD = 30.0
_BACKLOG = 1024
# Where a proxy may be, so that one believes it; uvicorn's variable can say otherwise.
_THIS_MACHINE = "127.0.0.1,::1,::ffff:127.0.0.1"


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen, how many connections to hold, and whether a proxy on this machine tells who asks."""

    host: str = "127.0.0.1"
    port: int = 8000
    connections: int = 512
    proxy: bool = False


def run(store: Path | None, settings: Settings, place: Place, say: Callable[[str], None]) -> None:
    """Serve the graph at `store` (the packaged one, if None) until told to stop; what was begun is then ended.

    `say` hears the address. Raises `InputError` where it cannot be listened at.
    """
    listening = _listening(place)
    host = f"[{place.host}]" if ":" in place.host else place.host
    address = f"http://{host}:{listening.getsockname()[1]}"
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    config = uvicorn.Config(
        app(store, settings, Log(sys.stderr), people.routes()),
        http=Bounded,
        loop="uvloop",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        limit_concurrency=place.connections,
        timeout_keep_alive=_SECONDS_IDLE,
        timeout_graceful_shutdown=int(settings.seconds) + 2,
        proxy_headers=place.proxy,
        forwarded_allow_ips=os.environ.get("FORWARDED_ALLOW_IPS", _THIS_MACHINE),
    )
    # uvicorn sends itself the signal again once it has stopped; to have stopped well is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server = _Told(config, lambda: say(f"serving at {address}/sparql, with pages at {address}/; Ctrl-C stops it"))
    server.run(sockets=[listening])


def _listening(place: Place) -> socket.socket:
    """A socket that listens at a place; `::` is every address of both versions of IP."""
    sixth = ":" in place.host
    try:
        return socket.create_server(
            (place.host, place.port),
            family=socket.AF_INET6 if sixth else socket.AF_INET,
            backlog=_BACKLOG,
            dualstack_ipv6=sixth and socket.has_dualstack_ipv6(),
        )
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (while")[0]
        raise InputError(
            f"port {place.port} of {place.host} cannot be listened at ({reason}); choose another --port or --host"
        ) from None


class _Told(uvicorn.Server):
    """A server that tells when it answers."""

    def __init__(self, config: uvicorn.Config, tell: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = tell

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell."""
        await super().startup(sockets)
        if self.started:
            self._tell()


class Bounded(HttpToolsProtocol):
    """uvicorn's HTTP, with bounds it lacks: on the size of headers, on the time they take, and on answers unread."""

    url = b""
    _head = 0
    _in_head = True
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for headers."""
        super().connection_made(transport)
        self._wait(_SECONDS_FOR_HEADERS)

    def data_received(self, data: bytes) -> None:
        """Read on, unless these headers are too long."""
        self._head += len(data)
        if self._timer is None and (self.cycle is None or self.cycle.response_complete):
            self._wait(_SECONDS_FOR_HEADERS)
        super().data_received(data)
        if self._in_head and self._head > _MOST_HEADERS and not self.transport.is_closing():
            self._refuse_head()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header. Those that come behind a body (trailers) nobody reads, and they may have no end."""
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Stop waiting: they are there."""
        self._in_head = False
        self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Count anew for the next request."""
        self._in_head = True
        self._head = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Say that this is no HTTP, or that the parser has no room for such an address."""
        if len(self.url) > _MOST_ADDRESS:
            self._refuse_head()
        else:
            super().send_400_response(msg)

    def _refuse_head(self) -> None:
        self.transport.write(
            b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
        )
        self.transport.close()

    def pause_writing(self) -> None:
        """Begin to wait for the client to read."""
        self._wait(_SECONDS_UNREAD)
        super().pause_writing()

    def resume_writing(self) -> None:
        """Stop waiting: it has read."""
        self._stop_waiting()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting: it is gone."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._timer = self.loop.call_later(seconds, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
