"""One address of a SPARQL server: a request goes out, an answer comes back whole, or a clear error is raised.

SPARQLWrapper makes the requests. They are sent by an opener of our own, for SPARQLWrapper would send them by one that
the whole process shares, with the credentials of the last server in it, and take those to wherever it is redirected.
"""

from __future__ import annotations

import email.utils
import http.client
import ipaddress
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any

from SPARQLWrapper import POST, SPARQLWrapper

from icmpd_kg.errors import InputError, KgError, QueryError, StoreError
from icmpd_kg.store import credentials

# A server that is busy (429, 503) is asked so often; the first pause is a second long, each other one twice the last.
_TRIES = 5
# Nobody should sit before a still terminal for longer: a server that asks for more is told of instead.
_LONGEST_PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered: its content, whole, and the media type."""

    content: bytes
    media: str


class Endpoint:
    """An address that takes queries or updates by the SPARQL 1.1 Protocol.

    `timeout` are the seconds that an answer may take; `wait` sleeps between tries, and `clock` tells seconds.
    Raises `InputError` for an address that cannot be one, and for credentials that cannot be used.
    """

    def __init__(
        self,
        url: str,
        timeout: float = 60.0,
        wait: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.url = url
        self._host = _host(url)
        self._timeout = timeout
        self._wait = wait
        self._clock = clock
        self._credentials = credentials.of(self._host)
        self._passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        if self._credentials.user:
            self._passwords.add_password(None, url, self._credentials.user, self._credentials.password)

    def __repr__(self) -> str:
        return f"Endpoint({self.url!r})"

    def update(self, text: str) -> None:
        """Run an update; raises as `send` does. An update that fails half-way is not sent again by itself."""
        self.send("INSERT", text, "*/*")

    def send(self, form: str, text: str, accept: str, parameters: Mapping[str, str] | None = None) -> Reply:
        """The answer to a query, or to an update; `form` is its first keyword (SELECT, INSERT …).

        Raises `QueryError` where the server refuses the text, `StoreError` for everything else that goes wrong.
        """
        for number in range(_TRIES):
            try:
                return self._once(form, text, accept, parameters or {})
            except urllib.error.HTTPError as error:
                pause = _pause(error.headers, number)
                if error.code not in {429, 503} or number == _TRIES - 1 or pause > _LONGEST_PAUSE:
                    raise self._refused(error) from None
                error.close()
            except TimeoutError:
                raise self._late() from None
            except urllib.error.URLError as error:
                raise self._unreachable(error.reason) from None
            except (http.client.HTTPException, OSError) as error:
                raise StoreError(
                    f"the answer of {self.url} broke off half-way ({type(error).__name__}); ask again, or for less"
                ) from None
            self._wait(pause)
        raise AssertionError("the last try returns or raises")

    def _once(self, form: str, text: str, accept: str, parameters: Mapping[str, str]) -> Reply:
        asked = _Asked(self.url, agent="icmpd-kg")
        asked.setMethod(POST)
        asked.setOnlyConneg(True)
        # SPARQLWrapper would guess the form from the text, by a regular expression.
        asked.queryString, asked.queryType = text, form
        asked.addCustomHttpHeader("Accept", accept)
        if self._credentials.token:
            asked.addCustomHttpHeader("Authorization", f"Bearer {self._credentials.token}")
        for name, value in parameters.items():
            asked.addParameter(name, value)
        asked.opener, asked.seconds = self._opener(), self._timeout
        until = self._clock() + self._timeout
        with asked.query().response as response:
            media = response.headers.get_content_type()
            if response.status not in {200, 201, 204}:
                raise StoreError(f"{self.url} gave no whole answer (HTTP {response.status})")
            if most := response.headers.get("X-SPARQL-MaxRows"):
                # Virtuoso leaves out all other rows, and tells it nowhere else.
                raise StoreError(
                    f"{self.url} gives {most} rows at most, and there may be more: ask for fewer, with LIMIT, or raise "
                    "ResultSetMaxRows in its configuration"
                )
            return Reply(self._read(response, until), media)

    def _opener(self) -> urllib.request.OpenerDirector:
        handlers: list[urllib.request.BaseHandler] = [_Staying()]
        if _is_loopback(self._host):
            handlers.append(urllib.request.ProxyHandler({}))  # No proxy leads back to this machine.
        if self._credentials.user:
            handlers.append(_Basic(self._passwords))
            handlers.append(_Digest(self._passwords))
        return urllib.request.build_opener(*handlers)

    def _read(self, response: http.client.HTTPResponse, until: float) -> bytes:
        """The whole body; a server that sends a byte now and then is stopped at the deadline too."""
        parts = []
        while part := response.read1(1 << 16):
            parts.append(part)
            if self._clock() > until:
                raise TimeoutError
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)
        return b"".join(parts)

    def _late(self) -> KgError:
        return StoreError(f"{self.url} gave no answer within {self._timeout:g} seconds; --timeout S waits longer")

    def _unreachable(self, reason: object) -> KgError:
        if isinstance(reason, TimeoutError):
            return self._late()
        why = getattr(reason, "strerror", None) or str(reason)
        return StoreError(f"{self.url} cannot be reached ({why}); is the server running, and the address right?")

    def _refused(self, error: urllib.error.HTTPError) -> KgError:
        """The error for an answer that is no success."""
        said = _said(error)
        error.close()
        code = error.code
        if code in {401, 403}:
            return StoreError(self._unwelcome(code, error.headers))
        if 300 <= code < 400:
            there = error.headers.get("Location", "another place")
            return StoreError(f"{self.url} says that it has moved to {there}; give that address if you trust it")
        if code in {404, 405, 410, 415}:
            return StoreError(
                f"at {self.url} nothing takes this request (HTTP {code}); is the path right? Many servers have one "
                f"address for queries and one for updates{said}"
            )
        if code in {400, 422}:
            return QueryError(f"{self.url} cannot run this{said}")
        if code in {429, 503}:
            return StoreError(f"{self.url} is too busy (HTTP {code}); try again later{said}")
        return StoreError(f"{self.url} failed (HTTP {code}){said}")

    def _unwelcome(self, code: int, headers: Message) -> str:
        given = self._credentials.user or self._credentials.token
        scheme = _scheme(headers) or f"HTTP {code}"
        how = (
            f"set {credentials.USER} and {credentials.PASSWORD}, or {credentials.TOKEN}, in the environment, or write "
            f"a line for {self._host} into ~/.netrc"
        )
        if given:
            return f"{self.url} does not let these credentials in ({scheme}); {how} anew"
        return f"{self.url} wants to know who asks ({scheme}): {how}"


class _Asked(SPARQLWrapper):
    """A request of SPARQLWrapper's making, sent by an opener of ours."""

    opener: urllib.request.OpenerDirector
    seconds: float

    def _query(self) -> tuple[Any, str]:
        return self.opener.open(self._createRequest(), timeout=self.seconds), self.returnFormat


class _Challenged(urllib.request.BaseHandler):
    """Answers a challenge of its own scheme alone; urllib's handlers raise `ValueError` for any other."""

    scheme: str

    def http_error_401(self, req: Any, fp: Any, code: int, msg: str, headers: http.client.HTTPMessage) -> Any:
        """The answer to the same request with credentials; None, which leaves it an error, for another scheme."""
        if _scheme(headers) != self.scheme:
            return None
        fp.close()
        return super().http_error_401(req, fp, code, msg, headers)  # type: ignore[misc]


class _Basic(_Challenged, urllib.request.HTTPBasicAuthHandler):
    scheme = "basic"


class _Digest(_Challenged, urllib.request.HTTPDigestAuthHandler):
    scheme = "digest"


def _scheme(headers: Message) -> str:
    return str(headers.get("WWW-Authenticate", "")).partition(" ")[0].lower()


class _Staying(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: credentials and queries go to the address that was given, and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        """None, which makes the redirection an error."""


def _host(url: str) -> str:
    """The host of an address that can be an endpoint."""
    try:
        parts = urllib.parse.urlsplit(url)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        raise InputError(f"{url!r} is no address of a server: http://… or https://… is expected") from None
    if parts.username is not None or parts.password is not None:
        raise InputError(
            f"the address of {parts.hostname} must not hold a user or a password, which would show in logs and lists "
            f"of processes: set {credentials.USER} and {credentials.PASSWORD}, or use ~/.netrc"
        )
    if parts.scheme not in {"http", "https"} or not parts.hostname or not port_fits or re.search(r"[^\x21-\x7e]", url):
        raise InputError(f"{url!r} is no address of a server: http://… or https://… is expected")
    return parts.hostname


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _pause(headers: Message, number: int) -> float:
    """The seconds to wait after a number of tries: as the server says (RFC 9110, 10.2.3), or longer each time."""
    asked = headers.get("Retry-After", "").strip()
    if asked.isdigit():
        return float(asked)
    try:
        # Counted from the server's own date, so that no clocks need agree.
        until, now = (email.utils.parsedate_to_datetime(date) for date in (asked, headers.get("Date", "")))
        return max((until - now).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return float(2**number)


def _said(error: urllib.error.HTTPError) -> str:
    """What a server says of its failure, in one line of text."""
    try:
        text = error.read(4096).decode(errors="replace")
    except (OSError, ValueError, http.client.HTTPException):
        return ""
    if "html" in error.headers.get("Content-Type", ""):
        text = re.sub(r"<(style|script).*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL | re.IGNORECASE)
    words = " ".join(re.sub(r"[^\x20-\x7e\u00a0-\uffff]", " ", text.partition("\n\n")[0]).split())
    return f": {words[:300]}" if words else ""
