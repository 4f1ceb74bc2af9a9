"""The graph as the routes see it: work is done within bounds, and what goes wrong becomes a status."""

from __future__ import annotations

import collections
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from icmpd_kg.confined import Lanes, Limits, Reply, Widths, Workers
from icmpd_kg.errors import BoundsError, BusyError, KgError, NotFoundError, StoreError
from icmpd_kg.web import requests, work

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from icmpd_kg.confined.worker import Work

_RETRY = {"Retry-After": "5"}
_STATUS_OF_BOUND = {"time": 504, "turn": 504, "memory": 413, "size": 413}


@dataclass(frozen=True, slots=True)
class Settings:
    """What one may take of us: a query seconds, a client queries at once, a request bytes; and whom SERVICE may ask.

    So many bytes of answers are `kept`.
    """

    seconds: float = 10.0
    limits: Limits = field(default_factory=Limits)
    widths: Widths = field(default_factory=Widths)
    per_client: int = 100
    body: int = 2**18
    services: frozenset[str] = frozenset()
    kept: int = 32 * 2**20


class Service:
    """The graph at `place` (the packaged one, if None) behind the routes; it lives on the running event loop.

    `stopped` hears of each query that was stopped, by the bound it broke, or "busy". Raises `StoreError`.
    """

    def __init__(self, place: Path | None, settings: Settings, stopped: Callable[[str], None]) -> None:
        self.settings = settings
        self._stopped = stopped
        self._workers = Workers(place, settings.limits, [work.__name__, "pyld.jsonld", "icmpd_kg.web.rendering"])
        self.lanes = Lanes(self._workers, settings.seconds, settings.widths)
        self._clients: collections.Counter[str] = collections.Counter()

    async def do(self, request: Request, asked: Work, sure: bool = False) -> Reply:
        """What comes of the work that a request asks for; `HTTPException` where nothing does, or the client leaves.

        `sure` is work that ends soon, whatever the client sends.
        """
        client = request.client.host if request.client else ""
        if self._clients[client] >= self.settings.per_client:
            raise HTTPException(429, f"you ask {self.settings.per_client} queries at once already", _RETRY)
        self._clients[client] += 1
        try:
            return await requests.while_heard(request, self.lanes.do(asked, sure))
        except BoundsError as error:
            self._stopped(error.bound)
            again = _RETRY if error.bound == "turn" else None
            raise HTTPException(_STATUS_OF_BOUND[error.bound], str(error), again) from None
        except BusyError as error:
            self._stopped("busy")
            raise HTTPException(503, str(error), _RETRY) from None
        except NotFoundError as error:
            raise HTTPException(404, str(error)) from None
        except StoreError as error:
            raise HTTPException(502, str(error)) from None
        except KgError as error:
            raise HTTPException(500 if type(error) is KgError else 400, str(error)) from None
        finally:
            self._clients[client] -= 1
            if not self._clients[client]:
                del self._clients[client]

    def close(self) -> None:
        """End all work."""
        self._workers.close()
