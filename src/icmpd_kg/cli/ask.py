"""icmpd-kg ask"""

from __future__ import annotations

import argparse
import re
import shlex
from typing import TYPE_CHECKING

from icmpd_kg.cli.common import open_graph, say, store_option, write

if TYPE_CHECKING:
    from icmpd_kg.asking.answer import Asked


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("text", metavar="TEXT", help='a question in plain English, such as "Who funds PACT?"')
    parser.add_argument("--format", choices=["table", "csv", "tsv", "json"], default="table")
    parser.add_argument("--sparql", action="store_true", help="print the SPARQL that answers it, and do not run it")
    parser.add_argument("--brief", action="store_true", help="leave out the query behind the answer")
    store_option(parser)


def run(given: argparse.Namespace) -> int:
    """Print the answer with its evidence, and to standard error how the question was read."""
    asked = open_graph(given).ask(given.text)
    if asked.result is None:
        say(f"not understood: {asked.why}")
        for question in asked.nearest:
            say(f"  nearest: icmpd-kg query {question.name}    {question.title}")
        say("next: icmpd-kg queries lists every question that is ready; docs/asking.md tells what can be asked")
        return 1
    if given.sparql:
        print(asked.sparql, end="")
        return 0
    say(f"understood as: {asked.reading}")
    _answer(asked, given.format)
    if not given.brief:
        _how(asked)
    return 0


def _answer(asked: Asked, form: str) -> None:
    assert asked.result is not None
    found = asked.result.with_evidence_if_told()
    if asked.truth is not None and form == "table":
        print("yes" if asked.truth else "the report does not say so")
    if asked.empty:
        say(
            "the report does not say"
            if asked.truth is None
            else "no fact of the report says so, which need not mean no"
        )
    if not asked.empty or form != "table":
        write(found, form)


def _how(asked: Asked) -> None:
    """The SPARQL behind the answer, and how to run it again."""
    if asked.question:
        given = "".join(f" --param {name}={_quoted(value)}" for name, value in asked.parameters.items())
        say(f"the same as: icmpd-kg query {asked.question}{given} --evidence")
    else:
        say(f"by this query, to be run with icmpd-kg query:\n{asked.sparql.rstrip()}")


def _quoted(value: object) -> str:
    text = str(getattr(value, "iri", value))
    return text if re.fullmatch(r"[\w:/.#-]+", text) else shlex.quote(text)
