"""What a worker does: take work from its socket, do it on the graph, and send back what came of it."""

from __future__ import annotations

import contextlib
import io
import pickle
import signal
import socket
import struct
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from icmpd_kg.errors import BoundsError, KgError

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from icmpd_kg.graph import KnowledgeGraph

# Work is a picklable call on the graph. What is long it writes to the stream; what it returns is short.
Work = Callable[["KnowledgeGraph", IO[bytes]], object]
READY = b"ready"
ORDER = 32
# A message is sent behind its length, in so many bytes.
_LENGTH = 4
_PIECE = 2**17
_INLINE = 2**16
# Before its work, pickled, stands the processor time that it may take.
_PROCESSOR = struct.Struct("!d")


class Outcome(NamedTuple):
    """What work returned, the seconds it took a processor at most, and its `size` bytes: here, or in a file."""

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
    return len(message).to_bytes(_LENGTH) + message


def limited(work: bytes, processor: float) -> bytes:
    """The message that gives a worker work, which is pickled.

    With `processor`, so many seconds of processor time end the process: unlike the clock's, they are the same however
    busy the machine is.
    """
    return framed(_PROCESSOR.pack(processor) + work)


class Inbox:
    """What has come of a message, of which there is one at a time on a channel."""

    def __init__(self) -> None:
        self._content = b""

    def read(self, channel: socket.socket) -> bytes | None:
        """Take what is there: the message once it is whole, nothing in it where the other end is closed, else None."""
        piece = channel.recv(_PIECE)
        content = self._content = self._content + piece if self._content else piece
        if piece and (len(content) < _LENGTH or len(content) < _LENGTH + int.from_bytes(content[:_LENGTH])):
            return None
        self._content = b""
        return content[_LENGTH:] if piece else b""


def receive(channel: socket.socket) -> bytes:
    """The next message, or nothing where the other end is closed."""
    inbox = Inbox()
    while (message := inbox.read(channel)) is None:
        pass
    return message


def serve(channel: socket.socket, graph: KnowledgeGraph, most: int, overflow: Path) -> None:
    """Do what comes over the channel until it is closed.

    Work may write so many bytes at `most`; what is too long for a message goes to the file `overflow`.
    """
    # The channel may be closed while there is work: nobody waits for it any more, and the end of this process is due.
    with contextlib.suppress(ConnectionError):
        while message := receive(channel):
            (processor,) = _PROCESSOR.unpack_from(message)
            outcome = _outcome(message[_PROCESSOR.size :], processor, Spool(most, overflow), graph)
            channel.sendall(framed(pickle.dumps(outcome)))


def _outcome(pickled: bytes, processor: float, out: Spool, graph: KnowledgeGraph) -> Outcome | KgError:
    # Nobody waits for this signal, so that it kills.
    signal.setitimer(signal.ITIMER_PROF, processor)
    try:
        # To ask for the processor's time takes long; what may not take more than a little is known to have taken less.
        begin = 0.0 if processor else time.process_time()
        work: Work = pickle.loads(pickled)  # noqa: S301 (from the process that forked us)
        returned = work(graph, out)
        return Outcome(returned, processor or time.process_time() - begin, out.size, out.finish())
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
