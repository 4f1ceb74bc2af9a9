"""A finished store on disk: opened only when whole, replaced in one step.

The place of a store is a symbolic link to a folder beside it, and the swap is one `os.replace` of that link, so
that a reader finds the old store or the new one, whole, at any moment, and a builder killed at any moment leaves
the old one. A build that ends for any other reason clears up after itself; what a killed one left, the next one does.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from icmpd_kg import ontology
from icmpd_kg.errors import StoreError
from icmpd_kg.store import ENGINE, Embedded

MANIFEST = "manifest.json"
QUADS = "quads"
INDEX = "names.json"
# Raised when a store built by this code could be read wrongly by older code, or the other way round.
FORMAT = 2


class Snapshot(NamedTuple):
    """A finished store, open for reading, and the index of its names that was built with it."""

    store: Embedded
    names: bytes


def read(place: Path) -> Snapshot:
    """The finished store at `place`, read-only, after its version and its checksums are seen to be right.

    Raises `StoreError` where there is none, or it is damaged or made by another version.
    """
    home = place.resolve()
    try:
        manifest = json.loads((home / MANIFEST).read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise StoreError(f"there is no graph at {place}; `icmpd-kg build --store {place}` makes one") from None
    except (OSError, ValueError) as error:
        raise StoreError(f"the graph at {place} is damaged ({MANIFEST}: {error}); build it again") from None
    if not isinstance(manifest, dict):
        raise StoreError(f"the graph at {place} is damaged ({MANIFEST} is none); build it again")
    if manifest.get("format") != FORMAT:
        raise StoreError(
            f"the graph at {place} was made by another version (format {manifest.get('format')}, "
            f"this one reads {FORMAT}); build it again"
        )
    try:
        whole = manifest.get("files") == _checksums(home)
        index = (home / INDEX).read_bytes()
    except OSError as error:
        raise StoreError(f"the graph at {place} cannot be read: {error}") from None
    if not whole:
        raise StoreError(f"the graph at {place} is damaged: its files are not those that were built; build it again")
    return Snapshot(Embedded.open(home / QUADS, ontology.prefixes()), index)


def publish(home: Path, place: Path, quads: int, index: bytes) -> None:
    """Seal the closed store in `home`, a folder from `beside`, and make `place` point to it in one step.

    `quads` is how many it holds, and `index` that of its names. All older builds but the last are removed.
    """
    with _disk(place):
        (home / INDEX).write_bytes(index)
        _seal(home, quads)
        link = home.with_suffix(".link")
        link.symlink_to(os.path.relpath(home, place.parent))
        last = place.resolve()
        link.replace(place)
        for old in home.parent.iterdir():
            # A reader that opened the last store a moment ago may still be opening its files.
            if old not in {home, last}:
                _remove(old)


def _seal(home: Path, quads: int) -> None:
    """Write the manifest, the last file of a build: a folder without one is no store."""
    # The engine's own log tells times and is no part of the store.
    for log in (home / QUADS).glob("LOG*"):
        log.unlink()
    manifest = {"format": FORMAT, "engine": ENGINE, "quads": quads, "files": _checksums(home)}
    with (home / MANIFEST).open("w", encoding="utf-8") as out:
        json.dump(manifest, out, indent=1, sort_keys=True)
        out.flush()
        os.fsync(out.fileno())


def _checksums(home: Path) -> dict[str, str]:
    """The SHA-256 of every file of a build but the lock and the engine's log, which readers may touch."""
    sums = {}
    for path in (home / INDEX, *sorted((home / QUADS).glob("*"))):
        if path.name != "LOCK" and not path.name.startswith("LOG"):
            with path.open("rb") as content:
                sums[path.name] = hashlib.file_digest(content, "sha256").hexdigest()
    return sums


@contextlib.contextmanager
def beside(place: Path) -> Iterator[Path]:
    """A new folder for a build, beside `place`; it is gone again if the build does not end well.

    It comes with the sole right to build at `place`: another builder is told at once (`StoreError`), and one that is
    killed lets go by itself.
    """
    import fcntl
    import tempfile

    builds = place.parent / f".{place.name}.builds"
    ours = place.is_symlink() and place.readlink().parent.name == builds.name
    if os.path.lexists(place) and not ours:
        raise StoreError(f"{place} is a file or folder that no build made; name another place with --store")
    with _disk(place):
        builds.mkdir(parents=True, exist_ok=True)
        lock = (place.parent / f".{place.name}.lock").open("w")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"another build of {place} is running; wait until it ends") from None
        with _disk(place):
            home = Path(tempfile.mkdtemp(dir=builds))
            home.chmod(0o755)  # mkdtemp keeps others out, who may want to read.
        try:
            yield home
        except BaseException:
            _remove(home)
            raise


def _remove(rest: Path) -> None:
    """Remove what a build left: its folder, or the link it was about to put into place."""
    import shutil

    if rest.is_symlink():
        rest.unlink()
    else:
        shutil.rmtree(rest, ignore_errors=True)


@contextlib.contextmanager
def _disk(place: Path) -> Iterator[None]:
    """Say in a person's words what the disk refused."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"cannot write at {place}: {error.strerror}; free room or choose another --store") from None
