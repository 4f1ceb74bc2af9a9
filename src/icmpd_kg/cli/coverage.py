"""icmpd-kg coverage"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from icmpd_kg.cli.common import open_graph, progress, report_options, say, width, write_json

if TYPE_CHECKING:
    from icmpd_kg.coverage import Item

_FIELDS = ("verdict", "kind", "pages", "text", "context")


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    report_options(parser)


def run(given: argparse.Namespace) -> int:
    """Print the share of the report that the graph covers, and what it misses; fail where it misses something."""
    from icmpd_kg import terminal

    coverage = open_graph(given).coverage(given.report, progress("phrases"))
    missed = coverage.missed()
    if given.format == "json":
        write_json(coverage.items)
    elif given.format == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([_FIELDS, *([getattr(item, field) for field in _FIELDS] for item in coverage.items)])
    else:
        print(terminal.table(("pages", "items", "covered", "set aside", "missed"), _shares(coverage.items), width()))
        if missed:
            rows = [[item.pages, item.kind, item.text, item.context] for item in missed]
            print("\n" + terminal.table(("pages", "missed", "text", "context"), rows, width()))
    counts = Counter(item.verdict for item in coverage.items)
    say(
        f"{len(coverage.items):,} numbers, dates, names and rows: {counts['covered']:,} covered, "
        f"{counts['set aside']:,} set aside, {counts['missed']:,} missed"
    )
    if coverage.astray:
        say(f"{len(coverage.astray):,} stretches set aside do not stand in this copy: {', '.join(coverage.astray)}")
    return 1 if missed or coverage.astray else 0


def _shares(items: list[Item]) -> list[list[str]]:
    """A row for each stretch of pages: how many items, and the shares in per cent."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for item in items:
        counts[item.pages][item.verdict] += 1
    rows = []
    for pages, verdicts in sorted(counts.items(), key=lambda each: [int(page) for page in each[0].split("-")]):
        total = verdicts.total()
        shares = (f"{100 * verdicts[verdict] / total:.0f} %" for verdict in ("covered", "set aside", "missed"))
        rows.append([pages, str(total), *shares])
    return rows
