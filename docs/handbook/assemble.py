"""Lay out the pages of the handbook: `assemble.py FOLDER`, from which `make docs` then makes the site.

The Markdown of the repository is copied with its links turned to where each page lies in the site, and what can be read
off the sources (verbs, Python, vocabulary, rules, tables) is written as pages of its own. In the repository a link
leads to such a source, in the handbook to the page made from it.
"""

import argparse
import contextlib
import io
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path, PurePath

ROOT = Path(__file__).resolve().parents[2]
# Which the search needs where there is no server; `make browser` installs it.
SHIM = ROOT / "src" / "icmpd_kg" / "browser" / "node_modules" / "iframe-worker" / "shim" / "index.js"
LINK = re.compile(r"(?<=\]\()(?!\w+:|#)[^)#\s]+")


def commands() -> Iterator[str]:
    """What each verb says of itself when it is asked for help."""
    from icmpd_kg.cli import VERBS, main

    os.environ |= {"COLUMNS": "100", "NO_COLOR": "1"}
    yield "# Commands\n\nEach answers `icmpd-kg VERB --help` with what stands here.\n"
    for verb in VERBS:
        with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.suppress(SystemExit):
            main([verb, "--help"])
        yield f"## {verb}\n\n```text\n{said.getvalue().rstrip()}\n```\n"


def python() -> Iterator[str]:
    """A directive of mkdocstrings for each public name."""
    import icmpd_kg

    yield "# From Python\n\nAll that `icmpd_kg` offers; `from icmpd_kg import …`.\n"
    for name in icmpd_kg.__all__:
        yield f"::: icmpd_kg.{name}\n"


def vocabulary() -> Iterator[str]:
    """The terms of the ontology and of its schemes, with their definitions."""
    import rdflib

    graph = rdflib.Graph()
    for file in ("icmpd", "roles", "measures"):
        graph.parse(ROOT / "ontology" / f"{file}.ttl")
    found = [[str(cell) for cell in row] for row in graph.query((Path(__file__).parent / "vocabulary.rq").read_text())]
    yield "# Vocabulary\n\nThe prefix `icmpd:` stands for `https://w3id.org/icmpd-kg/ns#`.\n"
    for kind, terms in groupby(found, key=lambda row: row[0]):
        yield f"## {kind}\n"
        yield table(["term", "label", "what it means"], [[f"`{short(term)}`", *told] for _, term, *told in terms])


def short(iri: str) -> str:
    """As one writes a term in a query."""
    return iri.replace("https://w3id.org/icmpd-kg/ns#", "icmpd:").replace("https://w3id.org/icmpd-kg/", "")


def rules() -> Iterator[str]:
    """What each rule derives: the first line of its file."""
    yield "# Rules\n\nWhat follows from the facts, and by which rule: each is one query in `ontology/rules/`.\n"
    files = sorted((ROOT / "ontology" / "rules").glob("*.rq"))
    yield table(
        ["rule", "what it says"],
        [[f"`{file.stem}`", file.read_text("utf-8").partition("\n")[0].removeprefix("# ")] for file in files],
    )


def tables() -> Iterator[str]:
    """Each table of data/ and its columns, as its description (CSV on the Web) has them."""
    described = json.loads((ROOT / "data" / "tables.json").read_text("utf-8"))
    yield "# Tables\n\nThe files in `data/`, as `data/tables.json` describes them (CSV on the Web).\n"
    for each in described["tables"]:
        columns = [column for column in each["tableSchema"]["columns"] if not column.get("virtual")]
        yield f"## {each['dc:title']}\n\n{each['dc:description']}: `data/{each['url']}`\n"
        yield table(["column", "must be there", "what it may hold"], [list(cells(column)) for column in columns])


def cells(column: dict[str, object]) -> Iterator[str]:
    """The row that tells of a column: name, whether it is required, datatype and pattern."""
    kind = column.get("datatype", "string")
    held = kind if isinstance(kind, dict) else {"base": kind}
    yield f"`{column['name']}`"
    yield "yes" if column.get("required") else ""
    yield " ".join([str(held["base"]), *(f"{key} `{value}`" for key, value in held.items() if key != "base")])


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown; a bar in a cell would end it."""
    escaped = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in [head, ["---"] * len(head), *escaped])


MADE: dict[str, tuple[str, Callable[[], Iterator[str]]]] = {
    "src/icmpd_kg/cli": ("reference/commands.md", commands),
    "src/icmpd_kg/__init__.py": ("reference/python.md", python),
    "ontology/icmpd.ttl": ("reference/vocabulary.md", vocabulary),
    "ontology/rules": ("reference/rules.md", rules),
    "data/tables.json": ("reference/tables.md", tables),
}


def place(source: PurePath) -> PurePath:
    """Where a file of the repository lies in the handbook, whose front page is docs/README.md."""
    if source.as_posix() in MADE:
        return PurePath(MADE[source.as_posix()][0])
    if source == PurePath("docs/README.md"):
        return PurePath("index.md")
    if source == PurePath("README.md"):
        return PurePath("readme.md")
    # A name that begins with a dot is hidden from servers and from mkdocs.
    named = source.with_name(f"{source.name[1:]}.txt") if source.name.startswith(".") else source
    return named.relative_to("docs") if named.is_relative_to("docs") else named


def copied(page: Path, out: Path) -> None:
    """A page of the repository with its links turned, and the files beside it that it links to."""
    here = place(page.relative_to(ROOT))

    def turned(link: re.Match[str]) -> str:
        linked = Path(os.path.normpath(page.parent / link[0]))
        there = place(linked.relative_to(ROOT))
        if linked.is_file() and there.suffix != ".md":
            (out / there).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(linked, out / there)
        return os.path.relpath(there, here.parent).replace(os.sep, "/")

    write(out / here, LINK.sub(turned, page.read_text("utf-8")))


def write(path: Path, text: str) -> None:
    """A file, in folders that need not be there yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def assemble(out: Path) -> None:
    """Write every page below `out`, which is emptied first."""
    shutil.rmtree(out, ignore_errors=True)
    folders = [page for folder in ("docs", "data", "notebooks") for page in sorted((ROOT / folder).rglob("*.md"))]
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *folders]:
        copied(page, out)
    for where, lines in MADE.values():
        write(out / where, "\n".join(lines()))
    write(out / "assets" / "iframe-worker.js", SHIM.read_text("utf-8"))
    write(out / "assets" / "handbook.css", Path(__file__).with_name("handbook.css").read_text("utf-8"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Lay out the pages of the handbook.")
    parser.add_argument("folder", type=Path, help="the folder to write them to, emptied first")
    assemble(parser.parse_args(sys.argv[1:]).folder)
