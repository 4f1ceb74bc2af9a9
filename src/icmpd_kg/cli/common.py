"""What several verbs share: the option for the store, words to the person, and the width of the terminal."""

from __future__ import annotations

import argparse
import dataclasses
import functools
import json
import shutil
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from icmpd_kg.graph import KnowledgeGraph
    from icmpd_kg.results import Result, ResultWithEvidence


def store_option(parser: argparse.ArgumentParser, remote: bool = True) -> None:
    """Add `--store`, and where the verb can ask a server, `--endpoint` and `--timeout`."""
    of = parser.add_mutually_exclusive_group()
    of.add_argument("--store", metavar="DIR", help="the graph to read (default: the one that came with icmpd-kg)")
    if remote:
        of.add_argument(
            "--endpoint", type=_address, metavar="URL", help="a SPARQL server that holds the graph, to ask instead"
        )
        timeout_option(parser)


def timeout_option(parser: argparse.ArgumentParser) -> None:
    """Add `--timeout`."""
    parser.add_argument(
        "--timeout", type=seconds, default=60.0, metavar="S", help="the seconds a server may take (default: 60)"
    )


def contact_option(parser: argparse.ArgumentParser) -> None:
    """Add `--contact`."""
    parser.add_argument(
        "--contact", metavar="URL", help="where one asks about the data, for its record: mailto:NAME@HOST, or a page"
    )


def _address(text: str) -> str:
    if "://" not in text:
        raise argparse.ArgumentTypeError("an address such as http://127.0.0.1:7878/query is expected")
    return text


def seconds(text: str) -> float:
    """A number of seconds above 0, given as an option."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r}: a number of seconds above 0 is expected")
    return number


def report_options(parser: argparse.ArgumentParser) -> None:
    """Add what a verb needs that reads a copy of the report: `--report`, `--format`, `--store`."""
    parser.add_argument(
        "--report", required=True, metavar="FILE", help="your own copy of the report: PDF or plain text"
    )
    parser.add_argument("--format", choices=["table", "csv", "json"], default="table")
    store_option(parser, remote=False)


def open_graph(options: argparse.Namespace) -> KnowledgeGraph:
    """The graph that the options name."""
    from icmpd_kg.graph import KnowledgeGraph

    derived = getattr(options, "derived", True)
    if endpoint := getattr(options, "endpoint", None):
        return KnowledgeGraph.open(endpoint, derived=derived, timeout=options.timeout)
    return KnowledgeGraph.open(options.store, derived=derived)


def say(line: str) -> None:
    """Tell the person something that is no data: to standard error."""
    print(line, file=sys.stderr, flush=True)


def progress(unit: str) -> Callable[[Any], Any]:
    """What draws a bar on a terminal, and nothing elsewhere, while it hands on what it is handed, counted in `unit`."""
    from tqdm import tqdm

    return functools.partial(tqdm, unit=f" {unit}", file=sys.stderr, disable=None, leave=False)


def width() -> int:
    """The columns of the terminal, or what COLUMNS says; wide where the output goes elsewhere."""
    return shutil.get_terminal_size((160, 24)).columns


def write_json(values: Iterable[DataclassInstance]) -> None:
    """Write dataclasses to standard output as a JSON array."""
    listed = [dataclasses.asdict(value) for value in values]
    print(json.dumps(listed, ensure_ascii=False, indent=1, default=str))


def write(result: Result | ResultWithEvidence, form: str) -> None:
    """Write a result to standard output in the format asked for."""
    if form == "table":
        print(result.table(width()))
    else:
        result.write(form, sys.stdout.buffer)
        if form in {"json", "xml"}:
            print()


def tell(result: Result) -> None:
    """Tell what is to be known of an answer that was written, such as why it is empty."""
    sys.stdout.flush()
    for caveat in result.caveats():
        say(f"note: {caveat}")
