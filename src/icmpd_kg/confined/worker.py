"""What a worker does: take work from its socket, do it on the graph, and send back what came of it."""

from __future__ import annotations

import io
import pickle
import signal
import socket
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from icmpd_kg.errors import BoundsError, KgError

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from icmpd_kg.graph import KnowledgeGraph

# Work is a picklable call on the graph. What is long it writes to the stream; what it returns is short.
Work = Callable[["KnowledgeGraph", IO[bytes]], object]
READY = b"ready"
# A message is sent behind its length, in so many bytes.
LENGTH = 4
ORDER = 32
_INLINE = 2**16


@dataclass(frozen=True, slots=True)
class Order:
    """Work, pickled, the most it may write, in bytes, and the file for what is too long for a message.

    With `processor`, so many seconds of processor time end the process: unlike the clock's, they are the same however
    busy the machine is.
    """

    work: bytes
    most: int
    overflow: Path
    processor: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What work returned, the seconds it took a processor, and its `size` bytes: here, or in the file of its order."""

    returned: Any
    processor: float
    size: int
    content: bytes | None


class Spool(io.BytesIO):
    """A stream in memory that goes on in a file when it gets long, and ends in a `BoundsError` when too long."""

    def __init__(self, most: int, overflow: Path) -> None:
        super().__init__()
        self.size = 0
        self._most = most
        self._overflow = overflow
        self._out: IO[bytes] = io.BytesIO()

    def write(self, content: Buffer) -> int:
        """Keep the content."""
        added = memoryview(content).nbytes
        if self.size + added > self._most:
            raise BoundsError(
                f"the answer is longer than {self._most / 2**20:,.0f} MiB, the most that is sent; "
                "ask for less: name fewer variables, add a FILTER, or page through it with ORDER BY, LIMIT and OFFSET",
                "size",
            )
        if self.size <= _INLINE < self.size + added:
            begun = self._out
            assert isinstance(begun, io.BytesIO)
            self._out = self._overflow.open("wb")
            self._out.write(begun.getbuffer())
        self.size += added
        self._out.write(content)
        return added

    def finish(self) -> bytes | None:
        """What was written, or nothing where it is in the file."""
        if isinstance(self._out, io.BytesIO):
            return self._out.getvalue()
        self._out.close()
        return None


def order(verb: str, *values: int) -> bytes:
    """An order to the nursery: all are of one length."""
    return " ".join([verb, *map(str, values)]).encode().ljust(ORDER)


def framed(message: bytes) -> bytes:
    """A message as it is sent."""
    return len(message).to_bytes(LENGTH) + message


def receive(channel: socket.socket) -> bytes:
    """The next message, or nothing where the other end is closed."""
    return _exactly(channel, int.from_bytes(_exactly(channel, LENGTH)))


def _exactly(channel: socket.socket, size: int) -> bytes:
    content = b""
    while len(content) < size:
        piece = channel.recv(size - len(content))
        if not piece:
            return b""
        content += piece
    return content


def serve(channel: socket.socket, graph: KnowledgeGraph) -> None:
    """Do what comes over the channel until it is closed."""
    while order := receive(channel):
        outcome = _outcome(pickle.loads(order), graph)  # noqa: S301 (from the process that forked us)
        channel.sendall(framed(pickle.dumps(outcome)))


def _outcome(order: Order, graph: KnowledgeGraph) -> Outcome | KgError:
    out = Spool(order.most, order.overflow)
    # Nobody waits for this signal, so that it kills.
    signal.setitimer(signal.ITIMER_PROF, order.processor)
    try:
        begin = time.process_time()
        work: Work = pickle.loads(order.work)  # noqa: S301 (as its order)
        returned = work(graph, out)
        return Outcome(returned, time.process_time() - begin, out.size, out.finish())
    except KgError as error:
        return error
    except MemoryError:
        return BoundsError("the query takes more memory than it may; ask for less", "memory")
    except OSError as error:
        return BoundsError(f"there is no room for the answer: {error.strerror or error}", "size")
    except Exception:
        traceback.print_exc()
        return KgError("a fault of ours, not of the query; the log of the server tells more")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
