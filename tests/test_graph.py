"""The whole, as a notebook uses it: names, questions, evidence, all about one thing."""

import datetime

import pytest

from icmpd_kg import InputError, Iri, KnowledgeGraph, Literal, NotFoundError, QueryError
from icmpd_kg.model import ID, NS

RDFS_LABEL = Iri("http://www.w3.org/2000/01/rdf-schema#label")


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("ADA", "organisation/ada"),
        ("Austrian Development Agency", "organisation/ada"),
        ("prague process", "dialogue/prague-process"),
        ("Cote d'Ivoire", "state/cote-divoire"),
        ("EUDiF", "project/gdf"),
        (ID + "state/malta", "state/malta"),
    ],
)
def test_an_entity_is_found_by_any_name_it_goes_by(kg, name, iri):
    assert kg.find(name).iri == ID + iri


def test_an_unknown_name_offers_the_nearest(kg):
    with pytest.raises(NotFoundError, match="Prague Process") as error:
        kg.find("Prag Proces")
    assert "Prague Process" in error.value.nearest


@pytest.mark.parametrize("path", ["id/observation/icmpd-projects", "fact/2020/states/malta", "ns#Project"])
def test_what_has_no_name_is_not_said_to_be_missing(kg, path):
    iri = f"https://w3id.org/icmpd-kg/{path}"
    with pytest.raises(NotFoundError, match=f'DESCRIBE <{iri}>"`'):
        kg.find(iri)
    assert len(list(kg.query(f"DESCRIBE <{iri}>"))) > 1


def test_a_name_that_several_things_bear_asks_which(kg):
    shared = next(
        name.value
        for name, _ in kg.query(
            """SELECT ?name (COUNT(DISTINCT ?thing) AS ?n)
               { ?thing icmpd:acronym|skos:altLabel|rdfs:label ?name . ?thing dcterms:isReferencedBy ?report
                 FILTER(STRSTARTS(STR(?thing), "https://w3id.org/icmpd-kg/id/")) }
               GROUP BY ?name HAVING(COUNT(DISTINCT ?thing) > 1) ORDER BY ?name"""
        )
        if isinstance(name, Literal)
    )
    with pytest.raises(NotFoundError, match="say which"):
        kg.find(shared)


def test_a_question_takes_an_entity_by_name(kg):
    rows = list(kg.run("who-says-so", entity="Malta"))
    assert any(value.value == "Malta" for _, value, *_ in rows)


def test_a_question_without_that_parameter_says_which_it_takes(kg):
    with pytest.raises(InputError, match="entity"):
        kg.run("who-says-so", entitty="Malta")


def test_an_unknown_question_offers_the_nearest(kg):
    with pytest.raises(NotFoundError, match="dialogues-in-2020"):
        kg.run("dialogues-2020")


def test_the_evidence_of_a_triple_is_page_and_quotation(kg):
    found = kg.evidence(kg.find("Netherlands"), RDFS_LABEL, Literal("Netherlands", language="en"))
    assert found
    assert all(item.page and item.quotation and item.basis for item in found)
    assert all(len(item.quotation.split()) <= 12 for item in found)


def test_a_fact_from_outside_the_report_shows_its_source_and_no_page(kg):
    found = kg.evidence(kg.find("Austria"), Iri(NS + "iso3166"), "AUT")
    assert [(item.basis, item.page, item.quotation) for item in found] == [("reference", None, None)]
    rows = [row for row in kg.show("Austria") if row[0].value == "ISO 3166-1 code" or row[1].value == "AUT"]
    assert len(rows) == 1
    assert rows[0][3] is None


def test_show_tells_each_statement_once_for_each_place_that_states_it(kg):
    rows = [tuple(row) for row in kg.show("Portugal")]
    assert 5 < len(rows) < 60
    assert len(rows) == len(set(rows))
    assert all(fact.startswith("https://w3id.org/icmpd-kg/fact/") for *_, fact in rows)


def test_a_handover_ends_one_term_and_begins_another(kg):
    rows = {chair.value: term.value for dialogue, _, chair, term in kg.run("dialogues-in-2020") if chair}
    assert rows == {
        "Lithuania": "../2020-11-16",
        "Czech Republic": "2020-11-16/..",
        "Netherlands": "2020",
    }


def test_pandas_gets_numbers_and_dates_as_such(kg):
    frame = kg.query(
        """SELECT ?value ?page ?start { ?o icmpd:measure measure:employees ; icmpd:value ?value ; icmpd:start ?start .
           GRAPH ?fact { ?o icmpd:value ?value } ?fact prov:wasDerivedFrom/icmpd:page ?page } ORDER BY DESC(?value)"""
    ).to_pandas()
    assert frame["page"].dtype.kind == "i"
    assert frame["value"].dtype.kind == "f"
    assert isinstance(frame["start"].iloc[0], datetime.date)


def test_a_triple_needs_iris_where_rdf_does(kg):
    with pytest.raises(InputError, match="IRIs"):
        kg.evidence("Austria", RDFS_LABEL, "x")


def test_a_query_error_tells_its_place(kg):
    with pytest.raises(QueryError) as error:
        kg.query("SELECT *\nWHERE { ?s ?p }")
    assert (error.value.line, error.value.column is not None) == (2, True)


def test_the_packaged_graph_is_never_overwritten_by_an_installed_package(monkeypatch):
    monkeypatch.setattr("icmpd_kg.paths.checkout", lambda: None)
    with pytest.raises(InputError, match="--store"):
        KnowledgeGraph.build()


def test_only_icmpds_own_members_are_member_states(kg):
    names = {label.value for (label,) in kg.query("SELECT ?label { ?state a icmpd:MemberState ; rdfs:label ?label }")}
    assert names == {"Germany", "Malta", "Portugal", "Slovenia", "Switzerland", "Turkey"}


def test_every_asserted_triple_has_evidence(kg):
    (count,) = next(
        iter(
            kg.query(
                """SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o }
                   FILTER(STRSTARTS(STR(?g), "https://w3id.org/icmpd-kg/fact/"))
                   OPTIONAL { ?g prov:wasDerivedFrom ?from } FILTER(!BOUND(?from)) }"""
            )
        )
    )
    assert count.value == "0"
