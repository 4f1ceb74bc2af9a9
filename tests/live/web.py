"""`icmpd-kg serve` as a process on a free port, and requests to it, down to the byte."""

import contextlib
import http.client
import re
import socket
import subprocess
import threading
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from conftest import command


@dataclass
class Answer:
    """A response, read to its end."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def media(self) -> str:
        return self.headers.get_content_type()


@dataclass
class Address:
    """A port of this machine where some server answers."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, seconds: float = 60, **headers: str
    ) -> Answer:
        """Send a request; an underscore in the name of a header stands for a hyphen."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            with contextlib.suppress(ConnectionError):  # It may have heard enough before the end.
                connection.request(method, path, body, given)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()


@dataclass
class Web(Address):
    """A running server; `said` is what it wrote to standard error."""

    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    def query(self, text: str, accept: str = "*/*", **parameters: str) -> Answer:
        return self.ask(f"/sparql?{urllib.parse.urlencode({'query': text, **parameters})}", Accept=accept)

    def raw(self, sent: bytes, seconds: float = 60) -> bytes:
        """What comes back for some bytes: a response, or what came until the server closed or was silent for long."""
        with socket.create_connection(("127.0.0.1", self.port), seconds) as connection:
            with contextlib.suppress(OSError):  # It may have heard enough before the end.
                connection.sendall(sent)
            found = b""
            with contextlib.suppress(ConnectionError, TimeoutError):
                while not _whole(found) and (piece := connection.recv(65536)):
                    found += piece
            return found


def _whole(response: bytes) -> bool:
    head, _, body = response.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head)
    return length is not None and len(body) >= int(length[1])


@contextlib.contextmanager
def serving(store: Path, *options: object) -> Iterator[Web]:
    """A server of the graph in `store`, until it has ended."""
    process = subprocess.Popen(
        command("serve", "--port", 0, "--store", store, *options), stderr=subprocess.PIPE, text=True
    )
    first = process.stderr.readline()
    web = Web(int(re.search(r"http://127\.0\.0\.1:(\d+)/sparql", first)[1]), process, [first])

    def listen() -> None:
        web.said.extend(process.stderr)

    listener = threading.Thread(target=listen)
    listener.start()
    try:
        yield web
    finally:
        process.terminate()
        process.wait(30)
        listener.join()
        process.stderr.close()
        assert "Traceback" not in "".join(web.said), "".join(web.said)
