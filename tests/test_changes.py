"""What changed between two builds is told fact by fact, and as a patch that turns the old graph into the new one."""

import csv
import io
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from icmpd_kg import InputError, KnowledgeGraph
from icmpd_kg.changes import Changes

SMALL = Path(__file__).parent / "data" / "small"
SHARE = (
    "midlands-budget-share,region/midlands,budget-share,55.5,percent,about,2020,,,7,about 55.5 % of the budget,stated"
)
FACT = "https://w3id.org/icmpd-kg/fact/2020/"


def edit(path: Path, *replacements: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


@pytest.fixture(scope="module")
def later_store(tmp_path_factory) -> Path:
    """The small graph after an edit: a project more, a figure corrected, a page corrected, a figure struck."""
    folder = tmp_path_factory.mktemp("later")
    data = shutil.copytree(SMALL, folder / "data")
    reports = data / "reports" / "2020"
    edit(
        reports / "projects.csv",
        ("torch,", "sconce,Sconces,,highlands,,29,Sconces,title\ntorch,"),
        ("midlands,II,28,", "midlands,II,27,"),
    )
    edit(
        reports / "observations.csv",
        ("grantees,14,organisations", "grantees,15,organisations"),
        (f"{SHARE}\n", ""),
    )
    return KnowledgeGraph.build(data, folder / "graph").path


@pytest.fixture(scope="module")
def later(later_store) -> KnowledgeGraph:
    return KnowledgeGraph.open(later_store)


@pytest.fixture(scope="module")
def changes(small_kg, later) -> Changes:
    return small_kg.changes(later)


def test_each_fact_is_added_removed_changed_or_as_before(changes, later):
    told = {change.fact.removeprefix(FACT): change.kind for change in changes.facts}
    assert told == {
        "observations/candle-grantees": "changed",
        "observations/midlands-budget-share": "removed",
        "projects/candle": "changed",
        "projects/sconce": "added",
    }
    ((count,),) = later.query("SELECT (COUNT(?fact) AS ?facts) { ?fact icmpd:basis ?basis }")
    assert changes.unchanged == int(count.value) - 3


def test_a_changed_fact_tells_what_it_said_and_says(changes):
    text = changes.text()
    assert (
        "~ changed: fact/2020/observations/candle-grantees\n"
        "    - id/observation/candle-grantees icmpd:value 14\n"
        "    + id/observation/candle-grantees icmpd:value 15\n"
    ) in text
    assert "    - prov:wasDerivedFrom p. 28: “Candles for small harbours (CANDLE)”\n" in text
    assert "    + prov:wasDerivedFrom p. 27: “Candles for small harbours (CANDLE)”\n" in text


def test_csv_has_a_row_a_statement(changes):
    rows = list(csv.DictReader(io.StringIO(changes.csv())))
    assert len(rows) == sum(len(change.gone) + len(change.come) for change in changes.facts)
    (label,) = [row for row in rows if row["property"].endswith("#label") and row["value"] == "Sconces"]
    assert (label["change"], label["sign"], label["fact"]) == ("added", "+", FACT + "projects/sconce")


def applied(patch: str, dataset: ox.Dataset) -> ox.Dataset:
    """A dataset after a patch, read by the engine's own parser and not by our code."""
    head, *lines, tail = patch.splitlines()
    assert (head, tail) == ("TX .", "TC .")
    assert [line[0] for line in lines] == sorted((line[0] for line in lines), reverse=True)
    for line in lines:
        (quad,) = ox.parse(line[2:], ox.RdfFormat.N_QUADS)
        if line.startswith("D "):
            assert quad in dataset
            dataset.discard(quad)
        else:
            dataset.add(quad)
    return dataset


def dataset(kg: KnowledgeGraph) -> ox.Dataset:
    out = io.BytesIO()
    kg.export(out, "nquads")
    return ox.Dataset(ox.parse(out.getvalue(), ox.RdfFormat.N_QUADS))


def canonical(quads: ox.Dataset) -> set[str]:
    quads.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(map(str, quads))


def test_the_patch_turns_the_old_graph_into_the_new_one(changes, small_kg, later):
    assert canonical(applied(changes.patch(), dataset(small_kg))) == canonical(dataset(later))


def test_a_graph_and_its_export_are_the_same(cli, small_store, small_kg, tmp_path):
    small_kg.export(tmp_path / "old.trig")
    done = cli("diff", tmp_path / "old.trig", small_store)
    assert (done.returncode, done.stdout) == (0, "")
    assert "facts: 0 added, 0 removed, 0 changed," in done.stderr


@pytest.mark.parametrize(("form", "start"), [("text", "~ changed:"), ("csv", "change,fact,"), ("patch", "TX .\n")])
def test_the_command_says_by_its_exit_code_that_something_changed(cli, small_store, later_store, form, start):
    done = cli("diff", small_store, later_store, "--format", form)
    assert done.returncode == 1
    assert done.stdout.startswith(start)
    assert "facts: 1 added, 1 removed, 2 changed," in done.stderr


def test_blank_nodes_that_differ_are_told_and_not_patched(small_kg, tmp_path):
    out = io.BytesIO()
    small_kg.export(out, "nquads")
    line = b'_:new <http://example.org/p> "_: in a text" <https://w3id.org/icmpd-kg/graph/ontology> .\n'
    (tmp_path / "more.nq").write_bytes(out.getvalue() + line)
    changes = small_kg.changes(KnowledgeGraph.parse(tmp_path / "more.nq"))
    assert (changes.nameless, changes.gone, changes.come, changes.facts) == (True, (), (), ())
    assert changes


def test_a_file_without_named_graphs_is_told(small_kg, tmp_path):
    small_kg.export(tmp_path / "flat.ttl")
    with pytest.raises(InputError, match=r"the new graph holds no facts: give a folder .* N-Quads \(\.nq\)"):
        small_kg.changes(KnowledgeGraph.parse(tmp_path / "flat.ttl"))
