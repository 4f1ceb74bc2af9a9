"""Tables to quads: every fault is told with its place and the right value, all together; a row becomes its quads."""

import json
import re
import shutil
from pathlib import Path

import pytest

from icmpd_kg import DataError, data
from icmpd_kg.model import Fault, Literal, Quad
from icmpd_kg.store import Embedded

TESTS = Path(__file__).parent
GOLDEN = TESTS / "data" / "small.nq"

PROJECTS = "reports/2020/projects.csv"
REGIONS = "reports/2020/regions.csv"
TIMING = "reports/2020/timing.csv"
OBSERVATIONS = "reports/2020/observations.csv"


def faults(folder: Path) -> list[Fault]:
    with pytest.raises(DataError) as caught:
        list(data.quads(folder))
    return list(caught.value.faults)


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")


def test_a_row_at_fault_still_gives_its_key_to_others(small):
    edit(small, PROJECTS, ",28,Candles", ",028,Candles")
    assert [(fault.file, fault.row) for fault in faults(small)] == [(PROJECTS, 2)]


def test_all_faults_of_a_run_are_told_together_in_the_order_of_files_and_rows(small):
    edit(small, TIMING, "ongoing", "ongoin")
    edit(small, TIMING, "2018/..", "May 2018")
    edit(small, OBSERVATIONS, ",55.5,", ",55.50,")
    edit(small, TIMING, "project/torch", "project/torches")
    (small / REGIONS).unlink()
    with pytest.raises(DataError) as caught:
        list(data.quads(small))
    assert [(f.file, f.row, f.column) for f in caught.value.faults] == [
        (OBSERVATIONS, 3, "value"),
        (TIMING, 2, "status"),
        (TIMING, 3, "date"),
        (TIMING, 4, "entity"),
        ("tables.json", 279, ""),
    ]
    assert str(caught.value).count("\n") == len(caught.value.faults)
    assert re.match(rf"\d+ faults in the tables of {re.escape(str(small))}:\n", str(caught.value))


def test_two_faults_of_one_row_are_both_told(small):
    edit(small, TIMING, "P1Y6M,ongoing", "P18M,ongoin")
    assert [fault.column for fault in faults(small)] == ["duration", "status"]


def test_a_row_after_a_cell_of_two_lines_is_told_by_its_own_line(small):
    edit(small, REGIONS, "29,Highlands,", '29,"High\nlands",')
    edit(small, REGIONS, "28,Midlands,stated", "28,Midlands,said")
    assert [(fault.row, fault.column) for fault in faults(small)] == [(2, "quote"), (4, "basis")]


@pytest.mark.parametrize("content", [b"", b"\n", b"\0", b"\xff", b"key", b'"'], ids=ascii)
def test_a_table_that_is_none_is_told(small, content):
    (small / REGIONS).write_bytes(content)
    assert [(fault.file, fault.row) for fault in faults(small)] == [(REGIONS, 1)]


def test_a_table_that_is_a_folder_is_told(small):
    (small / OBSERVATIONS).unlink()
    (small / OBSERVATIONS).mkdir()
    (fault,) = faults(small)
    assert (fault.file, fault.expected) == (OBSERVATIONS, "a file that can be read")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"null",
        b"3",
        b'"x"',
        b"\xff\xfe",
        b'{"tables": 3}',
        b'{"tables": [3]}',
        b'{"tables": [{}]}',
        b'{"@context": "http://www.w3.org/ns/csvw", "tables": []}',
        b'{"@context": "http://www.w3.org/ns/csvw", "tables": [{"url": "x.csv"}]}',
        b'{"@context": "http://www.w3.org/ns/csvw", "tables": [{"url": "x.csv", "tableSchema": {"columns": [3]}}]}',
        b'{"@context": "http://www.w3.org/ns/csvw", "tables": [{"url": "x.csv", "tableSchema": {"columns": '
        b'[{"name": "a", "datatype": "colour"}]}}]}',
        b"[" * 100_000,
    ],
    ids=lambda content: content[-40:].decode("latin-1"),
)
def test_a_description_that_is_no_csvw_is_told(small, content):
    (small / "tables.json").write_bytes(content)
    with pytest.raises(DataError, match=r"tables\.json is not CSVW metadata") as caught:
        list(data.quads(small))
    assert len(str(caught.value)) < 600


def test_a_description_that_is_missing_is_told(tmp_path):
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(DataError, match=r"tables\.json is missing"):
            list(data.quads(folder))
    (tmp_path / "tables.json").mkdir()
    with pytest.raises(DataError, match=r"tables\.json is missing"):
        list(data.quads(tmp_path))


@pytest.mark.parametrize("place", ["url", "tableSchema", "dialect", "@context"])
def test_a_description_makes_nobody_be_asked(small, listener, place):
    description = json.loads((small / "tables.json").read_text("utf-8"))
    target = description if place in {"dialect", "@context"} else description["tables"][0]
    target[place] = listener.url + "x.csv"
    (small / "tables.json").write_text(json.dumps(description), "utf-8")
    try:
        list(data.quads(small))
    except DataError as error:
        assert "tables" in str(error)


def test_a_table_outside_the_data_folder_is_refused(small):
    edit(small, "tables.json", PROJECTS, "../outside.csv")
    shutil.move(small / PROJECTS, small.parent / "outside.csv")
    with pytest.raises(DataError, match=r"outside\.csv"):
        list(data.quads(small))


def test_a_row_becomes_exactly_its_quads_in_their_graphs(small):
    store = Embedded.memory({})
    store.load(data.quads(small))
    assert store.canonical() == GOLDEN.read_bytes()


def quads_of(folder: Path, part: str) -> list[Quad]:
    return [quad for quad in data.quads(folder) if part in quad.subject]


@pytest.mark.parametrize(
    ("date", "start", "end"),
    [
        ("2019-04/2021-03", "2019-04-01", "2021-03-31"),
        ("2018/..", "2018-01-01", None),
        ("../2020-11-16", None, "2020-11-16"),
        ("2018/", "2018-01-01", None),
        ("/2018", None, "2018-12-31"),
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2020-11-16", "2020-11-16", "2020-11-16"),
        ("2022-41", "2022-07-01", "2022-12-31"),
        ("", None, None),
    ],
)
def test_a_date_gives_its_bounds_and_none_where_it_is_open(small, date, start, end):
    edit(small, TIMING, "2018/..", date)
    found = {quad.predicate.partition("#")[2]: quad.object for quad in quads_of(small, "id/project/lantern")}
    xsd_date = "http://www.w3.org/2001/XMLSchema#date"
    assert found.get("start") == (Literal(start, xsd_date) if start else None)
    assert found.get("end") == (Literal(end, xsd_date) if end else None)
    assert found.get("dateAsStated") == (Literal(date) if date else None)


def test_an_empty_cell_says_nothing(small):
    assert [q.predicate for q in quads_of(small, "id/project/torch") if "phase" in q.predicate] == []


def test_quads_stream(small):
    stream = data.quads(small)
    next(stream)
    (small / OBSERVATIONS).unlink()
    with pytest.raises(DataError):
        list(stream)
