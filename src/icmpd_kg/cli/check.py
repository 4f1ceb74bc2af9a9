"""icmpd-kg check"""

from __future__ import annotations

import argparse

from icmpd_kg.cli.common import open_graph, say, store_option, width, write_json


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--format", choices=["table", "json"], default="table")
    store_option(parser)


def run(given: argparse.Namespace) -> int:
    """Print each comparison; fail where a stated equality is broken."""
    from icmpd_kg import results

    checks = open_graph(given).check()
    if given.format == "json":
        write_json(checks)
    else:
        rows = [[c.verdict, f"{c.qualifier} {c.stated}".removeprefix("exact "), str(c.held), c.title] for c in checks]
        print(results.table(("", "stated", "held", "what"), rows, width()))
    broken = sum(check.verdict == "broken" for check in checks)
    gaps = sum(check.verdict == "gap" for check in checks)
    say(f"{len(checks) - broken - gaps} agree, {gaps} gaps (the report states more than it names), {broken} broken")
    return 1 if broken else 0
