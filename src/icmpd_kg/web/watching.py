"""What is counted and told of requests: metrics for Prometheus, and a log that holds nothing of a person.

The log has neither addresses nor queries nor anything that a client says of itself: time, method, path, status, bytes,
milliseconds. A path that is none of ours is not told either.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import time
from typing import TYPE_CHECKING, TextIO

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from icmpd_kg.confined import Lanes

_FLUSHED_EVERY = 0.2


class Log:
    """Lines with their time, written to a stream a few times a second: a write for each would take longer than some
    answers do."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._lines: list[str] = []

    def write(self, line: str) -> None:
        """Write a line, soon."""
        if not self._lines:
            asyncio.get_running_loop().call_later(_FLUSHED_EVERY, self.flush)
        self._lines.append(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} {line}\n")

    def flush(self) -> None:
        """Write what is pending; where nobody takes it (a full disk, a closed pipe) it is lost."""
        pending = "".join(self._lines)
        self._lines.clear()
        with contextlib.suppress(OSError):
            self._out.write(pending)
            self._out.flush()


class Metrics:
    """The counters of one server, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("icmpd_kg_requests", "Requests answered", ["route", "status"], registry=self.registry)
        self.seconds = Histogram(
            "icmpd_kg_request_seconds",
            "Seconds until the answer was sent",
            ["route"],
            registry=self.registry,
            buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0),
        )
        self.stopped = Counter(
            "icmpd_kg_queries_stopped", "Queries stopped, by the bound they broke", ["bound"], registry=self.registry
        )

    def count(self, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        requests, took = self._labelled(route, status)
        requests.inc()
        took.observe(seconds)

    @functools.cache  # noqa: B019 (there is one for the life of the server)
    def _labelled(self, route: str, status: int) -> tuple[Counter, Histogram]:
        return self.requests.labels(route, status), self.seconds.labels(route)

    def watch(self, lanes: Lanes) -> None:
        """Tell also how many queries run and wait."""
        running = Gauge("icmpd_kg_queries_running", "Queries that run", ["lane"], registry=self.registry)
        waiting = Gauge("icmpd_kg_queries_waiting", "Queries that wait", ["lane"], registry=self.registry)
        for name, lane in (("fast", lanes.fast), ("slow", lanes.slow)):
            running.labels(name).set_function(functools.partial(getattr, lane, "running"))
            waiting.labels(name).set_function(functools.partial(getattr, lane, "waiting"))


class Watched:
    """An app whose every request is counted and logged."""

    def __init__(self, app: ASGIApp, metrics: Metrics, log: Log) -> None:
        self._app = app
        self._metrics = metrics
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, and count."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begin, status, size = time.perf_counter(), 0, 0

        async def counted(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, counted)
        finally:
            seconds = time.perf_counter() - begin
            route = scope["state"].get("route", "none")
            self._metrics.count(route, status, seconds)
            path = scope["path"] if status < 400 else route
            self._log.write(f"{scope['method']} {path} {status} {size} {seconds * 1000:.1f}")
