"""A network as a file that others open: GraphML, GEXF, node-link JSON, CSV, DOT, Pajek, a page to explore, pictures."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Unpack

from icmpd_kg.errors import InputError
from icmpd_kg.model import FACT, ID
from icmpd_kg.networks import explorer
from icmpd_kg.networks.pictures import Look, draw
from icmpd_kg.networks.selection import left_out, ours
from icmpd_kg.writing import replacing

if TYPE_CHECKING:
    import networkx as nx

SUFFIXES = {
    ".graphml": "graphml",
    ".gexf": "gexf",
    ".json": "json",
    ".csv": "csv",
    ".dot": "dot",
    ".gv": "dot",
    ".net": "pajek",
    ".html": "html",
    ".svg": "svg",
    ".png": "png",
}


def save(
    graph: nx.Graph[str],
    path: str | Path,
    form: str | None = None,
    *,
    projected_from: nx.Graph[str] | None = None,
    **look: Unpack[Look],
) -> list[Path]:
    """Write a network to a file, its format told by the ending if None; the files written.

    `graphml`, `gexf` and `json` hold all there is; GEXF shows the dates of ties as time. `csv` makes two files,
    NAME-nodes.csv and NAME-ties.csv. `dot` and `pajek` hold names, kinds, roles and weights, and no evidence. `html` is
    one page to explore, which names what a projected tie shares, and its evidence, if told what it is `projected_from`.
    `svg` and `png` are pictures, drawn as `look` says, which is what `draw` takes.
    Raises `InputError` for a format that is none of these, a look that does not apply, a file that cannot be written.
    """
    path = Path(path)
    form = form or SUFFIXES.get(path.suffix.lower())
    if form == "csv" and not look:
        parts = {path.with_name(f"{path.stem}-{part}.csv"): part for part in ("nodes", "ties")}
        for file, part in parts.items():
            with replacing(file) as out:
                out.write(table(graph, part).encode())
        return list(parts)
    content = _content(graph, form or path.suffix, projected_from, look, path.name)
    with replacing(path) as out:
        out.write(content)
    return [path]


def write(
    graph: nx.Graph[str],
    form: str,
    out: IO[bytes],
    *,
    projected_from: nx.Graph[str] | None = None,
    **look: Unpack[Look],
) -> None:
    """Write a network to a stream as `save` does; as `csv` its ties alone. Raises `InputError` for another format."""
    ties = form == "csv" and not look
    out.write(table(graph, "ties").encode() if ties else _content(graph, form, projected_from, look))


def _content(
    graph: nx.Graph[str], form: str, projected_from: nx.Graph[str] | None, look: Look, name: str = ""
) -> bytes:
    if form in {"svg", "png"}:
        picture = draw(graph, **look)
        return picture.svg() if form == "svg" else picture.png()
    if look:
        raise InputError(f"{', '.join(look)}: told of a picture, and {form} is none: choose svg or png")
    if form == "html":
        return _html(graph, projected_from).encode()
    if form not in _WRITERS:
        known = ", ".join(dict.fromkeys(SUFFIXES.values()))
        raise InputError(f"{name}{': ' * bool(name)}{form!r} is no format of a network: choose one of {known}")
    return _WRITERS[form](graph).encode()


def _graphml(graph: nx.Graph[str]) -> str:
    """GraphML, whose ids may hold no "/": a node has the end of its IRI (`state:malta`), and all of it in `iri`."""
    import networkx as nx

    out = io.BytesIO()
    nx.write_graphml_xml(_plain(graph, _token), out, prettyprint=True)
    return out.getvalue().decode() + "\n"


def _gexf(graph: nx.Graph[str]) -> str:
    """GEXF 1.2, without the day on which it was written and the name of the graph, which its schema does not know."""
    import networkx as nx

    text = "\n".join(nx.generate_gexf(_plain(graph, str), version="1.2draft"))
    text = re.sub(r'(<meta) lastmodifieddate="[^"]*"', r"\1", text, count=1)
    text = re.sub(r'(<graph [^>]*?) name="[^"]*"', r"\1", text, count=1)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{text}\n"


def _node_link(graph: nx.Graph[str]) -> str:
    import networkx as nx

    return json.dumps(nx.node_link_data(_plain(graph, str), edges="edges"), ensure_ascii=False, indent=1) + "\n"


def _html(graph: nx.Graph[str], projected_from: nx.Graph[str] | None) -> str:
    """A page to explore; under its title stands what was projected, and what was left out."""
    about = graph.graph
    title = str(about.get("title") or about.get("name") or "A network")
    notes = []
    if ours(graph):
        notes.append("Each tie has its page and quotation from the ICMPD Annual Report 2020 (icmpd-kg, CC BY 4.0).")
    if "projected_onto" in about:
        title += f": {about['projected_onto']} tied by what they share"
        notes.append(f"Weighted by {about['weight']}.")
    if "period" in about:
        notes.append(f"Ties that may hold in {about['period']}.")
    if why := left_out(graph):
        notes.append(f"Left out: {', '.join(why)}.")
    below = None if projected_from is None else _node_link(projected_from)
    return explorer.page(title, notes, _node_link(graph), below)


def table(graph: nx.Graph[str], part: str) -> str:
    """The "nodes" or the "ties" of a network as CSV, a column an attribute; what is unknown is an empty cell."""
    if part == "nodes":
        head, rows = ["node"], [({"node": node}, known) for node, known in graph.nodes(data=True)]
    else:
        head = ["source", "target"]
        rows = [({"source": s, "target": t}, known) for s, t, known in graph.edges(data=True)]
    columns = dict.fromkeys(name for _, known in rows for name in known if name not in head)
    out = io.StringIO()
    writer = csv.DictWriter(out, [*head, *columns], lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows({**_scalars(known), **ends} for ends, known in rows)
    return out.getvalue()


def _dot(graph: nx.Graph[str]) -> str:
    """DOT of Graphviz, with the label and kind of each node and the role and weight of each tie."""
    kind, arrow = ("digraph", "->") if graph.is_directed() else ("graph", "--")

    def lines() -> Iterator[str]:
        yield f"{kind} {_quoted(graph.graph.get('name', ''))} {{"
        for node, known in graph.nodes(data=True):
            label, told = known.get("label", node), known.get("kind", "")
            yield f"  {_quoted(node)} [label={_quoted(label)}, class={_quoted(told)}];"
        for source, target, known in graph.edges(data=True):
            role, weight = known.get("role", ""), known.get("weight", 1)
            yield f"  {_quoted(source)} {arrow} {_quoted(target)} [label={_quoted(role)}, weight={_quoted(weight)}];"
        yield "}"

    return "\n".join(lines()) + "\n"


def _pajek(graph: nx.Graph[str]) -> str:
    """Pajek's .net: names, coordinates, weights, roles; of two modes, the first come first, and are counted."""
    modes = {node: known.get("bipartite") for node, known in graph.nodes(data=True)}
    two = bool(modes) and set(modes.values()) == {0, 1}
    nodes = sorted(graph, key=lambda node: modes[node] or 0) if two else list(graph)
    number = {node: i for i, node in enumerate(nodes, 1)}
    names = _unique({node: str(graph.nodes[node].get("label", node)) for node in nodes})

    def lines() -> Iterator[str]:
        yield f"*Vertices {len(nodes)}" + (f" {sum(mode == 0 for mode in modes.values())}" if two else "")
        for node in nodes:
            known = graph.nodes[node]
            yield f'{number[node]} "{names[node]}"' + (f" {known['long']} {known['lat']}" if "lat" in known else "")
        yield "*Arcs" if graph.is_directed() else "*Edges"
        for source, target, known in graph.edges(data=True):
            role = f' l "{_unquoted(known["role"])}"' if "role" in known else ""
            yield f"{number[source]} {number[target]} {known.get('weight', 1)}{role}"

    return "\n".join(lines()) + "\n"


_WRITERS: Mapping[str, Callable[[nx.Graph[str]], str]] = {
    "graphml": _graphml,
    "gexf": _gexf,
    "json": _node_link,
    "dot": _dot,
    "pajek": _pajek,
}


def _plain(graph: nx.Graph[str], name: Callable[[str], str]) -> nx.Graph[str]:
    """A copy whose nodes and keys are named by `name` and whose attributes are texts, numbers and truth values."""
    copy = graph.__class__(**_scalars(graph.graph))  # type: ignore[arg-type]
    copy.add_nodes_from((name(node), _scalars(known)) for node, known in graph.nodes(data=True))
    if graph.is_multigraph():
        for source, target, key, known in graph.edges(keys=True, data=True):  # type: ignore[call-overload]
            copy.add_edge(name(source), name(target), key=name(str(key)), **_scalars(known))
    else:
        copy.add_edges_from((name(s), name(t), _scalars(known)) for s, t, known in graph.edges(data=True))
    return copy


def _scalars(known: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
    """Attributes as every format can hold them: what is unknown is left out, several values are joined by blanks."""
    return {str(name): _scalar(value) for name, value in known.items() if not _unknown(value)}


def _unknown(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _scalar(value: Any) -> str | int | float | bool:
    if isinstance(value, str | bool | int | float):
        return value
    if hasattr(value, "item"):  # A number of numpy, such as pandas holds.
        return _scalar(value.item())
    return " ".join(map(str, value)) if isinstance(value, Iterable) else str(value)


def _token(text: object) -> str:
    """An IRI as an XML name token, different for different IRIs: what is common to ours is left out.

    >>> _token("https://w3id.org/icmpd-kg/id/state/malta")
    'state:malta'
    """
    short = str(text).removeprefix(ID).removeprefix(FACT).replace("/", ":")
    return re.sub(r"[^A-Za-z0-9.:-]", lambda found: f"_{ord(found[0]):x}_", short)


def _quoted(value: object) -> str:
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _unquoted(value: object) -> str:
    """A text without the double quotation marks that Pajek cannot hold."""
    return str(value).replace('"', "'")


def _unique(names: Mapping[str, str]) -> dict[str, str]:
    """Names for a format that knows things by their names alone: one that several have is followed by the IRI."""
    count: dict[str, int] = {}
    for name in names.values():
        count[name] = count.get(name, 0) + 1
    return {node: _unquoted(name if count[name] == 1 else f"{name} <{node}>") for node, name in names.items()}
