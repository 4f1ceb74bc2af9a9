"""What pages need to ask the graph in the reader's browser, where no server stands behind them."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
from pathlib import Path
from typing import Any

from icmpd_kg import ontology, queries, sparql
from icmpd_kg.graph import KnowledgeGraph
from icmpd_kg.model import BASE
from icmpd_kg.pages import addresses, answers
from icmpd_kg.publish.serialise import CANONICAL
from icmpd_kg.writing import replacing

# Addresses, relative to the front page, of the engine that `make browser` bundles and of the graph that `write` writes.
ENGINE = "bundled/engine.js"
GRAPH = "bundled/graph.js"
# No text of a query holds it.
_PLACE = "\0"


def packed(kg: KnowledgeGraph, form: str = CANONICAL) -> bytes:
    """The whole graph in one form, packed with gzip: the same graph gives the same bytes, which know no time."""
    quads = io.BytesIO()
    kg.export(quads, form)
    return gzip.compress(quads.getvalue(), 9, mtime=0)


def write(quads: bytes, path: Path) -> None:
    """Write the whole graph, its prefixes and its base as a script, which a page can load even from a folder.

    `quads` are N-Quads as `packed` gives them. Raises `InputError` where the file cannot be written.
    """
    known = {
        "base": BASE,
        "prefixes": dict(ontology.prefixes()),
        "names": queries.view("names"),
        "quads": base64.b64encode(quads).decode(),
    }
    with replacing(path) as out:
        out.write(f"self.icmpdGraph = {json.dumps(known, ensure_ascii=False)};\n".encode())


def places(here: str) -> dict[str, str]:
    """Where the page at `here` finds engine and graph."""
    return {"engine": addresses.relative(ENGINE, here), "graph": addresses.relative(GRAPH, here)}


def question(asked: queries.Question, here: str) -> dict[str, Any]:
    """What the page at `here` needs to ask a question with other values."""
    return {
        **places(here),
        "base": BASE,
        "root": addresses.relative("", here),
        "rows": answers.ROWS,
        "pieces": pieces(asked),
        "title": asked.title,
        "chart": asked.header.get("chart"),
        "parameters": [
            {"name": p.name, "type": p.type, "default": p.default or "", "kinds": p.kinds, "choices": p.choices}
            for p in asked.parameters
        ],
    }


def pieces(asked: queries.Question) -> list[str]:
    """The text of a question, cut where the terms of its parameters stand: text, a parameter's name, text, and so on.

    Who joins them puts a term, written as SPARQL writes it, in place of each name; `UNDEF` leaves a parameter open.
    """
    marked = {p.variable: f"{_PLACE}{p.name}{_PLACE}" for p in asked.parameters}
    text = answers.without_header(asked.sparql)
    return re.split(f"{_PLACE}(.*?){_PLACE}", sparql.bound(text, marked) if marked else text)
