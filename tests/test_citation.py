"""An answer is cited with what proves it later: the query, the version of the data, digests of the result."""

import hashlib
import json

import pytest

from icmpd_kg import InputError, KnowledgeGraph, QueryError, citation

STATES = "SELECT ?state { ?state a icmpd:State } ORDER BY ?state"


def test_a_citation_holds_query_data_and_result(kg):
    cited = kg.cite("who-funds", project="PACT")
    assert cited.query == next(q.sparql for q in kg.questions() if q.name == "who-funds")
    assert cited.bindings == {"_project_iri": {"type": "uri", "value": "https://w3id.org/icmpd-kg/id/project/pact"}}
    assert cited.title.endswith("(question who-funds, project = PACT)")
    assert cited.rows == len(list(kg.run("who-funds", project="PACT")))
    assert f"data sha256:{cited.data[:16]}" in cited.text()


def test_the_digests_are_such_as_anyone_can_make(kg, tmp_path):
    cited = kg.cite(STATES)
    assert cited.ordered == hashlib.sha256(kg.query(STATES).text("tsv").encode()).hexdigest()
    kg.export(tmp_path / "all.nq", "canonical")
    assert cited.data == hashlib.sha256((tmp_path / "all.nq").read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("query", "given"),
    [
        (STATES, {}),
        ("who-funds", {"project": "PACT"}),
        ("chairs-on-a-date", {"date": "2020-11-16"}),
        ("find-by-name", {"name": 'Prag "Proces"\n'}),
        ("ASK { ?state a icmpd:MemberState }", {}),
        ("CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s a icmpd:MemberState ; rdfs:label ?l }", {}),
        ("SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s ?o LIMIT 5", {"p": "no property"}),
    ],
)
def test_the_same_data_give_the_same_answer(kg, query, given):
    cited = citation.read(kg.cite(query, **given).json())
    verified = kg.verify_citation(cited)
    assert (verified.same_data, verified.same_answer, verified.same_order) == (True, True, True)


def test_two_builds_of_the_same_tables_are_the_same_data(small_kg, small, tmp_path):
    KnowledgeGraph.build(small, tmp_path / "again")
    verified = KnowledgeGraph.open(tmp_path / "again").verify_citation(small_kg.cite(STATES))
    assert verified.same_data and verified.same_answer


def test_other_data_and_another_answer_are_told_apart(small_kg, small, tmp_path):
    path = small / "reports" / "2020" / "regions.csv"
    path.write_text(path.read_text("utf-8").replace("highlands,Highlands", "highlands,High Lands"), "utf-8")
    KnowledgeGraph.build(small, tmp_path / "changed")
    changed = KnowledgeGraph.open(tmp_path / "changed")
    same = changed.verify_citation(small_kg.cite("SELECT ?r { ?r a icmpd:Region } ORDER BY ?r"))
    assert (same.same_data, same.same_answer) == (False, True)
    other = changed.verify_citation(small_kg.cite("SELECT ?l { ?r a icmpd:Region ; rdfs:label ?l } ORDER BY ?l"))
    assert (other.same_data, other.same_answer) == (False, False)


def test_another_order_of_the_same_rows_is_the_same_answer(kg):
    cited = kg.cite(STATES)
    turned = kg.cite(STATES.replace("ORDER BY ?state", "ORDER BY DESC(?state)"))
    assert cited.content == turned.content
    assert cited.ordered != turned.ordered


def test_a_bare_graph_is_other_data(built):
    bare = KnowledgeGraph.open(built, derived=False)
    cited = bare.cite(STATES)
    assert "without derived triples" in cited.text()
    assert bare.verify_citation(cited).same_answer
    with pytest.raises(InputError, match="derived=False"):
        KnowledgeGraph.open(built).verify_citation(cited)


def test_blank_nodes_cannot_be_cited(kg):
    for query in (
        "SELECT ?domain { icmpd:chair rdfs:domain ?domain }",
        "CONSTRUCT { icmpd:chair rdfs:domain ?domain } WHERE { icmpd:chair rdfs:domain ?domain }",
    ):
        with pytest.raises(QueryError, match="blank nodes"):
            kg.cite(query)


def test_a_text_that_looks_like_a_blank_node_can(kg):
    assert kg.cite('SELECT ("a _:b" AS ?x) ("_:c" AS ?y) {}').rows == 1


@pytest.mark.parametrize(
    "document",
    ["", "[]", "{}", '{"form": "icmpd-kg citation 1"}', '{"form": "another"}', "null", '"text"', "{" * 50],
)
def test_what_is_no_citation_is_refused(document):
    with pytest.raises(InputError, match="no citation"):
        citation.read(document)


def test_a_citation_with_a_spoilt_binding_is_refused(kg):
    spoilt = json.loads(kg.cite("who-funds").json())
    spoilt["bindings"]["_project_iri"] = {"type": "triple"}
    with pytest.raises(InputError, match="no citation"):
        citation.read(json.dumps(spoilt))


def test_the_command_line_cites_and_proves(cli, built, tmp_path):
    path = tmp_path / "cited.json"
    done = cli("query", "who-funds", "--param", "project=PACT", "--cite", path, "--store", built, "--format", "csv")
    assert done.returncode == 0
    assert done.stdout.startswith("project,donor")
    assert "cite as: The icmpd-kg authors" in done.stderr
    proved = cli("verify-citation", path, "--store", built)
    assert (proved.returncode, proved.stderr) == (0, "the data are those cited\nthe answer is the one cited\n")


def test_the_command_line_fails_where_the_answer_changed(cli, built, small_store, tmp_path):
    path = tmp_path / "cited.json"
    cli("query", STATES, "--cite", path, "--store", built)
    done = cli("verify-citation", path, "--store", small_store)
    assert done.returncode == 1
    assert "the data are not those cited" in done.stderr
    assert "the answer is not the one cited: 57 rows then" in done.stderr


def test_a_file_that_cannot_be_read_or_written_is_told(cli, built, tmp_path):
    (tmp_path / "latin").write_bytes(b"\xe9")
    for name, words in (("none.json", "cannot be read"), (".", "cannot be read"), ("latin", "UTF-8")):
        done = cli("verify-citation", tmp_path / name, "--store", built)
        assert (done.returncode, words in done.stderr) == (2, True)
    done = cli("query", STATES, "--cite", tmp_path / "no" / "folder.json", "--store", built)
    assert (done.returncode, "cannot be written" in done.stderr) == (2, True)
