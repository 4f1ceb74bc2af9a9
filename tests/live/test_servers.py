"""The same questions on any server: two real ones, written to and read from, answer as the embedded graph does."""

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest
from servers import OXIGRAPH, Server, oxigraph, virtuoso_server

from icmpd_kg import InputError, KnowledgeGraph, Literal, QueryError, StoreError, networks, queries
from icmpd_kg.model import BASE, XSD
from icmpd_kg.store.credentials import PASSWORD, TOKEN, USER
from icmpd_kg.store.endpoint import Endpoint

ANSWERS = Path(__file__).parent.parent / "data" / "answers"
OTHER = "urn:somebody:else"
PAGE = Path(__file__).parent.parent.parent / "docs" / "servers.md"


@pytest.fixture(scope="session")
def oxigraph_server(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as server:
        yield Server(server.query, server.update, kg.push(server.query, server.update))


@pytest.fixture(scope="session")
def virtuoso(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with virtuoso_server(tmp_path_factory.mktemp("virtuoso")) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv(USER, "dba")
        patch.setenv(PASSWORD, "dba")
        pushed = kg.push(server.query, server.update)
        yield Server(server.query, server.update, pushed)


@pytest.fixture(scope="session", params=["oxigraph_server", "virtuoso"])
def server(request: pytest.FixtureRequest) -> Server:
    """One of the two, with the whole graph in it."""
    found: Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def remote(server: Server) -> KnowledgeGraph:
    return KnowledgeGraph.open(server.query)


@pytest.fixture(autouse=True)
def _credentials(monkeypatch):
    monkeypatch.setenv(USER, "dba")
    monkeypatch.setenv(PASSWORD, "dba")
    monkeypatch.delenv(TOKEN, raising=False)


def test_a_first_push_sends_every_graph(kg, server):
    assert (server.pushed.unchanged, server.pushed.removed) == (0, 0)
    assert server.pushed.sent > 3000
    assert server.pushed.quads == len(kg)


@pytest.mark.parametrize("name", queries.names())
def test_a_named_question_gives_the_answer_that_is_expected(remote, name):
    assert remote.run(name).text("csv").replace("\r\n", "\n") == (ANSWERS / f"{name}.csv").read_text("utf-8")


def test_the_checks_find_the_same(kg, remote):
    assert remote.check() == kg.check()


@pytest.mark.parametrize("name", ["Prague Process", "ICMPD", "Malta", "MC2CM", "Michael Spindelegger"])
def test_all_that_is_known_of_a_thing_is_the_same(kg, remote, name):
    assert remote.show(name).text("csv") == kg.show(name).text("csv")


@pytest.mark.parametrize("view", list(networks.views()), ids=lambda view: view.name)
def test_a_network_is_the_same_tie_by_tie(kg, remote, view):
    assert nx.utils.graphs_equal(remote.network(view.name), kg.network(view.name))


def test_names_are_found_with_the_same_scores(kg, remote):
    assert remote.search("prag proces") == kg.search("prag proces")
    assert remote.find("ADA") == kg.find("ADA")


@pytest.mark.parametrize(
    "triple",
    [("Germany", "rdf:type", "icmpd:MemberState"), ("Prague Process", "icmpd:chair", "Lithuania"),
     ("PACT", "icmpd:fundedBy", "United Kingdom")],
)  # fmt: skip
def test_a_triple_has_the_same_evidence(kg, remote, triple):
    ours, theirs = (graph.evidence(*map(graph.term, triple)) for graph in (kg, remote))
    assert theirs == ours
    assert ours


def test_the_rows_of_a_query_have_the_same_evidence(kg, remote):
    query = "SELECT ?donor (COUNT(?p) AS ?projects) { ?p icmpd:fundedBy ?donor } GROUP BY ?donor ORDER BY ?donor"
    assert list(remote.query(query).with_evidence()) == list(kg.query(query).with_evidence())


def test_ask_and_construct_answer_alike(kg, remote):
    assert remote.query("ASK { ?x a icmpd:Project }")
    assert not remote.query("ASK { ?x a icmpd:NoSuchClass }")
    query = "CONSTRUCT { ?s rdfs:label ?l } { ?s a icmpd:Dialogue ; rdfs:label ?l }"
    assert Counter(remote.query(query)) == Counter(kg.query(query))
    assert Counter(remote.query("SELECT * { ?c owl:unionOf ?list . ?list rdf:first ?one } LIMIT 1").variables)


def test_a_value_is_bound_as_a_term_and_a_prefix_may_be_declared_anew(remote):
    query = "PREFIX icmpd: <urn:x>\nPREFIX kg: <https://w3id.org/icmpd-kg/ns#> SELECT ?x { ?x kg:acronym ?a }"
    ((found,),) = remote.query(query, a="PACT")
    assert str(found).endswith("/project/pact")
    assert list(remote.query("SELECT ?x { ?x icmpd:acronym ?a }", a='" } ?x ?p ?a { "')) == []


def test_a_literal_keeps_its_type_and_its_characters(kg, remote):
    query = "SELECT ?d ?l { ?s icmpd:duration ?d ; rdfs:label ?l } ORDER BY STR(?l)"
    ours, theirs = (list(graph.query(query)) for graph in (kg, remote))
    assert theirs == ours
    assert Literal("P2Y4M", XSD + "duration") in {duration for duration, _ in ours}


def test_a_malformed_query_gets_the_same_message_and_is_not_sent(kg, remote):
    messages = []
    for graph in (kg, remote):
        with pytest.raises(QueryError) as caught:
            graph.query("SELECT ?x\nWHERE { ?x a icmpd:Project ")
        messages.append((str(caught.value), caught.value.line, caught.value.column))
    assert messages[0] == messages[1]


def test_what_needs_the_embedded_graph_says_so(remote):
    for act in (remote.validate, lambda: remote.export("x.ttl"), lambda: remote.dataset, lambda: len(remote)):
        with pytest.raises(InputError, match="on this machine"):
            act()


def test_a_second_push_sends_nothing(kg, server):
    again = kg.push(server.query, server.update)
    assert (again.sent, again.quads, again.removed) == (0, 0, 0)
    assert again.unchanged == server.pushed.sent


def test_a_push_mends_what_differs_and_leaves_the_graphs_of_others(kg, server):
    update = Endpoint(server.update).update
    fact = f"{BASE}fact/2020/dialogues/prague-process"
    update(f"DROP SILENT GRAPH <{BASE}graph/ontology>")
    update(f'INSERT DATA {{ GRAPH <{fact}> {{ <urn:x> <urn:y> "spoilt" }} }}')
    update(f"INSERT DATA {{ GRAPH <{BASE}fact/2020/gone/long-ago> {{ <urn:x> <urn:y> <urn:z> }} }}")
    update(f"INSERT DATA {{ GRAPH <{OTHER}> {{ <urn:x> <urn:y> <urn:z> }} }}")
    mended = kg.push(server.query, server.update)
    assert (mended.sent, mended.removed) == (2, 1)
    remote = KnowledgeGraph.open(server.query)
    assert remote.query(f"ASK {{ GRAPH <{OTHER}> {{ <urn:x> <urn:y> <urn:z> }} }}")
    assert not remote.query("ASK { GRAPH ?g { <urn:x> <urn:y> ?o } FILTER(?g != <urn:somebody:else>) }")
    update(f"DROP SILENT GRAPH <{OTHER}>")


class CutError(Exception):
    """The cable is pulled."""


def test_a_push_that_was_cut_off_goes_on_where_it_stopped(small_kg, tmp_path):
    with oxigraph(tmp_path) as server:
        graphs = len({str(row[0]) for row in small_kg.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")})

        def watch(work):
            for number, each in enumerate(work):
                if number == 3:
                    raise CutError
                yield each

        with pytest.raises(CutError):
            small_kg.push(server.query, server.update, watch=watch)
        rest = small_kg.push(server.query, server.update)
        assert 0 < rest.sent < graphs
        assert rest.sent + rest.unchanged == graphs


def test_the_union_of_all_graphs_is_asked_for_where_the_server_does_not_give_it(small_kg, tmp_path):
    (tmp_path / "union").mkdir()
    with oxigraph(tmp_path) as plain, oxigraph(tmp_path / "union", "--union-default-graph") as union:
        for server in (plain, union):
            small_kg.push(server.query, server.update)
            graph = KnowledgeGraph.open(server.query)
            assert graph.query("ASK { ?fact icmpd:basis ?basis }")
            named = "SELECT ?fact FROM <https://w3id.org/icmpd-kg/graph/ontology> { ?fact icmpd:basis ?basis }"
            # Started so, the server passes over FROM: docs/servers.md tells it.
            assert bool(list(graph.query(named))) == (server is union)


def test_a_server_that_holds_nothing_of_ours_is_told_of(tmp_path):
    with (
        oxigraph(tmp_path) as server,
        pytest.raises(StoreError, match=r"holds nothing of this graph.*push --endpoint"),
    ):
        KnowledgeGraph.open(server.query).run("dialogues-in-2020")


def test_a_query_that_the_server_stops_at_its_own_limit_is_an_error_and_no_shorter_answer(small_kg, tmp_path):
    with oxigraph(tmp_path, "--timeout-s", 1) as server:
        small_kg.push(server.query, server.update)
        graph = KnowledgeGraph.open(server.query, timeout=20)
        with pytest.raises(StoreError, match=r"broken? off"):
            graph.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c < ?f && ?f < ?i && ?b = ?h) }")


def test_rows_that_virtuoso_leaves_out_are_an_error(tmp_path):
    with virtuoso_server(tmp_path, rows=20) as server:
        graph = KnowledgeGraph.open(server.query)
        graph._store._landmark = None
        with pytest.raises(StoreError, match=r"20 rows at most.*ResultSetMaxRows"):
            graph.query("SELECT ?s { ?s ?p ?o }")
        assert len(list(graph.query("SELECT ?s { ?s ?p ?o } LIMIT 10"))) == 10


def test_wrong_credentials_and_none_are_told_apart_and_never_shown(small_kg, virtuoso, monkeypatch):
    monkeypatch.setenv(PASSWORD, "not-the-password")
    with pytest.raises(StoreError, match="does not let these credentials in") as caught:
        Endpoint(virtuoso.update).update("DROP SILENT GRAPH <urn:nothing>")
    assert "not-the-password" not in str(caught.value)
    monkeypatch.delenv(PASSWORD)
    monkeypatch.delenv(USER)
    with pytest.raises(StoreError, match=f"wants to know who asks.*{USER}"):
        Endpoint(virtuoso.update).update("DROP SILENT GRAPH <urn:nothing>")


def test_the_command_line_asks_and_pushes(cli, oxigraph_server):
    place = ("--endpoint", oxigraph_server.query)
    asked = cli("query", "dialogues-in-2020", "--format", "csv", *place)
    assert asked.stdout == (ANSWERS / "dialogues-in-2020.csv").read_text("utf-8")
    assert "Prague Process" in cli("find", "Prag Proces", *place).stdout
    assert "Lithuania" in cli("show", "Prague Process", *place).stdout
    assert "Last year Germany" in cli("explain", "Germany", "rdf:type", "icmpd:MemberState", *place).stdout
    assert cli("check", "--format", "json", *place).returncode == 0
    assert "29 ties" in cli("network", "dialogues", *place).stderr
    assert json.loads(cli("query", "ASK {}", "--format", "json", *place).stdout)["boolean"] is True


def test_the_command_line_pushes_and_says_what_it_did(cli, small_store, tmp_path):
    with oxigraph(tmp_path) as server:
        to = ("--store", small_store, "--endpoint", server.query)
        pushed = cli("push", *to, "--update", server.update)
        assert pushed.returncode == 0
        assert pushed.stdout == ""
        assert "graphs sent" in pushed.stderr
        assert f"next: icmpd-kg query dialogues-in-2020 --endpoint {server.query}" in pushed.stderr
        assert "0 graphs sent (0 quads)" in cli("push", *to, "--update", server.update).stderr
        wrong = cli("push", *to, "--update", server.query)
        assert "0 graphs sent" in wrong.stderr  # Nothing is to be sent, so nothing is refused.


def test_the_federated_query_of_the_documentation_joins_a_second_server(kg, cli, oxigraph_server, tmp_path):
    page = PAGE.read_text("utf-8")
    data, query = (re.search(rf"```{kind}\n(.*?)```", page, re.DOTALL)[1] for kind in ("turtle", "sparql"))
    (tmp_path / "capitals.ttl").write_text(data, "utf-8")
    load = [OXIGRAPH, "load", "--location", tmp_path / "data", "--file", tmp_path / "capitals.ttl"]
    subprocess.run(load, check=True, capture_output=True)
    with oxigraph(tmp_path) as second:
        query = query.replace("http://127.0.0.1:7879/query", second.query)
        for graph in (kg, KnowledgeGraph.open(oxigraph_server.query)):
            answer = graph.query(query, services=[second.query]).text("csv").splitlines()
            assert answer == ["state,capital", "Germany,Berlin", "Malta,Valletta"]
        allowed = cli("query", query, "--allow-service", second.query, "--format", "csv")
        assert allowed.stdout.splitlines() == answer
        refused = cli("query", query)
        assert refused.returncode == 2
        assert f"--allow-service {second.query}" in refused.stderr
    for graph in (kg, KnowledgeGraph.open(oxigraph_server.query)):
        with pytest.raises(StoreError):
            graph.query(query, services=[second.query])


@pytest.mark.parametrize(
    "service",
    ["SERVICE ?any", "SERVICE ex:query", "SERVICE <sparql>", "SERVICE <http://127.0.0.1:1/query/>", "SERVICE <http://127.0.0.1:1/q>",
     "SERVICE <http://127.0.0.1:\\u0031/query>", "SERVICE # <http://127.0.0.1:1/query> {\n <urn:other>",
     "SERVICE SILENT <http://127.0.0.1:1/other>"],
)  # fmt: skip
def test_a_service_that_is_not_allowed_in_so_many_letters_is_refused(small_kg, service):
    query = f"BASE <http://127.0.0.1:1/> PREFIX ex: <http://127.0.0.1:1/> SELECT * {{ {service} {{ ?s ?p ?o }} }}"
    with pytest.raises(QueryError, match="SERVICE would ask another host"):
        small_kg.query(query, services=["http://127.0.0.1:1/query"])
    with pytest.raises(QueryError, match="SERVICE would ask another host"):
        small_kg.query(query, services="http://127.0.0.1:1/query")
