"""icmpd-kg find"""

from __future__ import annotations

import argparse

from icmpd_kg.cli.common import open_graph, say, store_option, width, write_json


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("text", metavar="TEXT", help="any name, forgiving of spelling")
    parser.add_argument("--limit", type=int, default=10, metavar="N", help="at most so many (default: 10)")
    parser.add_argument("--format", choices=["table", "json"], default="table")
    store_option(parser)


def run(given: argparse.Namespace) -> int:
    """Print what was found, best first."""
    from icmpd_kg import terminal

    found = open_graph(given).search(given.text, given.limit)
    if given.format == "json":
        write_json(found)
    elif found:
        rows = [[e.label, e.kind, e.matched if e.matched != e.label else "", f"{e.score:.0f}", e.iri] for e in found]
        print(terminal.table(("name", "kind", "found as", "score", "IRI"), rows, width()))
    if not found:
        say(f"nothing goes by a name like {given.text!r}")
        return 1
    say(f'next: icmpd-kg show "{found[0].label}"')
    return 0
