"""Each notebook runs from a clean kernel, and docs/notebooks/ shows what it answers.

Text is compared to the letter; of a picture its words, since lines may differ in their last digits between machines.
After a change, `python tests/test_notebooks.py` writes the pages anew: look at the pictures before you keep them.
"""

import os
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jupytext
import nbclient
import nbformat
import pytest
from test_readme import build, packaged, stale  # noqa: F401 - packaged is a fixture
from traitlets.config import Config

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
PAGES = ROOT / "docs" / "notebooks"

# Tables as Markdown and pictures as SVG, which a page can hold; a notebook that a reader opens shows its own.
DISPLAY = """
%config InlineBackend.figure_formats = ["svg"]
import pandas
from icmpd_kg.networks.pictures.figure import Picture
formatters = get_ipython().display_formatter.formatters
formatters["image/svg+xml"].for_type(Picture, lambda picture: picture.svg().decode())
formatters["text/markdown"].for_type(
    pandas.DataFrame,
    lambda frame: frame.astype(object).where(frame.notna(), "").to_markdown(index=any(frame.index.names)),
)
"""


@dataclass
class Page:
    """What a notebook shows: the text, and pictures by the name of their file."""

    text: str = ""
    pictures: dict[str, str] = field(default_factory=dict)


def run(notebook: Path) -> list[Any]:
    """The cells of a notebook with all that they give, from a kernel of its own."""
    book = jupytext.read(notebook)
    book.cells.insert(0, nbformat.v4.new_code_cell(DISPLAY))
    with tempfile.TemporaryDirectory() as sockets:
        # Sockets in a folder of our own: no port is open to others of this machine while the notebook runs.
        config = Config({"KernelManager": {"transport": "ipc", "ip": f"{sockets}/kernel"}})
        where = {"metadata": {"path": str(notebook.parent)}}
        client = nbclient.NotebookClient(book, timeout=600, coalesce_streams=True, resources=where, config=config)
        # matplotlib writes this date into a picture, and not that of the run.
        client.execute(env={**os.environ, "SOURCE_DATE_EPOCH": "0"})
    return list(book.cells[1:])


def page(notebook: Path) -> Page:
    """A notebook as a page of the documentation."""
    shown = Page()
    parts = [f"<!-- Written by `python tests/test_notebooks.py` from notebooks/{notebook.name}. -->"]
    for cell in run(notebook):
        if cell.cell_type == "markdown":
            parts.append(re.sub(r"(?<=\]\()(?!https?:)[^)]*", lambda link: linked(link[0]), cell.source))
        else:
            parts.append(f"```python\n{cell.source}\n```")
            parts += [given(output, cell, shown, notebook.stem) for output in cell.outputs]
    shown.text = "\n\n".join(parts) + "\n"
    return shown


def linked(target: str) -> str:
    """A link of a notebook as its page needs it, which lies in docs/notebooks/ beside the pages of the others."""
    if (ROOT / "notebooks" / target) in NOTEBOOKS:
        return f"{target.removesuffix('.py')}.md"
    if target.startswith("../docs/"):
        return target.replace("docs/", "", 1)
    return f"../{target}" if target.startswith("../") else f"../../notebooks/{target}"


def given(output: Any, cell: Any, shown: Page, stem: str) -> str:
    """One output of a cell: a picture, a table or text."""
    if output.output_type == "stream":
        assert output.name == "stdout", f"a warning is no part of a page: {output.text}"
        return f"```text\n{output.text.rstrip()}\n```"
    if "image/svg+xml" in output.data:
        name = f"{stem}-{len(shown.pictures) + 1}.svg"
        shown.pictures[name] = output.data["image/svg+xml"]
        return f"![{cell.metadata['alt']}]({name})"
    return output.data.get("text/markdown") or f"```text\n{output.data['text/plain']}\n```"


def words(picture: str) -> list[str]:
    """The words in a picture: as text, or noted beside their outlines, as matplotlib does."""
    return sorted(re.findall(r"<!-- (.*?) -->|<(?:text|title)[^>]*>([^<]+)<", picture))


def test_there_are_six_notebooks_and_each_is_told_of() -> None:
    told = (PAGES.parent / "notebooks.md").read_text("utf-8")
    assert len(NOTEBOOKS) == 6
    assert [path.stem for path in NOTEBOOKS] == re.findall(r"\(notebooks/(.*?)[.]md\)", told)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.usefixtures("packaged")
def test_a_notebook_answers_what_its_page_shows(notebook: Path) -> None:
    shown = page(notebook)
    assert (PAGES / f"{notebook.stem}.md").read_text("utf-8") == shown.text, "see the first lines of this file"
    kept = {path.name: path.read_text("utf-8") for path in PAGES.glob(f"{notebook.stem}-*.svg")}
    assert {name: words(svg) for name, svg in kept.items()} == {n: words(svg) for n, svg in shown.pictures.items()}
    assert all(words(svg) for svg in kept.values())


def rewrite() -> None:
    """Put today's answers into the pages."""
    if stale():
        build()
    PAGES.mkdir(exist_ok=True)
    for old in PAGES.iterdir():
        old.unlink()
    for notebook in NOTEBOOKS:
        shown = page(notebook)
        for name, text in {f"{notebook.stem}.md": shown.text, **shown.pictures}.items():
            (PAGES / name).write_text(text, "utf-8")


if __name__ == "__main__":
    rewrite()
