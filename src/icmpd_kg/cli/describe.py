"""icmpd-kg describe"""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from icmpd_kg.cli.common import contact_option, open_graph, say, store_option
from icmpd_kg.errors import InputError
from icmpd_kg.writing import replacing


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    from icmpd_kg.publish.dataset import FORMS

    parser.add_argument(
        "what",
        nargs="?",
        choices=["dataset", "cube"],
        default="dataset",
        help="the graph as a data set: DCAT, VoID, PROV-O (default), or its figures as a data cube",
    )
    parser.add_argument(
        "--format",
        choices=[*FORMS, "schema.org", "bibtex"],
        default="turtle",
        help="an RDF form (default: turtle); of the data set also JSON-LD for search engines, or an entry for BibTeX",
    )
    parser.add_argument(
        "--download", action="append", default=[], metavar="URL", help="where a file with the whole graph can be had"
    )
    parser.add_argument("--service", metavar="URL", help="where a SPARQL server holds the graph")
    contact_option(parser)
    parser.add_argument("--out", metavar="FILE", help="the file to write (default: standard output)")
    store_option(parser, remote=False)


def run(given: argparse.Namespace) -> int:
    """Write the description."""
    content = _content(given)
    if given.out:
        with replacing(Path(given.out)) as stream:
            stream.write(content)
        say(f"wrote {given.out}")
    else:
        sys.stdout.buffer.write(content)
    return 0


def _content(given: argparse.Namespace) -> bytes:
    graph = open_graph(given)
    if given.what == "cube":
        if given.format in {"schema.org", "bibtex"}:
            raise InputError(f"a cube cannot be written as {given.format}: choose an RDF form, such as --format turtle")
        description = graph.cube()
    else:
        description = graph.description(given.download, given.service, given.contact)
    if given.format == "schema.org":
        return description.schema_org().encode()
    if given.format == "bibtex":
        return description.bibtex().encode()
    out = io.BytesIO()
    description.write(given.format, out)
    return out.getvalue()
