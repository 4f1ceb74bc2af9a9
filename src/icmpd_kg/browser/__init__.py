"""What runs in a reader's browser: scripts and styles, bundled from `sources/` into `dist/` by `make browser`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from icmpd_kg.errors import InputError

_ROOM = Path(__file__).resolve().parent
BUNDLES = _ROOM / "dist"


@cache
def bundled(name: str) -> str:
    """The text of a bundle, such as "explorer.js"; raises `InputError` where it has not been built."""
    path = BUNDLES / name
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise InputError(f"{path} is missing: it is bundled from JavaScript by `make browser`") from None


@cache
def template(name: str) -> str:
    """The text of a page with places to fill in, such as "network.html"."""
    return (_ROOM / "templates" / name).read_text("utf-8")
