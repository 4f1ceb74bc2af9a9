"""The command line: a file a verb. Only here, and in the other doors, is anything printed.

`icmpd-kg --help` imports no verb; a verb is imported when it is called.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from icmpd_kg.errors import DataError, KgError, NotFoundError, ShapeError

VERBS = {
    "build": "build the graph from its tables",
    "validate": "check the graph, or any RDF file, against the SHACL shapes",
    "query": "run a SPARQL query or a named question",
    "queries": "list the named questions",
    "ask": "answer a question in plain English, with the query that answers it and the evidence",
    "find": "search for an entity by any name",
    "show": "all that is known of one entity, with page and quotation",
    "explain": "why a statement holds: the facts that state it, or the rule and the facts it follows from",
    "network": "one of the networks: who is tied to what, for networkx, Gephi, Cytoscape and others",
    "export": "write the graph in any RDF form",
    "describe": "describe the graph for catalogues, programs, search engines and papers",
    "verify": "look up every quotation in your own copy of the report, and what it must name",
    "coverage": "what of your own copy of the report the graph covers, and what it misses",
    "verify-citation": "prove that a cited answer is what the graph still answers",
    "push": "load the graph into a SPARQL server, or bring it up to date there",
    "serve": "serve the graph over HTTP: SPARQL for programs, and each IRI with what is known of it",
    "site": "write every page and the graph as a static site, for any file host",
    "mcp": "serve the graph to programs, by the Model Context Protocol",
    "diff": "what changed between two builds, fact by fact",
    "check": "compare the figures the report states with what the graph holds",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. 0 is well, 1 an answer of no, 2 bad use or a fault that the message names."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(
        prog="icmpd-kg",
        description="The facts of the ICMPD Annual Report 2020 as a knowledge graph, each with its page and quotation.",
        epilog="icmpd-kg VERB --help tells more of each.",
    )
    parser.add_argument("--version", action="store_true", help="print the version and end")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", title="verbs")
    chosen = next((word for word in given if not word.startswith("-")), None)
    for verb, words in VERBS.items():
        sub = verbs.add_parser(verb, help=words, description=words[0].upper() + words[1:] + ".")
        if verb == chosen:
            _module(verb).options(sub)
    options = parser.parse_args(given)
    if options.version:
        from icmpd_kg import __version__

        print(f"icmpd-kg {__version__}")
        return 0
    if options.verb is None:
        parser.print_help()
        return 0
    return _run(options)


def exit_code(error: KgError) -> int:
    """What a command ends with that an error of ours ended: 1 is an answer of no, 2 bad use or a fault."""
    return 1 if isinstance(error, DataError | ShapeError | NotFoundError) else 2


def _module(verb: str) -> Any:
    """The module of a verb: its file has an underscore where the verb has a hyphen."""
    return import_module(f"icmpd_kg.cli.{verb.replace('-', '_')}")


def _run(options: argparse.Namespace) -> int:
    try:
        code: int = _module(options.verb).run(options)
        sys.stdout.flush()
        return code
    except KgError as error:
        print(f"icmpd-kg {options.verb}: {error}", file=sys.stderr)
        return exit_code(error)
    except OSError as error:
        # Keep the interpreter from trying to write again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return 0  # The reader has seen enough (`| head`).
        print(f"icmpd-kg {options.verb}: the answer cannot be written: {error.strerror or error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
