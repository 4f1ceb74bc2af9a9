"""Every question of the catalogue: described, answered as expected, and answered alike by a second engine.

`python tests/test_catalogue.py` writes the answers of `tests/data/answers/`: read what changed before you keep it.
"""

import io
import re
import sys
from collections import Counter
from pathlib import Path

import pytest
import rdflib

from icmpd_kg import KnowledgeGraph, ontology, queries
from icmpd_kg.model import BlankNode, Iri, Term

ANSWERS = Path(__file__).parent / "data" / "answers"
QUESTIONS = list(queries.catalogue())
NAMES = [question.name for question in QUESTIONS]
KINDS = {
    "Project", "Dialogue", "State", "Region", "Organisation", "FundingScheme", "Framework", "Event", "Person", "Office",
    "City", "Publication", "Platform", "Theme", "Report",
}  # fmt: skip


def answer(kg: KnowledgeGraph, name: str) -> str:
    return kg.run(name).text("csv").replace("\r\n", "\n")


@pytest.mark.parametrize("question", QUESTIONS, ids=NAMES)
def test_a_question_says_what_it_asks_and_takes(question):
    assert re.fullmatch(r"[A-Z].{10,90}[^.]", question.title)
    assert len(question.description) > 30
    assert question.description.endswith(".")
    assert question.tags
    for parameter in question.parameters:
        assert parameter.default is not None, f"{parameter.name} has no default"
        assert bool(parameter.kinds) == (parameter.type == "iri"), parameter.name
        assert set(parameter.kinds) <= KINDS
        assert not parameter.choices or parameter.default in parameter.choices
    chart = question.header.get("chart")
    if chart:
        assert chart["type"] in {"bar", "line", "pie", "network", "map", "timeline"}
        assert {chart["x"], chart["y"]} <= set(re.findall(r"\w+", question.sparql))
    assert "ORDER BY" in question.sparql or "COUNT" in question.sparql, "an answer has an order"


@pytest.mark.parametrize("name", NAMES)
def test_a_question_is_answered_as_expected(kg, name):
    expected = (ANSWERS / f"{name}.csv").read_text("utf-8")
    assert answer(kg, name) == expected
    assert expected.count("\n") > 1, "a question whose answer is empty by default teaches nobody"


def test_the_readme_tells_how_many_questions_there_are():
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    assert f"{len(QUESTIONS)} questions that are ready" in readme


def test_no_answer_is_kept_of_a_question_that_is_gone():
    assert {path.stem for path in ANSWERS.glob("*.csv")} == set(NAMES)


@pytest.fixture(scope="module")
def second(kg) -> rdflib.Dataset:
    """The same quads in rdflib's own store, under rdflib's own engine."""
    out = io.BytesIO()
    kg.export(out, "nquads")
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=out.getvalue(), format="nquads")
    return dataset


@pytest.mark.parametrize("question", QUESTIONS, ids=NAMES)
def test_a_second_engine_gives_the_same_answer(kg, second, question):
    ours = kg.run(question.name)
    given = {name: to_rdflib(term) for name, term in kg.arguments(question, {}).items()}
    theirs = second.query(question.sparql, initBindings=given, initNs=dict(ontology.prefixes()))
    assert [str(variable) for variable in theirs.vars or ()] == list(ours.variables)
    assert Counter(map(texts, theirs)) == Counter(tuple(map(text, row)) for row in ours)


def to_rdflib(value: Term) -> rdflib.URIRef | rdflib.Literal:
    if isinstance(value, Iri):
        return rdflib.URIRef(value)
    assert not isinstance(value, BlankNode)
    return rdflib.Literal(value.value, lang=value.language or None, datatype=None if value.language else value.datatype)


def texts(row: rdflib.query.ResultRow) -> tuple[str, ...]:
    return tuple("" if value is None else plain(str(value)) for value in row)


def text(value: Term | None) -> str:
    return plain("" if value is None else str(value) if isinstance(value, Iri) else value[0])


def plain(value: str) -> str:
    """A number without the noughts that one engine writes and the other does not."""
    return re.sub(r"(\.\d*?)0+$", r"\1", value).rstrip(".") if re.fullmatch(r"-?\d+\.\d+", value) else value


def test_the_headers_are_such_as_grlc_reads():
    for question in QUESTIONS:
        lines = question.sparql.splitlines()
        assert lines[0].startswith("#+ summary: ")
        assert not any(line.startswith("#+") for line in lines[sum(line.startswith("#") for line in lines) :])


if __name__ == "__main__":
    ANSWERS.mkdir(exist_ok=True)
    graph = KnowledgeGraph.open(sys.argv[1] if len(sys.argv) > 1 else None)
    for old in ANSWERS.glob("*.csv"):
        if old.stem not in NAMES:
            old.unlink()
    for each in NAMES:
        (ANSWERS / f"{each}.csv").write_text(answer(graph, each), "utf-8")
