"""Servers that are down, slow, busy, cut off, wrong or curious: a clear error each, over real sockets."""

import contextlib
import gc
import logging
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import free_port

from icmpd_kg import InputError, KnowledgeGraph, QueryError, StoreError
from icmpd_kg.store.credentials import NETRC, PASSWORD, TOKEN, USER
from icmpd_kg.store.endpoint import Endpoint
from icmpd_kg.store.remote import Remote

JSON = "application/sparql-results+json"
ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"one"}}]}}'
SECRET = "a-secret-that-nobody-sees"


@pytest.fixture(autouse=True)
def _garbage_stays_in_its_thread():
    """The engine's solutions complain if another thread drops them, such as that of a server here."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()
    gc.collect()


@pytest.fixture(autouse=True)
def _nobody(monkeypatch, tmp_path):
    """No credentials but those a test sets, and no proxy."""
    for name in (USER, PASSWORD, TOKEN):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(NETRC, str(tmp_path / "netrc"))


def reply(status: str, body: bytes = b"", kind: str = JSON, *headers: str, length: int | None = None) -> bytes:
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body) if length is None else length}",
    ]
    return "\r\n".join([*lines, *headers, "Connection: close", "", ""]).encode() + body


class Scripted:
    """A server that gives one answer after the other, whatever it is asked, and keeps what it was asked."""

    def __init__(self, server: socket.socket, answers: list[bytes], pause: float) -> None:
        self.url = f"http://127.0.0.1:{server.getsockname()[1]}/sparql"
        self.asked: list[bytes] = []
        self._server, self._answers, self._pause = server, answers, pause

    def run(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._server.accept()
                with connection, contextlib.suppress(OSError):
                    self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            request += connection.recv(65536)
        head, _, body = request.partition(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        while len(body) < length:
            body += connection.recv(65536)
        self.asked.append(head + b"\r\n\r\n" + body)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if not self._pause:
            connection.sendall(answer)
        else:
            for byte in answer:
                connection.sendall(bytes([byte]))
                time.sleep(self._pause)


@contextlib.contextmanager
def scripted(*answers: bytes, pause: float = 0.0) -> Iterator[Scripted]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        script = Scripted(server, list(answers), pause)
        thread = threading.Thread(target=script.run, daemon=True)
        thread.start()
        yield script
        server.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def ask(url: str, query: str = "SELECT ?x { ?x a ?y }", **options: object) -> list[tuple[object, ...]]:
    return list(Remote(Endpoint(url, **options), {}).query(query))


def test_a_right_answer_is_read_and_the_query_arrives_as_a_form_by_post():
    with scripted(reply("200 OK", ROWS)) as server:
        ((found,),) = ask(server.url)
        assert found.value == "one"
        assert server.asked[0].startswith(b"POST /sparql HTTP/1.1")
        assert b"\r\n\r\nquery=BASE+%3Chttps%3A//w3id.org/icmpd-kg/%3E+" in server.asked[0]
        assert server.asked[0].endswith(b"+SELECT+%3Fx+%7B+%3Fx+a+%3Fy+%7D")


CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (reply("200 OK", ROWS[:-9]), StoreError, "broken off or malformed"),
        (reply("200 OK", ROWS, length=5000), StoreError, "broke off half-way"),
        (CHUNKED + b"10\r\n" + ROWS[:16] + b"\r\n", StoreError, "broke off half-way"),
        (b"", StoreError, "broke off half-way"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", StoreError, "broke off half-way"),
        (reply("200 OK", b"<html>Welcome</html>", "text/html"), StoreError, r"text/html.*not of a web page"),
        (reply("200 OK", b"not json at all"), StoreError, "malformed"),
        (reply("200 OK", b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"no iri"}}]}}'),
         StoreError, "malformed"),
        (reply("200 OK", b'{"head":{"vars":["x"]},"results":{"bindings":7},"x":"nodeID://"}'), StoreError, "malformed"),
        (reply("206 Partial Content", ROWS), StoreError, "no whole answer"),
        (reply("400 Bad Request", b"line 3: no"), QueryError, "cannot run this: line 3: no"),
        (reply("404 Not Found", b"<html><style>p{}</style><p>gone &amp; away", "text/html"), StoreError, "path right"),
        (reply("500 Internal Server Error", b"out of memory\x1b[31m"), StoreError, r"HTTP 500\): out of memory \[31m$"),
        (reply("307 Temporary Redirect", b"", JSON, "Location: http://127.0.0.1:9/x"), StoreError, "moved to http"),
        (reply("301 Moved Permanently", b"", JSON, "Location: http://127.0.0.1:9/x"), StoreError, "moved to http"),
        (reply("401 Unauthorized", b"", JSON, 'WWW-Authenticate: Bearer realm="x"'), StoreError, f"who asks.*{TOKEN}"),
        (reply("403 Forbidden"), StoreError, "who asks"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_told_in_a_sentence(answer, error, said):
    with scripted(answer) as server, pytest.raises(error, match=said) as caught:
        ask(server.url, wait=lambda seconds: None)
    assert server.url in str(caught.value)
    assert len(server.asked) == 1


def test_a_graph_that_is_cut_is_an_error():
    cut = reply("200 OK", b"<urn:a> <urn:b> <urn:c> .\n<urn:a> <ur", "application/n-triples")
    with scripted(cut) as server, pytest.raises(StoreError, match="broken off"):
        ask(server.url, "CONSTRUCT WHERE { ?s ?p ?o }")


def test_a_server_that_is_down_is_told_from_one_that_is_unknown():
    with pytest.raises(StoreError, match=r"cannot be reached \(Connection refused\); is the server running"):
        ask(f"http://127.0.0.1:{free_port()}/sparql")
    with pytest.raises(StoreError, match="cannot be reached"):
        ask("http://no-such-host.invalid/sparql")


def test_a_server_that_never_answers_is_given_up():
    told = pytest.raises(StoreError, match=r"no answer within 0.2 seconds; --timeout S waits longer")
    with socket.create_server(("127.0.0.1", 0)) as silent, told:
        ask(f"http://127.0.0.1:{silent.getsockname()[1]}/sparql", timeout=0.2)


def test_a_server_that_sends_a_byte_now_and_then_is_given_up():
    with scripted(reply("200 OK", ROWS), pause=0.01) as server, pytest.raises(StoreError, match="no answer within"):
        ask(server.url, timeout=0.5)


@pytest.mark.parametrize(
    ("headers", "pauses"),
    [
        ([], [1.0, 2.0]),
        (["Retry-After: 7"], [7.0, 7.0]),
        (["Date: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: Sun, 06 Nov 1994 08:49:40 GMT"], [3.0, 3.0]),
        (["Retry-After: soon"], [1.0, 2.0]),
    ],
)
def test_a_busy_server_is_asked_again_after_a_while(headers, pauses):
    busy = [reply(f"{code} Busy", b"", JSON, *headers) for code in (429, 503)]
    waited: list[float] = []
    with scripted(*busy, reply("200 OK", ROWS)) as server:
        assert len(ask(server.url, wait=waited.append)) == 1
    assert waited == pauses


def test_a_server_that_stays_busy_is_given_up_and_so_is_one_that_asks_for_an_hour():
    waited: list[float] = []
    with scripted(reply("503 Busy")) as server, pytest.raises(StoreError, match="too busy"):
        ask(server.url, wait=waited.append)
    assert waited == [1.0, 2.0, 4.0, 8.0]
    with scripted(reply("503 Busy", b"", JSON, "Retry-After: 3600")) as server, pytest.raises(StoreError, match="busy"):
        ask(server.url, wait=waited.append)
    assert len(waited) == 4


def test_an_update_that_fails_is_not_sent_again():
    with scripted(reply("500 Oops")) as server, pytest.raises(StoreError):
        Endpoint(server.url).update("DROP SILENT GRAPH <urn:x>")
    assert len(server.asked) == 1
    assert b"update=DROP+SILENT+GRAPH" in server.asked[0]


def challenged(scheme: str) -> bytes:
    return reply("401 Unauthorized", b"", JSON, f"WWW-Authenticate: {scheme}")


def test_a_user_is_told_to_a_server_that_asks_and_only_then(monkeypatch):
    monkeypatch.setenv(USER, "me")
    monkeypatch.setenv(PASSWORD, SECRET)
    with scripted(challenged('Basic realm="kg"'), reply("200 OK", ROWS)) as server:
        assert len(ask(server.url)) == 1
        first, second = server.asked
        assert b"Authorization" not in first
        assert b"Authorization: Basic bWU6YS1zZWNyZXQtdGhhdC1ub2JvZHktc2Vlcw==" in second
    digest = 'Digest realm="kg", nonce="abc", qop="auth", algorithm="MD5"'
    with scripted(challenged(digest), reply("200 OK", ROWS)) as server:
        assert len(ask(server.url)) == 1
        assert b'Authorization: Digest username="me", realm="kg", nonce="abc"' in server.asked[1]
        assert SECRET.encode() not in b"".join(server.asked)


def test_netrc_tells_the_user_of_a_host_and_the_environment_goes_before_it(monkeypatch, tmp_path):
    Path(tmp_path / "netrc").write_text(f"machine 127.0.0.1 login me password {SECRET}\n")
    with scripted(challenged('Basic realm="kg"'), reply("200 OK", ROWS)) as server:
        assert len(ask(server.url)) == 1
        assert b"Basic bWU6" in server.asked[1]
    monkeypatch.setenv(TOKEN, SECRET)
    with scripted(reply("200 OK", ROWS)) as server:
        assert len(ask(server.url)) == 1
        assert f"Authorization: Bearer {SECRET}".encode() in server.asked[0]


@pytest.mark.parametrize(
    "answer",
    [challenged('Basic realm="kg"'), challenged("Negotiate"), challenged('Digest realm="x"'),
     reply("403 Forbidden"), reply("500 Oops"), reply("302 Found", b"", JSON, "Location: http://127.0.0.1:9/x")],
)  # fmt: skip
@pytest.mark.parametrize("how", ["user", "token"])
def test_no_error_and_no_log_shows_a_secret(answer, how, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    for name, value in {USER: "me", PASSWORD: SECRET}.items() if how == "user" else [(TOKEN, SECRET)]:
        monkeypatch.setenv(name, value)
    with scripted(answer) as server:
        endpoint = Endpoint(server.url)
        with pytest.raises(StoreError) as caught:
            endpoint.send("SELECT", "SELECT * {}", JSON)
    shown = [str(caught.value), repr(caught.value), repr(endpoint), repr(endpoint._credentials), caplog.text]
    assert SECRET not in "".join(shown)


def test_a_redirection_takes_no_credentials_and_no_query_elsewhere(monkeypatch, listener):
    monkeypatch.setenv(TOKEN, SECRET)
    moved = reply("302 Found", b"", JSON, f"Location: {listener.url}")
    with scripted(moved) as server, pytest.raises(StoreError, match="moved to"):
        ask(server.url)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({USER: "me"}, f"of {USER} and {PASSWORD} only one is set"),
        ({PASSWORD: SECRET}, f"of {USER} and {PASSWORD} only one is set"),
        ({TOKEN: f"{SECRET}\nX-Injected: 1"}, f"{TOKEN} holds a blank"),
    ],
)
def test_credentials_that_cannot_be_used_are_refused_and_not_shown(settings, said, monkeypatch):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=said) as caught:
        Endpoint("http://127.0.0.1:9/sparql")
    assert SECRET not in str(caught.value)


def test_a_netrc_that_is_none_is_refused_and_not_shown(tmp_path):
    Path(tmp_path / "netrc").write_text(f"machine 127.0.0.1 login me pasword {SECRET}\n")
    with pytest.raises(InputError, match="line 1: this is not netrc") as caught:
        Endpoint("http://127.0.0.1:9/sparql")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (f"http://me:{SECRET}@127.0.0.1/sparql", "must not hold a user or a password"),
        ("ftp://127.0.0.1/sparql", "no address of a server"),
        ("file:///etc/passwd", "no address of a server"),
        ("http:///sparql", "no address of a server"),
        ("http://127.0.0.1:99999999/sparql", "no address of a server"),
        ("http://[::1/sparql", "no address of a server"),
        ("http://127.0.0.1/spa rql", "no address of a server"),
    ],
)
def test_an_address_that_cannot_be_one_is_refused(address, said):
    with pytest.raises(InputError, match=said) as caught:
        KnowledgeGraph.open(address)
    assert SECRET not in str(caught.value)


def test_no_proxy_of_the_environment_stands_between_this_machine_and_itself(monkeypatch, listener):
    monkeypatch.setenv("http_proxy", listener.url)
    with scripted(reply("200 OK", ROWS)) as server:
        assert len(ask(server.url)) == 1


def test_nothing_of_a_request_stays_in_the_process(monkeypatch):
    monkeypatch.setenv(USER, "me")
    monkeypatch.setenv(PASSWORD, SECRET)
    before = urllib.request._opener
    with scripted(reply("200 OK", ROWS)) as server:
        ask(server.url)
    assert urllib.request._opener is before


@pytest.mark.parametrize("words", [("query", "ASK {}"), ("find", "PACT"), ("show", "PACT"), ("check",)])
def test_the_command_line_tells_it_in_one_sentence_with_exit_code_2(cli, words):
    result = cli(*words, "--endpoint", f"http://127.0.0.1:{free_port()}/sparql")
    assert result.returncode == 2
    assert "cannot be reached" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--endpoint", "build/graph"), "an address such as"),
        (("--endpoint", "http://127.0.0.1:9/sparql", "--store", "x"), "not allowed with"),
        (("--timeout", "soon"), "a number of seconds above 0"),
        (("--timeout", "0"), "a number of seconds above 0"),
    ],
)
def test_an_option_that_cannot_be_meant_so_is_refused(cli, options, said):
    result = cli("query", "ASK {}", *options)
    assert result.returncode == 2
    assert said in result.stderr
