"""icmpd-kg mcp"""

from __future__ import annotations

import argparse
from pathlib import Path

from icmpd_kg.cli.common import say, seconds, store_option


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--http", action="store_true", help="serve over HTTP at /mcp, instead of standard input and output"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on, with --http (default: 127.0.0.1)"
    )
    parser.add_argument("--port", type=int, default=8765, help="the port, with --http (default: 8765)")
    parser.add_argument(
        "--seconds", type=seconds, default=10.0, metavar="S", help="how long a query may take (default: 10)"
    )
    parser.add_argument(
        "--rows", type=int, default=500, metavar="N", help="how many rows an answer may have (default: 500)"
    )
    store_option(parser, remote=False)


def run(given: argparse.Namespace) -> int:
    """Serve until the client leaves, or someone stops it."""
    from icmpd_kg.confined import Bounds
    from icmpd_kg.mcp.server import server

    offered = server(Path(given.store) if given.store else None, Bounds(seconds=given.seconds, rows=given.rows))
    if given.http:
        say(f"serving at http://{given.host}:{given.port}/mcp; Ctrl-C stops it")
        offered.run("streamable-http", host=given.host, port=given.port)
    else:
        offered.run("stdio")
    return 0
