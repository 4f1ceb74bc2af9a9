"""The floors of the architecture: imports run downwards, libraries are guests of one room, disk is opened by few.

Each contract is run on the package as it is, and on a copy with the fault it was made for.
"""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
PACKAGE = TOP / "src" / "icmpd_kg"

# Rooms that read or write files: the doors to folders, the snapshot, the two doors to people that were told a file, and
# workers, which hand over in a file what is too long for a message.
DISK = {
    "browser/__init__", "ontology", "data/description", "data/files", "data/outlines", "queries", "snapshot", "graph",
    "reading", "writing", "cli/query", "cli/verify_citation", "paths", "confined/isolated", "confined/worker",
    "confined/workers",
    "origin", "site/contents", "site/folder", "cli/site",
}  # fmt: skip


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--config", TOP / "pyproject.toml", "--no-cache"],
        capture_output=True,
        text=True,
        check=False,
        cwd=root,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"},
    )


def test_the_floors_hold():
    result = lint(TOP / "src")
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("room", "line", "broken"),
    [
        ("store/embedded", "import icmpd_kg.graph", "Imports run downwards"),
        ("data/quads", "from icmpd_kg import queries", "Imports run downwards"),
        ("names", "from icmpd_kg import evidence", "Imports run downwards"),
        ("queries", "def f():\n    from icmpd_kg.cli import main", "Imports run downwards"),
        ("results", "import pyoxigraph", "The engine and the protocol are guests"),
        ("push", "import SPARQLWrapper", "The engine and the protocol are guests"),
        ("graph", "def f():\n    import oxrdflib", "The engine and the protocol are guests"),
        ("build", "import pyshacl", "SHACL is a guest"),
        ("cli/check", "import pandas", "pandas is a guest"),
        ("networks/centrality", "def f():\n    import rustworkx", "The engines for large networks are guests"),
        ("evidence", "import csvw", "CSVW and EDTF are guests"),
        ("networks/exports", "import matplotlib", "matplotlib is a guest"),
        ("graph", "import starlette", "HTTP servers are guests"),
        ("confined/lanes", "from icmpd_kg import web", "Imports run downwards"),
    ],
)
def test_a_planted_import_breaks_its_contract(tmp_path, room, line, broken):
    shutil.copytree(PACKAGE, tmp_path / "icmpd_kg", ignore=shutil.ignore_patterns("node_modules"))
    path = tmp_path / "icmpd_kg" / f"{room}.py"
    path.write_text(f"{path.read_text('utf-8')}\n{line}\n", "utf-8")
    result = lint(tmp_path)
    assert result.returncode != 0
    told = " ".join(result.stdout.split())
    assert re.search(rf"{broken}((?!KEPT|BROKEN).)*BROKEN", told), told


OPENERS = {
    "open", "read_text", "read_bytes", "write_text", "write_bytes", "unlink", "mkdir", "rmtree", "mkdtemp", "glob",
}  # fmt: skip


def disk_calls(source: str) -> set[str]:
    """The names of calls in a module that touch the disk."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    names = {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}
    return names & OPENERS


def rooms() -> dict[str, str]:
    return {str(p.relative_to(PACKAGE).with_suffix("")): p.read_text("utf-8") for p in PACKAGE.rglob("*.py")}


def test_only_the_doors_open_files():
    touching = {room for room, source in rooms().items() if disk_calls(source) - {"open"} and room not in DISK}
    assert touching == set()


def test_the_disk_contract_sees_a_planted_fault():
    assert disk_calls("from pathlib import Path\nPath('x').read_text()") == {"read_text"}


def test_only_the_doors_to_people_print():
    printing = {
        room
        for room, source in rooms().items()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    }
    assert {room for room in printing if not room.startswith("cli/")} == set()
