"""icmpd-kg explain"""

from __future__ import annotations

import argparse
import itertools

from icmpd_kg.cli.common import open_graph, say, store_option, width, write_json

_FIELDS = ("page", "quotation", "basis", "fact")


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("subject", metavar="S", help="an entity by any name, an IRI, or a prefixed name")
    parser.add_argument("predicate", metavar="P", help="a property: icmpd:chair, rdf:type, or an IRI")
    parser.add_argument(
        "object", metavar="O", help='an entity, an IRI, a prefixed name, or a literal in quotes ("2020")'
    )
    parser.add_argument("--format", choices=["table", "json"], default="table")
    store_option(parser)


def run(given: argparse.Namespace) -> int:
    """Print why a statement holds; the answer is no where nothing says so."""
    from icmpd_kg import ontology, results, terminal

    graph = open_graph(given)
    triple = [graph.term(text) for text in (given.subject, given.predicate, given.object)]
    found = graph.evidence(*triple)
    if given.format == "json":
        write_json(found)
    else:
        rules = {rule.name: rule for rule in ontology.rules()}
        for name, places in itertools.groupby(sorted(found, key=lambda place: place.rule), lambda place: place.rule):
            print(f"it follows by the rule {name}:\n\n{rules[name].construct}" if name else "it is stated:\n")
            rows = [
                [str(place.page or ""), place.quotation or str(place.source), place.basis, results.show(place.fact)]
                for place in places
            ]
            print(terminal.table(_FIELDS, rows, width()) + "\n")
    said = " ".join(results.show(term) for term in triple)
    if not found:
        say(f"{said}: neither the report nor a rule says so")
    return 0 if found else 1
