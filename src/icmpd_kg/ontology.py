"""The door to `ontology/`: its Turtle files, its rules and its JSON-LD context."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from icmpd_kg import paths

VOCABULARY = ("icmpd.ttl", "roles.ttl", "themes.ttl", "measures.ttl", "phrases.ttl")
SHAPES = "shapes.ttl"


@dataclass(frozen=True, slots=True)
class Rule:
    """One CONSTRUCT query; `name` is its file's."""

    name: str
    construct: str


def folder() -> Path:
    """Where the ontology lies."""
    return paths.folder("ontology")


def vocabulary() -> list[tuple[str, bytes]]:
    """The files of classes, properties and concept schemes, as (name, Turtle)."""
    return [(name, (folder() / name).read_bytes()) for name in VOCABULARY]


def shapes() -> bytes:
    """The SHACL shapes, as Turtle."""
    return (folder() / SHAPES).read_bytes()


def service() -> bytes:
    """What a SPARQL service with the graph says of itself, as Turtle; `<>` is its address."""
    return (folder() / "service.ttl").read_bytes()


def dataset() -> bytes:
    """What is always true of the graph as a data set, as Turtle."""
    return (folder() / "dataset.ttl").read_bytes()


def cube() -> bytes:
    """The structure of the figures as a data cube, as Turtle."""
    return (folder() / "cube.ttl").read_bytes()


def rules() -> list[Rule]:
    """The rules, in the order of their names."""
    return [Rule(path.stem, path.read_text("utf-8")) for path in sorted((folder() / "rules").glob("*.rq"))]


@functools.cache
def frame() -> Mapping[str, Any]:
    """The JSON-LD frame by which one entity becomes one tree."""
    document: dict[str, Any] = json.loads((folder() / "frame.jsonld").read_text("utf-8"))
    return document


@functools.cache
def context() -> Mapping[str, Any]:
    """The JSON-LD context: the short names under which the graph is published."""
    document: dict[str, Any] = json.loads((folder() / "context.jsonld").read_text("utf-8"))
    result: dict[str, Any] = document["@context"]
    return result


@functools.cache
def prefixes(turtle: bytes | None = None) -> Mapping[str, str]:
    """The prefixes that a Turtle file declares, or all of the vocabulary's files, which every query may use unsaid."""
    text = (b"\n".join(content for _, content in vocabulary()) if turtle is None else turtle).decode()
    return dict(re.findall(r"^@prefix\s+([\w-]+):\s*<([^>]+)>\s*\.", text, re.MULTILINE))


def compact(iri: str) -> str:
    """The IRI as a prefixed name where a prefix fits, else as it is."""
    best = max((item for item in prefixes().items() if iri.startswith(item[1])), key=lambda i: len(i[1]), default=None)
    return f"{best[0]}:{iri[len(best[1]) :]}" if best else iri
