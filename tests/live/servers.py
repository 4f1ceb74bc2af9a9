"""Real SPARQL servers on this machine: that of the PyPI package `oxigraph`, and Virtuoso from Debian."""

import contextlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from icmpd_kg.push import Pushed

OXIGRAPH = Path(sys.executable).with_name("oxigraph")


@dataclass(frozen=True)
class Server:
    """A running server, and what pushing the whole graph into it did."""

    query: str
    update: str
    pushed: Pushed | None = None


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextlib.contextmanager
def running(command: list[object], url: str, cwd: Path) -> Iterator[None]:
    """A server, from when it answers at `url` until it has ended."""
    with (cwd / "server.log").open("wb") as log:
        process = subprocess.Popen(list(map(str, command)), cwd=cwd, stdout=log, stderr=log)
    try:
        for _ in range(600):
            try:
                urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5).close()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                assert process.poll() is None, (cwd / "server.log").read_text()
                time.sleep(0.1)
        else:
            raise AssertionError((cwd / "server.log").read_text())
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def oxigraph(folder: Path, *options: object) -> Iterator[Server]:
    """The server of the PyPI package `oxigraph`."""
    base = f"http://127.0.0.1:{free_port()}"
    command = [OXIGRAPH, "serve", "--location", folder / "data", "--bind", base.removeprefix("http://"), *options]
    with running(command, base, folder):
        yield Server(f"{base}/query", f"{base}/update")


VIRTUOSO_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CheckpointInterval = 0
NumberOfBuffers = 30000
MaxDirtyBuffers = 20000
CaseMode = 2
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = {rows}
"""


@contextlib.contextmanager
def virtuoso_server(folder: Path, rows: int = 10_000) -> Iterator[Server]:
    """Virtuoso from Debian, with as many rows in an answer as its own configuration allows."""
    program = shutil.which("virtuoso-t")
    assert program, "virtuoso-t is missing: `make virtuoso` installs it"
    http = free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO_INI.format(sql=free_port(), http=http, rows=rows))
    base = f"http://127.0.0.1:{http}"
    with running([program, "+configfile", "virtuoso.ini", "+foreground"], f"{base}/sparql", folder):
        yield Server(f"{base}/sparql", f"{base}/sparql-auth")
