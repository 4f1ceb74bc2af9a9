"""What the documentation shows is what the program answers.

Every console block of README.md and docs/ is run, and every `>>>`. After a change of data,
`python tests/test_readme.py` writes the new answers into the pages: read what changed before you keep it.
"""

import doctest
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
STORE = ROOT / "build" / "graph"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STEP = re.compile(r"^\$ (?P<command>[^\n]*)\n(?P<output>(?:(?!\$ )[^\n]*\n)*)", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """One `$ ` line of a page and what stands below it."""

    page: Path
    command: str
    output: str

    def __str__(self) -> str:
        return f"{self.page.name}: {self.command}"


def steps(page: Path) -> list[Step]:
    blocks = (match[1] for match in BLOCK.finditer(page.read_text("utf-8")))
    return [Step(page, step["command"], step["output"]) for block in blocks for step in STEP.finditer(block)]


SHOWN = [step for page in PAGES for step in steps(page) if step.output.strip()]


def answer(command: str) -> str:
    """What a terminal of 100 columns would show, both streams in the order they come."""
    words = shlex.split(command)
    assert words[0] == "icmpd-kg", f"only icmpd-kg can be shown with its output, not {words[0]}"
    done = subprocess.run(
        [sys.executable, "-m", "icmpd_kg", *words[1:]],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100", "PYTHONUNBUFFERED": "1"},
    )
    return done.stdout.decode().replace("\r\n", "\n")


def stale() -> bool:
    """Whether the checkout's graph is missing or older than what it is built from."""
    manifest = STORE / "manifest.json"
    sources = [path for folder in ("data", "ontology") for path in (ROOT / folder).rglob("*") if path.is_file()]
    return not manifest.is_file() or manifest.stat().st_mtime < max(path.stat().st_mtime for path in sources)


def build() -> None:
    subprocess.run([sys.executable, "-m", "icmpd_kg", "build"], check=True, cwd=ROOT)


@pytest.fixture(scope="session")
def packaged() -> Path:
    """The graph that answers in a checkout when no other is named, built anew where it is out of date."""
    if stale():
        build()
    return STORE


def test_the_readme_shows_at_least_three_examples_with_their_output() -> None:
    assert sum(step.page.name == "README.md" for step in SHOWN) >= 3


@pytest.mark.parametrize("step", SHOWN, ids=str)
@pytest.mark.usefixtures("packaged")
def test_a_command_answers_what_the_page_shows(step: Step) -> None:
    assert answer(step.command).splitlines() == step.output.splitlines()


@pytest.mark.parametrize(
    "page", [page for page in PAGES if ">>> " in page.read_text("utf-8")], ids=lambda page: page.name
)
@pytest.mark.usefixtures("packaged")
def test_the_python_examples_of_a_page_are_true(page: Path) -> None:
    result = doctest.testfile(str(page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.attempted > 0
    assert result.failed == 0


def test_every_file_a_page_links_to_exists() -> None:
    pages = [*PAGES, *ROOT.glob("*.md"), ROOT / "data" / "README.md"]
    for page in pages:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def rewrite() -> None:
    """Put today's answers into the pages."""
    if stale():
        build()
    for page in PAGES:
        text = page.read_text("utf-8")
        for step in steps(page):
            if step.output.strip():
                text = text.replace(f"$ {step.command}\n{step.output}", f"$ {step.command}\n{answer(step.command)}")
        page.write_text(text, "utf-8")


if __name__ == "__main__":
    rewrite()
