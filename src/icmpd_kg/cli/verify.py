"""icmpd-kg verify"""

from __future__ import annotations

import argparse
import csv
import functools
import sys
from collections import Counter

from icmpd_kg.cli.common import open_graph, say, store_option, width, write_json

_FIELDS = ("verdict", "score", "page", "pages", "quotation", "fact")


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--report", required=True, metavar="FILE", help="your own copy of the report: PDF or plain text"
    )
    parser.add_argument("--format", choices=["table", "csv", "json"], default="table")
    store_option(parser)


def run(given: argparse.Namespace) -> int:
    """Look up every quotation; fail where one is not in the copy, or on another page than stated."""
    from tqdm import tqdm

    bar = functools.partial(tqdm, unit=" quotations", file=sys.stderr, disable=None, leave=False)
    proofs = open_graph(given).verify(given.report, bar)
    faults = [proof for proof in proofs if not proof.holds]
    if given.format == "json":
        write_json(proofs)
    elif given.format == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([_FIELDS, *([getattr(proof, field) for field in _FIELDS] for proof in proofs)])
    elif faults:
        from icmpd_kg import results

        rows = [[str(getattr(proof, field)) for field in _FIELDS] for proof in faults]
        print(results.table(_FIELDS, rows, width()))
    counts = Counter(proof.verdict for proof in proofs)
    say(
        f"{len(proofs):,} quotations: {counts['exact']:,} found as they stand, {counts['normalised']:,} after mending "
        f"print and reading, {counts['elsewhere']:,} on another page than stated, {counts['missing']:,} not found"
    )
    return 1 if faults else 0
