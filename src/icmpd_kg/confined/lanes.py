"""Many queries side by side, so that none of them makes the others wait.

Nobody can tell from a query how long it will take. Each is first tried in the fast lane, where many run side by side,
each for a fraction of a second of processor time. What is not done then is ended and begun anew in the slow lane, where
few run, with the least claim on the processor, until their time is up. Asked again, it goes there at once. Work of
which we know that it ends soon, such as a page of ours, has a lane of its own and is not begun twice.
"""

from __future__ import annotations

import asyncio
import collections
import pickle
from dataclasses import dataclass

from icmpd_kg.confined.worker import Work
from icmpd_kg.confined.workers import Reply, Worker, Workers, unharmed
from icmpd_kg.errors import BoundsError, BusyError

_MOST_REMEMBERED = 10_000
# Work that took a processor longer than these seconds may have left much memory with its worker.
_LONG = 1.0


@dataclass(frozen=True, slots=True)
class Widths:
    """How many queries run side by side in each lane, how many may wait for that, and what is tried of each first.

    `trial` is in seconds of processor time.
    """

    fast: int = 16
    slow: int = 2
    waiting: int = 128
    trial: float = 0.02


class Lanes:
    """The lanes, on the event loop that runs when they are used; a query has so many seconds."""

    def __init__(self, workers: Workers, seconds: float, widths: Widths) -> None:
        self._seconds = seconds
        self._trial = widths.trial
        self._slow: collections.OrderedDict[int, None] = collections.OrderedDict()
        # Whoever hands out work, at a claim of 0, must never wait for those who do it.
        self.fast = Lane(workers, widths.fast, widths.waiting, nice=10, processor=widths.trial)
        self.slow = Lane(workers, widths.slow, widths.waiting, nice=19)
        self.sure = Lane(workers, widths.slow, widths.waiting, nice=10, in_turn=True)

    async def do(self, work: Work, sure: bool = False) -> Reply:
        """What comes of work within its time, counted from now; `sure` is what ends soon, whoever asks for it.

        Raises what the work raises, `BoundsError` where it took too much or waited all its time, `BusyError` where too
        many wait already.
        """
        deadline = asyncio.get_running_loop().time() + self._seconds
        pickled = pickle.dumps(work)
        known = hash(pickled)
        try:
            if sure:
                return await self.sure.do(pickled, deadline)
            if known not in self._slow:
                try:
                    return await self.fast.do(pickled, deadline)
                except BoundsError as error:
                    # A worker that ended used up its trial, or more memory than there is: the slow lane will tell.
                    if error.bound != "memory":
                        raise
                self._remember(known)
            reply = await self.slow.do(pickled, deadline)
            if reply.processor < self._trial:
                self._slow.pop(known, None)
            return reply
        except BoundsError as error:
            if error.bound != "time":
                raise
            raise BoundsError(
                f"the query took longer than {self._seconds:g} seconds and was stopped; ask for less: bind a variable, "
                "join on something the patterns share, or add a LIMIT",
                "time",
            ) from None

    def _remember(self, known: int) -> None:
        self._slow[known] = None
        if len(self._slow) > _MOST_REMEMBERED:
            self._slow.popitem(last=False)


class Lane:
    """Workers of one claim on the processor, started as they are needed, and those who wait for one.

    After so many seconds of `processor` time, if that is not 0, work is ended. With `in_turn`, whoever has
    waited longest is always next.
    """

    def __init__(
        self, workers: Workers, width: int, waiting: int, nice: int, *, processor: float = 0.0, in_turn: bool = False
    ) -> None:
        self._workers = workers
        self._width = width
        self._waiting = waiting
        self._nice = nice
        self._processor = processor
        self._free: list[Worker] = []
        self._queue: collections.deque[asyncio.Future[None]] = collections.deque()
        self._in_turn = in_turn
        self._last_come = False
        self.running = 0

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return sum(not turn.done() for turn in self._queue)

    async def do(self, work: bytes, deadline: float) -> Reply:
        """What comes of work before the deadline."""
        if self.running < self._width:
            self.running += 1
        else:
            await self._turn(deadline)
        worker = None
        try:
            worker = self._free.pop() if self._free else self._workers.start(self._nice)
            left = deadline - asyncio.get_running_loop().time()
            reply = await worker.do_soon(work, max(left, 0.001), self._processor)
            if reply.processor < _LONG:
                self._free.append(worker)
            else:
                worker.end()
            return reply
        except BaseException as error:
            if worker is not None:
                if unharmed(error):
                    self._free.append(worker)
                else:
                    worker.end()
            raise
        finally:
            self._pass_on()

    async def _turn(self, deadline: float) -> None:
        """Wait until one who runs passes on the turn."""
        if self.waiting >= self._waiting:
            raise BusyError(f"{self._waiting} queries wait already; ask again in a few seconds")
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            async with asyncio.timeout_at(deadline):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self._pass_on()  # It came in the same moment.
            turn.cancel()
            if isinstance(error, TimeoutError):
                raise BoundsError(
                    "other queries took all the time that this one had; ask again in a few seconds, or ask for less",
                    "turn",
                ) from None
            raise

    def _pass_on(self) -> None:
        """Let another run: by turns the one who has waited longest and the one who came last, or always the first.

        After a flood of long queries, a short one that comes last need not wait for all of them to be tried.
        """
        while self._queue:
            self._last_come = not self._in_turn and not self._last_come
            turn = self._queue.pop() if self._last_come else self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.running -= 1
