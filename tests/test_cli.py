"""The command line, as a process: exit codes, data on stdout and words on stderr, and never a traceback."""

import csv
import io
import json
import os
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import command

from icmpd_kg.cli import VERBS

TESTS = Path(__file__).parent
SOUND = TESTS / "data" / "sound.ttl"
BROKEN = TESTS / "data" / "broken"
PROJECTS = "SELECT ?label { ?p a icmpd:Project ; rdfs:label ?label } ORDER BY ?label"
TITLES = ["Candles for small harbours", "Flambeaux de l’été", 'Lanterns, "large" and small']


@pytest.fixture(scope="module")
def ask(cli, small_store):
    """Run a verb over the small store."""

    def run(verb, *arguments, **options):
        return cli(verb, "--store", small_store, *arguments, **options)

    return run


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(cli, verb):
    done = cli(verb, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: icmpd-kg {verb}")
    assert VERBS[verb][1:] in " ".join(done.stdout.split())


def test_the_script_and_the_module_are_the_same(cli):
    script = subprocess.run(
        [Path(command()[0]).with_name("icmpd-kg"), "--help"], capture_output=True, text=True, check=True
    )
    assert script.stdout == cli("--help").stdout == cli().stdout
    assert all(verb in script.stdout for verb in VERBS)
    assert cli("--version").stdout.startswith("icmpd-kg ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["biuld"], "invalid choice: 'biuld' (choose from"),
        (["query"], "the following arguments are required: QUERY"),
        (["query", "ASK {}", "--fromat", "csv"], "unrecognized arguments: --fromat csv"),
        (["query", "ASK {}", "--format", "docx"], "invalid choice: 'docx'"),
        (["find", "x", "--limit", "many"], "invalid int value: 'many'"),
        (["build", "--data"], "expected one argument"),
        (["--nope"], "unrecognized arguments: --nope"),
    ],
)
def test_bad_use_is_told_with_exit_code_2(cli, arguments, told):
    done = cli(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr.replace("choose from build", "choose from 'build'")


# ── query


def test_a_query_answers_on_stdout_and_says_nothing_else(ask):
    done = ask("query", PROJECTS, "--format", "csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert [row[0] for row in csv.reader(io.StringIO(done.stdout))] == ["label", *TITLES]


def test_a_query_comes_as_text_file_or_standard_input(ask, tmp_path):
    (tmp_path / "q.rq").write_text(PROJECTS)
    text = ask("query", PROJECTS).stdout
    assert ask("query", tmp_path / "q.rq").stdout == text
    assert ask("query", "-", input=PROJECTS).stdout == text
    assert ask("query", "q.rq", cwd=tmp_path).stdout == text


READ = {
    "table": lambda text: [line.rstrip() for line in text.splitlines()[2:]],
    "csv": lambda text: [row[0] for row in csv.reader(io.StringIO(text))][1:],
    "tsv": lambda text: [line.rpartition('"@')[0][1:].replace('\\"', '"') for line in text.splitlines()[1:]],
    "json": lambda text: [b["label"]["value"] for b in json.loads(text)["results"]["bindings"]],
    "xml": lambda text: [str(row[0].value) for row in ox.parse_query_results(text, ox.QueryResultsFormat.XML)],
}


@pytest.mark.parametrize("form", READ)
def test_a_table_of_solutions_is_written_in_every_format(ask, form):
    done = ask("query", PROJECTS, "--format", form)
    assert (done.returncode, done.stderr) == (0, "")
    assert READ[form](done.stdout) == TITLES


@pytest.mark.parametrize("form", READ)
def test_a_yes_or_no_is_written_in_every_format(ask, form):
    done = ask("query", 'ASK { ?s icmpd:acronym "CANDLE" }', "--format", form)
    assert (done.returncode, done.stderr) == (0, "")
    assert "true" in done.stdout


RDF = {"turtle": "TURTLE", "nt": "N_TRIPLES", "rdf": "RDF_XML", "jsonld": "JSON_LD"}


@pytest.mark.parametrize("form", RDF)
def test_a_graph_is_written_in_every_format(ask, form):
    done = ask("query", "CONSTRUCT { ?p rdfs:label ?l } WHERE { ?p a icmpd:Project ; rdfs:label ?l }", "--format", form)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(q.object.value for q in ox.parse(done.stdout, getattr(ox.RdfFormat, RDF[form]))) == TITLES


@pytest.mark.parametrize(
    ("query", "form"),
    [
        *((PROJECTS, form) for form in RDF),
        *(("CONSTRUCT WHERE { ?s a icmpd:Project }", form) for form in READ if form != "table"),
    ],
)
def test_a_format_that_cannot_carry_the_answer_is_told(ask, query, form):
    done = ask("query", query, "--format", form)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be written as" in done.stderr
    assert "choose one of" in done.stderr


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s { ?s ?p }",
        "SELEC ?s { }",
        "SELECT *\n{ ?s ?p 'x }",
        "SELECT { ",
        "{}",
        " ",
        "DROP ALL",
        "SELECT * { ?s nope:x ?o }",
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * {" + "{" * 3000,
        "SELECT * { ?s ?p '\udcff' }",
    ],
    ids=ascii,
)
def test_malformed_sparql_ends_with_exit_code_2_and_its_place(ask, query):
    done = ask("query", query)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("icmpd-kg query: line ")


def test_a_caret_points_at_the_fault(ask):
    told = ask("query", "SELECT ?s { ?s ?p }").stderr.splitlines()
    assert told == [
        "icmpd-kg query: line 1, column 19: '}' cannot stand here",
        "  SELECT ?s { ?s ?p }",
        "                    ^",
    ]


def test_an_empty_query_on_standard_input_is_told(ask):
    assert ask("query", "-", input="").returncode == 2
    done = ask("query", "-", input=b"\xff\xfe", text=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"not UTF-8" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["none.rq", "none/at/all.rq", "/", "{here}", "latin.rq"])
def test_a_file_that_cannot_be_read_is_told(ask, tmp_path, name):
    (tmp_path / "latin.rq").write_bytes("# é\nASK {}".encode("latin-1"))
    given = str(tmp_path) if name == "{here}" else name
    done = ask("query", given, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{given} is neither a question, nor SPARQL, nor a file that can be read" in done.stderr


def test_an_unreadable_file_is_told(cli, tmp_path):
    file = tmp_path / "secret.ttl"
    file.write_text("")
    file.chmod(0)
    if os.access(file, os.R_OK):
        file.unlink()
        file.symlink_to("secret.ttl")  # Root reads all but a circle.
    done = cli("validate", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{file} cannot be read" in done.stderr


def test_an_unknown_question_is_told_with_the_nearest(ask):
    done = ask("query", "project-by-region")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no question is called 'project-by-region'; nearest: projects-by-region" in done.stderr
    assert ask("query", "zzzzzz").returncode == 1


@pytest.mark.parametrize(
    ("param", "told"),
    [
        ("entity", "expected NAME=VALUE"),
        ("=x", "has no parameter ''"),
        ("entiti=x", "has no parameter 'entiti'; it takes: entity"),
        ("self=x", "has no parameter 'self'"),
        ("name=x", "has no parameter 'name'"),
    ],
)
def test_a_bad_parameter_is_told(ask, param, told):
    done = ask("query", "who-says-so", "--param", param)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_an_unknown_name_as_parameter_is_told_with_the_nearest(ask):
    done = ask("query", "who-says-so", "--param", "entity=Candels for small harbors")
    assert (done.returncode, done.stdout) == (1, "")
    assert "nearest: Candles for small harbours" in done.stderr


@pytest.mark.parametrize(
    "name", ["candle", "CANDLE", "Candles for small harbours", "https://w3id.org/icmpd-kg/id/project/candle"]
)
def test_a_question_takes_an_entity_by_any_name(ask, name):
    done = ask("query", "who-says-so", "--param", f"entity={name}", "--format", "csv")
    assert done.returncode == 0
    assert "from April 2019 until March 2021" in done.stdout


def test_a_parameter_takes_only_what_it_may_be(cli, built):
    other = cli("query", "portfolio-of-a-donor", "--param", "donor=PACT", "--store", built)
    assert other.returncode == 1
    assert "no Organisation" in other.stderr
    named = cli("query", "portfolio-of-a-donor", "--param", f"donor={PACT}", "--store", built)
    assert named.returncode == 1
    assert "is a Project" in named.stderr
    closed = cli("query", "ties-to-projects-by-basis", "--param", "basis=hearsay", "--store", built)
    assert closed.returncode == 2
    assert "'hearsay' is none of those it may be" in closed.stderr


PACT = "https://w3id.org/icmpd-kg/id/project/pact"


def test_a_parameter_of_a_text_is_a_binding(ask):
    text = "SELECT ?s { ?s icmpd:acronym ?a }"
    assert "candle" in ask("query", text, "--param", "a=CANDLE").stdout
    assert "candle" not in ask("query", text, "--param", 'a=" } #').stdout
    assert ask("query", text, "--param", "sparql=x").returncode == 2
    assert "no variable ?acronym to bind" in ask("query", text, "--param", "acronym=x").stderr


def test_a_reader_that_has_seen_enough_is_no_fault(small_store):
    for verb in (
        ["query", "SELECT * { ?s ?p ?o }", "--format", "csv"],
        ["query", "SELECT * { ?s ?p ?o }"],
        ["export", "--format", "nquads"],
        ["export", "--format", "jsonld"],
        ["query", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "nt"],
        ["validate", "--format", "turtle"],
    ):
        arguments = command(*verb, "--store", small_store)
        pipe = ["sh", "-c", '{ "$@"; echo "code $?" >&2; } | head -1', "sh", *arguments]
        done = subprocess.run(pipe, capture_output=True, text=True, check=True)
        assert done.stdout.count("\n") == 1
        assert [line for line in done.stderr.splitlines() if "conform" not in line] == ["code 0"], verb


def test_a_full_disk_under_the_answer_is_told(ask):
    with Path("/dev/full").open("w") as full:
        for form in ("csv", "table"):
            streams = {"capture_output": False, "stdout": full, "stderr": subprocess.PIPE}
            done = ask("query", "SELECT * { ?s ?p ?o }", "--format", form, **streams)
            assert done.returncode == 2
            assert "the answer cannot be written: No space left on device" in done.stderr


def test_letters_outside_ascii_are_written_in_any_locale(ask):
    env = {**{k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON"))}, "LC_ALL": "C"}
    done = ask("query", PROJECTS, env=env, text=False)
    assert done.returncode == 0, done.stderr
    assert "Flambeaux de l’été".encode() in done.stdout


# ── validate


def test_a_sound_file_conforms(cli):
    done = cli("validate", SOUND)
    assert done.returncode == 0, done.stdout
    assert done.stderr.startswith("conforms (0 violations, 0 warnings, ")


@pytest.mark.parametrize("name", ["project-without-label", "share-above-a-hundred", "two-chairs-at-one-time"])
def test_a_broken_file_does_not_conform(cli, name):
    done = cli("validate", BROKEN / f"{name}.ttl")
    assert done.returncode == 1
    assert done.stdout.startswith("Violation: <https://w3id.org/icmpd-kg/")
    assert done.stderr.startswith("does not conform (")


def test_findings_are_written_as_json_and_turtle(cli):
    file = BROKEN / "share-above-a-hundred.ttl"
    found = json.loads(cli("validate", file, "--format", "json").stdout)
    assert "Violation" in {finding["severity"] for finding in found}
    assert all(finding["message"] and finding["focus"] for finding in found)
    report = list(ox.parse(cli("validate", file, "--format", "turtle").stdout, ox.RdfFormat.TURTLE))
    assert any(
        quad.object.value.endswith("ValidationReport") for quad in report if isinstance(quad.object, ox.NamedNode)
    )


def test_the_store_itself_conforms(ask):
    done = ask("validate")
    assert done.returncode == 0
    assert done.stderr.startswith("conforms (0 violations")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("none.ttl", None, "cannot be read: No such file"),
        ("folder.ttl", "", "cannot be read: Is a directory"),
        ("a.doc", b"", "the ending tells no RDF format"),
        ("a.ttl", b"<a> <b> .", "this is not turtle"),
        ("a.ttl", b"<urn:a> <urn:b> 1 .\n<urn:a> <urn:b>", "line 2: this is not turtle"),
        ("a.nt", b"\xff", "this is not ntriples"),
        ("a.jsonld", b'{"@context": "http://127.0.0.1:9/"}', "this is not jsonld"),
        ("a.rdf", b"<!DOCTYPE x><x/>", "DOCTYPE is refused"),
    ],
)
def test_a_file_that_is_not_rdf_is_told(cli, tmp_path, name, content, told):
    if content == "":
        (tmp_path / name).mkdir()
    elif content is not None:
        (tmp_path / name).write_bytes(content)
    done = cli("validate", tmp_path / name)
    assert (done.returncode, done.stdout) == (2, "")
    assert str(tmp_path / name) in done.stderr
    assert told in done.stderr


# ── the other verbs


def test_the_catalogue_lists_every_question_and_prints_one(cli):
    done = cli("queries")
    assert done.returncode == 0
    for file in (TESTS.parent / "queries").glob("*.rq"):
        assert file.stem in done.stdout
        assert cli("queries", file.stem).stdout == file.read_text("utf-8")
    done = cli("queries", "whosays")
    assert (done.returncode, done.stdout) == (1, "")
    assert "nearest: who-says-so" in done.stderr


@pytest.mark.parametrize(
    "text", ["candles for small harbours", "Candels for smal harbours", "CANDLE", "flambeaux de l'ete"]
)
def test_a_thing_is_found_by_a_name_nearly_right(ask, text):
    done = ask("find", text)
    assert done.returncode == 0
    assert "id/project/" in done.stdout.splitlines()[2]
    found = json.loads(ask("find", text, "--format", "json").stdout)
    assert found[0]["kind"] == "Project"


def test_a_name_that_nothing_goes_by_is_told(ask):
    for arguments in (["find", "xyzzy"], ["find", ""], ["show", "xyzzy"], ["show", ""]):
        done = ask(*arguments)
        assert (done.returncode, done.stdout) == (1, ""), arguments
        assert done.stderr
    assert json.loads(ask("find", "xyzzy", "--format", "json").stdout) == []


def test_a_name_nearly_right_is_offered_by_show(ask):
    done = ask("show", "Candels for small harbors")
    assert (done.returncode, done.stdout) == (1, "")
    assert "nothing goes by the name 'Candels for small harbors'; nearest: Candles for small harbours" in done.stderr


@pytest.mark.parametrize("iri", ["id/project/none", "id/project/a b", "id/} #", "id/"])
def test_an_iri_that_nothing_has_is_told(ask, iri):
    done = ask("show", f"https://w3id.org/icmpd-kg/{iri}")
    assert done.returncode in {1, 2}
    assert done.stdout == ""
    assert iri in done.stderr


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "xml"])
def test_show_tells_all_with_page_and_quotation(ask, form):
    done = ask("show", "CANDLE", "--format", form)
    assert done.returncode == 0
    assert "from April 2019 until March 2021" in done.stdout
    assert "40" in done.stdout
    assert done.stderr.startswith("Candles for small harbours (Project) <https://")


def test_export_without_a_format_is_told(ask, tmp_path):
    done = ask("export")
    assert (done.returncode, done.stdout) == (2, "")
    assert "say which RDF form" in done.stderr
    assert ask("export", "--out", tmp_path / "graph.doc").returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_export_writes_a_file_and_says_so(ask, tmp_path):
    done = ask("export", "--out", tmp_path / "graph.ttl")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"wrote {tmp_path / 'graph.ttl'}\n"


def test_export_to_a_place_that_cannot_be_written_is_told(ask, tmp_path):
    done = ask("export", "--out", tmp_path / "none" / "graph.ttl")
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be written: No such file or directory" in done.stderr


def test_building_from_a_folder_that_is_not_there_is_told(cli, tmp_path):
    done = cli("build", "--data", tmp_path / "none", "--store", tmp_path / "graph")
    assert (done.returncode, done.stdout) == (1, "")
    assert "tables.json is missing" in done.stderr


def test_check_compares_what_the_report_states(cli, built):
    done = cli("check", "--store", built)
    assert done.returncode == 0, done.stdout
    assert "agree" in done.stderr
    assert {row["verdict"] for row in json.loads(cli("check", "--store", built, "--format", "json").stdout)} <= {
        "agrees",
        "gap",
        "not comparable",
    }


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_stands_in_the_documents(verb):
    top = Path(__file__).parent.parent
    documents = [top / "README.md", top / "CHANGELOG.md", *top.glob("docs/**/*.md"), top / "data" / "README.md"]
    assert any(f"icmpd-kg {verb}" in document.read_text("utf-8") for document in documents)


def test_several_files_are_validated_together(cli):
    data = Path(__file__).parent / "data"
    both = cli("validate", data / "sound.ttl", data / "broken" / "evidence-without-page.ttl")
    assert both.returncode == 1
    assert "is missing, empty or double" in both.stdout  # One quotation in each file, of the same evidence.
    assert cli("validate", data / "sound.ttl", data / "sound.ttl").returncode == 0
