"""icmpd-kg: the facts of the ICMPD Annual Report 2020 as a knowledge graph, each with its page and quotation."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from icmpd_kg.asking.answer import Asked, Reader
    from icmpd_kg.errors import DataError, InputError, KgError, NotFoundError, QueryError, ShapeError, StoreError
    from icmpd_kg.graph import KnowledgeGraph
    from icmpd_kg.model import Entity, Evidence, Finding, Iri, Literal
    from icmpd_kg.results import Result

__version__ = "0.1.0"

_HOMES = {
    "KnowledgeGraph": "graph",
    "Result": "results",
    **dict.fromkeys(("Asked", "Reader"), "asking.answer"),
    **dict.fromkeys(("Entity", "Evidence", "Finding", "Iri", "Literal"), "model"),
    **dict.fromkeys(
        ("DataError", "InputError", "KgError", "NotFoundError", "QueryError", "ShapeError", "StoreError"), "errors"
    ),
}

__all__ = [
    "Asked",
    "DataError",
    "Entity",
    "Evidence",
    "Finding",
    "InputError",
    "Iri",
    "KgError",
    "KnowledgeGraph",
    "Literal",
    "NotFoundError",
    "QueryError",
    "Reader",
    "Result",
    "ShapeError",
    "StoreError",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: `icmpd-kg --help` needs none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"icmpd_kg.{_HOMES[name]}"), name)
