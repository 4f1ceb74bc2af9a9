"""icmpd-kg verify"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import json
import sys
from collections import Counter
from typing import TYPE_CHECKING

from icmpd_kg.cli.common import open_graph, progress, report_options, say, width

if TYPE_CHECKING:
    from icmpd_kg.attestation import Attestation
    from icmpd_kg.proof import Proof

_FIELDS = ("verdict", "score", "page", "pages", "quotation", "fact")
_NAME_FIELDS = ("thing", "reason")


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    report_options(parser)


def run(given: argparse.Namespace) -> int:
    """Look up every quotation, and what it must name; fail where one is not in the copy, or names too little."""
    graph = open_graph(given)
    proofs = graph.verify(given.report, progress("quotations"))
    named = graph.attest()
    if given.format == "json":
        both = {
            "quotations": [dataclasses.asdict(proof) for proof in proofs],
            "names": [dataclasses.asdict(each) for each in named],
        }
        print(json.dumps(both, ensure_ascii=False, indent=1))
    elif given.format == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(("of", *_FIELDS, *_NAME_FIELDS))
        for of, values in (("quotation", proofs), ("name", named)):
            writer.writerows(
                [of, *(getattr(each, field, "") for field in (*_FIELDS, *_NAME_FIELDS))] for each in values
            )
    else:
        _faults(proofs, named)
    counts = Counter(proof.verdict for proof in proofs)
    say(
        f"{len(proofs):,} quotations: {counts['exact']:,} found as they stand, {counts['normalised']:,} after mending "
        f"print and reading, {counts['elsewhere']:,} on another page than stated, {counts['missing']:,} not found"
    )
    counts = Counter(each.verdict for each in named)
    say(
        f"{len(named):,} names and figures that facts speak of: {counts['named']:,} stand in their quotations, "
        f"{counts['elsewhere']:,} elsewhere as listed, {counts['unnamed']:,} nowhere, "
        f"{counts['needless']:,} listed without need"
    )
    return 0 if all(proof.holds for proof in proofs) and all(each.holds for each in named) else 1


def _faults(proofs: list[Proof], named: list[Attestation]) -> None:
    """Print what does not hold."""
    from icmpd_kg import terminal

    wrong = [proof for proof in proofs if not proof.holds]
    if wrong:
        rows = [[str(getattr(proof, field)) for field in _FIELDS] for proof in wrong]
        print(terminal.table(_FIELDS, rows, width()))
    unnamed = [each for each in named if not each.holds]
    if unnamed:
        rows = [[each.verdict, each.thing, each.fact, each.reason] for each in unnamed]
        print(terminal.table(("verdict", "name or figure", "fact", "reason"), rows, width()))
