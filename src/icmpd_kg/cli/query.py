"""icmpd-kg query"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from icmpd_kg import queries
from icmpd_kg.cli.common import open_graph, say, store_option, tell, write
from icmpd_kg.errors import InputError
from icmpd_kg.writing import replacing

_FORMATS = {"nt": "ntriples", "rdf": "rdfxml"}
_CHOICES = ["table", "csv", "tsv", "json", "xml", "turtle", "jsonld", "nt", "rdf"]


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("query", metavar="QUERY", help="SPARQL text, a file, - for standard input, or a named question")
    parser.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of the question, or a variable of the SPARQL (text, <IRI> or prefixed name)",
    )
    parser.add_argument("--format", choices=_CHOICES, default="table")
    parser.add_argument("--evidence", action="store_true", help="add the page and quotation of every fact behind it")
    parser.add_argument("--cite", metavar="FILE", help="write a citation of the answer to FILE, for verify-citation")
    parser.add_argument(
        "--no-derived", dest="derived", action="store_false", help="ask what facts state, without what rules derive"
    )
    parser.add_argument(
        "--allow-service",
        action="append",
        default=[],
        metavar="URL",
        help="an address that SERVICE in the query may ask (none without this)",
    )
    store_option(parser)


def run(given: argparse.Namespace) -> int:
    """Run the query and write its answer."""
    graph = open_graph(given)
    text = _text(given.query)
    said = map(_parameter, given.param)
    parameters = {name: value if text is None else _value(value) for name, value in said}
    if text is None:
        result = graph.run(given.query, **parameters)
    else:
        result = graph.query(text, services=given.allow_service, **parameters)
    if given.cite:
        cited = graph.cite(text if text is not None else given.query, **parameters)
        with replacing(Path(given.cite)) as out:
            out.write(cited.json().encode())
        say(f"cite as: {cited.text()}\nwrote {given.cite}; icmpd-kg verify-citation {given.cite} proves it")
    write(result.with_evidence() if given.evidence else result, _FORMATS.get(given.format, given.format))
    tell(result)
    return 0


def _text(query: str) -> str | None:
    """The SPARQL text that was meant, or None for the name of a question."""
    if query == "-":
        try:
            return sys.stdin.buffer.read().decode()
        except UnicodeDecodeError as error:
            raise InputError(f"the query on standard input is not UTF-8: {error}") from None
    if queries.is_name(query):
        return None
    if not re.search(r"[\s{]", query):
        try:
            return Path(query).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"{query} is neither a question, nor SPARQL, nor a file that can be read: {error}"
            ) from None
    return query


def _parameter(pair: str) -> tuple[str, str]:
    name, equals, value = pair.partition("=")
    if not equals:
        raise InputError(f"--param {pair}: expected NAME=VALUE")
    return name, value


def _value(text: str) -> object:
    """What a variable of one's own SPARQL is bound to: the term that is written, or the text as it is."""
    from icmpd_kg import names

    return names.written(text) or text
