"""icmpd-kg diff"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from icmpd_kg.cli.common import say

if TYPE_CHECKING:
    from icmpd_kg.graph import KnowledgeGraph


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("old", metavar="OLD", help="a folder that `icmpd-kg build` made, or an N-Quads or TriG file")
    parser.add_argument("new", metavar="NEW", help="the same, of a later day")
    parser.add_argument("--format", choices=["text", "csv", "patch"], default="text", help="patch: an RDF Patch")


def run(given: argparse.Namespace) -> int:
    """Print what changed; the exit code is 1 if anything did."""
    changes = _open(given.old).changes(_open(given.new))
    print(getattr(changes, given.format)(), end="")
    counts = ", ".join(f"{len(changes.of(kind)):,} {kind}" for kind in ("added", "removed", "changed"))
    say(f"facts: {counts}, {changes.unchanged:,} as before")
    say(f"quads, with what is derived and declared: {len(changes.come):,} come, {len(changes.gone):,} gone")
    if changes.nameless:
        say("note: triples with blank nodes differ, too (in the ontology), which a patch cannot carry")
    return 1 if changes else 0


def _open(place: str) -> KnowledgeGraph:
    from icmpd_kg.graph import KnowledgeGraph

    return KnowledgeGraph.parse(place) if Path(place).is_file() else KnowledgeGraph.open(place)
