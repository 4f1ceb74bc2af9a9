"""Who says so: of a triple, of a derived triple, and of every solution of a query."""

import csv
import io
import json

import pytest

from icmpd_kg import KnowledgeGraph, evidence, ontology, queries, rules
from icmpd_kg.errors import QueryError
from icmpd_kg.model import BASE, DERIVED, FACT, NS, ONTOLOGY, PROVENANCE, RDF_TYPE, Iri, Literal, Quad, Triple
from icmpd_kg.results import Result
from icmpd_kg.store import Embedded

EX = "https://example.org/"


def fact(number: int) -> Iri:
    return Iri(f"{FACT}2020/t/{number}")


@pytest.fixture(scope="module")
def little(tmp_path_factory):
    """Five facts, each a triple or two, and their evidence: a and b work with c, a in two countries."""
    triples = [
        "ex:a ex:with ex:c ; ex:name 'A'",
        "ex:b ex:with ex:c ; ex:name 'B'",
        "ex:a ex:in ex:x",
        "ex:a ex:in ex:y",
        "ex:c ex:name 'C' ; ex:size 3",
    ]
    text = f"@prefix ex: <{EX}> . @prefix icmpd: <{NS}> . @prefix prov: <http://www.w3.org/ns/prov#> .\n"
    text += "@prefix oa: <http://www.w3.org/ns/oa#> .\n"
    for number, said in enumerate(triples, 1):
        one = fact(number)
        text += f"<{one}> {{ {said} }}\n"
        text += f"<{PROVENANCE}> {{ <{one}> icmpd:basis 'stated' ; prov:wasDerivedFrom <{one}#evidence> ."
        text += f" <{one}#evidence> icmpd:page {number} ; oa:hasSource ex:report ; oa:hasSelector <{one}#quotation> ."
        text += f" <{one}#quotation> oa:exact 'words {number}' }}\n"
    path = tmp_path_factory.mktemp("little") / "little.trig"
    path.write_text(text, "utf-8")
    return KnowledgeGraph.parse(path)


def behind(kg: KnowledgeGraph, query: str, **bindings: object) -> list[tuple[str, set[int]]]:
    """Each solution as text, and the pages behind it."""
    said = kg.query(f"PREFIX ex: <{EX}> {query}", **bindings).with_evidence()
    return [
        (" ".join(str(getattr(v, "value", v or "-")).removeprefix(EX) for v in each.solution), pages(each))
        for each in said
    ]


def pages(supported: evidence.Supported) -> set[int]:
    return {place.page for place in supported.evidence if place.page}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?s { ?s ex:with ex:c } ORDER BY ?s", [("a", {1}), ("b", {2})]),
        ("SELECT ?n ?m { ?s ex:with ?o ; ex:name ?n . ?o ex:name ?m } ORDER BY ?n", [("A C", {1, 5}), ("B C", {2, 5})]),
        ("SELECT ?n { ?s ex:with ?o ; ex:name ?n } ORDER BY DESC(?n) LIMIT 1", [("B", {2})]),
        (
            "SELECT ?s ?p { ?s ex:with ?o OPTIONAL { ?s ex:in ?p } } ORDER BY ?s ?p",
            [("a x", {1, 3}), ("a y", {1, 4}), ("b -", {2})],
        ),
        ("SELECT ?x { { ?x ex:in ex:y } UNION { ?x ex:size 3 } } ORDER BY ?x", [("a", {4}), ("c", {5})]),
        ("SELECT DISTINCT ?s { ?s ex:in ?p }", [("a", {3, 4})]),
        ("SELECT ?m { ex:a ex:with/ex:name ?m }", [("C", {1, 5})]),
        ("SELECT ?s { ex:c ^ex:with ?s } ORDER BY ?s", [("a", {1}), ("b", {2})]),
        ("SELECT ?x { ex:a (ex:in|ex:with) ?x } ORDER BY ?x", [("c", {1}), ("x", {3}), ("y", {4})]),
        ("SELECT ?n { ex:a ex:with?/ex:name ?n } ORDER BY ?n", [("A", {1}), ("C", {1, 5})]),
        ("SELECT ?x { ex:a !(ex:name|ex:with) ?x } ORDER BY ?x", [("x", {3}), ("y", {4})]),
        ("SELECT (COUNT(*) AS ?n) { ?s ex:in ?p }", [("2", {3, 4})]),
        ("SELECT (COUNT(*) AS ?n) { ?s ex:nothing ?p }", [("0", set())]),
        ("SELECT ?o (COUNT(?s) AS ?n) { ?s ex:with ?o } GROUP BY ?o", [("c 2", {1, 2})]),
        ("SELECT ?m (COUNT(?s) AS ?n) { ?s ex:with ?o . ?o ex:name ?m } GROUP BY ?o ?m", [("C 2", {1, 2, 5})]),
        (
            "SELECT (COUNT(?p) AS ?n) { ?s ex:with ?o OPTIONAL { ?s ex:in ?p } } GROUP BY ?s ORDER BY ?n",
            [("0", {2}), ("2", {1, 3, 4})],
        ),
        ("SELECT ?s (COUNT(?p) AS ?n) { ?s ex:in ?p } GROUP BY ?s HAVING (COUNT(?p) > 5)", []),
        ("SELECT ?l (COUNT(?s) AS ?n) { ?s ex:name ?x } GROUP BY (STRLEN(?x) AS ?l)", [("1 3", {1, 2, 5})]),
        ("SELECT (CONCAT(?n, '!') AS ?m) { ex:b ex:name ?n }", [("B!", {2})]),
        ("SELECT ?m { ex:b ex:name ?n BIND(CONCAT(?n, '!') AS ?m) FILTER(STRLEN(?m) = 2) }", [("B!", {2})]),
        ("SELECT * { VALUES ?s { ex:b } ?s ex:with ?o }", [("c b", {2})]),
        ("SELECT ?s { ?s ex:with ?o } VALUES ?s { ex:b }", [("b", {2})]),
        ("SELECT ?s { ?s ex:with ?o FILTER NOT EXISTS { ?s ex:in ?p } }", [("b", {2})]),
        ("SELECT ?s { ?s ex:with ?o MINUS { ?s ex:in ?p } }", [("b", {2})]),
        ("SELECT ?g { GRAPH ?g { ex:a ex:in ex:x } }", [(str(fact(3)), {3})]),
        (f"SELECT ?n {{ GRAPH <{fact(2)}> {{ ?s ex:name ?n }} }}", [("B", {2})]),
        ("SELECT ?x { [] ex:with ?x }", [("c", {1}), ("c", {2})]),
        (
            "SELECT ?s ?n { ?s ex:with ?o { SELECT ?s (COUNT(?p) AS ?n) { ?s ex:in ?p } GROUP BY ?s } }",
            [("a 2", {1, 3, 4})],
        ),
        (
            # The ?s within is another one than the ?s without, for it is not projected.
            "SELECT ?s ?n { ?s ex:with ?o { SELECT (COUNT(?p) AS ?n) { ?s ex:in ?p } GROUP BY ?s } } ORDER BY ?s",
            [("a 2", {1, 3, 4}), ("b 2", {2, 3, 4})],
        ),
        (
            "SELECT ?s ?n { ?s ex:with ?o { SELECT (COUNT(?p) AS ?n) { ?x ex:nothing ?p } } } ORDER BY ?s",
            [("a 0", {1}), ("b 0", {2})],
        ),
        ("SELECT ?x { ?x ex:with ?_g1 . ?_g1 ex:name ?_p2 } ORDER BY ?x", [("a", {1, 5}), ("b", {2, 5})]),
        ("SELECT ?x { ?x ex:with [ ex:name ?_b1 ] ; ex:name 'A' }", [("a", {1, 5})]),
        ("SELECT ?x { ?x ex:with _:c . _:c ex:size 3 } ORDER BY ?x", [("a", {1, 5}), ("b", {2, 5})]),
        ("SELECT ?s ?n { ?s ex:with ex:c ; ex:name ?n } ORDER BY ?n LIMIT 1 OFFSET 1", [("b B", {2})]),
        (
            "SELECT ?s ?p (CONCAT(?n, '!') AS ?m) { ?s ex:name ?n OPTIONAL { ?s ex:in ?p } } ORDER BY ?n ?p LIMIT 3",
            [("a x A!", {1, 3}), ("a y A!", {1, 4}), ("b - B!", {2})],
        ),
        ("SELECT ?o (COUNT(?s) AS ?n) { ?s ex:with ?o } GROUP BY ?o LIMIT 1", [("c 2", {1, 2})]),
        ("SELECT ?s { { SELECT ?s { ?s ex:in ?p } ORDER BY ?p LIMIT 1 } ?s ex:with ?p }", [("a", {1, 3, 4})]),
        ("SELECT ?s # { a brace in a comment\n { ?s ex:name 'B' . # and }\n }", [("b", {2})]),
    ],
)
def test_the_facts_behind_a_solution_are_those_it_was_made_from(little, query, expected):
    if "[] ex:with" in query:  # Both solutions look alike, so the facts of both prove either.
        expected = [("c", {1, 2}), ("c", {1, 2})]
    assert behind(little, query) == expected


def test_a_bound_variable_is_bound_in_the_second_question_too(little):
    assert behind(little, "SELECT ?p { ?s ex:in ?p }", p=Iri(EX + "y")) == [("y", {4})]


@pytest.mark.parametrize("within", ["?s ex:in ?o FILTER(?o = ?p)", "?s ex:in ?p"])
def test_a_variable_bound_in_a_subquery_is_bound_in_the_second_question_too(little, within):
    query = f"SELECT ?n {{ ?s ex:name ?n {{ SELECT ?s {{ {within} }} }} }}"
    assert behind(little, query, p=Iri(EX + "y")) == [("A", {1, 4})]


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("ASK { ?s ?p ?o }", "only a SELECT"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "only a SELECT"),
        ("DESCRIBE <https://example.org/a>", "only a SELECT"),
        ("SELECT ?x { <https://example.org/a> <https://example.org/with>+ ?x }", r"\* or \+"),
        ("SELECT ?x { <https://example.org/a> !(^<https://example.org/with>) ?x }", "negated inverse"),
        ("SELECT * FROM <https://example.org/g> { ?s ?p ?o }", "FROM"),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY (STR(?p))", "without a name"),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY STR(?p)", "without a name"),
        ("SELECT DISTINCT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p", "project that too"),
        ("SELECT * { ?x " + "(" * 50 + "<https://example.org/with>" + ")" * 50 + " ?y }", "nest too deep"),
        ("SELECT * { { SELECT DISTINCT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p } }", "a subquery drops doubles"),
    ],
)
def test_where_the_facts_cannot_be_told_that_is_said(little, query, why):
    with pytest.raises(QueryError, match=why):
        little.query(query).with_evidence()
    assert isinstance(little.query(query).with_evidence_if_told(), Result)


SHELF = [question.name for question in queries.catalogue()]


@pytest.mark.parametrize("name", SHELF)
def test_every_named_question_carries_its_proof(kg, name):
    plain = list(kg.run(name))
    proved = list(kg.run(name).with_evidence())
    assert [each.solution for each in proved] == plain
    assert all(each.evidence for each in proved)


@pytest.fixture(scope="module")
def graphs(kg):
    """The quads of each named graph."""
    found: dict[Iri, list[Quad]] = {}
    for row in kg.query("SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }"):
        found.setdefault(row[-1], []).append(Quad(*row))
    return found


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?who ?what { ?what icmpd:chair ?who }",
        "SELECT ?state { ?state a icmpd:MemberState }",
        "SELECT ?l (COUNT(DISTINCT ?p) AS ?n) { ?p a icmpd:Project ; icmpd:inRegion/rdfs:label ?l } GROUP BY ?l",
        "SELECT ?p ?f ?c { ?p icmpd:fundedBy ?f OPTIONAL { ?p icmpd:country/rdfs:label ?c } }",
        "SELECT ?x ?n { ?x a icmpd:Donor { SELECT ?x (COUNT(?p) AS ?n) { ?p icmpd:fundedBy ?x } GROUP BY ?x } }",
        "SELECT ?city ?state { ?city a icmpd:City ; icmpd:within ?state . ?state a icmpd:State }",
    ],
)
def test_the_facts_behind_a_solution_alone_give_it_again(kg, graphs, query):
    solutions = list(kg.query(query).with_evidence())
    assert solutions
    for supported in solutions[:: max(1, len(solutions) // 3)]:
        alone = Embedded.memory(ontology.prefixes())
        for graph in {PROVENANCE, ONTOLOGY, *(place.fact for place in supported.evidence)}:
            alone.load(graphs[Iri(graph)])
        rules.derive(alone, ontology.rules())
        assert supported.solution in list(alone.select(query))


def test_every_derived_triple_stands_on_facts_and_names_its_rule(kg):
    names = {rule.name for rule in ontology.rules()}
    derived = list(kg.query(f"SELECT ?s ?p ?o {{ GRAPH <{DERIVED}> {{ ?s ?p ?o }} }}"))
    assert len(derived) > 1000
    for triple in derived[::7]:
        found = kg.evidence(*triple)
        assert found
        assert all(place.rule in names and place.page and place.quotation for place in found)
    count = "SELECT (COUNT(*) AS ?n) { ?d a icmpd:Derivation ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }"
    ((reified,),) = kg.query(count)
    assert int(reified.value) >= len(derived)


def test_a_derived_triple_is_proved_by_the_tie_and_not_by_hearsay(kg):
    found = kg.evidence(kg.find("Khartoum Process"), Iri(NS + "chair"), kg.find("Netherlands"))
    assert {place.rule for place in found} == {"direct-property"}
    assert "among its Member States under the chairmanship of the Netherlands" in {place.quotation for place in found}


def test_what_follows_from_what_was_derived_stands_on_facts_too(tmp_path):
    store = Embedded.memory({"ex": EX})
    store.parse(f"<{fact(1)}> {{ <{EX}a> <{EX}in> <{EX}b> }}".encode(), "trig")
    chain = [
        ontology.Rule("first", "CONSTRUCT { ?a ex:near ?b } WHERE { ?a ex:in ?b }"),
        ontology.Rule("second", "CONSTRUCT { ?b ex:far ?a } WHERE { ?a ex:near ?b }"),
    ]
    assert rules.derive(store, chain) == 2
    grounds = list(
        store.select(f"SELECT ?r ?f {{ ?d <{NS}rule> ?r ; <http://www.w3.org/ns/prov#wasDerivedFrom> ?f }} ORDER BY ?r")
    )
    assert grounds == [(Literal("first"), fact(1)), (Literal("second"), fact(1))]


def test_show_and_the_named_question_tell_the_rule_of_what_is_derived(kg):
    shown = {(row[1].value, row[2].value) for row in kg.show("Turkey")}
    assert ("ICMPD member state", "stated, by the rule member-state") in shown
    told = {(row[0].value, row[1].value, row[-1].value) for row in kg.run("who-says-so", entity="Turkey") if row[-1]}
    assert ("type", "ICMPD member state", "member-state") in told


def test_a_frame_holds_the_evidence_of_each_row(kg):
    frame = kg.query("SELECT ?s { ?s a icmpd:MemberState }").to_pandas(evidence=True)
    assert list(frame.columns) == ["s", "evidence"]
    assert all(place.page and place.rule == "member-state" for places in frame["evidence"] for place in places)


def test_the_command_shows_the_facts_under_each_solution(cli, built):
    question = "SELECT ?s { ?s a icmpd:MemberState } ORDER BY ?s LIMIT 1"
    table = cli("query", question, "--store", built, "--evidence")
    assert "id/state/germany\n    fact/2020/memberships/germany-member: p. " in table.stdout
    rows = list(
        csv.DictReader(io.StringIO(cli("query", question, "--store", built, "--evidence", "--format", "csv").stdout))
    )
    assert {row["s"] for row in rows} == {BASE + "id/state/germany"}
    assert all(row["page"].isdigit() and row["quotation"] and row["rule"] == "member-state" for row in rows)
    found = json.loads(cli("query", question, "--store", built, "--evidence", "--format", "json").stdout)
    assert found["results"]["bindings"] == [{"s": {"type": "uri", "value": BASE + "id/state/germany"}}]
    assert len(found["evidence"]) == 1
    assert {place["rule"] for place in found["evidence"][0]} == {"member-state"}


@pytest.mark.parametrize("form", ["xml", "turtle"])
def test_a_format_that_cannot_carry_evidence_is_refused(cli, built, form):
    refused = cli("query", "SELECT ?s { ?s a icmpd:MemberState }", "--store", built, "--evidence", "--format", form)
    assert refused.returncode == 2
    assert "evidence cannot be written as" in refused.stderr


def test_evidence_of_a_query_that_is_no_sparql_tells_the_place(cli, built):
    refused = cli("query", "SELECT ?s { ?s a }", "--store", built, "--evidence")
    assert refused.returncode == 2
    assert "line 1, column" in refused.stderr


def test_a_literal_that_is_no_value_of_its_datatype_is_taken_as_it_is(cli, built):
    query = 'SELECT ?x { { ?x icmpd:value "much"^^xsd:integer } UNION { ?x a icmpd:Donor } } ORDER BY ?x LIMIT 1'
    answered = cli("query", query, "--store", built, "--evidence")
    assert answered.returncode == 0
    assert answered.stderr == ""


def test_an_unknown_triple_has_no_evidence(kg):
    assert kg.evidence(kg.find("Austria"), Iri(RDF_TYPE), Iri(NS + "MemberState")) == []
    assert evidence.of_triple(kg._store, Triple(Iri(EX), Iri(EX), Literal("x"))) == ()


def test_explain_tells_the_rule_and_the_facts_below_it(cli, built):
    told = cli("explain", "Khartoum Process", "icmpd:chair", "Netherlands", "--store", built)
    assert told.returncode == 0
    assert "it follows by the rule direct-property:" in told.stdout
    assert "CONSTRUCT { ?what ?property ?who }" in told.stdout
    assert "fact/2020/roles/netherlands-chair-khartoum-process" in told.stdout


@pytest.mark.parametrize("value", ['"AUT"', '"AUT"^^xsd:string'])
def test_explain_tells_that_a_statement_is_stated(cli, built, value):
    told = cli("explain", "<https://w3id.org/icmpd-kg/id/state/austria>", "icmpd:iso3166", value, "--store", built)
    assert told.stdout.startswith("it is stated:")
    (place,) = json.loads(
        cli("explain", "Austria", "icmpd:iso3166", value, "--store", built, "--format", "json").stdout
    )
    assert (place["basis"], place["rule"]) == ("reference", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("Austria", "rdf:type", "icmpd:MemberState"), "neither the report nor a rule says so"),
        (("Austria", "rdfs:label", '"Austria"'), "neither the report nor a rule says so"),
        (("Austrai", "rdf:type", "icmpd:State"), "nearest: "),
        (("Austria", "icmpd:chair", "Atlantis"), "nothing goes by the name 'Atlantis'"),
    ],
)
def test_what_nothing_states_is_not_explained(cli, built, words, told):
    refused = cli("explain", *words, "--store", built)
    assert refused.returncode == 1
    assert told in refused.stderr


def test_a_literal_in_explain_may_have_a_language(cli, built):
    assert cli("explain", "Austria", "rdfs:label", '"Austria"@en', "--store", built).returncode == 0
