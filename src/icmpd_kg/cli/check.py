"""icmpd-kg check"""

from __future__ import annotations

import argparse
from collections import Counter

from icmpd_kg.cli.common import open_graph, say, store_option, width, write_json


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--format", choices=["table", "json"], default="table")
    store_option(parser)


def run(given: argparse.Namespace) -> int:
    """Print each comparison; fail where a stated equality is broken."""
    from icmpd_kg import terminal

    checks = open_graph(given).check()
    if given.format == "json":
        write_json(checks)
    else:
        rows = [
            [c.verdict, f"{c.qualifier} {c.stated:,}".removeprefix("exact "), f"{c.held:,}", c.title, c.some(40)]
            for c in checks
        ]
        print(terminal.table(("", "stated", "held", "what", "which"), rows, width()))
    count = Counter(check.verdict for check in checks)
    say(
        f"{count['agrees']} agree, {count['gap']} gaps (the report states more than it names), "
        f"{count['not comparable']} not comparable, {count['broken']} broken"
    )
    return 1 if count["broken"] else 0
