"""How long a person waits for a page of a thing, with eight clients at once: the first time, and when it is kept ready.

    python benchmarks/pages.py [--clients N] [--seconds S] [--rounds N] [--beside PYTHON]

Every thing that has a page is asked for once by the clients together, of a fresh server; then again and again, for S
seconds. `--beside` is the Python of another checkout, whose server takes turns with ours, so that what else the machine
does hits both alike. Needs `wrk` (Debian: apt-get install wrk). The figures hold for one machine at one moment.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from server import free_port, measured, start

from icmpd_kg import KnowledgeGraph
from icmpd_kg.pages import Pages

IN_TURN = """
local pages, once, i = {%s}, %s, 0
request = function()
  if once and i == #pages then wrk.thread:stop() end
  i = i %% #pages + 1
  return wrk.format("GET", pages[i], {["Accept-Encoding"] = "gzip"})
end
"""
# More than enough for each page once.
ONCE = 15


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--beside", metavar="PYTHON")
    given = parser.parse_args()
    things = [f"/{address}" for address in Pages(KnowledgeGraph.open()).addresses() if address.startswith("id/")]
    pages = ", ".join(map(json.dumps, things))
    servers = {"this": sys.executable} | ({"beside": given.beside} if given.beside else {})
    print(f"{len(things)} pages, {given.clients} clients; medians of {given.rounds} rounds")
    found: dict[tuple[str, str], list[tuple[float, float, float, int]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        scripts = {when: Path(folder) / f"{when}.lua" for when in ("first", "kept")}
        for when, script in scripts.items():
            script.write_text(IN_TURN % (pages, json.dumps(when == "first")))
        for _ in range(given.rounds):
            for name, python in servers.items():
                for when, each in waits(python, given.clients, given.seconds, scripts).items():
                    found.setdefault((name, when), []).append(each)
    for (name, when), each in found.items():
        rate, half, most, errors = (statistics.median(one[i] for one in each) for i in range(4))
        of = f"{rate:,.0f}/s, " if when == "kept" else ""
        print(f"{name}, {when}: {of}p50 {half:.1f} ms, p99 {most:.1f} ms, {errors:.0f} errors")


def waits(
    python: str, clients: int, seconds: int, scripts: dict[str, Path]
) -> dict[str, tuple[float, float, float, int]]:
    """What `measured` tells of a fresh server, the first time and after."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    serving = start([python, "-m", "icmpd_kg", "serve", "--port", port], f"{url}/ready")
    try:
        time.sleep(2)  # A person who has started it takes that long to open a page.
        lasting = {"first": ONCE, "kept": seconds}
        return {when: measured(url, clients, lasting[when], script) for when, script in scripts.items()}
    finally:
        serving.terminate()
        serving.wait()


if __name__ == "__main__":
    main()
