"""Build a store from tables: beside the last good one, and into its place only when all is well.

The place of a store is a symbolic link to a folder beside it, and the swap is one `os.replace` of that link, so
that a reader finds the old store or the new one, whole, at any moment, and a builder killed at any moment leaves
the old one. A build that ends for any other reason clears up after itself; what a killed one left, the next one does.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from icmpd_kg import data, ontology, rules, shapes
from icmpd_kg.errors import ShapeError, StoreError
from icmpd_kg.model import ONTOLOGY, Finding, Iri
from icmpd_kg.store import ENGINE, Store

MANIFEST = "manifest.json"
# Raised when a store built by this code could be read wrongly by older code, or the other way round.
FORMAT = 1

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build came to."""

    path: Path
    quads: int
    derived: int
    findings: tuple[Finding, ...]


def build(folder: Path, place: Path, say: Say = lambda line: None) -> Built:
    """Build the tables of `folder` into a validated store at `place`; `say` hears each step.

    Raises `DataError`, `ShapeError` or `StoreError`; the store that was at `place` before is then still there.
    """
    with _own(place), _beside(place) as home:
        store = Store.create(home / "quads", ontology.prefixes())
        say(f"reading the tables of {folder}")
        store.load(data.quads(folder))
        for name, turtle in ontology.vocabulary():
            store.parse(turtle, "turtle", graph=Iri(ONTOLOGY), name=name)
        say(f"deriving from {len(store):,} quads")
        derived = rules.derive(store, ontology.rules())
        say(f"validating {len(store):,} quads")
        report = shapes.validate(store, folder)
        if not report.conforms:
            violations = report.of("Violation")
            raise ShapeError(f"the graph breaks its shapes in {len(violations):,} places:", violations)
        store.finish()
        quads = len(store)
        del store
        _seal(home, quads)
        _swap(home, place)
    return Built(place, quads, derived, report.findings)


def open_store(place: Path) -> Store:
    """The finished store at `place`, read-only, after its version and its checksums are seen to be right.

    Raises `StoreError` where there is none, or it is damaged or made by another version.
    """
    home = place.resolve()
    try:
        manifest = json.loads((home / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        raise StoreError(f"there is no graph at {place}; `icmpd-kg build --store {place}` makes one") from None
    except (OSError, ValueError) as error:
        raise StoreError(f"the graph at {place} is damaged ({MANIFEST}: {error}); build it again") from None
    if manifest.get("format") != FORMAT:
        raise StoreError(
            f"the graph at {place} was made by another version (format {manifest.get('format')}, "
            f"this one reads {FORMAT}); build it again"
        )
    if manifest.get("files") != _checksums(home / "quads"):
        raise StoreError(f"the graph at {place} is damaged: its files are not those that were built; build it again")
    return Store.open(home / "quads", ontology.prefixes())


@dataclass(frozen=True, slots=True)
class _Manifest:
    format: int
    engine: str
    quads: int
    files: dict[str, str]


def _seal(home: Path, quads: int) -> None:
    """Write the manifest, the last file of a build: a folder without one is no store."""
    # The engine's own log tells times and is no part of the store.
    for log in (home / "quads").glob("LOG*"):
        log.unlink()
    manifest = _Manifest(FORMAT, ENGINE, quads, _checksums(home / "quads"))
    with _disk(home), (home / MANIFEST).open("w", encoding="utf-8") as out:
        json.dump(asdict(manifest), out, indent=1, sort_keys=True)
        out.flush()
        os.fsync(out.fileno())


def _checksums(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file of a store but the lock and the engine's log, which readers may touch."""
    sums = {}
    for path in sorted(folder.glob("*")):
        if path.name != "LOCK" and not path.name.startswith("LOG"):
            with path.open("rb") as content:
                sums[path.name] = hashlib.file_digest(content, "sha256").hexdigest()
    return sums


def _swap(home: Path, place: Path) -> None:
    """Make `place` point to `home` in one step, then remove all older builds but the last."""
    with _disk(place):
        link = home.with_suffix(".link")
        link.symlink_to(os.path.relpath(home, place.parent))
        last = place.resolve()
        if place.is_dir() and not place.is_symlink():
            raise StoreError(f"{place} is a folder that no build made; name another place with --store")
        link.replace(place)
        for old in _builds(place).iterdir():
            # A reader that opened the last store a moment ago may still be opening its files.
            if old not in {home, last}:
                shutil.rmtree(old, ignore_errors=True)


def _builds(place: Path) -> Path:
    return place.parent / f".{place.name}.builds"


@contextlib.contextmanager
def _own(place: Path) -> Iterator[None]:
    """Hold the right to build at `place`; another builder is told at once. A killed holder lets go by itself."""
    with _disk(place):
        _builds(place).mkdir(parents=True, exist_ok=True)
        lock = (place.parent / f".{place.name}.lock").open("w")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"another build of {place} is running; wait until it ends") from None
        yield


@contextlib.contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """A new folder for a build beside `place`; it is gone again if the build does not end well."""
    with _disk(place):
        home = Path(tempfile.mkdtemp(dir=_builds(place)))
    try:
        yield home
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise


@contextlib.contextmanager
def _disk(place: Path) -> Iterator[None]:
    """Say in a person's words what the disk refused."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"cannot write at {place}: {error.strerror}; free room or choose another --store") from None
