"""icmpd-kg serve"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from icmpd_kg.cli.common import say, seconds, store_option


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    parser.add_argument(
        "--port", type=_whole(0, 2**16 - 1), default=8000, help="the port; 0 takes a free one (default: 8000)"
    )
    parser.add_argument(
        "--timeout", type=seconds, default=10.0, metavar="S", help="how long a query may take (default: 10)"
    )
    for name, default, least, words in _BOUNDS:
        parser.add_argument(
            f"--{name}",
            type=_whole(least, 2**24 - 1),
            default=default,
            metavar="N",
            help=f"{words} (default: {default})",
        )
    parser.add_argument(
        "--allow-service",
        action="append",
        default=[],
        metavar="URL",
        help="an address that SERVICE in a query may ask (none without this)",
    )
    parser.add_argument(
        "--behind-proxy", action="store_true", help="a proxy on this machine tells who asks (X-Forwarded-For)"
    )
    store_option(parser, remote=False)


# Each with its default and the least that it may be.
_BOUNDS = (
    ("memory", 1024, 1, "how many MiB a query may take beside the graph"),
    ("answer", 64, 1, "how many MiB an answer may have"),
    ("body", 256, 1, "how many KiB the body of a request may have"),
    ("side-by-side", 16, 1, "how many short queries run side by side"),
    ("long", 2, 1, "how many long queries run side by side"),
    ("waiting", 128, 0, "how many queries may wait for their turn"),
    ("per-client", 100, 1, "how many queries one client may have at once"),
    ("keep", 32, 0, "how many MiB of answers are kept, to be given again; 0 for none"),
    ("connections", 512, 1, "how many connections are held"),
)


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit()) or not least <= int(text[:20]) <= most:
            raise argparse.ArgumentTypeError(f"{text!r}: a whole number from {least} to {most} is expected")
        return int(text)

    return read


def run(given: argparse.Namespace) -> int:
    """Serve until someone stops it."""
    from icmpd_kg.confined import Limits, Widths
    from icmpd_kg.graph import KnowledgeGraph
    from icmpd_kg.web import server
    from icmpd_kg.web.service import Settings

    store = Path(given.store) if given.store else None
    KnowledgeGraph.open(store)  # What is wrong with it is told now, and here.
    settings = Settings(
        seconds=given.timeout,
        limits=Limits(given.memory, given.answer * 2**20, bool(given.allow_service)),
        widths=Widths(given.side_by_side, given.long, given.waiting),
        per_client=given.per_client,
        body=given.body * 2**10,
        kept=given.keep * 2**20,
        services=frozenset(given.allow_service),
    )
    place = server.Place(given.host, given.port, given.connections, given.behind_proxy)
    server.run(store, settings, place, say)
    return 0
