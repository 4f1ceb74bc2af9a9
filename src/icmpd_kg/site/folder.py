"""A folder written whole or not at all: beside its place, and then put there."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from icmpd_kg.errors import InputError

# Tells a site of ours, which may be replaced, from a folder of someone's, which may not.
MARKER = ".icmpd-kg-site"


@contextlib.contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new folder that takes the place of `folder` once all is written, and leaves it alone if anything fails.

    Raises `InputError` where `folder` holds something that is no site of ours, or cannot be written.
    """
    folder = folder.absolute()
    if folder.exists() and not _ours(folder):
        raise InputError(f"{folder} is no site that icmpd-kg wrote: name a new or an empty folder, and nothing is lost")
    part, old = (folder.with_name(f".{folder.name}.{sort}") for sort in ("part", "old"))
    try:
        for left in (part, old):
            shutil.rmtree(left, ignore_errors=True)
        part.mkdir(parents=True)
        yield part
        (part / MARKER).write_text("icmpd-kg site\n", "utf-8")
        if folder.exists():
            folder.rename(old)
        part.rename(folder)
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {error.strerror or error}") from None
    finally:
        for left in (part, old):
            shutil.rmtree(left, ignore_errors=True)


def _ours(folder: Path) -> bool:
    return folder.is_dir() and ((folder / MARKER).is_file() or not any(folder.iterdir()))
