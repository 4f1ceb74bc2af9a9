"""docs/questions.md describes every question of the catalogue, as its header does.

After a change of a header, `python tests/test_questions_page.py` writes the page anew.
"""

from pathlib import Path

from icmpd_kg import queries

PAGE = Path(__file__).resolve().parent.parent / "docs" / "questions.md"

HEAD = """# The questions that are ready

<!-- Written by `python tests/test_questions_page.py`; a test compares it. -->

`icmpd-kg query NAME` asks one, `--param NAME=VALUE` sets a parameter (else its default holds), and
`icmpd-kg queries NAME` shows its SPARQL. A thing may be given by any of its names. From Python:
`kg.run("NAME", parameter="value")`.
"""


def page() -> str:
    """The questions by their first tag, each with what it asks, its parameters and what its answer holds."""
    shelves: dict[str, list[queries.Question]] = {}
    for question in queries.catalogue():
        shelves.setdefault(question.tags[0], []).append(question)
    lines = [HEAD]
    for shelf, questions in sorted(shelves.items()):
        lines.append(f"## {shelf.capitalize()}\n")
        for question in questions:
            lines += [f"### `{question.name}`\n", f"{question.title}. {question.description}\n"]
            lines += [f"- {parameter(each)}" for each in question.parameters]
            lines += [""] * bool(question.parameters)
    return "\n".join(lines)


def parameter(of: queries.Parameter) -> str:
    what = f"a {' or '.join(of.kinds)}" if of.kinds else f"one of {', '.join(of.choices)}" if of.choices else of.type
    return f"`{of.name}`: {what}; default `{of.default}`"


def test_the_page_describes_every_question_as_its_header_does():
    assert PAGE.read_text("utf-8") == page(), "python tests/test_questions_page.py writes it anew"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
