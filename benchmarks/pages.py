"""How long a person waits for a page of a thing, with eight clients at once: the first time, and when it is kept ready.

    python benchmarks/pages.py [--clients N] [--seconds S]

Every thing that has a page is asked for in turn. Needs `wrk` (Debian: apt-get install wrk). In one run, so that the two
can be compared; the figures hold for one machine at one moment.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from server import free_port, measured, start

from icmpd_kg import KnowledgeGraph
from icmpd_kg.pages import Pages

IN_TURN = """
local pages, i = {%s}, 0
request = function()
  i = i %% #pages + 1
  return wrk.format("GET", pages[i], {["Accept-Encoding"] = "gzip"})
end
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=int, default=8)
    given = parser.parse_args()
    things = [f"/{address}" for address in Pages(KnowledgeGraph.open()).addresses() if address.startswith("id/")]
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    serving = start([sys.executable, "-m", "icmpd_kg", "serve", "--port", port], f"{url}/ready")
    try:
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            script.write(IN_TURN % ", ".join(map(json.dumps, things)))
            script.flush()
            print(f"{len(things)} pages, {given.clients} clients")
            for when in ("first", "kept"):
                rate, half, most, errors = measured(url, given.clients, given.seconds, Path(script.name))
                print(f"{when}: {rate:,.0f}/s, p50 {half:.1f} ms, p99 {most:.1f} ms, {errors} errors", flush=True)
    finally:
        serving.terminate()
        serving.wait()


if __name__ == "__main__":
    main()
