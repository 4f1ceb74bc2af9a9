"""Where the packaged folders lie: in a checkout at its top, in an installed wheel inside the package."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


def checkout() -> Path | None:
    """The top of the source checkout this package runs from, or None for an installed wheel."""
    return _CHECKOUT if (_CHECKOUT / "data" / "tables.json").is_file() else None


def folder(name: str) -> Path:
    """The packaged folder `name` (`ontology`, `data` or `queries`)."""
    return (checkout() or _PACKAGE / "packaged") / name


def packaged_store() -> Path:
    """The built graph that answers when no other is named: the checkout's own build, or the wheel's."""
    top = checkout()
    return top / "build" / "graph" if top else _PACKAGE / "packaged" / "graph"
