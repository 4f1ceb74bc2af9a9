"""icmpd-kg site"""

from __future__ import annotations

import argparse
from pathlib import Path

from icmpd_kg.cli.common import contact_option, open_graph, progress, say, store_option


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--out", required=True, metavar="DIR", help="the folder to write: new, empty, or such a site")
    parser.add_argument(
        "--at",
        default="",
        metavar="URL",
        help="where the site will be found, for its record and for search engines",
    )
    contact_option(parser)
    store_option(parser, remote=False)


def run(given: argparse.Namespace) -> int:
    """Write the site."""
    from icmpd_kg import site

    folder = Path(given.out)
    with site.replacing(folder) as part:
        site.Site(open_graph(given), given.at, given.contact).write(part, progress("pages"))
        files = [path for path in part.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
    say(f"wrote {folder}: {len(files):,} files, {size / 1e6:,.0f} MB")
    say(f"open {folder / 'index.html'}, or copy the folder to any file host")
    return 0
