"""The graph for programs, asked by the SDK's own client over standard input and output and over HTTP."""

import asyncio
import socket
import subprocess
import time

import pytest
from conftest import command
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.shared.exceptions import MCPError

TOOLS = {"find", "show", "list_questions", "run_question", "query", "get_evidence", "ask"}
MANY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def talk(built, *calls, options=()):
    """What comes of some calls, `(tool, arguments)`, of one server on standard input and output."""
    python, *rest = command("mcp", "--store", built, *options)

    async def session():
        async with Client(StdioServerParameters(command=python, args=rest)) as client:
            return [await client.call_tool(tool, given) for tool, given in calls]

    return asyncio.run(session())


def one(built, tool, options=(), **given):
    (result,) = talk(built, (tool, given), options=options)
    assert not result.is_error, result.content
    content = result.structured_content
    return content.get("result", content)


def test_each_tool_says_what_it_does_and_that_it_only_reads(built):
    python, *rest = command("mcp", "--store", built)

    async def session():
        async with Client(StdioServerParameters(command=python, args=rest)) as client:
            return (await client.list_tools()).tools, await client.read_resource("icmpd-kg://ontology")

    tools, ontology = asyncio.run(session())
    assert {tool.name for tool in tools} == TOOLS
    assert all(tool.annotations.read_only_hint and len(tool.description) > 60 for tool in tools)
    assert "icmpd:Participation a owl:Class" in ontology.contents[0].text


def test_a_thing_is_found_and_shown_with_its_proof(built):
    found, shown = talk(built, ("find", {"text": "Prag Proces"}), ("show", {"entity": "Prague Process"}))
    assert found.structured_content["result"][0]["label"] == "Prague Process"
    rows = shown.structured_content["rows"]
    assert any(row["relation"] == "chair" and row["value"].startswith("Czech Republic") for row in rows)
    assert all(row["page"] and row["quotation"] for row in rows if row["basis"] == "stated")


def test_questions_are_listed_and_run(built):
    listed, run = talk(
        built,
        ("list_questions", {"about": "donor"}),
        ("run_question", {"name": "who-funds", "parameters": {"project": "PACT"}, "evidence": True}),
    )
    asked = {question["name"]: question for question in listed.structured_content["result"]}
    assert "donor-concentration" in asked
    assert asked["who-funds"]["parameters"][0]["classes"] == ["Project"]
    answer = run.structured_content
    assert answer["rows"][0]["donor"] == "United Kingdom"
    assert 45 in {place["page"] for place in answer["evidence"][0]}


def test_a_query_is_answered_and_an_iri_comes_in_full(built):
    answer = one(built, "query", sparql="SELECT ?s { ?s a icmpd:MemberState } ORDER BY ?s")
    assert answer["columns"] == ["s"]
    assert answer["rows"][0] == {"s": "https://w3id.org/icmpd-kg/id/state/germany"}
    assert answer["complete"]


def test_evidence_of_a_triple_and_a_question_in_words(built):
    evidence, asked, not_asked = talk(
        built,
        ("get_evidence", {"subject": "Malta", "predicate": "rdf:type", "object": "icmpd:MemberState"}),
        ("ask", {"question": "Who funds PACT?"}),
        ("ask", {"question": "What will the weather be?"}),
    )
    assert {place["rule"] for place in evidence.structured_content["result"]} == {"member-state"}
    assert asked.structured_content["understood"]
    assert "United Kingdom" in str(asked.structured_content["rows"])
    assert not not_asked.structured_content["understood"]


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
def test_what_cannot_be_done_is_told_in_words(built, tool, given, words):
    (result,) = talk(built, (tool, given))
    assert result.is_error
    assert words in result.content[0].text


def test_a_query_past_its_time_or_memory_is_stopped_and_the_server_lives_on(built):
    begin = time.monotonic()
    slow, big, light = talk(
        built,
        ("query", {"sparql": MANY.replace("*", "(COUNT(*) AS ?n)")}),
        ("query", {"sparql": f"{MANY} ORDER BY ?a"}),
        ("query", {"sparql": "ASK { ?s a icmpd:MemberState }"}),
        options=("--seconds", "3"),
    )
    assert slow.is_error and "longer than 3 seconds" in slow.content[0].text
    assert big.is_error
    assert light.structured_content["rows"] == [{"answer": "true"}]
    assert time.monotonic() - begin < 60


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("ask", {"question": "Who funds PACT?"}),
        ("get_evidence", {"subject": "Malta", "predicate": "rdf:type", "object": "icmpd:MemberState"}),
    ],
)
def test_the_reading_of_a_question_and_the_evidence_of_a_triple_are_bounded_too(built, tool, given):
    (late,) = talk(built, (tool, given), options=("--seconds", "0.001"))
    assert late.is_error and "longer than 0.001 seconds" in late.content[0].text


def test_an_answer_is_cut_at_its_rows_and_says_so(built):
    answer = one(built, "query", ("--rows", "5"), sparql="SELECT ?s { ?s a icmpd:State }")
    assert (len(answer["rows"]), answer["complete"]) == (5, False)
    assert "first 5 rows" in answer["advice"]


def test_an_unknown_resource_is_refused(built):
    python, *rest = command("mcp", "--store", built)

    async def session():
        async with Client(StdioServerParameters(command=python, args=rest)) as client:
            text = (await client.read_resource("icmpd-kg://question/who-funds")).contents[0].text
            assert "SELECT ?project ?donor" in text
            with pytest.raises(MCPError, match="nearest: who-funds"):
                await client.read_resource("icmpd-kg://question/who-fund")

    asyncio.run(session())


def test_the_same_over_http(built):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    served = subprocess.Popen(
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
        served.terminate()
        _, said = served.communicate(timeout=20)
    assert f"serving at http://127.0.0.1:{port}/mcp" in said
    assert "Traceback" not in said


def test_a_store_that_is_not_there_is_told(cli, tmp_path):
    done = cli("mcp", "--store", tmp_path / "none")
    assert (done.returncode, "there is no graph at" in done.stderr) == (2, True)
