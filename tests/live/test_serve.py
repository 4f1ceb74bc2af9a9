"""`icmpd-kg serve`, asked by the clients that people use, and what every answer bears."""

import concurrent.futures
import contextlib
import gzip
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLExceptions, SPARQLWrapper
from web import Web, serving

from icmpd_kg import KnowledgeGraph, StoreError
from icmpd_kg.confined import Limits, Workers
from icmpd_kg.model import BASE, Iri
from icmpd_kg.web import work

MEMBERS = "SELECT ?s { ?s a icmpd:MemberState } ORDER BY ?s"
MALTA = f"{BASE}id/state/malta"
DOCUMENTS = {
    "text/turtle": "/dataset.ttl", "application/ld+json": "/dataset.jsonld", "application/n-triples": "/dataset.nt",
    "application/rdf+xml": "/dataset.rdf",
}  # fmt: skip
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def web(built: Path) -> Iterator[Web]:
    """The graph, served with bounds as tight as tests can wait for."""
    with serving(built, "--timeout", 2, "--answer", 2, "--memory", 512) as server:
        yield server


def test_it_answers_as_the_graph_itself_does(web, kg):
    for form, media in (
        ("json", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
        ("csv", "text/csv"),
        ("tsv", "text/tab-separated-values"),
    ):
        assert web.query(MEMBERS, accept=media).text == kg.query(MEMBERS).text(form)
        assert web.query(MEMBERS, format=form).media == media


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/sparql-results+xml"),
        ("application/json", "application/sparql-results+json"),
        ("text/*, application/*;q=0.1", "text/csv"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("nonsense, text/csv", "text/csv"),
        ("", "application/sparql-results+json"),
    ],
)
def test_the_form_is_the_one_that_is_wanted_most(web, accept, media):
    assert web.query(MEMBERS, accept=accept).media == media


@pytest.mark.parametrize("media", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json",
                                   "application/trig", "application/n-quads"])  # fmt: skip
def test_a_graph_comes_in_every_form_of_rdf(web, media):
    got = web.query(f"CONSTRUCT WHERE {{ <{MALTA}> ?p ?o }}", accept=media)
    assert got.media == media
    assert len(list(ox.parse(got.body, ox.RdfFormat.from_media_type(media)))) == 13


def test_relative_names_are_ours(web):
    assert web.query("ASK { <id/state/malta> a icmpd:MemberState }").text.endswith("true}")


def test_sparqlwrapper_asks_it(web):
    client = SPARQLWrapper(f"{web.url}/sparql")
    for method in ("GET", "POST"):
        client.setMethod(method)
        client.setQuery(f"PREFIX icmpd: <{BASE}ns#> {MEMBERS}")
        for form in (JSON, XML, CSV):
            client.setReturnFormat(form)
            assert "malta" in str(client.query().response.read())
    client.setQuery(f"CONSTRUCT WHERE {{ <{MALTA}> ?p ?o }}")
    client.setReturnFormat(TURTLE)
    assert len(rdflib.Graph().parse(data=client.query().response.read(), format="turtle")) == 13
    client.setReturnFormat(JSON)
    client.setQuery("SELECT nothing")
    with pytest.raises(SPARQLExceptions.QueryBadFormed, match="line 1, column 8"):
        client.query()


def test_sparqlstore_of_rdflib_asks_it(web):
    graph = rdflib.Graph(SPARQLStore(f"{web.url}/sparql"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = list(graph.query(f"SELECT ?p ?o {{ <{MALTA}> ?p ?o }}"))
        triples = list(graph.triples((rdflib.URIRef(MALTA), None, None)))
    assert len(rows) == len(triples) == 13


def test_our_own_client_asks_it(web):
    there = KnowledgeGraph.open(f"{web.url}/sparql")
    assert MALTA in {str(state) for (state,) in there.query(MEMBERS)}


def curl(*arguments: object) -> str:
    program = shutil.which("curl")
    assert program
    return subprocess.run(
        [program, "--silent", "--show-error", *map(str, arguments)], check=True, capture_output=True, text=True
    ).stdout


def test_curl_asks_it(web):
    at = f"{web.url}/sparql"
    told = curl("--data-urlencode", f"query={MEMBERS}", "-H", "Accept: text/csv", at)
    assert told == curl("-G", "--data-urlencode", f"query={MEMBERS}", "-d", "format=csv", at)
    assert told == curl(
        "--data-binary", MEMBERS, "-H", "Content-Type: application/sparql-query", "-H", "Accept: text/csv", at
    )
    assert told.splitlines()[0] == "s" and MALTA in told
    assert '"Malta"@en' in curl("--compressed", "--location", "-H", "Accept: text/turtle", f"{web.url}/id/state/malta")


def test_an_answer_has_a_tag_and_is_not_sent_again_to_who_has_it(web):
    first = web.query(MEMBERS)
    for asked in range(2):  # The second time it is one that was kept.
        path = f"/sparql?{urllib.parse.urlencode({'query': MEMBERS})}"
        again = web.ask(path, If_None_Match=f'"x", W/{first.headers["ETag"]}')
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", first.headers["ETag"]), asked
    assert web.query(MEMBERS, format="csv").headers["ETag"] != first.headers["ETag"]
    assert "Accept" in first.headers["Vary"]


def test_an_answer_that_differs_each_time_is_not_kept(web):
    assert web.query("SELECT (UUID() AS ?x) {}").body != web.query("SELECT (UUID() AS ?x) {}").body


def test_head_tells_what_get_would(web):
    path = f"/sparql?{urllib.parse.urlencode({'query': MEMBERS + ' LIMIT 3'})}"
    head, got = web.ask(path, "HEAD"), web.ask(path)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == got.headers["Content-Length"] == str(len(got.body))


def test_what_is_sent_is_compressed_for_who_takes_it(web):
    path = f"/sparql?{urllib.parse.urlencode({'query': 'SELECT * { ?s a ?t } LIMIT 5000'})}"
    plain, packed = web.ask(path), web.ask(path, Accept_Encoding="br, gzip;q=0.5")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 4
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert web.ask(path, Accept_Encoding="gzip;q=0").headers["Content-Encoding"] is None


def test_a_long_answer_comes_whole(web, kg):
    query = "SELECT ?s { ?s a oa:TextQuoteSelector } ORDER BY ?s"
    assert (web.query(query, format="csv").text == kg.query(query).text("csv")) is True


def test_an_answer_that_is_too_long_is_413_with_advice(web):
    got = web.query("SELECT * { ?s ?p ?o }")
    assert (got.status, "2 MiB" in got.text, "LIMIT" in got.text) == (413, True, True)


def test_pages_of_other_origins_may_ask(web):
    got = web.ask("/sparql", "OPTIONS", Origin="http://x", Access_Control_Request_Method="POST")
    assert got.status == 204 and "POST" in got.headers["Access-Control-Allow-Methods"]
    assert web.query(MEMBERS).headers["Access-Control-Allow-Origin"] == "*"
    assert web.query(MEMBERS).headers["Access-Control-Allow-Credentials"] is None


def test_the_graphs_asked_can_be_chosen(web):
    ontology = f"{BASE}graph/ontology"
    facts = "ASK { ?s a icmpd:MemberState }"
    path = urllib.parse.urlencode({"query": facts, "default-graph-uri": ontology})
    assert web.ask(f"/sparql?{path}").text.endswith("false}")
    names = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    path = urllib.parse.urlencode({"query": names, "named-graph-uri": ontology, "format": "csv"})
    assert web.ask(f"/sparql?{path}").text.split() == ["g", ontology]


SUFFIXES = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "trig": "application/trig",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "nq": "application/n-quads",
}


@pytest.mark.parametrize(("suffix", "media"), SUFFIXES.items())
def test_a_thing_leads_to_the_document_on_it(web, suffix, media):
    led = web.ask("/id/state/malta", Accept=media)
    assert (led.status, led.headers["Location"]) == (303, f"/id/state/malta.{suffix}")
    assert "Accept" in led.headers["Vary"]
    got = web.ask(led.headers["Location"])
    assert (got.status, got.media) == (200, media)
    assert f'<{MALTA}>; rel="describes"' in got.headers["Link"]
    subjects = {quad.subject.value for quad in ox.parse(got.body, ox.RdfFormat.from_media_type(media))}
    assert MALTA in subjects


def test_a_document_proves_what_it_says(web):
    graph = rdflib.Graph().parse(data=web.ask("/id/dialogue/prague-process.ttl").body, format="turtle")
    oa = rdflib.Namespace("http://www.w3.org/ns/oa#")
    assert any("Prague Process" in quotation for quotation in graph.objects(None, oa.exact))
    assert (None, rdflib.URIRef(f"{BASE}ns#page"), None) in graph


@pytest.mark.parametrize(
    "path",
    [
        "ns",
        "graph/ontology",
        "role/secretariat",
        "scheme/themes",
        "fact/2020/states/germany",
        "fact/2020/elsewhere/projects-progres-mediterranean",
        "derivation/referenced-by/{derivation}",
        "question/who-funds",
        "measure/grantees",
        "prefix/xsd",
    ],
)
def test_every_kind_of_name_resolves_for_programs_and_for_people(web, kg, path):
    (rule,) = next(iter(kg.query('SELECT ?d { ?d a icmpd:Derivation ; icmpd:rule "referenced-by" } LIMIT 1')))
    path = path.format(derivation=rule.rpartition("/")[2])
    led = web.ask(f"/{path}", Accept="text/turtle")
    assert led.status == 303
    assert len(rdflib.Graph().parse(data=web.ask(led.headers["Location"]).body, format="turtle")) > 1
    led = web.ask(f"/{path}", Accept="text/html")
    assert led.status == 303
    page = web.ask(led.headers["Location"].partition("#")[0])
    assert (page.status, page.media) == (200, "text/html")


def test_the_data_set_leads_to_its_record_which_names_this_server(small_store):
    with serving(small_store, "--timeout", 60) as server:
        for media, path in {**DOCUMENTS, "text/html": "/about.html"}.items():
            led = server.ask("/dataset", Accept=media)
            assert (led.status, led.headers["Location"]) == (303, path)
        records = [server.ask(path).text for path in DOCUMENTS.values()]
        first, *others = (
            rdflib.Graph().parse(data=record, format=media) for media, record in zip(DOCUMENTS, records, strict=True)
        )
        assert all(set(first) == set(other) for other in others)
        endpoint = rdflib.URIRef("http://rdfs.org/ns/void#sparqlEndpoint")
        assert list(first.objects(rdflib.URIRef(f"{BASE}dataset"), endpoint)) == [rdflib.URIRef(f"{server.url}/sparql")]
        assert server.ask("/.well-known/void").text == records[0]
        assert server.ask("/dataset.trig").status == 404


def test_a_browser_that_comes_to_the_endpoint_is_led_to_the_editor(web):
    led = web.ask("/sparql", Accept="text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    assert (led.status, led.headers["Location"]) == (303, "/sparql.html")
    assert web.ask("/sparql").media == "text/turtle"


def test_an_unknown_thing_is_404_with_the_nearest(web):
    for path in ("/id/dialogue/prag-proces", "/id/dialogue/prag-proces.ttl"):
        got = web.ask(path)
        assert (got.status, "Prague Process <" in got.text) == (404, True)


def test_a_graph_is_read_by_the_graph_store_protocol(web, kg):
    iri = f"{BASE}graph/ontology"
    got = web.ask(f"/store?{urllib.parse.urlencode({'graph': iri})}", Accept="application/n-triples")
    (count,) = next(iter(kg.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", g=Iri(iri))))
    assert len(got.body.splitlines()) == int(count.value)


def test_health_readiness_and_metrics(web):
    assert (web.ask("/health").text, web.ask("/ready").text) == ("alive\n", "ready\n")
    web.query("ASK {}")
    told = web.ask("/metrics").text
    assert 'icmpd_kg_requests_total{route="sparql",status="200"}' in told
    assert 'icmpd_kg_queries_running{lane="fast"}' in told


def test_the_log_holds_nothing_of_a_person(web):
    web.ask("/sparql?query=ASK%7B%7D&who=Ada", User_Agent="Lovelace", Referer="http://hidden/", Cookie="a=b")
    web.ask("/people/ada-lovelace")
    assert comes_to(lambda: any(" 404 " in line for line in web.said))
    said = "".join(web.said)
    assert re.search(r"^\S+ GET /sparql 200 \d+ [\d.]+$", said, re.MULTILINE)
    assert not re.search(r"127\.0\.0\.1 |ASK|ada|Ada|Lovelace|hidden|a=b", said.split("\n", 1)[1])


def processes_of(pid: int) -> list[int]:
    """The processes that a process started, and those that they did."""
    told = subprocess.run(["ps", "-eo", "pid=,ppid="], check=True, capture_output=True, text=True).stdout
    parents = [tuple(map(int, line.split())) for line in told.splitlines()]
    found = [pid]
    for parent in found:
        found += [child for child, of in parents if of == parent]
    return found[1:]


def seconds_of_processor(pids: list[int]) -> float:
    ticks = 0
    for pid in pids:
        with contextlib.suppress(FileNotFoundError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def comes_to(holds: Callable[[], bool]) -> bool:
    """Whether something comes to hold, in the time that it may take on a busy machine."""
    last = time.monotonic() + 60
    while not (held := holds()) and time.monotonic() < last:
        time.sleep(0.05)
    return held


def rests(server: Web) -> bool:
    """Whether the workers of a server, those in the place of killed ones too, use no processor for a second."""
    workers = processes_of(server.process.pid)
    before = seconds_of_processor(workers)
    time.sleep(1)
    return processes_of(server.process.pid) == workers and seconds_of_processor(workers) - before < 0.3


def test_nothing_works_on_after_the_deadline(built):
    with serving(built, "--timeout", 1) as server:
        begin = time.monotonic()
        assert server.query(HEAVY).status == 504
        assert time.monotonic() - begin < 10
        assert comes_to(lambda: rests(server))


def until(server: Web, *gauges: str) -> None:
    """Wait until the metrics of a server have these lines."""
    assert comes_to(lambda: set(gauges) <= set(server.ask("/metrics").text.splitlines()))


RUNNING, WAITING = (f'icmpd_kg_queries_{what}{{lane="slow"}}' for what in ("running", "waiting"))


def test_who_leaves_takes_the_query_along(built):
    form = "application/x-www-form-urlencoded"
    encoded = urllib.parse.urlencode({"query": HEAVY})
    with serving(built, "--timeout", 60, "--long", 1) as server:
        asked = (
            f"GET /sparql?{encoded} HTTP/1.1\r\nHost: x\r\n\r\n",
            f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {form}\r\n"
            f"Content-Length: {len(encoded)}\r\n\r\n{encoded}",
        )
        clients = [socket.create_connection(("127.0.0.1", server.port)) for _ in asked]
        for client, request in zip(clients, asked, strict=True):
            client.sendall(request.encode())
        until(server, f"{RUNNING} 1.0", f"{WAITING} 1.0")
        for client in clients:
            client.close()
        until(server, f"{RUNNING} 0.0", f"{WAITING} 0.0", 'icmpd_kg_requests_total{route="sparql",status="499"} 2.0')
        assert comes_to(lambda: rests(server))
        assert server.query("ASK {}").status == 200


def test_told_to_stop_it_ends_what_was_begun_and_leaves_nothing(built):
    with serving(built, "--timeout", 2, "--keep", 0) as server:
        children = processes_of(server.process.pid)
        answers = []
        asking = threading.Thread(target=lambda: answers.append(server.query(HEAVY)))
        asking.start()
        until(server, f"{RUNNING} 1.0")
        server.process.send_signal(signal.SIGTERM)
        asking.join()
        assert server.process.wait(20) == 0
        assert [answer.status for answer in answers] == [504]
        assert comes_to(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))


def test_who_asks_too_much_at_once_is_told_so(built):
    with serving(built, "--timeout", 4, "--per-client", 2, "--long", 1, "--waiting", 1) as server:
        threads = [threading.Thread(target=server.query, args=(HEAVY,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        until(server, f"{RUNNING} 1.0", f"{WAITING} 1.0")
        got = server.query("ASK {}")
        for thread in threads:
            thread.join()
        assert (got.status, got.headers["Retry-After"]) == (429, "5")


def test_more_than_may_wait_are_told_to_come_back(built):
    with serving(built, "--timeout", 2, "--side-by-side", 1, "--long", 1, "--waiting", 1) as server:
        statuses: list[int] = []
        threads = [
            threading.Thread(target=lambda i=i: statuses.append(server.query(f"{HEAVY} #{i}").status)) for i in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(statuses) == {503, 504}


def test_all_that_may_wait_end_in_their_time_and_a_short_one_meanwhile(built):
    with serving(built, "--timeout", 2) as server, concurrent.futures.ThreadPoolExecutor(64) as pool:
        begun = [pool.submit(server.query, f"{HEAVY} #{i}") for i in range(64)]
        time.sleep(0.5)
        assert server.query("ASK { ?s a icmpd:MemberState }").text.endswith("true}")
        answers = [each.result() for each in begun]
    assert {answer.status for answer in answers} == {504}
    # Those that waited all their time are told to come back, and those that ran all of it are not.
    told = {"other queries" in answer.text: answer.headers["Retry-After"] for answer in answers}
    assert told == {True: "5", False: None}


def test_service_asks_whom_it_may_and_nobody_else(built, web):
    service = f"SELECT ?s {{ SERVICE <{web.url}/sparql> {{ ?s a <{BASE}ns#MemberState> }} }}"
    with serving(built, "--allow-service", f"{web.url}/sparql") as server:
        got = server.query(service)
        assert got.status == 200 and MALTA in got.text
        assert server.query(service.replace("/sparql>", "/other>")).status == 400
    assert web.query(service).status == 400


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can")
def test_a_worker_can_open_no_socket():
    code = "from icmpd_kg.confined import isolated; import socket; isolated.forbid_sockets(); socket.socket()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "PermissionError" in done.stderr


def test_a_nursery_that_the_system_ended_is_replaced_as_soon_as_there_is_a_graph(small_store, tmp_path):
    place = tmp_path / "graph"
    place.symlink_to(small_store.resolve())
    before = set(processes_of(os.getpid()))
    with contextlib.closing(Workers(place, Limits())) as workers:
        begun = set(processes_of(os.getpid())) - before
        (nursery,) = [pid for pid in begun if Path(f"/proc/{pid}").exists()]  # ps itself is gone.
        os.kill(nursery, signal.SIGKILL)
        os.waitid(os.P_PID, nursery, os.WEXITED | os.WNOWAIT)
        place.unlink()
        for _ in range(2):
            with pytest.raises(StoreError, match="there is no graph at"):
                workers.start()
        place.symlink_to(small_store.resolve())
        worker = workers.start()
        assert worker.do(work.ready, 60).returned is True
        worker.end()


def test_a_port_that_is_taken_is_told(cli, built, web):
    done = cli("serve", "--store", built, "--port", web.port)
    assert (done.returncode, "cannot be listened at" in done.stderr) == (2, True)


@pytest.mark.parametrize(("option", "value"), [("--port", 99_999), ("--per-client", 0), ("--memory", 0)])
def test_a_number_that_no_server_could_use_is_told(cli, option, value):
    done = cli("serve", option, value)
    assert (done.returncode, f"'{value}': a whole number from" in done.stderr) == (2, True)


def test_a_store_that_is_not_there_is_told(cli, tmp_path):
    done = cli("serve", "--store", tmp_path / "none")
    assert (done.returncode, "there is no graph at" in done.stderr) == (2, True)
