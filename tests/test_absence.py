"""Why a query has no solutions: the reason is told in words that help, and never for a query that has some."""

import json
import re

import pytest

from icmpd_kg import KnowledgeGraph
from icmpd_kg.errors import NotFoundError
from icmpd_kg.model import Iri

ID = "https://w3id.org/icmpd-kg/id/"
GRAPH = "https://w3id.org/icmpd-kg/graph/"
MEASURE = "https://w3id.org/icmpd-kg/measure/"
MALTA = f"<{ID}state/malta>"
ADA = f"<{ID}organisation/ada>"
PRAGUE = f"<{ID}dialogue/prague-process>"

# A query without solutions, the kind of its first reason, and words that must be told.
EMPTY = [
    # Terms that the graph does not know.
    ("SELECT * { ?p icmpd:fundedby ?d }", "unknown", ["property icmpd:fundedby", "nearest: icmpd:fundedBy"]),
    ("SELECT * { ?p icmpd:funder ?d }", "unknown", ["property icmpd:funder", "nearest: icmpd:fundedBy"]),
    ("SELECT * { ?p icmpd:label ?d }", "unknown", ["property icmpd:label", "rdfs:label"]),
    ("SELECT * { ?p icmpd:hasDonor ?d }", "unknown", ["property icmpd:hasDonor", "icmpd:Donor"]),
    ("SELECT * { ?p icmpd:is_part_of ?d }", "unknown", ["nearest: icmpd:partOf"]),
    ("SELECT * { ?p <http://nowhere.example/qqq> ?d }", "unknown", ["http://nowhere.example/qqq"]),
    ("SELECT * { ?p a icmpd:Projekt }", "unknown", ["class icmpd:Projekt", "nearest: icmpd:Project"]),
    ("SELECT * { ?p a icmpd:Organization }", "unknown", ["nearest: icmpd:Organisation"]),
    ("SELECT * { ?p rdf:type icmpd:Stat }", "unknown", ["nearest: icmpd:State"]),
    ("SELECT * { ?p a icmpd:chair }", "unknown", ["icmpd:chair is a property and no class"]),
    ("SELECT * { ?p icmpd:Project ?d }", "unknown", ["icmpd:Project is a class and no property"]),
    (f"SELECT * {{ <{ID}state/maltaa> ?p ?o }}", "unknown", ["id/state/maltaa", "Malta <"]),
    (
        f"SELECT * {{ ?p icmpd:fundedBy <{ID}organisation/austrian-development> }}",
        "unknown",
        ["Austrian Development A"],
    ),
    ("SELECT * { ?p icmpd:role role:funders }", "unknown", ["role:funders", "nearest: role:funder"]),
    (f"SELECT * {{ VALUES ?s {{ <{ID}state/maltaa> }} ?s rdfs:label ?l }}", "unknown", ["Malta <"]),
    (f"SELECT * {{ ?s rdfs:label ?l }} VALUES ?s {{ <{ID}state/maltaa> }}", "unknown", ["Malta <"]),
    (f"SELECT * {{ ?s a icmpd:State FILTER(?s = <{ID}state/maltaa>) }}", "unknown", ["id/state/maltaa"]),
    (f"DESCRIBE <{ID}state/maltaa>", "unknown", ["id/state/maltaa", "Malta <"]),
    ("SELECT * { { ?s a icmpd:Projekt } UNION { ?s a icmpd:Stat } }", "unknown", ["icmpd:Projekt", "icmpd:Stat"]),
    ("SELECT * { ?s a icmpd:State { SELECT ?s { ?s a icmpd:Projekt } } }", "unknown", ["nearest: icmpd:Project"]),
    ("SELECT * { ?s a icmpd:State FILTER EXISTS { ?s icmpd:fundedby ?x } }", "unknown", ["icmpd:fundedby"]),
    ("SELECT * { ?s icmpd:within/icmpd:inregion ?x }", "unknown", ["nearest: icmpd:inRegion"]),
    ("SELECT * { [] a icmpd:Project ; icmpd:fundedby [ rdfs:label ?l ] }", "unknown", ["icmpd:fundedby"]),
    ("PREFIX k: <https://w3id.org/icmpd-kg/ns#> SELECT * { ?p k:fundedby ?d }", "unknown", ["nearest: icmpd:fundedBy"]),
    ("ASK { ?s a icmpd:Projekt }", "unknown", ["nearest: icmpd:Project"]),
    ("CONSTRUCT { ?s a icmpd:X } WHERE { ?s a icmpd:Projekt }", "unknown", ["nearest: icmpd:Project"]),
    ("CONSTRUCT WHERE { ?s a icmpd:Projekt }", "unknown", ["nearest: icmpd:Project"]),
    ("DESCRIBE ?s { ?s a icmpd:Projekt }", "unknown", ["nearest: icmpd:Project"]),
    ("SELECT (COUNT(*) AS ?n) { ?s a icmpd:Projekt }", "unknown", ["nearest: icmpd:Project"]),
    ("SELECT (SUM(?v) AS ?n) { ?s icmpd:valeu ?v }", "unknown", ["nearest: icmpd:value"]),
    ("SELECT * { GRAPH <http://nowhere.example/g> { ?s ?p ?o } }", "unknown", ["graph http://nowhere.example/g"]),
    ("SELECT * FROM <http://nowhere.example/g> { ?s ?p ?o }", "unknown", ["graph http://nowhere.example/g"]),
    # Literals that the graph writes otherwise.
    ('SELECT * { ?s rdfs:label "Malta" }', "literal", ['no "Malta"', 'it writes "Malta"@en']),
    ('SELECT * { ?s rdfs:label "malta"@en }', "literal", ['it writes "Malta"@en']),
    ('SELECT * { ?s icmpd:page "45" }', "literal", ["it writes 45"]),
    ('SELECT * { ?s icmpd:start "2020-01-01" }', "literal", ['"2020-01-01"^^xsd:date']),
    ('SELECT * { ?s icmpd:acronym "pact" }', "literal", ['it writes "PACT"']),
    ('SELECT * { ?s icmpd:fundedBy "ADA" }', "literal", ["things and no text", "Austrian Development Agency <"]),
    ("SELECT * { ?s icmpd:page 999 }", "no match", ["no icmpd:page is 999", "from 2 to 92"]),
    ('SELECT * { ?s icmpd:mode "on line" }', "no match", ['"online"']),
    # The wrong way round.
    (f"SELECT * {{ {ADA} icmpd:fundedBy ?p }}", "turned", [f"write ‘?p icmpd:fundedBy {ADA}’"]),
    (
        "SELECT * {\n ?p a icmpd:Project .\n ?d icmpd:fundedBy ?p .\n ?d a icmpd:Organisation }",
        "turned",
        ["(line 3)", "write ‘?p icmpd:fundedBy ?d’"],
    ),
    # What the graph knows, and the report does not say.
    (
        f"SELECT * {{ {MALTA} icmpd:fundedBy ?x }}",
        "unsaid",
        ["Project and Publication have", "Malta is of the kind State"],
    ),
    (f"SELECT * {{ ?x icmpd:follows {MALTA} }}", "unsaid", ["Malta is of the kind State"]),
    (f"SELECT * {{ {MALTA} ?p {PRAGUE} }}", "unsaid", ["knows Malta (State) and Prague Process (Dialogue)"]),
    (f"SELECT * {{ ?x icmpd:fundedBy {MALTA} }}", "unsaid", ["knows Malta (State)", "the report says nothing"]),
    (f"SELECT * {{ {PRAGUE} icmpd:secretariat ?x . ?x icmpd:mode ?y }}", "unsaid", ["Prague Process (Dialogue)"]),
    # What matches alone, and not together.
    ("SELECT * { ?p a icmpd:Project ; icmpd:chair ?c }", "apart", ["Dialogue and Organisation have icmpd:chair"]),
    (
        "SELECT * { ?x icmpd:fundedBy ?p . ?p icmpd:mode ?m }",
        "apart",
        ["match alone, but not together", "?p icmpd:mode ?m"],
    ),
    (
        "SELECT * { ?a rdfs:label ?x . ?b icmpd:page ?x . ?c a icmpd:City }",
        "apart",
        ["‘?b icmpd:page ?x’", "with it none"],
    ),
    # What a filter or MINUS removes.
    (
        f"SELECT * {{ ?o icmpd:value ?v ; icmpd:measure <{MEASURE}employees> FILTER(?v > 1000) }}",
        "removed",
        ["‘FILTER(?v > 1000)’", "are 4 solutions", "?v is from 153 to 400"],
    ),
    (
        'SELECT * { ?s a icmpd:State ; rdfs:label ?l FILTER(?l = "Malta") }',
        "removed",
        ['"Malta"@en', "compare STR(?l)"],
    ),
    ('SELECT * { ?e icmpd:start ?d FILTER(?d > "2050-01-01"^^xsd:date) }', "removed", ["?d is from 19", " to 20"]),
    ("SELECT * { ?s a icmpd:State FILTER(?x = 3) }", "removed", ["?x has no value"]),
    ("SELECT * { ?s a icmpd:State FILTER NOT EXISTS { ?s rdfs:label ?l } }", "removed", ["‘FILTER NOT EXISTS"]),
    ("SELECT * { ?s a icmpd:State MINUS { ?s rdfs:label ?l } }", "removed", ["‘MINUS { ?s rdfs:label ?l }’"]),
    ("SELECT * { ?s a icmpd:State OPTIONAL { ?s icmpd:mode ?m } FILTER(BOUND(?m)) }", "removed", ["?m has no value"]),
    (
        "SELECT * { ?o icmpd:page ?v FILTER(?v > 20) FILTER(?v < 10) }",
        "removed",
        ["‘FILTER(?v > 20)’", "‘FILTER(?v < 10)’"],
    ),
    ("SELECT * { { ?o icmpd:page ?v FILTER(?v > 500) } ?o a ?k }", "removed", ["‘FILTER(?v > 500)’", "from 2 to 92"]),
    (
        "SELECT ?k (COUNT(?s) AS ?n) { ?s a ?k } GROUP BY ?k HAVING(COUNT(?s) > 100000)",
        "removed",
        ["‘HAVING(COUNT(?s) > 100000)’", "COUNT(?s) is from 1 to"],
    ),
    # Graphs and slices.
    (f"SELECT * FROM <{GRAPH}ontology> {{ ?s icmpd:value ?v }}", "graph", ["all graphs together do"]),
    (f"SELECT * {{ GRAPH <{GRAPH}ontology> {{ ?s icmpd:value ?v }} }}", "graph", ["not in this graph", "fact/2020"]),
    ("SELECT * { GRAPH ?g { ?o icmpd:value ?v . ?x a icmpd:State } }", "graph", ["not in one graph", "its own GRAPH"]),
    ("SELECT * { GRAPH ?g { ?o icmpd:value ?v . ?g icmpd:basis ?y } }", "graph", ["stands in graph/provenance"]),
    ("SELECT * { ?s a icmpd:Dialogue } OFFSET 100", "beyond", ["‘OFFSET 100’", "are 8 solutions"]),
    ("SELECT * { ?s a icmpd:Dialogue } LIMIT 0", "beyond", ["LIMIT 0"]),
    ("SELECT (COUNT(?s) AS ?n) { ?s a icmpd:Dialogue } OFFSET 1", "beyond", ["‘OFFSET 1’", "is 1 solution"]),
    ("CONSTRUCT { ?s a icmpd:X } WHERE { ?s a icmpd:Dialogue } OFFSET 9", "beyond", ["‘OFFSET 9’", "are 8 solutions"]),
    (
        "SELECT (COUNT(?s) AS ?n) { ?s a icmpd:Dialogue } HAVING(COUNT(?s) > 50)",
        "removed",
        ["‘HAVING(COUNT(?s) > 50)’", "COUNT(?s) is 8"],
    ),
]


@pytest.mark.parametrize(("query", "kind", "words"), EMPTY, ids=[query for query, _, _ in EMPTY])
def test_an_empty_answer_tells_why(kg: KnowledgeGraph, query: str, kind: str, words: list[str]) -> None:
    result = kg.query(query)
    list(result)
    caveats = result.caveats()
    told = "\n".join(map(str, caveats))
    assert caveats and caveats[0].kind == kind, told
    for word in words:
        assert word in told
    assert len(caveats) <= 4


# The like of each kind above, with solutions.
FULL = [
    "SELECT * { ?p icmpd:fundedBy ?d }",
    "SELECT * { ?p a icmpd:Project }",
    'SELECT * { ?s rdfs:label "Malta"@en }',
    "SELECT * { ?s icmpd:page 45 }",
    f"SELECT * {{ ?p icmpd:fundedBy {ADA} }}",
    f"SELECT * {{ {MALTA} rdfs:label ?x }}",
    "SELECT * { ?p a icmpd:Dialogue ; icmpd:chair ?c }",
    "SELECT * { ?o icmpd:page ?v FILTER(?v > 20) }",
    "SELECT ?k (COUNT(?s) AS ?n) { ?s a ?k } GROUP BY ?k HAVING(COUNT(?s) > 10)",
    f"SELECT * {{ GRAPH <{GRAPH}ontology> {{ ?s ?p ?v }} }}",
    "SELECT * { ?s a icmpd:Dialogue } OFFSET 7",
    "SELECT * { ?s a icmpd:State OPTIONAL { ?s icmpd:fundedby ?x } }",
    "SELECT (COUNT(*) AS ?n) { ?s a icmpd:Project }",
    "ASK { ?s a icmpd:Project }",
    "CONSTRUCT { ?s a icmpd:X } WHERE { ?s a icmpd:Project }",
    f"DESCRIBE {MALTA}",
]


@pytest.mark.parametrize("query", FULL)
def test_an_answer_with_solutions_has_no_caveat(kg: KnowledgeGraph, query: str) -> None:
    assert kg.query(query).caveats() == ()
    result = kg.query(query)
    list(result)
    assert result.caveats() == ()


FORMS = [
    ("SELECT ?s ?l {{ ?s a icmpd:{} ; rdfs:label ?l }}", ["csv", "tsv", "json", "xml"]),
    ("SELECT ?none {{ ?s a icmpd:{} }}", ["csv", "tsv", "xml"]),
    ("ASK {{ ?s a icmpd:{} }}", ["csv", "tsv", "json", "xml"]),
    (
        "CONSTRUCT {{ ?s a icmpd:X }} WHERE {{ ?s a icmpd:{} }}",
        ["turtle", "trig", "ntriples", "nquads", "rdfxml", "jsonld"],
    ),
]


@pytest.mark.parametrize(("query", "form"), [(query, form) for query, forms in FORMS for form in forms])
def test_what_is_written_in_a_format_is_known_to_be_empty_or_not(kg: KnowledgeGraph, query: str, form: str) -> None:
    empty, full = kg.query(query.format("Projekt")), kg.query(query.format("Project"))
    asked: list[bool | None] = []
    full._caveats = lambda is_empty: asked.append(full._empty) or ()  # What is known before the graph is asked again.
    empty.text(form), full.text(form)
    assert [caveat.kind for caveat in empty.caveats()] == ["unknown"]
    full.caveats()
    assert asked == [False]


def test_a_row_without_values_in_json_is_a_row(kg: KnowledgeGraph) -> None:
    result = kg.query("SELECT ?none { ?s a icmpd:Project } LIMIT 1")
    assert json.loads(result.text("json"))["results"]["bindings"] == [{}]
    assert result.caveats() == ()


def test_an_answer_with_evidence_tells_it_too(kg: KnowledgeGraph) -> None:
    result = kg.query("SELECT ?s { ?s a icmpd:Projekt }")
    assert list(result.with_evidence()) == []
    assert [caveat.kind for caveat in result.caveats()] == ["unknown"]
    with_rows = kg.query("SELECT ?s { ?s a icmpd:MemberState }")
    assert len(list(with_rows.with_evidence())) > 1
    assert with_rows.caveats() == ()


def test_a_binding_is_looked_at_like_a_term_of_the_query(kg: KnowledgeGraph) -> None:
    unknown = kg.query("SELECT ?d { ?p icmpd:fundedBy ?d }", p=Iri(f"{ID}project/pakt"))
    assert [*unknown] == []
    assert "does not know id/project/pakt" in str(unknown.caveats()[0])
    plain = kg.query("SELECT ?s { ?s rdfs:label ?name }", name="Malta")
    assert [*plain] == []
    assert 'it writes "Malta"@en' in str(plain.caveats()[0])


def test_a_reason_offers_what_was_perhaps_meant(kg: KnowledgeGraph) -> None:
    result = kg.query("SELECT * { ?p icmpd:fundedby ?d }")
    assert result.caveats()[0].nearest[0] == "icmpd:fundedBy"


@pytest.mark.parametrize(
    ("name", "parameters", "words"),
    [
        ("who-funds", {"project": Iri(f"{ID}state/malta")}, ["?_project_iri is Malta (State)"]),
        ("who-funds", {"project": Iri(f"{ID}project/none")}, ["does not know id/project/none"]),
        (
            "events-in-a-country",
            {"country": Iri(f"{ID}city/abu-dhabi")},
            ["of the kind State", "Abu Dhabi is of the kind City"],
        ),
        (
            "chairs-of-a-body",
            {"body": "Budapest Process"},
            ["knows Budapest Process (Dialogue)", "the report says nothing"],
        ),
        ("what-a-page-states", {"page": 999}, ["no icmpd:page is 999", "from 2 to 92"]),
        ("dates-of-a-year", {"year": 1850}, ["?_year_integer is 1850", "?date is"]),
    ],
)
def test_a_question_with_a_parameter_that_fits_nothing_tells_why(
    kg: KnowledgeGraph, name: str, parameters: dict[str, object], words: list[str]
) -> None:
    result = kg.run(name, **parameters)
    assert [*result] == []
    told = "\n".join(map(str, result.caveats()))
    for word in words:
        assert word in told


# Values for the parameters of a question that has no default for them.
_ANY = {"iri": Iri(f"{ID}dialogue/prague-process"), "date": "2020-06-01", "integer": 2020, "text": "stated"}


def test_of_every_question_an_impossible_filter_is_named(kg: KnowledgeGraph) -> None:
    for question in kg.questions():
        given = kg.arguments(question, {p.name: _ANY[p.type] for p in question.parameters if p.default is None})
        text = re.sub(r"^#.*\n", "", question.sparql, flags=re.MULTILINE)
        opening = text.index("{", text.index("WHERE"))
        result = kg.query(f"{text[: opening + 1]} FILTER(1 = 2) {text[opening + 1 :]}", **given)
        list(result)
        told = "\n".join(map(str, result.caveats()))
        # Where the question has no answer anyway, the filter is not to blame.
        answered = next(iter(kg.query(question.sparql, **given)), None) is not None
        assert ("FILTER(1 = 2)" in told) if answered else told, question.name


ODD = [
    "SELECT * { }",
    "SELECT * { FILTER(false) }",
    "SELECT * { VALUES ?x { } }",
    "ASK { FILTER(1 = 2) }",
    "SELECT * { ?s ?p ( 1 2 3 ) }",
    "SELECT * { ( 1 2 ) ?p ?o }",
    'SELECT * { ?s rdfs:label "SERVICE <http://x> { ?s ?p ?o }" }',
    "SELECT * { ?s rdfs:label 'a\\'b' }",
    'SELECT * { ?s rdfs:label """two\nlines } { """@en }',
    'SELECT * { ?s rdfs:label "日本語 العربية 🙂"@ja }',
    "SELECT * { ?größe icmpd:straße ?ö }",
    'SELECT * { ?s !(rdfs:label|^rdf:type) "nothing" }',
    'SELECT * { ?s (icmpd:within+/^icmpd:country)* "nothing" }',
    'SELECT * { ?s icmpd:within? "nothing" }',
    "SELECT * { _:a icmpd:mode _:b . _:b icmpd:mode _:a }",
    "SELECT * { [ icmpd:mode [ icmpd:mode [ ] ] ] }",
    "SELECT * { { { { ?s a icmpd:Projekt } } } }",
    "SELECT * { { SELECT (COUNT(*) AS ?n) { ?s a icmpd:Projekt } } FILTER(?n > 0) }",
    "SELECT * { { SELECT ?s { ?s a icmpd:State } LIMIT 0 } }",
    "SELECT * { ?s a icmpd:State BIND(1 AS ?one) FILTER(?one = 2) }",
    "SELECT * { ?a a icmpd:State . ?b a icmpd:City . ?c a icmpd:Event FILTER(?a = ?b && ?b = ?c) }",
    "SELECT * { ?s a icmpd:State FILTER(?s IN ()) }",
    "SELECT (MAX(?v) AS ?m) { ?s icmpd:value ?v FILTER(?v<5&&?v>7) }",
    'SELECT (GROUP_CONCAT(?l; separator=", ") AS ?all) { ?s icmpd:nope ?l }',
    "SELECT ?s { ?s a icmpd:State } GROUP BY ?s HAVING (?s = 1)",
    "SELECT * FROM NAMED <http://nowhere.example/g> { GRAPH ?g { ?s ?p ?o } }",
    "# a comment with { and ?x\nSELECT * # and another }\n{ ?s a icmpd:Projekt # SERVICE <http://x> {\n}",
    "BASE <http://x.example/> SELECT * { <a> <b> <c> }",
    "DESCRIBE <http://nowhere.example/x> ?y { ?y a icmpd:Projekt }",
    "SELECT * { GRAPH ?g { GRAPH ?h { ?s a icmpd:Projekt } } }",
    "SELECT * { ?s a icmpd:State OPTIONAL { ?s icmpd:nope ?x } ?x a icmpd:Event }",
    f"SELECT * {{ {' . '.join(f'?a{i} rdfs:label ?a{i + 1}' for i in range(40))} }}",
]


@pytest.mark.parametrize("query", ODD, ids=range(len(ODD)))
def test_odd_queries_are_explained_or_left_alone(kg: KnowledgeGraph, query: str) -> None:
    result = kg.query(query)
    rows = list(result)
    caveats = result.caveats()
    assert all(caveat.message and caveat.kind for caveat in caveats)
    if rows and not re.search(r"COUNT|MAX|GROUP_CONCAT|ASK", query):
        assert caveats == ()


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_the_command_line_tells_it_beside_the_answer(cli, built, form) -> None:  # type: ignore[no-untyped-def]
    empty = cli("query", "SELECT ?p { ?p icmpd:fundedby ?d }", "--format", form, "--store", built)
    assert empty.returncode == 0
    assert empty.stderr == "note: the graph does not know the property icmpd:fundedby; nearest: icmpd:fundedBy\n"
    assert "fundedby" not in empty.stdout
    full = cli("query", "SELECT ?p { ?p icmpd:fundedBy ?d }", "--format", form, "--store", built)
    assert full.stderr == ""


def test_a_name_of_another_kind_is_told_to_be_one(kg: KnowledgeGraph) -> None:
    with pytest.raises(NotFoundError, match="no Project goes by the name 'Malta'; Malta is of the kind State"):
        kg.run("who-funds", project="Malta")
