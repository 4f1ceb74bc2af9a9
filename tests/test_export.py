"""Exports: each parses back to the same graph, keeps every lexical form, and leaves the old file when it fails."""

import io
import json
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from conftest import command

from icmpd_kg import InputError, KnowledgeGraph, data
from icmpd_kg.model import Literal
from icmpd_kg.publish.serialise import EXPORTS, REIFIED

SMALL = Path(__file__).parent / "data" / "small"

TRIPLES = {
    "turtle": (ox.RdfFormat.TURTLE, "turtle"),
    "ntriples": (ox.RdfFormat.N_TRIPLES, "nt"),
    "rdfxml": (ox.RdfFormat.RDF_XML, "xml"),
    "jsonld": (ox.RdfFormat.JSON_LD, "json-ld"),
}
QUADS = {
    "trig": (ox.RdfFormat.TRIG, "trig"),
    "nquads": (ox.RdfFormat.N_QUADS, "nquads"),
    "canonical": (ox.RdfFormat.N_QUADS, "nquads"),
}


@pytest.fixture(scope="module")
def exports(small_kg: KnowledgeGraph) -> dict[str, bytes]:
    written = {}
    for form in EXPORTS:
        out = io.BytesIO()
        small_kg.export(out, form)
        written[form] = out.getvalue()
    return written


def canonical(quads) -> list[str]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


@pytest.fixture(scope="module")
def quads(exports) -> list[str]:
    """Every quad of the graph, as the store itself writes them."""
    return canonical(ox.parse(exports["nquads"], ox.RdfFormat.N_QUADS))


@pytest.fixture(scope="module")
def triples(exports) -> list[str]:
    found = ox.parse(exports["nquads"], ox.RdfFormat.N_QUADS)
    return canonical(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in found)


def test_every_export_is_tested():
    assert {*TRIPLES, *QUADS, REIFIED} == set(EXPORTS)


def test_the_export_holds_what_the_store_holds(small_kg, quads, triples):
    assert len(quads) == len(small_kg) >= len(triples) > 2_000


@pytest.mark.parametrize("form", TRIPLES)
def test_an_export_of_triples_parses_back_to_the_union(exports, triples, form):
    assert canonical(ox.parse(exports[form], TRIPLES[form][0])) == triples


@pytest.mark.parametrize("form", QUADS)
def test_an_export_of_quads_parses_back_to_the_same(exports, quads, form):
    assert canonical(ox.parse(exports[form], QUADS[form][0])) == quads


REIFIES = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies")


def test_rdf_12_holds_the_union_and_each_fact_as_the_reifier_of_its_triples(exports, triples):
    found = list(ox.parse(exports[REIFIED], ox.RdfFormat.TURTLE))
    assert canonical(quad for quad in found if quad.predicate != REIFIES) == triples
    reified = {
        (quad.subject.value, str(quad.object))
        for quad in found
        if quad.predicate == REIFIES and "/fact/" in quad.subject.value
    }
    stated = {
        (quad.graph_name.value, str(ox.Triple(quad.subject, quad.predicate, quad.object)))
        for quad in ox.parse(exports["nquads"], ox.RdfFormat.N_QUADS)
        if "/fact/" in quad.graph_name.value
    }
    assert {(fact, text.removeprefix("<<( ").removesuffix(" )>>")) for fact, text in reified} == stated


def test_a_page_is_an_annotation_in_rdf_12(exports):
    store = ox.Store()
    store.load(exports[REIFIED], format=ox.RdfFormat.TURTLE)
    asked = "PREFIX icmpd: <https://w3id.org/icmpd-kg/ns#> PREFIX prov: <http://www.w3.org/ns/prov#> SELECT ?page { "
    asked += '?project icmpd:acronym "CANDLE" ~ ?fact {| prov:wasDerivedFrom/icmpd:page ?page |} }'
    assert [row["page"].value for row in store.query(asked)] == ["28"]


@pytest.fixture
def as_written(monkeypatch):
    """rdflib, reading literals as they stand."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@pytest.mark.parametrize("form", TRIPLES)
@pytest.mark.usefixtures("as_written")
def test_rdflib_reads_the_same_triples(exports, triples, form):
    graph = rdflib.Graph().parse(data=exports[form], format=TRIPLES[form][1])
    again = graph.serialize(format="nt", encoding="utf-8")
    assert canonical(ox.parse(again, ox.RdfFormat.N_TRIPLES)) == triples


@pytest.mark.parametrize("form", QUADS)
@pytest.mark.usefixtures("as_written")
def test_rdflib_reads_the_same_quads(exports, quads, form):
    dataset = rdflib.Dataset()
    dataset.parse(data=exports[form], format=QUADS[form][1])
    again = dataset.serialize(format="nquads", encoding="utf-8")
    assert canonical(ox.parse(again, ox.RdfFormat.N_QUADS)) == quads


@pytest.mark.parametrize("form", {**TRIPLES, **QUADS})
def test_every_lexical_form_of_the_tables_is_kept(exports, form):
    parser = {**TRIPLES, **QUADS}[form][0]
    kept = {
        (quad.subject.value, quad.predicate.value, quad.object.value, quad.object.datatype.value, quad.object.language)
        for quad in ox.parse(exports[form], parser)
        if isinstance(quad.object, ox.Literal)
    }
    given = {
        (str(quad.subject), str(quad.predicate), quad.object.value, quad.object.datatype, quad.object.language or None)
        for quad in data.quads(SMALL)
        if isinstance(quad.object, Literal)
    }
    assert {datatype.rpartition("#")[2] for _, _, _, datatype, _ in given} >= {
        "string", "langString", "integer", "decimal", "date", "duration",
    }  # fmt: skip
    assert given - kept == set()


def test_every_lexical_form_of_the_real_tables_is_kept(kg):
    out = io.BytesIO()
    kg.export(out, "nquads")
    kept = {
        (quad.predicate.value, quad.object.value, quad.object.datatype.value, quad.object.language)
        for quad in ox.parse(out.getvalue(), ox.RdfFormat.N_QUADS)
        if isinstance(quad.object, ox.Literal)
    }
    given = {
        (str(quad.predicate), quad.object.value, quad.object.datatype, quad.object.language or None)
        for quad in data.quads(SMALL.parents[2] / "data")
        if isinstance(quad.object, Literal)
    }
    assert given - kept == set()


def test_jsonld_uses_short_names_and_holds_its_context(exports):
    document = json.loads(exports["jsonld"])
    assert document["@context"]["Project"] == "icmpd:Project"
    (candle,) = [node for node in document["@graph"] if node["id"].endswith("id/project/candle")]
    assert candle["type"] == "Project"
    assert candle["label"] == "Candles for small harbours"
    assert candle["acronym"] == "CANDLE"
    assert candle["inRegion"].endswith("region/midlands")
    facts = [node for node in document["@graph"] if "/id/" in node["id"] or "/fact/" in node["id"]]
    assert {key for node in facts for key in node if ":" in key} == set()


def test_text_stays_readable_in_jsonld(exports):
    assert "Flambeaux de l’été".encode() in exports["jsonld"]


def test_the_canonical_export_is_sorted_lines(exports):
    lines = exports["canonical"].splitlines()
    assert lines == sorted(lines)
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize(
    ("name", "form"),
    [("g.ttl", "turtle"), ("g.trig", "trig"), ("g.nt", "ntriples"), ("g.nq", "nquads"), ("g.rdf", "rdfxml"),
     ("g.jsonld", "jsonld")],
)  # fmt: skip
def test_the_ending_of_a_file_tells_the_format(small_kg, exports, tmp_path, name, form):
    small_kg.export(tmp_path / name)
    assert len((tmp_path / name).read_bytes()) == len(exports[form])
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_an_unknown_ending_or_format_is_told_and_the_old_file_stays(small_kg, tmp_path):
    old = tmp_path / "graph.doc"
    old.write_text("old")
    with pytest.raises(InputError, match=r"the ending tells no RDF format; use one of \.ttl"):
        small_kg.export(old)
    with pytest.raises(InputError, match="'docx' is no format of ours: choose one of turtle"):
        small_kg.export(old, "docx")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("graph.doc", "old")]


@pytest.mark.parametrize("place", ["none/graph.ttl", "file/graph.ttl", "folder.ttl"])
def test_a_place_that_cannot_be_written_is_told(small_kg, tmp_path, place):
    (tmp_path / "file").write_text("old")
    (tmp_path / "folder.ttl").mkdir()
    with pytest.raises(InputError, match=r"cannot be written: \w+"):
        small_kg.export(tmp_path / place)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder.ttl"]


def test_a_full_disk_leaves_the_old_file(small_store, tmp_path):
    script = (
        f'mount -t tmpfs -o size=64k tmpfs {tmp_path} && echo old > {tmp_path}/g.ttl && "$@"; code=$?;'
        f" cat {tmp_path}/g.ttl; ls -A {tmp_path}; exit $code"
    )
    export = command("export", "--store", small_store, "--out", tmp_path / "g.ttl")
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount")
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, "sh", *export], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == "old\ng.ttl\n"
