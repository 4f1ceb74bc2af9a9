"""What the tests share: the packaged tables, built once; a small data folder; the command line as a process."""

import contextlib
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from icmpd_kg import KnowledgeGraph

if TYPE_CHECKING:
    from live.chromium import Visit
    from playwright.sync_api import Browser

SMALL = Path(__file__).parent / "data" / "small"

Process = subprocess.CompletedProcess[str]
Cli = Callable[..., Process]


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors, since many tests wait for a server or a browser."""
    return 1 + len(os.sched_getaffinity(0))


@pytest.fixture(scope="session", autouse=True)
def _wide() -> Iterator[None]:
    """Tables are as wide in every worker of pytest, each of which has a width of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "160")
        yield


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store built from the checkout's data, by the first worker of pytest that asks for it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    place = shared / "kg" / "graph"
    with (shared / "kg.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            KnowledgeGraph.build(place=place)
    return place


@pytest.fixture(scope="session")
def kg(built: Path) -> KnowledgeGraph:
    return KnowledgeGraph.open(built)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of the small data folder, for a test to spoil."""
    return shutil.copytree(SMALL, tmp_path / "small")


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store built from the small data folder."""
    place = tmp_path_factory.mktemp("small") / "graph"
    KnowledgeGraph.build(SMALL, place)
    return place


@pytest.fixture(scope="session")
def small_kg(small_store: Path) -> KnowledgeGraph:
    return KnowledgeGraph.open(small_store)


@pytest.fixture(scope="session")
def cli() -> Cli:
    """Run `icmpd-kg` with arguments, as a process; whatever goes wrong, there is no traceback."""

    def run(*arguments: object, **options: object) -> Process:
        given = {"capture_output": True, "text": True, "timeout": 300, "env": {**os.environ, "PYTHONUTF8": "1"}}
        result = subprocess.run(command(*arguments), **{**given, **options}, check=False)
        if isinstance(result.stderr, str):
            assert "Traceback" not in result.stderr, result.stderr
        return result

    return run


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "icmpd_kg", *map(str, arguments)]


class Listener:
    """A port of this machine that counts who connects."""

    def __init__(self, server: socket.socket) -> None:
        self.url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        self.connections = 0
        self._server = server

    def listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._server.accept()
                self.connections += 1
                connection.close()


@contextlib.contextmanager
def unasked() -> Iterator[Listener]:
    """Something to connect to; at the end, nothing has."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        watch = Listener(server)
        thread = threading.Thread(target=watch.listen, daemon=True)
        thread.start()
        yield watch
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
        assert watch.connections == 0


@pytest.fixture
def listener() -> Iterator[Listener]:
    """Something to connect to, for tests that nothing does."""
    with unasked() as watch:
        yield watch


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """A running Chromium, for the tests of one file."""
    from live.chromium import started

    with started() as running:
        yield running


@pytest.fixture
def visit(browser: "Browser") -> Iterator["Visit"]:
    """Open pages with `visit(address or path, phone=…, dark=…)`; none may tell an error or ask another machine."""
    from live.chromium import visits

    with visits(browser) as opened:
        yield opened
