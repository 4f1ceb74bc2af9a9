"""icmpd-kg export"""

from __future__ import annotations

import argparse
import sys

from icmpd_kg.cli.common import open_graph, say, store_option
from icmpd_kg.errors import InputError


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    from icmpd_kg.publish.serialise import EXPORTS

    parser.add_argument("--format", choices=EXPORTS, help="the RDF form (default: told by the ending of --out)")
    parser.add_argument("--out", metavar="FILE", help="the file to write (default: standard output)")
    store_option(parser, remote=False)


def run(given: argparse.Namespace) -> int:
    """Write the graph."""
    if not given.format and not given.out:
        raise InputError("say which RDF form: --format turtle, or --out graph.ttl")
    graph = open_graph(given)
    graph.export(given.out or sys.stdout.buffer, given.format)
    if given.out:
        say(f"wrote {given.out}")
    return 0
