"""icmpd-kg validate"""

from __future__ import annotations

import argparse

from icmpd_kg.cli.common import open_graph, say, store_option, write_json


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", nargs="*", metavar="FILE", help="RDF files to check together, instead of the graph")
    parser.add_argument("--format", choices=["text", "json", "turtle"], default="text")
    store_option(parser, remote=False)


def run(given: argparse.Namespace) -> int:
    """Validate, print every finding, and tell by the exit code whether all is well."""
    from icmpd_kg.graph import KnowledgeGraph

    graph = KnowledgeGraph.parse(*given.file) if given.file else open_graph(given)
    report = graph.validate()
    if given.format == "turtle":
        print(report.turtle, end="")
    elif given.format == "json":
        write_json(report.findings)
    else:
        for finding in report.findings:
            print(finding)
    counts = ", ".join(f"{len(report.of(severity))} {name}" for severity, name in _COUNTED)
    say(f"{'conforms' if report.conforms else 'does not conform'} ({counts})")
    return 0 if report.conforms else 1


_COUNTED = (("Violation", "violations"), ("Warning", "warnings"), ("Info", "notes"))
