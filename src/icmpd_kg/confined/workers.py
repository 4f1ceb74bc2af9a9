"""Our end of the nursery and its workers."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import pickle
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from icmpd_kg.confined.worker import READY, Inbox, Outcome, Work, limited, order, receive
from icmpd_kg.errors import BoundsError, KgError, StoreError


@dataclass(frozen=True, slots=True)
class Limits:
    """What each worker may take: mebibytes of memory beside the graph, bytes of answer, and whether the network."""

    mebibytes: int = 1024
    answer: int = 64 * 2**20
    network: bool = False


@dataclass(slots=True)
class Reply:
    """What work returned, the seconds it took a processor at most, and its `size` bytes: here, or in an open file."""

    returned: Any
    processor: float
    size: int
    content: bytes | None
    file: IO[bytes] | None = None

    def bytes(self) -> bytes:
        """All that the work wrote."""
        if self.file is None:
            return self.content or b""
        with self.file:
            return self.file.read()


class Workers:
    """Workers on the graph at `place` (the packaged one, if None) that have imported `modules` for their work.

    Raises `StoreError` where there is no graph.
    """

    def __init__(self, place: Path | None, limits: Limits, modules: Sequence[str] = ()) -> None:
        self.limits = limits
        self._modules = modules
        self._place = place
        self._names = itertools.count()
        self._folder = tempfile.TemporaryDirectory(prefix="icmpd-kg-")
        self._control, self._nursery = self._begun()

    def _begun(self) -> tuple[socket.socket, subprocess.Popen[bytes]]:
        ours, theirs = socket.socketpair()
        place = str(self._place) if self._place else ""
        network = "network" if self.limits.network else "none"
        limits = [str(self.limits.mebibytes), str(self.limits.answer), self._folder.name, network]
        command = [sys.executable, "-m", "icmpd_kg.confined.nursery", place, *limits, *self._modules]
        # A session of its own keeps the terminal's signals away; standard output may be somebody's protocol.
        process = subprocess.Popen(  # noqa: S603 (our own program)
            command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, start_new_session=True
        )
        theirs.close()
        said = receive(ours)
        if said != READY:
            ours.close()
            process.wait()
            raise StoreError(said.decode() or "the process that holds the graph ended before it began")
        return ours, process

    def start(self, nice: int = 0) -> Worker:
        """A new worker, with so much less claim on the processor."""
        name = next(self._names)
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._hand(order("start", name, nice), theirs)
            except StoreError:
                ours.close()
                raise
        return Worker(self, name, ours, Path(self._folder.name) / str(name))

    def _hand(self, start: bytes, channel: socket.socket) -> None:
        """Hand an order and a channel to the nursery, or to another if the system ended it, for want of memory."""
        try:
            socket.send_fds(self._control, [start], [channel.fileno()])
        except OSError:
            self._control.close()
            self._nursery.wait()
            self._control, self._nursery = self._begun()
            socket.send_fds(self._control, [start], [channel.fileno()])

    def end(self, worker: Worker) -> None:
        """Kill a worker, whatever it is doing."""
        with contextlib.suppress(OSError):  # With the nursery, all its workers ended.
            self._control.send(order("end", worker.name))

    def close(self) -> None:
        """End all workers and the process that holds the graph."""
        self._control.close()
        self._nursery.wait()
        self._folder.cleanup()


class Worker:
    """One process that takes one work after the other; it is of no more use once it was too slow, or ended."""

    def __init__(self, workers: Workers, name: int, channel: socket.socket, overflow: Path) -> None:
        self.name = name
        self._workers = workers
        self._channel = channel
        self._overflow = overflow
        self._inbox = Inbox()
        self._awaited: asyncio.Future[bytes] | None = None

    def do(self, work: Work, seconds: float) -> Reply:
        """What comes of work; raises what it raises, or `BoundsError` where it takes too much."""
        self._channel.settimeout(seconds)
        try:
            self._channel.sendall(limited(pickle.dumps(work), 0.0))
            return self._reply(receive(self._channel))
        except TimeoutError:
            raise _too_long(seconds) from None
        except (BrokenPipeError, ConnectionResetError):
            raise _ended() from None

    async def do_soon(self, work: bytes, seconds: float, processor: float) -> Reply:
        """`do`, of pickled work, while others go on; always on the same event loop.

        After so many seconds of `processor` time, if that is not 0, the worker ends.
        """
        loop = asyncio.get_running_loop()
        if self._awaited is None:
            self._channel.setblocking(False)
            loop.add_reader(self._channel, self._read)
        awaited = self._awaited = loop.create_future()
        late = loop.call_later(seconds, _give_up, awaited, seconds)
        try:
            message = limited(work, processor)
            sent = self._channel.send(message)
            if sent < len(message):
                await loop.sock_sendall(self._channel, message[sent:])
            return self._reply(await awaited)
        except (BrokenPipeError, ConnectionResetError):
            raise _ended() from None
        finally:
            late.cancel()

    def _read(self) -> None:
        """Take what the worker sends, or that it has ended."""
        assert self._awaited is not None
        try:
            received = self._inbox.read(self._channel)
        except ConnectionResetError:
            received = b""
        if received is not None and not self._awaited.done():
            self._awaited.set_result(received)
        if received == b"":
            asyncio.get_running_loop().remove_reader(self._channel)

    def _reply(self, received: bytes) -> Reply:
        if not received:
            raise _ended()
        outcome: Outcome | KgError = pickle.loads(received)  # noqa: S301 (from a process of ours)
        if isinstance(outcome, KgError):
            raise outcome
        if outcome.content is not None:
            return Reply(outcome.returned, outcome.processor, outcome.size, outcome.content)
        file = self._overflow.open("rb")
        self._overflow.unlink()
        return Reply(outcome.returned, outcome.processor, outcome.size, None, file)

    def end(self) -> None:
        """Kill the process, whatever it is doing, and forget what it wrote."""
        self._workers.end(self)
        if self._awaited is not None:
            self._awaited.get_loop().remove_reader(self._channel)
        self._channel.close()
        self._overflow.unlink(missing_ok=True)


def unharmed(error: BaseException) -> bool:
    """Whether a worker that raised this is as it was: it has told what is wrong with the work, and broke no bound."""
    return isinstance(error, KgError) and not isinstance(error, BoundsError)


def _give_up(awaited: asyncio.Future[bytes], seconds: float) -> None:
    if not awaited.done():
        awaited.set_exception(_too_long(seconds))


def _too_long(seconds: float) -> BoundsError:
    return BoundsError(f"the query took longer than {seconds:g} seconds and was stopped; ask for less", "time")


def _ended() -> BoundsError:
    return BoundsError("the query took more memory than it may, or ended the engine; ask for less", "memory")
