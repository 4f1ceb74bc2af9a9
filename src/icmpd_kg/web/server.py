"""Run the app over HTTP until told to stop; connections are bounded in number, headers in size and time."""

from __future__ import annotations

import asyncio
import logging
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
_SECONDS_FOR_HEADERS = 10.0
_SECONDS_IDLE = 15
# How long what an answer holds may lie unread by a client before it is given up.
_SECONDS_UNREAD = 30.0
_BACKLOG = 1024


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
    try:
        listening = socket.create_server((place.host, place.port), backlog=_BACKLOG)
    except OSError as error:
        raise InputError(
            f"{place.host}:{place.port} cannot be listened at ({error.strerror or error}); choose another --port"
        ) from None
    address = f"http://{place.host}:{listening.getsockname()[1]}"
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
    )
    # uvicorn sends itself the signal again once it has stopped; to have stopped well is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server = _Told(config, lambda: say(f"serving at {address}/sparql, with pages at {address}/; Ctrl-C stops it"))
    server.run(sockets=[listening])


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

    _head = 0
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
        if self._timer is not None and self._head > _MOST_HEADERS and not self.transport.is_closing():
            self.transport.write(
                b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
            )
            self.transport.close()

    def on_headers_complete(self) -> None:
        """Stop waiting: they are there."""
        self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Count anew for the next request."""
        self._head = 0
        super().on_message_complete()

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
