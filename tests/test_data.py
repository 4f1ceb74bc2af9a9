"""Tables to quads: every fault is told with its place and the right value, all together; a row becomes its quads."""

import json
import re
import shutil
from pathlib import Path

import pytest

from icmpd_kg import DataError, data
from icmpd_kg.model import Fault, Iri, Literal, Quad
from icmpd_kg.store import Store

TESTS = Path(__file__).parent
GOLDEN = TESTS / "data" / "small.nq"
REAL = TESTS.parent / "data"

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


# What is changed, and the one fault it makes: file, row, column, value, a piece of what was expected, the nearest.
FAULTS = {
    "a cell too few": (PROJECTS, "midlands,,28,", "midlands,28,", 3, "", None, "8 cells, not 7", ""),
    "a cell too many": (REGIONS, "29,Highlands,stated", "29,Highlands,stated,x", 2, "", None, "5 cells, not 6", ""),
    "a blank line with a comma": (REGIONS, "midlands,Midlands", ",\nmidlands,Midlands", 3, "", ",", "5 cells", ""),
    "header misspelt": (REGIONS, "key,label", "key,lable", 1, "", "key,lable,page,quote,basis", "key,label,page", ""),
    "header reordered": (REGIONS, "key,label", "label,key", 1, "", "label,key,page,quote,basis", "key,label,page",
                         "the same columns in that order"),
    "unknown status": (TIMING, "ongoing", "ongoin", 2, "status", "ongoin", "one of held, planned", "ongoing"),
    "unknown basis": (TIMING, "2021,stated", "2021,Stated", 2, "basis", "Stated", "one of stated, title", "stated"),
    "not like any": (TIMING, "ongoing", "x", 2, "status", "x", "one of held, planned, cancelled", ""),
    "date in words": (TIMING, "2018/..", "May 2018", 3, "date", "May 2018", "a date in EDTF, such as 2020", ""),
    "a 13th month": (TIMING, "2018/..", "2018-13", 3, "date", "2018-13", "EDTF", ""),
    "a 30th of February": (TIMING, "2018/..", "2018-02-30", 3, "date", "2018-02-30", "EDTF", ""),
    "an interval of three": (TIMING, "2018/..", "2018/2019/2020", 3, "date", "2018/2019/2020", "EDTF", ""),
    "an interval without ends": (TIMING, "2018/..", "../..", 3, "date", "../..", "EDTF", ""),
    "page with a nought": (PROJECTS, ",28,Candles", ",028,Candles", 2, "page", "028", "canonical form", "28"),
    "page with a plus": (PROJECTS, ",28,Candles", ",+28,Candles", 2, "page", "+28", "canonical form", "28"),
    "page in words": (PROJECTS, ",28,Candles", ",p. 28,Candles", 2, "page", "p. 28", "integer", ""),
    "page nought": (PROJECTS, ",28,Candles", ",0,Candles", 2, "page", "0", "integer", ""),
    "page with a point": (PROJECTS, ",28,Candles", ",28.0,Candles", 2, "page", "28.0", "integer", ""),
    "18 months": (TIMING, "P1Y6M", "P18M", 2, "duration", "P18M", "canonical form", "P1Y6M"),
    "no duration": (TIMING, "P1Y6M", "18 months", 2, "duration", "18 months", "duration", ""),
    "decimal with a nought": (OBSERVATIONS, ",55.5,", ",55.50,", 3, "value", "55.50", "canonical form", "55.5"),
    "decimal without figures": (OBSERVATIONS, ",55.5,", ",55.0,", 3, "value", "55.0", "canonical form", "55"),
    "decimal with an exponent": (OBSERVATIONS, ",55.5,", ",1e3,", 3, "value", "1e3", "decimal", ""),
    "no number": (OBSERVATIONS, ",55.5,", ",NaN,", 3, "value", "NaN", "decimal", ""),
    "decimal with a comma": (OBSERVATIONS, ",55.5,", ',"55,5",', 3, "value", "55,5", "decimal", ""),
    "key in capitals": (TIMING, "candle-2019-2021,", "Candle,", 2, "key", "Candle", "text of the form [a-z0-9]+", ""),
    "unknown region": (PROJECTS, "CANDLE,midlands", "CANDLE,midland", 2, "region", "midland",
                       "the key of a row that exists, of kind region", "midlands"),
    "unknown project": (TIMING, "project/torch", "project/torches", 4, "entity", "project/torches",
                        "the key of a row that exists, of kind project", "project/torch"),
    "unlike any project": (TIMING, "project/torch", "project/zzz", 4, "entity", "project/zzz", "of kind project", ""),
    "entity of no kind": (TIMING, "project/torch", "planet/torch", 4, "entity", "planet/torch", "text of the form", ""),
    "key twice": (PROJECTS, "torch,", "candle,Again,,midlands,,28,Again,stated\ntorch,",
                  4, "key", "candle", "a key that no other row", ""),
    "key twice, elsewhere": (TIMING, "torch-2020,", "lantern-2018,", 4, "key", "lantern-2018", "no other row", ""),
    "no label": (REGIONS, "highlands,Highlands,", "highlands,,", 2, "label", "", "may not be empty", ""),
    "no page": (REGIONS, ",29,", ",,", 2, "page", "", "may not be empty", ""),
    "no basis": (REGIONS, "29,Highlands,stated", "29,Highlands,", 2, "basis", "", "may not be empty", ""),
    "quote unended": (REGIONS, "28,Midlands", '28,"Midlands', 3, "", None, "balanced double quotes", ""),
    "quote within": (REGIONS, "28,Midlands", '28,"Mid"lands', 3, "", None, "balanced double quotes", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_place_and_the_right_value(small, case):
    file, old, new, row, column, value, expected, nearest = case
    edit(small, file, old, new)
    (fault,) = faults(small)
    assert (fault.file, fault.row, fault.column) == (file, row, column)
    assert value is None or fault.value == value
    assert expected in fault.expected
    assert fault.nearest == nearest
    assert str(fault).startswith(f"{file}, row {row}{', column ' + column if column else ''}: ")


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
        (REGIONS, 0, ""),
        (TIMING, 2, "status"),
        (TIMING, 3, "date"),
        (TIMING, 4, "entity"),
    ]
    assert str(caught.value).count("\n") == len(caught.value.faults)
    assert re.match(rf"\d+ faults in the tables of {re.escape(str(small))}:\n", str(caught.value))


def test_two_faults_of_one_row_are_both_told(small):
    edit(small, TIMING, "P1Y6M,ongoing", "P18M,ongoin")
    assert [fault.column for fault in faults(small)] == ["duration", "status"]


def test_a_row_after_a_cell_of_two_lines_is_told_by_its_own_line(small):
    edit(small, REGIONS, "29,Highlands,", '29,"High\nlands",')
    edit(small, REGIONS, "28,Midlands,stated", "28,Midlands,said")
    assert [(fault.row, fault.column) for fault in faults(small)] == [(4, "basis")]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "cp1252"])
def test_another_encoding_than_utf8_is_told_with_its_line(small, encoding):
    path = small / PROJECTS
    path.write_bytes(path.read_text("utf-8").replace("’", "'").encode(encoding))
    (fault,) = faults(small)
    assert (fault.file, fault.row) == (PROJECTS, 1 if encoding == "utf-16" else 4)
    assert "text in UTF-8" in fault.expected


def test_a_byte_order_mark_is_no_fault(small):
    path = small / PROJECTS
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(list(data.quads(small))) > 0


@pytest.mark.parametrize("content", [b"", b"\n", b"\0", b"\xff", b"key", b'"'], ids=ascii)
def test_a_table_that_is_none_is_told(small, content):
    (small / REGIONS).write_bytes(content)
    assert [(fault.file, fault.row) for fault in faults(small)] == [(REGIONS, 1)]


def test_a_table_that_is_a_folder_or_missing_is_told(small):
    (small / REGIONS).unlink()
    (small / OBSERVATIONS).unlink()
    (small / OBSERVATIONS).mkdir()
    folder, missing = faults(small)
    assert (folder.file, folder.expected) == (OBSERVATIONS, "a file that can be read")
    assert (missing.file, missing.expected) == (REGIONS, "this file, which tables.json describes")


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
    store = Store.memory({})
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


def test_a_new_table_needs_no_python(small):
    (small / "reports/2020/follows.csv").write_text(
        "key,later,earlier,page,quote,basis\n"
        'torch-candle,project/torch,project/candle,29,"follows ""Candles""",stated\n'
    )
    real = json.loads((REAL / "tables.json").read_text("utf-8"))
    description = json.loads((small / "tables.json").read_text("utf-8"))
    description["tables"] += [table for table in real["tables"] if table["url"].endswith("/follows.csv")]
    before = set(data.quads(small))
    (small / "tables.json").write_text(json.dumps(description), "utf-8")
    new = set(data.quads(small)) - before
    base = "https://w3id.org/icmpd-kg/"
    fact = Iri(base + "fact/2020/follows/torch-candle")
    candle, torch = (Iri(f"{base}id/project/{key}") for key in ("candle", "torch"))
    assert Quad(torch, Iri(base + "ns#follows"), candle, fact) in new
    exact = Iri("http://www.w3.org/ns/oa#exact")
    provenance = Iri(base + "graph/provenance")
    assert Quad(Iri(fact + "#quotation"), exact, Literal('follows "Candles"'), provenance) in new
    assert {quad.graph for quad in new} == {fact, provenance}
    edit(small, "reports/2020/follows.csv", "project/candle", "project/candles")
    assert [(f.row, f.column, f.nearest) for f in faults(small)] == [(2, "earlier", "project/candle")]


def test_quads_stream(small):
    stream = data.quads(small)
    next(stream)
    (small / OBSERVATIONS).unlink()
    with pytest.raises(DataError):
        list(stream)
