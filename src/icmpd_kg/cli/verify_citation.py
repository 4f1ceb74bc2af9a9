"""icmpd-kg verify-citation"""

from __future__ import annotations

import argparse
from pathlib import Path

from icmpd_kg.cli.common import open_graph, say, store_option, write_json
from icmpd_kg.errors import InputError


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", metavar="FILE", help="a citation that `icmpd-kg query --cite FILE` wrote")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    store_option(parser, remote=False)


def run(given: argparse.Namespace) -> int:
    """Ask the cited query again, and tell whether data and answer are those cited."""
    from icmpd_kg import citation

    try:
        cited = citation.read(Path(given.file).read_text("utf-8"))
    except OSError as error:
        raise InputError(f"{given.file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{given.file} is not UTF-8 text, which a citation is") from None
    given.derived = cited.derived
    verified = open_graph(given).verify_citation(cited)
    if given.format == "json":
        write_json([verified])
    else:
        print(cited.text())
    found = verified.found
    if verified.same_data:
        say("the data are those cited")
    else:
        say(f"the data are not those cited: {cited.data[:16]} (version {cited.version}) then, {found.data[:16]} now")
    if verified.same_answer:
        say("the answer is the one cited" + ("" if verified.same_order else ", in another order"))
    else:
        say(f"the answer is not the one cited: {cited.rows:,} rows then, {found.rows:,} now")
    return 0 if verified.same_answer else 1
