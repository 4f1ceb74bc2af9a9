"""icmpd-kg build"""

from __future__ import annotations

import argparse
import time

from icmpd_kg.cli.common import say


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--data", metavar="DIR", help="the tables, with their tables.json (default: ours)")
    parser.add_argument(
        "--store", metavar="DIR", help="where the graph shall lie (default, in a checkout: build/graph)"
    )


def run(given: argparse.Namespace) -> int:
    """Build, and say what came of it."""
    from icmpd_kg.graph import KnowledgeGraph

    start = time.monotonic()
    built = KnowledgeGraph.build(given.data, given.store, lambda line: say(f"  {line} …"))
    for finding in built.report.of("Warning"):
        say(f"  {finding}")
    seconds = time.monotonic() - start
    say(f"built {built.path}: {built.quads:,} quads, {built.derived:,} of them derived, in {seconds:.1f} s")
    say(f"it conforms to its shapes ({len(built.report.of('Info'))} notes; `icmpd-kg validate` tells them)")
    say("next: icmpd-kg queries" + (f" · icmpd-kg show ICMPD --store {given.store}" if given.store else ""))
    return 0
