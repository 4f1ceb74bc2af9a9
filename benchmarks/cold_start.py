"""How long a person waits: whole processes, started cold, against bare Python doing the least that could be done.

    python benchmarks/cold_start.py [--runs N] [--format table|json]

Runs of the things compared take turns, so that a busy machine slows them alike, and ratios hold where times do not.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from icmpd_kg import ontology, paths, queries

QUESTION = "dialogues-in-2020"
MINE = [sys.executable, "-m", "icmpd_kg"]
BARE = """\
import json, sys, pyoxigraph
store = pyoxigraph.Store.read_only(sys.argv[1])
answer = store.query(sys.argv[2], prefixes=json.loads(sys.argv[3]), use_default_graph_as_union=True)
sys.stdout.buffer.write(answer.serialize(format=pyoxigraph.QueryResultsFormat.CSV))
"""


@dataclass(frozen=True)
class Measurement:
    """One comparison: seconds, what they are held against, and the most that is allowed."""

    name: str
    seconds: float
    against: str
    baseline: float
    ratio: float
    target: float
    met: bool


def medians(commands: Sequence[Sequence[str]], runs: int, env: Mapping[str, str]) -> list[float]:
    """The median wall time of each command; they take turns, after one run each that does not count."""
    times: list[list[float]] = [[] for _ in commands]
    for turn in range(runs + 1):
        for command, taken in zip(commands, times, strict=True):
            start = time.perf_counter()
            subprocess.run(command, check=True, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if turn:
                taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in times]


def measure(runs: int) -> list[Measurement]:
    """All three."""
    with tempfile.TemporaryDirectory() as room:
        # Compiled modules are kept, as on any machine; here, and not in the checkout.
        env = {**os.environ, "PYTHONPYCACHEPREFIX": f"{room}/compiled"}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        store = paths.packaged_store() / "quads"
        text = queries.question(QUESTION).sparql
        bare = [sys.executable, "-c", BARE, str(store), text, json.dumps(dict(ontology.prefixes()))]
        parser = [sys.executable, "-c", "import argparse"]
        asked, least, helped, parsed = medians([[*MINE, "query", QUESTION], bare, [*MINE, "--help"], parser], runs, env)
        (built,) = medians([[*MINE, "build", "--store", f"{room}/graph"]], max(1, runs // 5), env)
    return [
        _measurement(f"query {QUESTION}", asked, "bare Python, same store, same query", least, 3),
        _measurement("--help", helped, "import argparse, plus 60 ms", parsed + 0.06, 2),
        _measurement("build", built, "one second", 1, 5),
    ]


def _measurement(name: str, seconds: float, against: str, baseline: float, target: float) -> Measurement:
    ratio = seconds / baseline
    return Measurement(f"icmpd-kg {name}", seconds, against, baseline, ratio, target, ratio <= target)


def main() -> int:
    """Measure and print; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description="How long a person waits for icmpd-kg.")
    parser.add_argument("--runs", type=int, default=21, metavar="N", help="so many runs of each (default: 21)")
    parser.add_argument("--format", choices=["table", "json"], default="table")
    given = parser.parse_args()
    found = measure(given.runs)
    if given.format == "json":
        print(json.dumps([asdict(measurement) for measurement in found], indent=1))
    else:
        print(f"{'':34} {'median':>8}  {'against':36} {'median':>8} {'ratio':>6} {'at most':>8}")
        for m in found:
            verdict = "" if m.met else "  missed"
            times = f"{m.seconds * 1000:5.0f} ms  {m.against:36} {m.baseline * 1000:5.0f} ms"
            print(f"{m.name:34} {times} {m.ratio:6.2f} {m.target:8.0f}{verdict}")
    return 0 if all(m.met for m in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
