"""docs/checks.md shows every check as it comes out, and says of each other figure why it has none.

After a change of data or of a check, `python tests/test_checks_page.py` writes the page anew: read what changed before
you keep it.
"""

from decimal import Decimal
from pathlib import Path

from test_readme import build, stale

from icmpd_kg import KnowledgeGraph, consistency, queries
from icmpd_kg.consistency import Check

TOP = Path(__file__).resolve().parent.parent
PAGE = TOP / "docs" / "checks.md"
SHELF = TOP / "queries" / consistency.SHELF

HEAD = """# What the report says of itself

<!-- Written by `python tests/test_checks_page.py`; a test compares it. -->

*Agrees*: the figure that the report states fits what the graph holds; where such an equality breaks, the build fails.
*Gap*: the report states a number and does not name all that it counts; a gap is shown, and never filled by guessing.
*Not comparable*: two figures look alike and measure different things, so they must not be set against each other.

`icmpd-kg check` prints the same, `icmpd-kg check --format json` for machines. Stated numbers are exact where no word
stands before them. A number in brackets after a name is the part that it adds to the sum.
"""
SECTIONS = {"gap": "Gaps", "agrees": "Agrees", "not comparable": "Not comparable", "broken": "Broken"}
SHORT = 6  # So many names stand in the table itself.

INDIVIDUALS = "It counts persons or things that no report names one by one."
OUTSIDE = "It is about the world, not about what the report lists."
# Why a measure has no check. A measure that has one for some thing is told here for the rest.
REASONS = {
    "age": "It is a single figure, and no date of birth is given.",
    "children": INDIVIDUALS,
    "households-surveyed": INDIVIDUALS,
    "labour-demand-growth": OUTSIDE,
    "labour-supply-growth": OUTSIDE,
    "migrant-workers-supplied": INDIVIDUALS,
    "motorcycles": INDIVIDUALS,
    "participants": "Participants are not named; figures for events of 2020 are added up in the check participants.",
    "persons-sensitised": INDIVIDUALS,
    "persons-trained": INDIVIDUALS,
    "potential-annual-displacement": OUTSIDE,
    "protective-equipment-units": INDIVIDUALS,
    "protective-equipment-value": "It is a sum of money whose parts are not stated.",
    "remittances-change": OUTSIDE,
    "staff-growth-factor": "The number of staff at the start of the period is not stated.",
    "unaware-of-legal-migration-opportunities": OUTSIDE,
    "vehicles": INDIVIDUALS,
    "year-of-operation": "The first year is not stated.",
}

FIGURES = """
SELECT DISTINCT ?about ?measure ?label ?stated ?qualifier ?unit
WHERE {
  ?figure a icmpd:Observation ; icmpd:about ?about ; icmpd:measure ?measure ; rdfs:label ?label ;
    icmpd:value ?stated ; icmpd:qualifier ?qualifier ; icmpd:unit ?unit .
}
ORDER BY ?label ?stated
"""


def cell(text: str) -> str:
    """The text as a table's cell shows it."""
    for special in "\\|*_[]<":
        text = text.replace(special, "\\" + special)
    return text


def number(qualifier: str, value: Decimal) -> str:
    return f"{qualifier} {value:,}".removeprefix("exact ")


def names(check: Check) -> str:
    """The names of what is held: all of them, folded away where they are many."""
    text = " · ".join(map(cell, check.which))
    return (
        text if len(check.which) <= SHORT else f"<details><summary>{len(check.which)} names</summary>{text}</details>"
    )


def row(check: Check) -> str:
    question = queries.question(check.name, consistency.SHELF)
    what = f"[{cell(check.title)}](../queries/checks/{check.name}.rq)"
    if check.description:
        what += f"<br>{cell(check.description)}"
    cells = [question.tags[0], what, number(check.qualifier, check.stated), number("exact", check.held), names(check)]
    return f"| {' | '.join(cells)} |"


def section(verdict: str, checks: list[Check]) -> str:
    if not checks:
        return ""
    lines = [f"\n## {SECTIONS[verdict]}: {len(checks)}\n"]
    lines += ["| topic | what | stated | held | which |", "|---|---|---:|---:|---|", *sorted(map(row, checks))]
    return "\n".join(lines) + "\n"


def unchecked(kg: KnowledgeGraph) -> dict[tuple[str, str], list[str]]:
    """The figures that no check asks for, by what they are about and what they measure."""
    texts = [path.read_text("utf-8") for path in SHELF.glob("*.rq")]
    figures: dict[tuple[str, str], list[str]] = {}
    for about, measure, label, stated, qualifier, unit in kg.query(FIGURES):
        name = str(measure).rpartition("/")[2]
        if not any(f"<{about}>" in text and f"measure:{name} " in text for text in texts):
            amount = number(qualifier.value, Decimal(stated.value))
            figures.setdefault((str(about), name), []).append(f"{cell(label.value)}: {amount} {cell(unit.value)}")
    return figures


def without(kg: KnowledgeGraph) -> str:
    lines = ["\n## Figures without a check\n", "| figure | why |", "|---|---|"]
    lines += [f"| {one} | {REASONS[measure]} |" for (_, measure), told in unchecked(kg).items() for one in told]
    return "\n".join(lines) + "\n"


def page(kg: KnowledgeGraph) -> str:
    checks = kg.check()
    told = [section(verdict, [check for check in checks if check.verdict == verdict]) for verdict in SECTIONS]
    return HEAD + "".join(told) + without(kg)


def test_the_page_shows_every_check_as_it_comes_out(kg: KnowledgeGraph) -> None:
    assert PAGE.read_text("utf-8").splitlines() == page(kg).splitlines()


def test_every_figure_has_a_check_or_a_reason_to_have_none(kg: KnowledgeGraph) -> None:
    assert {measure for _, measure in unchecked(kg)} == REASONS.keys()


def rewrite() -> None:
    if stale():
        build()
    PAGE.write_text(page(KnowledgeGraph.open()), "utf-8")


if __name__ == "__main__":
    rewrite()
