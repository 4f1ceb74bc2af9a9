"""Requests per second of `icmpd-kg serve` beside two other servers of the same graph, in one run.

    python benchmarks/server.py [--seconds S] [--rounds N] [--rdflib-endpoint PYTHON]

Asks `oxigraph serve-read-only` and, with a Python that has `rdflib-endpoint` (`pip install rdflib-endpoint uvicorn`),
that. Needs `wrk` (Debian: apt-get install wrk). The figures hold for one machine at one moment: only their ratios
tell anything. Each server is asked in turn, round after round, so that what else the machine does hits all alike.
"""

import argparse
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

from icmpd_kg import KnowledgeGraph, paths, snapshot

LIGHT = {
    "one thing": "SELECT ?p ?o { <https://w3id.org/icmpd-kg/id/state/malta> ?p ?o }",
    "members": "PREFIX icmpd: <https://w3id.org/icmpd-kg/ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "SELECT ?s ?name { ?s a icmpd:MemberState ; rdfs:label ?name }",
}
CLIENTS = (1, 8, 64)

ENDPOINT = """
import sys, uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
graph = Dataset(default_union=True)
graph.parse(sys.argv[1], format="nquads")
uvicorn.run(SparqlEndpoint(graph=graph, path="/"), host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def start(command: list[object], url: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(1200):
        try:
            urllib.request.urlopen(url, timeout=20).read()
            return process
        except OSError:
            assert process.poll() is None, command
            time.sleep(0.1)
    raise AssertionError(command)


def measured(url: str, clients: int, seconds: int, script: Path | None = None) -> tuple[float, float, float, int]:
    """Requests per second, p50 and p99 in milliseconds, and how many answers were no success."""
    command = ["wrk", "-t", "1", "-c", str(clients), "-d", f"{seconds}s", "--latency", "--timeout", "30s", url]
    command += ["-s", str(script)] if script else ["-H", "Accept: application/sparql-results+json"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0}
    shares = {s: float(n) * unit[u] for s, n, u in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)", told)}
    errors = (
        sum(map(int, re.findall(r"Non-2xx or 3xx responses: (\d+)|timeout (\d+)", told)[0])) if "Non-2xx" in told else 0
    )
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1]), shares["50"], shares["99"], errors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rdflib-endpoint", metavar="PYTHON")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compare(given, Path(folder))


def compare(given: argparse.Namespace, folder: Path) -> None:
    store = paths.packaged_store()
    KnowledgeGraph.open(store).export(folder / "all.nq", "nquads")
    ours, bare, other, third = (free_port() for _ in range(4))
    serve = [sys.executable, "-m", "icmpd_kg", "serve", "--port"]
    oxigraph = Path(sys.executable).with_name("oxigraph")
    asks = {
        "icmpd-kg": (f"http://127.0.0.1:{ours}/sparql?", [*serve, ours]),
        "icmpd-kg --keep 0": (f"http://127.0.0.1:{bare}/sparql?", [*serve, bare, "--keep", 0]),
        "oxigraph": (
            f"http://127.0.0.1:{other}/query?union-default-graph&",
            [
                oxigraph,
                "serve-read-only",
                "--location",
                store.resolve() / snapshot.QUADS,
                "--bind",
                f"127.0.0.1:{other}",
            ],
        ),
    }
    if given.rdflib_endpoint:
        command = [given.rdflib_endpoint, "-c", ENDPOINT, folder / "all.nq", third]
        asks["rdflib-endpoint"] = (f"http://127.0.0.1:{third}/?", command)
    light = {name: urllib.parse.urlencode({"query": text}) for name, text in LIGHT.items()}
    running = {name: start(command, url + light["one thing"]) for name, (url, command) in asks.items()}
    print("| query | clients | server | requests/s | p50 ms | p99 ms | errors | icmpd-kg against it |")
    print("|---|---|---|---|---|---|---|---|")
    try:
        for query, encoded in light.items():
            for clients in CLIENTS:
                found: dict[str, list[tuple[float, float, float, int]]] = {name: [] for name in asks}
                for _ in range(given.rounds):
                    for name, (url, _command) in asks.items():
                        found[name].append(measured(url + encoded, clients, given.seconds))
                for name, each in found.items():
                    rate, p50, p99 = (statistics.median(one[i] for one in each) for i in range(3))
                    ratio = statistics.median(a[0] / b[0] for a, b in zip(found["icmpd-kg"], each, strict=True))
                    errors = sum(one[3] for one in each)
                    cells = [query, clients, name, round(rate), f"{p50:.2f}", f"{p99:.2f}", errors, f"{ratio:.2f}"]
                    print("|", " | ".join(map(str, cells)), "|", flush=True)
    finally:
        for process in running.values():
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
