"""A sum that counts a thing twice says so, and one that does not is left alone."""

from pathlib import Path

import pytest

from icmpd_kg import KnowledgeGraph
from icmpd_kg.model import Iri
from icmpd_kg.ontology import prefixes

MEASURE = "https://w3id.org/icmpd-kg/measure/"
EMPLOYEES = f"?o icmpd:value ?v ; icmpd:measure <{MEASURE}employees>"
SHARES = f"?o icmpd:value ?v ; icmpd:measure <{MEASURE}budget-share> ; icmpd:breakdown ?r"
WHOLE = "OPTIONAL { ?o icmpd:breakdown ?b } FILTER(!BOUND(?b))"

DOUBLED = [
    (
        f"SELECT ?a (SUM(?v) AS ?n) {{ {EMPLOYEES} ; icmpd:about ?a }} GROUP BY ?a",
        "counted twice",
        ["SUM(?v) of the row ?a id/organisation/icmpd", "a whole and its part", "388 persons", "153 persons (Male)"],
    ),
    (f"SELECT (AVG(?v) AS ?n) {{ {EMPLOYEES} }}", "counted twice", ["AVG(?v) counts a whole and its part"]),
    (f"SELECT (SUM(DISTINCT ?v) AS ?n) {{ {EMPLOYEES} }}", "counted twice", ["a whole and its part"]),
    (
        f"SELECT (SUM(?v) AS ?n) {{ {EMPLOYEES} {WHOLE} }}",
        "counted twice",
        ["one figure that is stated twice", "388 persons and nearly 400 persons"],
    ),
    (
        f"SELECT (SUM(?w) AS ?n) {{ {EMPLOYEES} BIND(?v * 2 AS ?u) BIND(?u AS ?w) }}",
        "counted twice",
        ["a whole and its part"],
    ),
    (
        f"SELECT (SUM(?v) AS ?n) {{ {SHARES} . ?p icmpd:inRegion ?r }}",
        "counted twice",
        ["counts a figure", "times", "percent"],
    ),
    ("SELECT (SUM(?v) AS ?n) { ?o icmpd:value ?v }", "not alike", ["different units: EUR, actions"]),
    (
        'SELECT ?u (SUM(?v) AS ?n) { ?o icmpd:value ?v ; icmpd:unit ?u FILTER(?u = "EUR") } GROUP BY ?u',
        "not alike",
        ["?u EUR", "different measures", "contracted project volume, implemented budget"],
    ),
]


@pytest.mark.parametrize(("query", "kind", "words"), DOUBLED)
def test_a_sum_that_counts_a_thing_twice_says_so(kg: KnowledgeGraph, query: str, kind: str, words: list[str]) -> None:
    result = kg.query(query)
    list(result)
    (caveat,) = result.caveats()
    assert caveat.kind == kind
    for word in words:
        assert word in caveat.message


SOUND = [
    f"SELECT (SUM(?v) AS ?n) {{ {EMPLOYEES} ; icmpd:breakdown ?b }}",
    f'SELECT (SUM(?v) AS ?n) {{ {EMPLOYEES} ; icmpd:qualifier "exact" {WHOLE} }}',
    f"SELECT ?o (SUM(?v) AS ?n) {{ {EMPLOYEES} }} GROUP BY ?o",
    f"SELECT (SUM(?v) AS ?n) {{ {SHARES} }}",
    f"SELECT ?r (SUM(?v) AS ?n) {{ {SHARES} }} GROUP BY ?r",
    f"SELECT (MAX(?v) AS ?n) {{ {EMPLOYEES} }}",
    f"SELECT (COUNT(?v) AS ?n) {{ {EMPLOYEES} }}",
    f"SELECT ?v {{ {EMPLOYEES} }}",
    "SELECT (SUM(?page) AS ?n) { ?e icmpd:page ?page }",
    "SELECT (SUM(?n) AS ?all) { { SELECT ?r (COUNT(?p) AS ?n) { ?p icmpd:inRegion ?r } GROUP BY ?r } }",
    # Of a path of any length the lineage cannot be told.
    f"SELECT (SUM(?v) AS ?n) {{ {EMPLOYEES} ; icmpd:about ?a . ?a icmpd:partOf* ?whole }}",
]


@pytest.mark.parametrize("query", SOUND)
def test_a_sum_without_doubles_or_that_cannot_be_traced_says_nothing(kg: KnowledgeGraph, query: str) -> None:
    result = kg.query(query)
    assert list(result)
    assert result.caveats() == ()


def test_only_the_rows_of_the_answer_are_spoken_of(kg: KnowledgeGraph) -> None:
    query = "SELECT ?m (SUM(?v) AS ?n) { ?o icmpd:value ?v ; icmpd:measure ?m } GROUP BY ?m ORDER BY ?m"
    told = [caveat.message for caveat in kg.query(query).caveats()]
    assert any("measure:employees" in each for each in told)
    assert len(told) > 1
    few = kg.query(f"{query} LIMIT 1").caveats()
    assert few == ()
    (one,) = kg.query(query.replace("ORDER BY ?m", "HAVING(SUM(?v) = 1176) ORDER BY ?m")).caveats()
    assert "measure:employees" in one.message


def _figures(path: Path, more: str) -> KnowledgeGraph:
    """A graph of two figures, 10 and 4 projects of one organisation, and more said of them."""
    lines = ["@prefix x: <x:> .", *(f"@prefix {name}: <{iri}> ." for name, iri in prefixes().items())]
    lines.append("<x:facts> {")
    for name, value in (("a", 10), ("b", 4)):
        lines.append(f"_:{name} a icmpd:Observation ; icmpd:about <x:icmpd> ; icmpd:measure <x:projects> .")
        lines.append(f'_:{name} icmpd:value {value}.0 ; icmpd:unit "projects" ; icmpd:qualifier "exact" .')
    file = path / "figures.trig"
    file.write_text("\n".join([*lines, more, "}"]).replace("_:", "x:"), "utf-8")
    return KnowledgeGraph.parse(file)


def test_a_region_within_another_is_its_part(tmp_path: Path) -> None:
    graph = _figures(
        tmp_path, "_:a icmpd:breakdown <x:africa> . _:b icmpd:breakdown <x:north> . <x:north> icmpd:within <x:africa> ."
    )
    (caveat,) = graph.query("SELECT (SUM(?v) AS ?n) { ?o icmpd:value ?v }").caveats()
    assert "counts a whole and its part: 10 projects (x:africa) and 4 projects (x:north)" in caveat.message


def test_figures_of_different_years_may_be_added_up(tmp_path: Path) -> None:
    years = "\n".join(
        f'_:{name} icmpd:start "{year}-01-01"^^xsd:date ; icmpd:end "{year}-12-31"^^xsd:date .'
        for name, year in (("a", 2019), ("b", 2020))
    )
    assert _figures(tmp_path, years).query("SELECT (SUM(?v) AS ?n) { ?o icmpd:value ?v }").caveats() == ()
    assert _figures(tmp_path, "").query("SELECT (SUM(?v) AS ?n) { ?o icmpd:value ?v }").caveats() != ()


def test_no_question_of_the_catalogue_counts_twice(kg: KnowledgeGraph) -> None:
    some = {"iri": Iri("https://w3id.org/icmpd-kg/id/dialogue/prague-process"), "date": "2020-06-01"}
    for question in kg.questions():
        given = {each.name: each.default or some[each.type] for each in question.parameters if each.type in some}
        result = kg.run(question.name, **given)
        rows = list(result)
        caveats = result.caveats()
        assert (not caveats) == bool(rows), (question.name, caveats)
