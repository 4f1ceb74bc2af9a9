"""The store: terms go in and come out as they are, no text of a user does harm, nothing opens a connection."""

import subprocess
import sys

import pytest
import rdflib

from icmpd_kg import InputError, Iri, KnowledgeGraph, Literal, QueryError
from icmpd_kg.model import LANG_STRING, XSD, BlankNode, Quad, Triple
from icmpd_kg.store import Embedded

EX = "https://example.org/"
KNOWS = Iri(EX + "knows")


@pytest.fixture(scope="module")
def store() -> Embedded:
    """Three people; the names of two are in two languages."""
    store = Embedded.memory({"ex": EX})
    a, b, c, name = (Iri(EX + part) for part in ("a", "b", "c", "name"))
    graph = Iri(EX + "graph")
    store.load(
        [
            Quad(a, KNOWS, b, graph),
            Quad(a, KNOWS, c, graph),
            Quad(b, KNOWS, c, graph),
            Quad(a, name, Literal("Ada"), graph),
            Quad(b, name, Literal("Bé", LANG_STRING, "fr"), graph),
        ]
    )
    return store


HOSTILE = [
    '" . ?s ?p ?o } #',
    "'",
    '"""',
    "'''",
    "}",
    "} UNION { ?s ?p ?o }",
    "\\",
    '\\" }',
    "a\nb",
    "a\r\nb\t",
    "# no comment",
    "?x $x {?x}",
    "<http://example.org/>",
    "SERVICE <http://example.org/> { }",
    "é \u2028 \U0001f600 \ufffd \u200b",
    "\x01\x7f",
    "\0",
    "",
    " ",
    "\\u0022 }",
    "%s %(x)s {0} ${x}",
]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
@pytest.mark.parametrize("language", ["", "en"])
def test_a_hostile_string_comes_back_as_it_went_in(store, text, language):
    given = Literal(text, LANG_STRING, language) if language else Literal(text)
    assert list(store.select("SELECT ?x (STR(?x) AS ?s) { }".replace("{ }", "{ BIND(1 AS ?one) }"), {"x": given})) == [
        (given, Literal(text))
    ]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_hostile_string_changes_no_query(store, text):
    assert list(store.select("SELECT ?s ?o { ?s ex:name ?name . ?s ex:knows ?o }", {"name": Literal(text)})) == []
    assert not store.query("ASK { ?s ex:name ?name }", {"name": Literal(text)})


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_hostile_string_stays_itself_in_a_store(text):
    store = Embedded.memory({})
    store.load([Quad(KNOWS, KNOWS, Literal(text), KNOWS)])
    assert [value for (value,) in store.select("SELECT ?o { ?s ?p ?o }")] == [Literal(text)]
    assert store.query("ASK { ?s ?p ?x }", {"x": Literal(text)})


@pytest.mark.parametrize(
    "iri",
    [
        "",
        "no scheme",
        "relative",
        EX + "a> ?p ?o } #",
        EX + "a b",
        EX + "a\nb",
        EX + '"',
        EX + "{x}",
        EX + "<x>",
        EX + "\\",
        EX + "\0",
        EX + "^`|",
        EX + "\ud800",
    ],
    ids=ascii,
)
def test_what_is_no_iri_is_refused_as_a_binding(store, iri):
    with pytest.raises(InputError, match=r"is not an IRI|is no RDF term"):
        store.query("SELECT ?o { ?x ?p ?o }", {"x": Iri(iri)})


@pytest.mark.parametrize(
    "iri", [EX + "a'b", EX + "a#b", EX + "(a)", EX + "é", EX + "a?b=c&d;e", "urn:x", "mailto:a@b"], ids=ascii
)
def test_an_odd_iri_comes_back_as_it_went_in(store, iri):
    assert list(store.select("SELECT ?x {}", {"x": Iri(iri)})) == [(Iri(iri),)]


@pytest.mark.parametrize(
    "term",
    [
        Literal("x", LANG_STRING, 'en" . }'),
        Literal("x", LANG_STRING, "e n"),
        Literal("x", "no iri"),
        Literal("x", EX + "> }"),
        Literal("\ud800"),
        BlankNode("a b"),
        BlankNode("a"),
    ],
    ids=ascii,
)
def test_what_is_no_term_to_bind_is_refused(store, term):
    with pytest.raises(InputError):
        store.query("SELECT ?x { ?s ?p ?x }", {"x": term})


A, B, C = (EX + name for name in "abc")

# A query, and what it answers when ?s is bound to ex:a.
BOUND = {
    "projected": ("SELECT ?s ?o { ?s ex:knows ?o }", [(A, B), (A, C)]),
    "not projected": ("SELECT ?o { ?s ex:knows ?o }", [(B,), (C,)]),
    "star": ("SELECT * { ?s ex:knows ?o FILTER(?o = ex:b) }", [(B, A)]),
    "where": ("SELECT DISTINCT ?o WHERE { ?s ex:knows ?o } ORDER BY ?o LIMIT 1", [(B,)]),
    "dollar": ("SELECT ?o { $s ex:knows ?o }", [(B,), (C,)]),
    "aggregate": ("SELECT (COUNT(*) AS ?n) { ?s ex:knows ?o }", [("2",)]),
    "grouped": ("SELECT ?s (COUNT(?o) AS ?n) { ?s ex:knows ?o } GROUP BY ?s", [(A, "2")]),
    "having": ("SELECT ?s { ?s ex:knows ?o } GROUP BY ?s HAVING(COUNT(?o) > 1)", [(A,)]),
    "filter": ("SELECT ?o { ?x ex:knows ?o FILTER(?x = ?s) }", [(B,), (C,)]),
    "optional": ("SELECT ?o { OPTIONAL { ?s ex:knows ?o } }", [(B,), (C,)]),
    "union": ("SELECT ?o { { ?s ex:knows ?o } UNION { ?o ex:knows ?s } }", [(B,), (C,)]),
    "minus": ("SELECT ?x { ?x ex:knows ?o MINUS { ?s ex:knows ?o . ?x ex:name 'Ada' } }", [(B,)]),
    "exists": ("SELECT ?x { ?x ex:knows ?o FILTER EXISTS { ?o ^ex:knows ?s } }", [(A,), (A,), (B,)]),
    "bind": ("SELECT ?t { BIND(STR(?s) AS ?t) }", [(A,)]),
    "subquery alone": ("SELECT ?n { SELECT (COUNT(*) AS ?n) { ?s ex:knows ?o } }", [("2",)]),
    "subquery alone, projected": ("SELECT ?s ?n { SELECT (COUNT(*) AS ?n) { ?x ex:knows ?o } }", [(A, "3")]),
    "subquery within": ("SELECT ?o ?n { ?s ex:knows ?o { SELECT (COUNT(*) AS ?n) { ?s ex:knows ?b } } }",
                        [(B, "2"), (C, "2")]),
    "subqueries nested": ("SELECT ?n { { SELECT ?n { SELECT (COUNT(*) AS ?n) WHERE { ?s ex:knows ?o } } } }", [("2",)]),
    "values at the end": ("SELECT ?o { ?s ex:knows ?o } VALUES ?o { ex:c }", [(C,)]),
    "subquery and values": ("SELECT ?o { SELECT ?o { ?s ex:knows ?o } } VALUES ?o { ex:c }", [(C,)]),
    "comment at the end": ("SELECT ?o { SELECT ?o { ?s ex:knows ?o } } # } ?s {", [(B,), (C,)]),
    "brace in a string": ("SELECT ('{' AS ?b) ?o { ?s ex:knows ?o FILTER('}' != '{') }", [("{", B), ("{", C)]),
    "exists in the projection": ("SELECT (EXISTS { ?s ex:knows ?o } AS ?e) { ?s ex:name 'Ada' }", [("true",)]),
    "prefix": ("PREFIX e: <https://example.org/> BASE <urn:x> SELECT ?o { ?s e:knows ?o }", [(B,), (C,)]),
}  # fmt: skip


@pytest.mark.parametrize(("query", "rows"), BOUND.values(), ids=BOUND)
def test_a_binding_holds_in_any_select(store, query, rows):
    def text(row):
        return tuple(part.value if isinstance(part, Literal) else str(part) for part in row)

    assert sorted(map(text, store.select(query, {"s": Iri(A)}))) == sorted(rows)


def test_a_variable_made_by_a_subquery_can_be_held_to_a_value(store):
    query = "SELECT ?s { { SELECT ?s (COUNT(*) AS ?n) { ?s ex:knows ?o } GROUP BY ?s } }"
    with pytest.raises(QueryError, match="no variable"):
        store.query(query, {"m": Literal("1")})
    assert list(store.select(query, {"n": Literal("2", XSD + "integer")})) == [(Iri(A),)]


@pytest.mark.parametrize(
    "query", ["SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "SELECT ?s { ?s ?p ?o BIND(1 AS ?n) }", "SELECT (1 AS ?n) {}"]
)
def test_a_variable_that_the_query_gives_a_value_cannot_be_bound(store, query):
    with pytest.raises(QueryError, match=r"\?n cannot be bound in this query"):
        store.query(query, {"n": Literal("2", XSD + "integer")})


def test_bindings_hold_together(store):
    rows = store.select("SELECT ?p { ?s ?p ?o }", {"s": Iri(A), "o": Iri(C)})
    assert list(rows) == [(KNOWS,)]


@pytest.mark.parametrize(("who", "told"), [(A, True), (C, False)])
@pytest.mark.parametrize("query", ["ASK { ?s ex:knows ?o }", "ASK WHERE{?s ex:knows ?o}", "ASK { { ?s ex:knows ?o } }"])
def test_a_binding_holds_in_ask(store, query, who, told):
    assert bool(store.query(query, {"s": Iri(who)})) is told


@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT { ?s ex:knows ?o } WHERE { ?s ex:knows ?o }",
        "CONSTRUCT { ?s ex:knows ?o } { ?s ex:knows ?o }",
        "CONSTRUCT { ?s ex:knows ?o } WHERE { SELECT ?s ?o { ?s ex:knows ?o } }",
        "CONSTRUCT WHERE { ?s ex:knows ?o }",
        "CONSTRUCT WHERE { ?s ex:knows ?o } # the end",
        "construct where { ?s ex:knows ?o }",
    ],
)
def test_a_binding_holds_in_construct(store, query):
    assert set(store.query(query, {"s": Iri(B)})) == {Triple(Iri(B), KNOWS, Iri(C))}


@pytest.mark.parametrize("query", ["DESCRIBE ?s", "DESCRIBE ?s WHERE { ?s ex:knows ?o }", "DESCRIBE ?s { }"])
def test_a_binding_holds_in_describe(store, query):
    assert {triple.subject for triple in store.query(query, {"s": Iri(B)})} == {Iri(B)}


def test_an_unknown_variable_to_bind_is_told_with_the_nearest(store):
    with pytest.raises(QueryError, match=r"no variable \?dono to bind; did you mean 'donor'\?"):
        store.query("SELECT ?donor { ?donor ?p ?o }", {"dono": Literal("x")})


@pytest.mark.parametrize("name", ["x } #", "a b", "", "?s"])
def test_a_hostile_name_of_a_variable_is_refused(store, name):
    with pytest.raises(QueryError, match="no variable"):
        store.query("SELECT ?s { ?s ?p ?o }", {name: Literal("x")})


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELEC ?s { ?s ?p ?o }", 1, 1),
        ("SELECT ?s {\n  ?s ?p\n}", 3, 1),
        ("SELECT ?s { ?s ex:knows ?o ", 1, 28),
        ("", 1, 1),
        ("\n\n", 3, 1),
        ("SELECT ?s { ?s nope:x ?o }", 1, 22),
        ("SELECT ?s {\n  ?s ?p 'unended\n}", 2, None),
        ("SELECT ?s {\n\t?é ?p\t?o ;; }}", 2, 15),
        ("SELECT ?s { ?s ?p ?o }\nLIMIT x", 2, 7),
        ("SELECT ?s { ?s ?p ?o }\nODER BY ?s # comment", 2, 1),
        ("SELECT ?s { <a b> ?p ?o }", 1, 16),
        ("INSERT DATA { ex:a ex:b ex:c }", 1, 1),
        ("SELECT (SUM(?x) AS ?y) ?z { ?x ?y ?z }", None, None),
        ("SELECT * { \x00 }", 1, 12),
    ],
)
def test_malformed_sparql_is_told_with_line_column_and_caret(store, query, line, column):
    with pytest.raises(QueryError) as caught:
        store.query(query)
    if line is not None:
        assert caught.value.line == line
        told, text, caret = str(caught.value).split("\n")
        assert told.startswith(f"line {line}, column {caught.value.column}: ")
        assert text == "  " + query.split("\n")[line - 1].replace("\t", " ").replace("\0", " ")
        assert caret.index("^") == 2 + caught.value.column - 1
    if column is not None:
        assert caught.value.column == column


def test_malformed_sparql_is_told_at_its_own_place_when_there_are_bindings(store):
    with pytest.raises(QueryError) as caught:
        store.query("SELECT ?s { ?s ?p }", {"s": Iri(A)})
    assert (caught.value.line, caught.value.column) == (1, 19)


def test_what_fails_while_a_query_runs_is_a_query_error(store):
    for query in ("SELECT (ex:f(1) AS ?x) {}", "SELECT * { ?s ?p ?o FILTER(ex:f(?o)) }"):
        with pytest.raises(QueryError, match="cannot be run"):
            list(store.select(query))


# Texts that would kill the engine, or that grow towards it; each in a process of its own.
DEADLY = {
    "long": "SELECT * { ?s ?p '" + "x" * 25_000 + "' }",
    "braces": "SELECT * " + "{" * 3_000 + "}" * 3_000,
    "braces unended": "SELECT * " + "{" * 3_000,
    "parentheses": "SELECT (" + "(" * 3_000 + "1" + ")" * 3_000 + " AS ?x) {}",
    "brackets": "SELECT * { ?s ?p " + "[ ?p " * 3_000 + "]" * 3_000 + "}",
    "lists": "SELECT * { ?s ?p " + "(" * 3_000 + ")" * 3_000 + "}",
    "functions": "SELECT (" + "STR(" * 3_000 + "1" + ")" * 3_000 + " AS ?x) {}",
    "OPTIONAL": "SELECT * {" + "OPTIONAL{}" * 3_000 + "}",
    "OPTIONAL nested": "SELECT * {" + "OPTIONAL{" * 1_500 + "}" * 1_500 + "}",
    "MINUS": "SELECT * {" + "MINUS{}" * 3_000 + "}",
    "BIND": "SELECT * {" + "".join(f"BIND(1 AS?v{i})" for i in range(3_000)) + "}",
    "UNION": "SELECT * {{}" + "UNION{}" * 2_700 + "}",
    "VALUES": "SELECT * {" + "VALUES?x{}" * 1_900 + "}",
    "sums": "SELECT (1" + "+1" * 9_000 + " AS ?x) {}",
    "products": "SELECT (1" + "*1" * 9_000 + " AS ?x) {}",
    "negations": "SELECT (" + "!" * 19_000 + "1 AS ?x) {}",
    "paths": "SELECT * { ?s a" + "/a" * 9_000 + " ?o }",
    "objects": "SELECT * { <a:a> a 1" + ",1" * 9_000 + " }",
    "properties": "SELECT * { <a:a> a 1" + ";a 1" * 4_000 + " }",
    "triples": "SELECT * {" + "[]a 1." * 3_000 + "}",
    "members": "SELECT * { ?s a (" + "1 " * 9_000 + ") }",
    "members without blanks": "SELECT * { ?s a (" + "?a" * 9_000 + ") }",
    "strings": "SELECT * { ?s a (" + "''" * 9_000 + ") }",
    "braces like a string": "SELECT * { ?a ?b ?c FILTER(?c<'>')" + "{" * 3_000 + "}" * 3_000 + "FILTER('a'='a')}",
}  # fmt: skip


@pytest.mark.parametrize("query", DEADLY.values(), ids=DEADLY)
def test_a_text_that_would_kill_the_engine_is_refused_and_the_process_lives(query):
    program = (
        "import sys; from icmpd_kg.store import Embedded; from icmpd_kg import QueryError\n"
        "try: Embedded.memory({}).query(sys.stdin.read())\n"
        "except QueryError as error: print('refused:', error)"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, input=query, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("refused: ")
    assert len(done.stdout) < 200


def test_a_long_but_plain_query_is_taken(store):
    values = " ".join(f"<https://example.org/a/rather/long/name/of/something-{i}>" for i in range(300))
    assert list(store.select(f"SELECT ?x {{ VALUES ?x {{ {values} }} ?x ?p ?o }}")) == []


SERVICE = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * {SERVICE<URL>{?s ?p ?o}}",
    "SELECT * { service <URL> { ?s ?p ?o } }",
    "SELECT * { SeRvIcE SILENT <URL> { ?s ?p ?o } }",
    "SELECT * {SERVICESILENT<URL>{?s ?p ?o}}",
    "SELECT * { SERVICE\n\t<URL>\r\n{ ?s ?p ?o } }",
    "SELECT * { SERVICE # which?\n <URL> # this\n { ?s ?p ?o } }",
    "SELECT * { SERVICE#'\n<URL>#'\n{ ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o # a comment ends here\rSERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { VALUES ?g { <URL> } SERVICE ?g { ?s ?p ?o } }",
    "SELECT * { VALUES ?g { <URL> } SERVICE?g{ ?s ?p ?o } }",
    "PREFIX u: <URL> SELECT * { SERVICE u: { ?s ?p ?o } }",
    "PREFIX u: <URL> SELECT * { SERVICEu:{ ?s ?p ?o } }",
    "PREFIX u: <URL> SELECT * { SERVICE u:a\\#b { ?s ?p ?o } }",
    "PREFIX u: <URL> SELECT * { ?s ?p trueSERVICEu:x{ ?s ?p ?o } }",
    "SELECT * { ?s ?p true SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE<URL>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE<URL>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p ?c FILTER(?c < 2)SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?c FILTER(?c<2)SERVICE#>\n<URL>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p ?c FILTER(?c<'>'||true)SERVICE <URL> { ?s ?p ?o } FILTER('a'='a') }",
    "SELECT * { ?s <urn:\\u0062'> ?c SERVICE <URL> { ?s ?p ?o } FILTER('a'='a') }",
    "SELECT * { ?s <urn:\\u0062#> ?c SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "SELECT * { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { \u017fERVICE <URL> { ?s ?p ?o } }",
    "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } { SERVICE <URL> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <URL> { ?s ?p ?o } }",
]


@pytest.mark.parametrize("query", SERVICE)
def test_service_is_refused_however_it_is_written(store, listener, query):
    with pytest.raises(QueryError):
        answer = store.query(query.replace("URL", listener.url))
        assert not list(answer)


def test_refusing_service_names_its_place(store):
    with pytest.raises(QueryError, match="line 2, column 3: SERVICE would ask another host"):
        store.query("SELECT * {\n  SERVICE <http://example.org/> { } }")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x { BIND('SERVICE <http://example.org/> { }' AS ?x) }",
        'SELECT ?x { BIND("""SERVICE <http://example.org/>\n{ }""" AS ?x) }',
        "SELECT ?x { BIND(1 AS ?x) } # SERVICE <http://example.org/> { }",
        "# SERVICE <http://example.org/> {\nSELECT ?x { BIND(1 AS ?x) }",
        "SELECT ?x { BIND(<http://example.org/service> AS ?x) FILTER EXISTS {} }",
        "SELECT ?x { BIND(<http://example.org/service#x> AS ?x) { } }",
        "SELECT ?service { BIND(1 AS ?service) { } }",
        "SELECT ?x { OPTIONAL { GRAPH ?service { ?a ?b 5 } } BIND(1 AS ?x) }",
        "SELECT ?x { OPTIONAL { GRAPH ?services { ?a ?b 5 } } BIND(1 AS ?x) }",
        "SELECT ?x { OPTIONAL { GRAPH ex:service { ?a ?b ?c } } BIND(1 AS ?x) }",
        "SELECT ?x { OPTIONAL { GRAPH ex:my-service { ?a ?b ?c } } BIND(1 AS ?x) }",
        "PREFIX service: <urn:s:> SELECT ?x { BIND(service:x AS ?x) { } }",
        "PREFIX my_service: <urn:s:> SELECT ?x { OPTIONAL { GRAPH my_service:x { ?s ?p ?o } } BIND(1 AS ?x) }",
        "SELECT ?x { BIND('customer service'@en AS ?x) FILTER('service' != '{') }",
    ],
)
def test_the_word_service_is_not_refused_where_it_asks_nobody(store, query):
    assert len(list(store.select(query))) == 1


def test_a_string_that_holds_service_keeps_its_letters(store):
    for text in ("SERVICE <http://example.org/> { }", "service:x {"):
        assert list(store.select(f"SELECT ('{text}' AS ?x) {{}}")) == [(Literal(text),)]


def test_from_asks_only_the_graphs_it_names(store):
    other = Quad(KNOWS, KNOWS, KNOWS, Iri(EX + "other"))
    both = Embedded.memory({"ex": EX})
    both.load([other, Quad(Iri(A), KNOWS, Iri(B), Iri(EX + "graph"))])
    assert len(list(both.select("SELECT * { ?s ?p ?o }"))) == 2
    assert list(both.select("SELECT ?s FROM ex:other { ?s ?p ?o }")) == [(KNOWS,)]
    assert list(both.select("SELECT ?s FROM NAMED ex:other { GRAPH ?g { ?s ?p ?o } }")) == [(KNOWS,)]
    assert len(list(both.select("SELECT ?s ('from' AS ?from) { ?s ?p ?o } # from"))) == 2


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <URL> { ?s ?p ?o }",
        "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "CONSTRUCT WHERE { GRAPH <URL> { ?s ?p ?o } }".replace("CONSTRUCT WHERE", "SELECT *"),
        "DESCRIBE <URL>",
    ],
)
def test_a_graph_that_is_not_there_is_empty_and_nobody_is_asked(store, listener, query):
    assert list(store.query(query.replace("URL", listener.url))) == []


@pytest.mark.parametrize("text", ["LOAD <URL>", "INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", "DROP ALL", "CLEAR DEFAULT"])
def test_an_update_is_no_query(store, listener, text):
    before = len(store)
    with pytest.raises(QueryError):
        store.query(text.replace("URL", listener.url))
    assert len(store) == before


RDFXML = b"""<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">%s]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="https://example.org/">
<rdf:Description rdf:about="https://example.org/a"><e:name>&b;</e:name></rdf:Description></rdf:RDF>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("more", [b"", b'<!ENTITY c SYSTEM "file:///etc/passwd">'])
def test_rdfxml_with_a_doctype_is_refused(encoding, more):
    store = Embedded.memory({})
    content = (RDFXML % more).decode().encode(encoding)
    with pytest.raises(InputError, match="DOCTYPE" if encoding == "utf-8" else "is not rdfxml|DOCTYPE"):
        store.parse(content, "rdfxml")
    with pytest.raises(InputError, match="DOCTYPE"):
        store.parse(content.replace(b"DOCTYPE", b"doctype") if encoding == "utf-8" else RDFXML % more, "rdfxml")
    assert len(store) == 0


@pytest.mark.parametrize(
    "context",
    [
        '"URL"',
        '["URL"]',
        '{"@import": "URL", "@version": 1.1}',
        '{"name": {"@id": "https://example.org/name", "@context": "URL"}}',
        '"file:///etc/passwd"',
    ],
)
def test_jsonld_with_a_remote_context_is_refused_and_nobody_is_asked(listener, context):
    document = f'{{"@context": {context}, "@id": "https://example.org/a", "name": {{"@id": "https://example.org/b"}}}}'
    store = Embedded.memory({})
    with pytest.raises(InputError, match=r"input.*: this is not jsonld"):
        store.parse(document.replace("URL", listener.url).encode(), "jsonld")
    assert len(store) == 0


@pytest.mark.parametrize("form", ["turtle", "trig", "ntriples", "nquads", "rdfxml", "jsonld"])
@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"<", b"{", b"\0", b"a b c .", b'<a> <b> "\xe9" .', b"[[[["], ids=ascii
)
def test_what_is_not_rdf_is_told_with_the_name_of_the_file(form, content):
    store = Embedded.memory({})
    with pytest.raises(InputError, match=r"^f\.x"):
        store.parse(content, form, name="f.x")
    assert len(store) == 0


def test_the_rdflib_view_answers_the_same(small_kg: KnowledgeGraph):
    view = small_kg.dataset
    ours = sorted(str(iri) for (iri,) in small_kg.query("SELECT ?p { ?p a icmpd:Project }"))
    assert ours == sorted(str(row[0]) for row in view.query("SELECT ?p { ?p a icmpd:Project }"))
    project = rdflib.URIRef("https://w3id.org/icmpd-kg/ns#Project")
    assert ours == sorted(map(str, view.subjects(rdflib.RDF.type, project)))
    assert len(list(view.quads((None, None, None, None)))) == len(small_kg)
    named = {str(graph) for (graph,) in small_kg.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}
    assert named == {str(graph.identifier) for graph in view.graphs()} - {str(rdflib.graph.DATASET_DEFAULT_GRAPH_ID)}


def test_the_rdflib_view_is_no_copy():
    store = Embedded.memory({"ex": EX})
    view = store.as_rdflib()
    assert len(list(view.quads((None, None, None, None)))) == 0
    store.load([Quad(KNOWS, KNOWS, Literal("later"), Iri(EX + "graph"))])
    assert [str(row[0]) for row in view.query("SELECT ?o { ?s ex:knows ?o }")] == ["later"]
    (quad,) = view.quads((None, None, None, None))
    assert str(quad[3].identifier if hasattr(quad[3], "identifier") else quad[3]) == EX + "graph"
