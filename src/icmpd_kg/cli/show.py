"""icmpd-kg show"""

from __future__ import annotations

import argparse
import json

from icmpd_kg.cli.common import open_graph, say, store_option, write


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("entity", metavar="ENTITY", help="any name of it, or its IRI")
    parser.add_argument("--format", choices=["table", "csv", "tsv", "json", "xml", "jsonld"], default="table")
    store_option(parser)


def run(given: argparse.Namespace) -> int:
    """Print all that is known."""
    graph = open_graph(given)
    entity = graph.find(given.entity)
    say(f"{entity.label} ({entity.kind}) <{entity.iri}>")
    if given.format == "jsonld":
        print(json.dumps(graph.tree(entity), ensure_ascii=False, indent=1))
    else:
        write(graph.show(entity), given.format)
    return 0
