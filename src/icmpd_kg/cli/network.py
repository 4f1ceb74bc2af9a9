"""icmpd-kg network"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from icmpd_kg.cli.common import open_graph, say, store_option, width
from icmpd_kg.errors import InputError

if TYPE_CHECKING:
    import networkx as nx
    import pandas

    from icmpd_kg import networks

_FORMATS = ["table", "graphml", "gexf", "json", "csv", "dot", "pajek", "html", "svg", "png"]


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="the network (without a name: which there are)")
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--at", metavar="DATE", help="ties that may hold on that day, in that month or year")
    when.add_argument("--between", nargs=2, metavar="DATE", help="ties that may hold between two dates")
    parser.add_argument("--dated-only", action="store_true", help="leave out ties without any date")
    parser.add_argument("--role", action="append", metavar="ROLE", help="ties in this role, or a narrower one")
    parser.add_argument("--region", action="append", metavar="REGION", help="ties with an end in this region")
    parser.add_argument(
        "--without-basis",
        action="append",
        default=[],
        metavar="BASIS",
        help="leave out what is inferred, or of a title",
    )
    parser.add_argument(
        "--project", metavar="MODE", help="tie agents by what they share, or activities by their agents"
    )
    parser.add_argument("--weight", metavar="WEIGHT", help="of a projection: count (default), newman, jaccard, overlap")
    parser.add_argument("--measures", action="store_true", help="measure each node, and the network as a whole")
    parser.add_argument("--format", choices=_FORMATS, help="default: a table, or told by the ending of --out")
    parser.add_argument("--colour", metavar="BY", help="of a picture: kind (default), region, country, community …")
    parser.add_argument("--size", metavar="BY", help="of a picture: degree (default), strength, betweenness")
    parser.add_argument(
        "--layout", choices=["map", "parts"], help="of a picture: on a map, or part by part (default: a map of places)"
    )
    parser.add_argument("--out", metavar="FILE", help="the file to write (default: standard output)")
    store_option(parser)


def run(given: argparse.Namespace) -> int:
    """List the networks, or write one of them."""
    if not given.name:
        return _list()
    from icmpd_kg import networks

    graph: nx.Graph[str] = open_graph(given).network(
        given.name,
        at=given.at,
        between=tuple(given.between) if given.between else None,
        roles=given.role,
        regions=given.region,
        without_basis=given.without_basis,
        undated=not given.dated_only,
    )
    _tell(graph)
    projected_from = None
    if given.project or given.weight:
        projected_from = graph
        graph = networks.project(graph, given.project or "agents", given.weight or "count")
        say(f"projected onto its {given.project or 'agents'}: {_size(graph)}, weighted by {graph.graph['weight']}")
    if given.measures:
        return _measures(graph, projected_from, given)
    return _write(graph, projected_from, given)


def _write(graph: nx.Graph[str], projected_from: nx.Graph[str] | None, given: argparse.Namespace) -> int:
    from icmpd_kg import networks

    look = _look(given)
    if given.out:
        form = None if given.format == "table" else given.format
        for file in networks.save(graph, given.out, form, projected_from=projected_from, **look):
            say(f"wrote {file}")
    elif given.format in {None, "table"}:
        _no_picture(given)
        _print_ties(graph)
        say(f"next: icmpd-kg network {given.name} --out {given.name}.gexf, which Gephi opens")
    else:
        networks.write(graph, given.format, sys.stdout.buffer, projected_from=projected_from, **look)
    return 0


def _look(given: argparse.Namespace) -> networks.Look:
    told = {"colour": given.colour, "size": given.size, "layout": given.layout}
    return cast("networks.Look", {name: by for name, by in told.items() if by})


def _no_picture(given: argparse.Namespace) -> None:
    """Raise `InputError` where a table is told how to look."""
    if look := _look(given):
        raise InputError(f"{', '.join(look)}: told of a picture: say --out {given.name}.svg, or --format svg")


def _list() -> int:
    from icmpd_kg import networks, terminal

    rows = [[view.name, view.title, " × ".join(view.modes)] for view in networks.views()]
    print(terminal.table(("network", "is", "two modes"), rows, width()))
    say("next: icmpd-kg network NAME")
    return 0


def _size(graph: nx.Graph[str]) -> str:
    nodes, ties = len(graph), graph.number_of_edges()
    return f"{nodes:,} node{'s' * (nodes != 1)} and {ties:,} tie{'s' * (ties != 1)}"


def _tell(graph: nx.Graph[str]) -> None:
    """Say how large the network is, what was left out of it, and how much of it has no date."""
    from icmpd_kg import networks

    say(f"{graph.graph['name']}: {_size(graph)}")
    if why := networks.left_out(graph):
        say(f"left out: {', '.join(why)}")
    if undated := graph.graph.get("undated"):
        say(f"{undated:,} of the ties have no date, and may hold then or not: --dated-only leaves them out")
    if not graph:
        say("note: no tie is left, so the network is empty")


def _print_ties(graph: nx.Graph[str]) -> None:
    """A table of the ties, by the names of their ends."""
    from icmpd_kg import terminal

    name = {node: str(known.get("label", node)) for node, known in graph.nodes(data=True)}
    if graph.is_directed():
        head: tuple[str, ...] = ("from", "to", "role", "date", "basis", "page")
        rows = [
            [name[source], name[target], *(str(tie.get(key, "")) for key in ("role", "date", "basis", "page"))]
            for source, target, tie in graph.edges(data=True)
        ]
    else:
        head = ("one", "other", "weight", "shared")
        rows = [
            [name[one], name[other], f"{tie['weight']:.4g}", str(len(tie["shared"]))]
            for one, other, tie in graph.edges(data=True)
        ]
    print(terminal.table(head, sorted(rows), width()))


_SHOWN = ("degree", "strength", "betweenness", "closeness", "pagerank", "core", "community")


def _measures(graph: nx.Graph[str], projected_from: nx.Graph[str] | None, given: argparse.Namespace) -> int:
    """The measures as tables, as CSV, or in a file of a network as attributes of its nodes."""
    from icmpd_kg import networks
    from icmpd_kg.networks.exports import SUFFIXES

    form = given.format or SUFFIXES.get(Path(given.out or "").suffix.lower())
    if form in {"dot", "pajek"}:
        raise InputError("DOT and Pajek hold no measures: choose one of table, csv, json, graphml, gexf")
    in_network = form != "csv" and bool(given.out or form not in {None, "table"})
    if not in_network:
        _no_picture(given)
    summary, nodes = networks.summary(graph), networks.measures(graph)
    for note in dict.fromkeys([*nodes.attrs["notes"], *summary.attrs["notes"]]):
        say(f"note: {note}")
    if in_network:
        return _write(networks.measured(graph), projected_from, given)
    if form == "csv":
        _print_csv(nodes, given.out)
    else:
        _print_measures(summary, nodes)
        say(f"next: icmpd-kg network {given.name} --measures --format csv, which has every measure")
    return 0


def _print_csv(nodes: pandas.DataFrame, file: str | None) -> None:
    from icmpd_kg.writing import replacing

    text = nodes.to_csv(lineterminator="\n")
    if file:
        with replacing(Path(file)) as out:
            out.write(text.encode())
        say(f"wrote {file}")
    else:
        print(text, end="")


def _print_measures(summary: pandas.Series[float], nodes: pandas.DataFrame) -> None:
    """The network as a whole, and some measures of each node, those with most ties first."""
    from icmpd_kg import terminal

    whole = [[str(name), _number(value)] for name, value in summary.items()]
    print(terminal.table(("the network", ""), whole, width()))
    print()
    ordered = nodes.sort_values(["degree", "label"], ascending=[False, True])
    rows = [[str(row["label"]), *(_number(row[name]) for name in _SHOWN)] for _, row in ordered.iterrows()]
    print(terminal.table(("node", *_SHOWN), rows, width()))


def _number(value: float) -> str:
    """Whole numbers as such, others with four digits."""
    return "" if math.isnan(value) else f"{value:.0f}" if value == int(value) else f"{value:.4f}"
