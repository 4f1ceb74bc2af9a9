"""icmpd-kg queries"""

from __future__ import annotations

import argparse

from icmpd_kg.cli.common import say, width


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help="one question: what it asks, its parameters, its SPARQL"
    )


def run(given: argparse.Namespace) -> int:
    """List the catalogue, or print one question."""
    from icmpd_kg import queries, terminal

    if given.name:
        print(queries.question(given.name).sparql, end="")
        return 0
    rows = [[q.name, q.title, ", ".join(p.name for p in q.parameters)] for q in queries.catalogue()]
    print(terminal.table(("question", "asks", "parameters"), rows, width()))
    say("next: icmpd-kg query NAME")
    return 0
