"""The graph for programs, asked by the SDK's own client over standard input and output and over HTTP."""

import asyncio
import contextlib
import socket
import subprocess
import time

import pytest
from anyio.from_thread import start_blocking_portal
from conftest import command
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.shared.exceptions import MCPError

TOOLS = {"find", "show", "list_questions", "run_question", "query", "get_evidence", "ask"}
MANY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


class Session:
    """A server on standard input and output, and a client of it."""

    def __init__(self, portal, client):
        self._portal = portal
        self._client = client

    def call(self, tool, **given):
        """What comes of a tool, which may be an error."""
        return self._portal.call(self._client.call_tool, tool, given)

    def answer(self, tool, **given):
        """What a tool answers."""
        result = self.call(tool, **given)
        assert not result.is_error, result.content
        content = result.structured_content
        return content.get("result", content)

    def tools(self):
        return self._portal.call(self._client.list_tools).tools

    def resource(self, address):
        """The text of a resource."""
        return self._portal.call(self._client.read_resource, address).contents[0].text


@contextlib.contextmanager
def session(built, *options):
    python, *rest = command("mcp", "--store", built, *options)
    client = Client(StdioServerParameters(command=python, args=rest))
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(client):
        yield Session(portal, client)


@pytest.fixture(scope="module")
def served(built):
    """One server for all that its defaults serve: it starts in seconds, and must live on after each call."""
    with session(built) as opened:
        yield opened


def test_each_tool_says_what_it_does_and_that_it_only_reads(served):
    tools = served.tools()
    assert {tool.name for tool in tools} == TOOLS
    assert all(tool.annotations.read_only_hint and len(tool.description) > 60 for tool in tools)
    assert "icmpd:Participation a owl:Class" in served.resource("icmpd-kg://ontology")


def test_a_thing_is_found_and_shown_with_its_proof(served):
    assert served.answer("find", text="Prag Proces")[0]["label"] == "Prague Process"
    rows = served.answer("show", entity="Prague Process")["rows"]
    assert any(row["relation"] == "chair" and row["value"].startswith("Czech Republic") for row in rows)
    assert all(row["page"] and row["quotation"] for row in rows if row["basis"] == "stated")


def test_questions_are_listed_and_run(served):
    asked = {question["name"]: question for question in served.answer("list_questions", about="donor")}
    assert "donor-concentration" in asked
    assert asked["who-funds"]["parameters"][0]["classes"] == ["Project"]
    answer = served.answer("run_question", name="who-funds", parameters={"project": "PACT"}, evidence=True)
    assert answer["rows"][0]["donor"] == "United Kingdom"
    assert 45 in {place["page"] for place in answer["evidence"][0]}


def test_a_query_is_answered_and_an_iri_comes_in_full(served):
    answer = served.answer("query", sparql="SELECT ?s { ?s a icmpd:MemberState } ORDER BY ?s")
    assert answer["columns"] == ["s"]
    assert answer["rows"][0] == {"s": "https://w3id.org/icmpd-kg/id/state/germany"}
    assert answer["complete"]


def test_evidence_of_a_triple_and_a_question_in_words(served):
    evidence = served.answer("get_evidence", subject="Malta", predicate="rdf:type", object="icmpd:MemberState")
    assert {place["rule"] for place in evidence} == {"member-state"}
    asked = served.answer("ask", question="Who funds PACT?")
    assert asked["understood"] and "United Kingdom" in str(asked["rows"])
    assert not served.answer("ask", question="What will the weather be?")["understood"]


@pytest.mark.parametrize(
    ("tool", "given", "words"),
    [
        ("query", {"sparql": "SELECT * { ?s ?p"}, "line 1"),
        ("query", {"sparql": "DELETE WHERE { ?s ?p ?o }"}, "cannot stand here"),
        ("query", {"sparql": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}, "another host"),
        ("query", {"sparql": "SELECT * {" + "{" * 500 + "}" * 501}, "nests deeper"),
        ("run_question", {"name": "who-fund"}, "who-funds"),
        ("run_question", {"name": "who-funds", "parameters": {"projekt": "PACT"}}, "no parameter"),
        ("show", {"entity": "Prag Proces"}, "Prague Process"),
        ("get_evidence", {"subject": "Nobody there", "predicate": "rdf:type", "object": "icmpd:State"}, "goes by"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told_in_words(served, tool, given, words):
    result = served.call(tool, **given)
    assert result.is_error
    assert words in result.content[0].text


def test_a_query_past_its_time_or_memory_is_stopped_and_the_server_lives_on(built):
    begin = time.monotonic()
    with session(built, "--seconds", "3") as brief:
        slow = brief.call("query", sparql=MANY.replace("*", "(COUNT(*) AS ?n)"))
        big = brief.call("query", sparql=f"{MANY} ORDER BY ?a")
        light = brief.answer("query", sparql="ASK { ?s a icmpd:MemberState }")
    assert slow.is_error and "longer than 3 seconds" in slow.content[0].text
    assert big.is_error
    assert light["rows"] == [{"answer": "true"}]
    assert time.monotonic() - begin < 60


def test_the_reading_of_a_question_and_the_evidence_of_a_triple_are_bounded_too(built):
    malta = {"subject": "Malta", "predicate": "rdf:type", "object": "icmpd:MemberState"}
    with session(built, "--seconds", "0.001") as brief:
        for late in (brief.call("ask", question="Who funds PACT?"), brief.call("get_evidence", **malta)):
            assert late.is_error and "longer than 0.001 seconds" in late.content[0].text


def test_an_answer_is_cut_at_its_rows_and_says_so(built):
    with session(built, "--rows", "5") as short:
        answer = short.answer("query", sparql="SELECT ?s { ?s a icmpd:State }")
    assert (len(answer["rows"]), answer["complete"]) == (5, False)
    assert "first 5 rows" in answer["advice"]


def test_an_unknown_resource_is_refused(served):
    assert "SELECT ?project ?donor" in served.resource("icmpd-kg://question/who-funds")
    with pytest.raises(MCPError, match="nearest: who-funds"):
        served.resource("icmpd-kg://question/who-fund")


def test_the_same_over_http(built):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        command("mcp", "--store", built, "--http", "--port", port), stderr=subprocess.PIPE, text=True
    )
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)

        async def session():
            async with Client(f"http://127.0.0.1:{port}/mcp") as client:
                return await client.call_tool("find", {"text": "ADA"})

        found = asyncio.run(session())
        assert found.structured_content["result"][0]["label"] == "Austrian Development Agency"
    finally:
        server.terminate()
        _, said = server.communicate(timeout=120)
    assert f"serving at http://127.0.0.1:{port}/mcp" in said
    assert "Traceback" not in said


def test_a_store_that_is_not_there_is_told(cli, tmp_path):
    done = cli("mcp", "--store", tmp_path / "none")
    assert (done.returncode, "there is no graph at" in done.stderr) == (2, True)
