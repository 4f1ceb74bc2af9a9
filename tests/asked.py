"""Ask the questions of a file and count what became of them: right, refused or wrong; nothing else is printed.

`python tests/asked.py FILE` prints the three totals. With `--tell` it prints each question that is not right, which is
not for `aside.json`: a set that was looked at measures nothing.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from icmpd_kg import KnowledgeGraph
from icmpd_kg.asking.answer import Asked
from icmpd_kg.model import Literal, Term


def verdict(kg: KnowledgeGraph, text: str, expect: dict) -> str:
    """What became of one question: `right`, `refused` or `wrong`."""
    asked = kg.ask(text)
    if not asked.understood:
        return "right" if expect.get("refuse") else "refused"
    return "right" if is_right(kg, asked, expect) else "wrong"


def is_right(kg: KnowledgeGraph, asked: Asked, expect: dict) -> bool:
    """Whether an answer is what was expected: the same things, the same number, the same truth."""
    rows = list(asked.result)
    values = [plain(row[asked.result.variables.index(asked.column)]) for row in rows]
    if "truth" in expect:
        return asked.truth is expect["truth"]
    if "number" in expect:
        return bool(values) and number(values[0].removesuffix("/..")) == number(str(expect["number"]))
    if "rows" in expect:
        names = synonyms(kg)
        given = {names.get(v, v) for v in values if v}
        return any(
            given == {names.get(str(v), str(v)) for v in rows} for rows in (expect["rows"], *expect.get("also", ()))
        )
    return False


def plain(value: Term | None) -> str:
    return value.value if isinstance(value, Literal) else str(value or "")


def number(text: str) -> float | str:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return text


def synonyms(kg: KnowledgeGraph) -> dict[str, str]:
    """The label of each thing by its acronym, where only one thing has it."""
    pairs = [(plain(a), plain(b)) for a, b in kg.query("SELECT DISTINCT ?a ?b { ?x icmpd:acronym ?a ; rdfs:label ?b }")]
    once = Counter(acronym for acronym, _ in pairs)
    return {acronym: label for acronym, label in pairs if once[acronym] == 1}


def totals(kg: KnowledgeGraph, path: Path) -> Counter:
    """How many questions of a file were answered rightly, refused, and answered wrongly."""
    questions = json.loads(path.read_text("utf-8"))
    return Counter(verdict(kg, each["question"], each["expect"]) for each in questions)


if __name__ == "__main__":
    graph = KnowledgeGraph.open()
    file = Path(sys.argv[1])
    if "--tell" in sys.argv:
        assert file.name != "aside.json", "the set aside is only counted"
        for each in json.loads(file.read_text("utf-8")):
            became = verdict(graph, each["question"], each["expect"])
            if became != "right":
                told = graph.ask(each["question"])
                at = told.result.variables.index(told.column) if told.result else 0
                rows = sorted({plain(row[at]) for row in told.result}) if told.result else told.why
                sys.stdout.write(f"{became}: {each}\n    {told.reading} {told.truth} {rows}\n")
    sys.stdout.write(f"{dict(totals(graph, file))}\n")
