"""icmpd-kg push"""

from __future__ import annotations

import argparse

from icmpd_kg.cli.common import open_graph, progress, say, store_option, timeout_option


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--endpoint", dest="server", required=True, metavar="URL", help="where the server takes queries"
    )
    parser.add_argument("--update", metavar="URL", help="where it takes updates (default: the same)")
    timeout_option(parser)
    store_option(parser, remote=False)


def run(given: argparse.Namespace) -> int:
    """Make the graphs of the server equal to ours, and say what was done and what comes next."""
    pushed = open_graph(given).push(given.server, given.update, timeout=given.timeout, watch=progress("requests"))
    say(
        f"{pushed.sent:,} graphs sent ({pushed.quads:,} quads), {pushed.unchanged:,} were the same already, "
        f"{pushed.removed:,} that we no longer have removed; graphs that are not ours were left alone"
    )
    say(f"next: icmpd-kg query dialogues-in-2020 --endpoint {given.server}")
    return 0
