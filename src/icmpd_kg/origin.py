"""Where the graph's sources come from: the last commit that touched them, and when that was.

In a checkout git tells it; a wheel carries what git told when it was built (`packaged/origin.json`).
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from icmpd_kg import paths

FILE = "origin.json"
_SOURCES = ("data", "ontology", "queries", "src")


@dataclass(frozen=True, slots=True)
class Origin:
    """A commit of the source code and its time, as ISO 8601 with the offset that git gives."""

    commit: str
    committed: str


def origin() -> Origin | None:
    """The commit of the sources; None where nobody knows it, or where they were edited since."""
    top = paths.checkout()
    if top:
        return of_checkout(top)
    try:
        return Origin(**json.loads(paths.folder(FILE).read_text("utf-8")))
    except FileNotFoundError:
        return None


def of_checkout(top: Path) -> Origin | None:
    """The commit of the sources in a checkout; None outside of git, and for sources with uncommitted changes."""
    told = _git(top, "log", "-1", "--format=%H %cI")
    if not told or _git(top, "status", "--porcelain"):
        return None
    return Origin(*told.split())


def _git(top: Path, *words: str) -> str:
    """What a git command says of the sources; nothing where there is no git, or no repository."""
    command = ["git", "-C", str(top), *words, "--", *_SOURCES]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return ""
