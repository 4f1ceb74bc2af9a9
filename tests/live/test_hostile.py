"""Bad requests, each with its proper status; the server lives on, and asks nobody anything.

`python tests/live/test_hostile.py URL` sends them all to a server of your own, and tells what came back.
"""

import concurrent.futures
import contextlib
import json
import socket
import sys
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from conftest import Listener, unasked
from web import Web, serving

CANARY = "http://127.0.0.1:{port}/"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
ALL = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"


def nested(opening: str, closing: str, depth: int) -> str:
    return f"SELECT * WHERE {opening * depth} ?s ?p ?o {closing * depth}"


# What is no query, or one that is not taken: name, text, status.
REFUSED = [
    ("empty", "", 400),
    ("blank", "   \n", 400),
    ("words", "please tell me all", 400),
    ("open brace", "SELECT * { ?s ?p ?o", 400),
    ("closed twice", "SELECT * { ?s ?p ?o } }", 400),
    ("no pattern", "SELECT ?s", 400),
    ("two queries", "ASK {} ASK {}", 400),
    ("open string", 'SELECT * { ?s ?p "abc }', 400),
    ("open IRI", "SELECT * { <http://x ?p ?o }", 400),
    ("unknown prefix", "SELECT * { ?s nope:p ?o }", 400),
    ("bad escape", r'SELECT * { ?s ?p "\q" }', 400),
    ("variable twice", "SELECT (1 AS ?x) (2 AS ?x) {}", 400),
    ("not grouped", "SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", 400),
    ("unknown function", "SELECT (<http://example.org/f>(1) AS ?x) {}", 400),
    ("NUL", "ASK { ?s ?p \x00 }", 400),
    ("insert", "INSERT DATA { <x:a> <x:b> 1 }", 400),
    ("delete", "DELETE WHERE { ?s ?p ?o }", 400),
    ("clear", "CLEAR ALL", 400),
    ("drop", "DROP GRAPH <https://w3id.org/icmpd-kg/graph/ontology>", 400),
    ("load", f"LOAD <{CANARY}>", 400),
    ("load a file", "LOAD <file:///etc/passwd>", 400),
    ("load silent into", f"LOAD SILENT <{CANARY}> INTO GRAPH <x:g>", 400),
    ("service", f"SELECT * {{ SERVICE <{CANARY}> {{ ?s ?p ?o }} }}", 400),
    ("service silent", f"SELECT * {{ SERVICE SILENT <{CANARY}> {{ ?s ?p ?o }} }}", 400),
    ("service in odd case", f"SELECT * {{ sErViCe<{CANARY}>{{ ?s ?p ?o }} }}", 400),
    ("service by variable", f"SELECT * {{ VALUES ?x {{ <{CANARY}> }} SERVICE ?x {{ ?s ?p ?o }} }}", 400),
    ("service by prefix", f"PREFIX c: <{CANARY}> SELECT * {{ SERVICE c: {{ ?s ?p ?o }} }}", 400),
    ("service behind a comment", f"SELECT * {{ SERVICE # {{\r<{CANARY}> {{ ?s ?p ?o }} }}", 400),
    ("service in a subquery", f"SELECT * {{ {{ SELECT * {{ SERVICE <{CANARY}> {{ ?s ?p ?o }} }} }} }}", 400),
    ("service in EXISTS", f"ASK {{ FILTER EXISTS {{ SERVICE <{CANARY}> {{ ?s ?p ?o }} }} }}", 400),
    ("service after less-than", f"SELECT * {{ ?s ?p ?o FILTER(?o <?s) SERVICE <{CANARY}> {{ ?s ?p ?o }} }}", 400),
    ("service by base", f"BASE <{CANARY}> SELECT * {{ SERVICE <x> {{ ?s ?p ?o }} }}", 400),
    ("service by escape", f"SELECT * {{ SERVICE <{CANARY[:-1]}\\u002F> {{ ?s ?p ?o }} }}", 400),
    ("nested braces", nested("{", "}", 2_000), 400),
    ("nested parentheses", f"SELECT * {{ FILTER({'(' * 4_000}1{')' * 4_000}) }}", 400),
    ("nested lists", f"SELECT * {{ ?s ?p {'(' * 900}1{')' * 900} }}", 400),
    ("nested blank nodes", f"SELECT * {{ ?s ?p {'[ ?p ' * 900}1{']' * 900} }}", 400),
    ("nested OPTIONAL", f"SELECT * {{ {'OPTIONAL { ' * 900} {'}' * 900} }}", 400),
    ("nested SELECT", f"SELECT * {{ {'{ SELECT * ' * 500}{{}}{'}' * 500} }}", 400),
    ("nested NOT", f"ASK {{ FILTER({'!' * 5_000}true) }}", 400),
    ("nested path", f"ASK {{ ?s {'(' * 500}a{')*' * 500} ?o }}", 400),
    ("nested functions", f"SELECT ({'STR(' * 500}1{')' * 500} AS ?x) {{}}", 400),
    ("long sum", f"SELECT ({'1+' * 6_000}1 AS ?x) {{}}", 400),
    ("many triples", f"ASK {{ {'?s ?p ?o . ' * 1_700} }}", 400),
    ("long path", f"ASK {{ ?s {'a/' * 6_000}a ?o }}", 400),
    ("long list", f"ASK {{ FILTER(1 IN ({'1,' * 6_000}1)) }}", 400),
    ("at signs alone", "@" * 19_900, 400),
    ("digits alone", "9" * 19_900, 400),
    ("underscores alone", "_" * 19_900, 400),
    ("escapes after service", "ASK { service" + r"\a" * 2_000, 400),
    ("too long", f"SELECT * {{ ?s ?p ?o }} #{'x' * 20_000}", 413),
]  # fmt: skip

CATASTROPHE = 'FILTER(REGEX(CONCAT(STR(?o), STR(?r)), "^(([a-z])+.)+[A-Z]([a-z])+!%$"))'
DOUBLED = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(33))

# What would take for ever, or more room than there is: name, text, statuses.
HEAVY = [
    ("cartesian product", f"SELECT (COUNT(*) AS ?n) {{ {ALL} }}", {504}),
    ("cartesian product in order", f"SELECT * {{ {ALL} }} ORDER BY ?a ?i", {504, 413}),
    ("cartesian product in groups", f"SELECT ?a ?d ?g (COUNT(*) AS ?n) {{ {ALL} }} GROUP BY ?a ?d ?g", {504, 413}),
    ("distinct of a product", f"SELECT DISTINCT ?a ?d ?g {{ {ALL} }} LIMIT 1 OFFSET 90000000", {504, 413}),
    ("a long answer", "SELECT * { ?s ?p ?o . ?s ?q ?r }", {413, 504}),
    ("a long graph", "CONSTRUCT { ?s ?p ?o . ?s ?q ?r } { ?s ?p ?o . ?s ?q ?r }", {413, 504}),
    ("unbounded path", "SELECT (COUNT(*) AS ?n) { ?a (!<x:y>)* ?b . ?c (!<x:y>)+ ?d }", {504}),
    ("path both ways", "SELECT (COUNT(*) AS ?n) { ?a (!<x:y>|^!<x:y>)* ?b }", {504, 413}),
    ("catastrophic expression", f"ASK {{ ?s ?p ?o . ?t ?q ?r {CATASTROPHE} }}", {504}),
    ("a text that doubles", f"SELECT (STRLEN(?x33) AS ?n) {{ BIND('x' AS ?x0) {DOUBLED} }}", {504, 413}),
    ("a large concatenation", f"SELECT (GROUP_CONCAT(STR(?a)) AS ?x) {{ {ALL} }}", {504, 413}),
    ("describe of all", "DESCRIBE * { ?s ?p ?o . ?t ?q ?r }", {504, 413}),
    ("not exists of all", "SELECT * { ?s ?p ?o FILTER NOT EXISTS { ?x ?y ?z . ?z ?v ?s } }", {504, 413}),
    ("minus of all", f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o . ?x ?y ?z MINUS {{ {ALL} }} }}", {504, 413}),
]  # fmt: skip

# What may look bad and is a query like any other: name, text.
HARMLESS = [
    ("a script in a literal", "SELECT ('<script>alert(1)</script>' AS ?x) {}"),
    ("a javascript IRI", "SELECT (IRI('javascript:alert(1)') AS ?x) {}"),
    ("a formula", "SELECT ('=HYPERLINK(\"http://x\")' AS ?x) {}"),
    ("service in a literal", "SELECT ('SERVICE <http://127.0.0.1/> {' AS ?x) {}"),
    ("service in a comment", "SELECT (1 AS ?x) {} # SERVICE <http://127.0.0.1/> { }"),
    ("FROM an address", f"SELECT * FROM <{CANARY}> {{ ?s ?p ?o }}"),
    ("FROM a file", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"),
    ("GRAPH of an address", f"SELECT * {{ GRAPH <{CANARY}> {{ ?s ?p ?o }} }}"),
]

GET = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
UPGRADE = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
# Requests to the byte: name, bytes, status. 0 is for no answer at all.
RAW = [
    ("no HTTP", b"hello\r\n\r\n", 400),
    ("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200, 400),
    ("no host", b"GET /sparql HTTP/1.1\r\n\r\n", 400),
    ("two hosts", b"GET /sparql HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    ("long headers", GET + b"".join(b"X-%d: %s\r\n" % (i, b"y" * 1000) for i in range(300)) + b"\r\n", 431),
    ("long address", b"GET /sparql?query=" + b"x" * 300_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 431),
    ("two lengths", POST + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde", 400),
    ("length and chunks", POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    ("negative length", POST + b"Content-Length: -3\r\n\r\n", 400),
    ("a coding beside chunks", POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nASK{}\r\n0\r\n\r\n", 400),
    ("chunks in HTTP/1.0", b"POST /sparql HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    ("an address that the parser cannot hold", b"GET /id/" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 431),
    ("bad chunks", POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
    ("space in a header name", GET + b"Bad Name: y\r\n\r\n", 400),
    ("control character in a header", GET + b"X: a\x01b\r\n\r\n", 400),
    ("up and out", b"GET /id/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("up and out, encoded", b"GET /id/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("encoded slashes", b"GET /id%2Fstate%2Fmalta HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("encoded backslash", b"GET /id/%5c..%5cx HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("NUL in the path", b"GET /id/state/malta%00.ttl HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("line break in the path", b"GET /id/state/malta%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("invalid UTF-8 in the path", b"GET /id/%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("invalid UTF-8 in a parameter", b"GET /sparql?query=%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("raw bytes in a parameter", b"GET /sparql?query=\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("two slashes", b"GET //sparql HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    ("another host's address", b"GET http://127.0.0.1:9/secret HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    ("CONNECT", b"CONNECT 127.0.0.1:9 HTTP/1.1\r\nHost: 127.0.0.1:9\r\n\r\n", 400),
    ("TRACE", b"TRACE /sparql HTTP/1.1\r\nHost: x\r\n\r\n", 405),
    ("unknown method", b"BREW /sparql HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("WebSocket", GET + UPGRADE, 200),
    ("HTTP/2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
]  # fmt: skip

ENTITIES = b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"
LONG = b"query=" + b"x" * 600_000
# Requests that a client library can send: name, method, path, body, headers, status.
SENT = [
    ("no such address", "GET", "/nope", None, {}, 404),
    ("no such page, had already", "GET", "/id/nowhere.html", None, {"If_None_Match": "*"}, 404),
    ("unknown thing", "GET", "/id/state/maltaa", None, {}, 404),
    ("unknown document", "GET", "/id/state/maltaa.ttl", None, {}, 404),
    ("quotes in a path", "GET", '/id/state/%22%3E%3Cscript%3E', None, {}, 400),
    ("PUT", "PUT", "/sparql?query=ASK%7B%7D", b"x", {"Content_Type": QUERY}, 405),
    ("DELETE", "DELETE", "/store?default", None, {}, 405),
    ("PUT of a graph", "PUT", "/store?graph=x:y", b"<a:b> <c:d> 1 .", {"Content_Type": "text/turtle"}, 405),
    ("POST of a graph", "POST", "/store?default", b"@context", {"Content_Type": "application/ld+json"}, 405),
    ("no graph named", "GET", "/store", None, {}, 400),
    ("both graphs", "GET", "/store?default&graph=x:y", None, {}, 400),
    ("no such graph", "GET", "/store?graph=x:y", None, {}, 404),
    ("no IRI for a graph", "GET", "/store?graph=%3Cx%20y%3E", None, {}, 400),
    ("no IRI for a dataset", "GET", "/sparql?query=ASK%7B%7D&default-graph-uri=%20", None, {}, 400),
    ("no such form", "GET", "/sparql?query=ASK%7B%7D&format=exe", None, {}, 406),
    ("nothing acceptable", "GET", "/sparql?query=ASK%7B%7D", None, {"Accept": "image/png"}, 406),
    ("all refused", "GET", "/sparql?query=ASK%7B%7D", None, {"Accept": "*/*;q=0"}, 406),
    ("a graph as a table", "GET", "/sparql?query=DESCRIBE%20%3Cx:y%3E", None, {"Accept": "text/csv"}, 406),
    ("a table as a graph", "GET", "/sparql?query=SELECT%20*%7B%7D", None, {"Accept": "text/turtle"}, 406),
    ("thousands of types", "GET", "/sparql?query=ASK%7B%7D", None, {"Accept": "a/b," * 10_000}, 406),
    ("thousands of parameters", "GET", "/sparql?" + "&".join(f"a{i}=1" for i in range(5_000)), None, {}, 400),
    ("two queries in one", "GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, {}, 400),
    ("an update", "GET", "/sparql?update=CLEAR%20ALL", None, {}, 400),
    ("no type", "POST", "/sparql", b"ASK {}", {}, 415),
    ("a wrong type", "POST", "/sparql", b"ASK {}", {"Content_Type": "text/plain"}, 415),
    ("a file", "POST", "/sparql", b"--x--", {"Content_Type": "multipart/form-data; boundary=x"}, 415),
    ("an update by type", "POST", "/sparql", b"CLEAR ALL", {"Content_Type": "application/sparql-update"}, 415),
    ("XML with entities", "POST", "/sparql", ENTITIES, {"Content_Type": "application/xml"}, 415),
    ("UTF-16", "POST", "/sparql", "ASK {}".encode("utf-16"), {"Content_Type": f"{QUERY}; charset=utf-16"}, 415),
    ("half a character", "POST", "/sparql", b"ASK { ?s ?p '\xed\xa0\x80' }", {"Content_Type": QUERY}, 400),
    ("no UTF-8", "POST", "/sparql", b"ASK { ?s ?p '\xff' }", {"Content_Type": QUERY}, 400),
    ("compressed", "POST", "/sparql", b"\x1f\x8b\x08", {"Content_Type": QUERY, "Content_Encoding": "gzip"}, 415),
    ("an empty form", "POST", "/sparql", b"", {"Content_Type": FORM}, 400),
    ("a long form", "POST", "/sparql", LONG, {"Content_Type": FORM}, 413),
    ("a long query", "POST", "/sparql", LONG, {"Content_Type": QUERY}, 413),
]  # fmt: skip


@pytest.fixture(scope="module")
def canary() -> Iterator[Listener]:
    """Something to connect to, which nothing does."""
    with unasked() as watch:
        yield watch


@pytest.fixture(scope="module")
def web(built: Path, canary: Listener) -> Iterator[Web]:
    with serving(built, "--timeout", 2, "--answer", 2, "--memory", 512, "--long", 8, "--keep", 0) as server:
        yield server
        assert server.query("ASK { ?s a icmpd:MemberState }").text.endswith("true}")


def aimed(text: str, canary: Listener) -> str:
    """A query that would ask the canary."""
    return text.replace(CANARY, canary.url)


def test_there_are_enough_of_them():
    assert len(REFUSED) + len(HEAVY) + len(RAW) + len(SENT) >= 80


@pytest.mark.parametrize(("name", "text", "status"), REFUSED, ids=[each[0] for each in REFUSED])
def test_what_is_no_query_is_refused_in_words(web, canary, name, text, status):
    got = web.ask("/sparql", "POST", aimed(text, canary).encode(), Content_Type=QUERY)
    assert (got.status, got.media) == (status, "text/plain"), got.text
    assert len(got.text) > 20


def test_a_slip_is_told_with_line_and_column(web):
    assert web.query("SELECT *\nWHERE { ?s ?p }").text.startswith("line 2, column 15")


@pytest.mark.parametrize(("name", "text"), HARMLESS, ids=[each[0] for each in HARMLESS])
@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_what_only_looks_bad_is_answered_as_data(web, canary, name, text, form):
    got = web.query(aimed(text, canary), format=form)
    assert got.status == 200
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in got.headers["Content-Security-Policy"]
    assert got.media != "text/html"


def test_what_takes_too_much_is_stopped_while_what_is_light_is_answered(web):
    with concurrent.futures.ThreadPoolExecutor(len(HEAVY)) as pool:
        begun = [pool.submit(web.query, text) for _, text, _ in HEAVY]
        time.sleep(0.3)
        light = web.query("ASK { ?s a icmpd:MemberState }")
        running = [each for each in begun if not each.done()]
        answers = [each.result() for each in begun]
    assert light.text.endswith("true}")
    assert running
    wrong = {
        name: (got.status, got.text[:200])
        for (name, _, statuses), got in zip(HEAVY, answers, strict=True)
        if got.status not in statuses
    }
    assert wrong == {}
    assert all("ask for less" in got.text for got in answers)


@pytest.mark.parametrize(("name", "sent", "status"), RAW, ids=[each[0] for each in RAW])
def test_tricks_of_the_protocol_get_their_status(web, name, sent, status):
    got = web.raw(sent)
    assert got.startswith(f"HTTP/1.1 {status} ".encode()), got[:300]
    assert b"Traceback" not in got and b"set-cookie" not in got.lower()


@pytest.mark.parametrize("case", SENT, ids=[each[0] for each in SENT])
def test_bad_requests_get_their_status(web, case):
    _, method, path, body, headers, status = case
    got = web.ask(path, method, body, **headers)
    assert got.status == status, got.text


def test_a_body_of_50_megabytes_is_refused_before_it_is_sent(web):
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: 52428800\r\n\r\n".encode()
    assert web.raw(head + b"x" * 65_536).startswith(b"HTTP/1.1 413 ")
    chunked = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    piece = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    assert web.raw(chunked + piece * 800).startswith(b"HTTP/1.1 413 ")


def test_a_slow_writer_is_not_waited_for(web):
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: 100\r\n\r\nquery=".encode()
    with socket.create_connection(("127.0.0.1", web.port), 30) as connection:
        connection.sendall(head)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 408 ")


def test_slow_readers_keep_nobody_from_an_answer(web):
    query = urllib.parse.quote("SELECT * { ?s ?p ?o } LIMIT 600")
    with contextlib.ExitStack() as stack:
        for _ in range(70):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", web.port), 30))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert web.query("ASK { ?s a icmpd:MemberState }").text.endswith("true}")


def test_cells_that_spreadsheets_would_run_are_text_in_the_form_for_them(web):
    query = "SELECT * { VALUES (?a ?b) { ('=1+1' '@x') ('-2' '+3.5') ('\\t=1' 'Malta') } }"
    got = web.query(query, format="spreadsheet")
    assert got.body.decode("utf-8-sig").splitlines() == ["a,b", "'=1+1,'@x", "-2,+3.5", "'\t=1,Malta"]
    assert "attachment" in got.headers["Content-Disposition"]
    assert web.query(query, format="csv").text.splitlines()[1] == "=1+1,@x"


def main(url: str) -> None:
    """Send all to a server at this address, whatever it is, and tell what came back."""
    place = urllib.parse.urlsplit(url)
    server = Web(place.port or 80, None)  # type: ignore[arg-type]
    path = place.path or "/sparql"
    told = []
    for name, text, status in [*REFUSED, *((name, text, min(statuses)) for name, text, statuses in HEAVY)]:
        try:
            got: object = server.ask(path, "POST", text.encode(), Content_Type=QUERY).status
        except OSError as error:
            got = str(error)
        told.append({"name": name, "expected": status, "got": got})
        print(json.dumps(told[-1]), flush=True)  # noqa: T201
    print(sum(each["expected"] == each["got"] for each in told), "of", len(told))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
