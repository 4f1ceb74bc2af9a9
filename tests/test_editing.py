"""Editing the tables: what people and spreadsheets do to them, what they are told, and what data/README.md promises."""

import csv
import io
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SMALL, Cli

from icmpd_kg import KnowledgeGraph, data
from icmpd_kg.store import Embedded

TESTS = Path(__file__).parent
REAL = TESTS.parent / "data"
README = (REAL / "README.md").read_text("utf-8")

OBSERVATIONS = "reports/2020/observations.csv"
PROJECTS = "reports/2020/projects.csv"
REGIONS = "reports/2020/regions.csv"
TIMING = "reports/2020/timing.csv"


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))


def written(table: list[list[str]], **dialect: object) -> str:
    text = io.StringIO()
    csv.writer(text, **{"lineterminator": "\n", **dialect}).writerows(table)
    return text.getvalue()


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def messages(stderr: str) -> list[str]:
    return [
        line.strip() for line in stderr.splitlines() if line.startswith("  reports/") or line.startswith("  tables")
    ]


@pytest.fixture(scope="module")
def refused(cli: Cli, small_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], list[str]]:
    """Build a folder that is at fault: the messages, once it is sure that the last good store is still there."""
    place = tmp_path_factory.mktemp("store") / "graph"
    home = place.parent / ".graph.builds" / "first"
    shutil.copytree(small_store.resolve(), home)
    place.symlink_to(home.relative_to(place.parent))

    def build(folder: Path) -> list[str]:
        done = cli("build", "--data", folder, "--store", place)
        assert (done.returncode, done.stdout) == (1, "")
        assert place.resolve() == home
        assert [path.name for path in home.parent.iterdir()] == ["first"]
        assert len(KnowledgeGraph.open(place)) > 2_000
        told = messages(done.stderr)
        count = "1 fault" if len(told) == 1 else f"{len(told)} faults"
        assert f"icmpd-kg build: {count} in the tables of {folder}:" in done.stderr
        return told

    return build


# ── one cell

DATE = "a date in EDTF, such as 2020, 2020-12, 2020-11-16, 2019-04/2021-03 or 2018/.."
MONTH = " (a spreadsheet makes a whole day of a month: {} if no day is stated)"
KEY = "a key of small letters, digits and hyphens"
TYPED_OVER = KEY + "; a spreadsheet made a date or a number of it: format the column as text, then type it anew"
PAGE = "a whole number from 1 to 92"
NUMBER = "a number in figures, with a point before decimals and no other sign, such as 1233 or 7.5"
CANONICAL = "the canonical form, which every export keeps"
BLANKS = "one line, with single plain blanks between the words and none at the ends"
ONE_LINE = "one line of text: take the line break out, or close the quotation mark that takes in the next row"
LOST = "the text itself: the program that saved the file put this sign in its place"
MISREAD = "the letters as they were: a program took this file for another encoding than UTF-8; open it anew as UTF-8"
KINDS = "a kind, a slash and a key; the kind is project or platform"
OF_KIND = "the key of a row that exists, of kind {}: correct it, or add that row first"
STATUS = "one of held, planned, cancelled, ongoing, ended"
BASIS = "one of stated, title, inferred"
WORDS = "at most 12 words, not {}: keep the fewest that prove the row"
DOUBLE = "a key that no other row has; row 2 of this table has it: change one of the two, or take one out"

# Table, column, what stands in the cell, what was expected, what was perhaps meant.
CELLS = {
    "unknown key": (PROJECTS, "region", "midland", OF_KIND.format("region"), "midlands"),
    "unknown key with a kind": (TIMING, "entity", "project/torches", OF_KIND.format("project"), "project/torch"),
    "unknown key of another shape": (PROJECTS, "region", "Mid lands", KEY, "midlands"),
    "key like no other": (TIMING, "entity", "project/zzz", OF_KIND.format("project"), None),
    "key of the wrong kind": (TIMING, "entity", "organisation/torch", KINDS, "project/torch"),
    "key of the wrong kind, misspelt": (TIMING, "entity", "state/torches", KINDS, "project/torch"),
    "key without its kind": (TIMING, "entity", "torch", KINDS, "project/torch"),
    "key with a kind too many": (PROJECTS, "region", "region/midlands", KEY, "midlands"),
    "key taken for a date": (TIMING, "key", "Mar-20", TYPED_OVER, None),
    "key taken for a date, in Vienna": (TIMING, "key", "Dez 20", TYPED_OVER, None),
    "key taken for a number": (PROJECTS, "region", "1.00E+05", KEY, None),
    "key in capitals": (TIMING, "key", "Côte d'Azur_2020", KEY, "cote-d-azur-2020"),
    "key twice": (PROJECTS, "key", "candle", DOUBLE, None),
    "day, European": (TIMING, "date", "31.12.2020", DATE, "2020-12-31"),
    "day, American": (TIMING, "date", "12/31/2020", DATE, "2020-12-31"),
    "day, by either": (TIMING, "date", "5/6/2020", DATE, None),
    "day in words": (TIMING, "date", "31 December 2020", DATE, "2020-12-31"),
    "day with its hour": (TIMING, "date", "2020-12-31 00:00:00", DATE, "2020-12-31"),
    "day as a number": (TIMING, "date", "44196", DATE, "2020-12-31"),
    "day without noughts": (TIMING, "date", "2020-5-6", DATE, "2020-05-06"),
    "day that is none": (TIMING, "date", "2018-02-30", DATE, None),
    "month": (TIMING, "date", "12/2020", DATE, "2020-12"),
    "month in words": (TIMING, "date", "May 2018", DATE, "2018-05"),
    "month abbreviated": (TIMING, "date", "Dec-20", DATE, "2020-12"),
    "month made a day": (TIMING, "date", "01.12.2020", DATE + MONTH.format("2020-12"), "2020-12-01"),
    "13th month": (TIMING, "date", "2020-13", DATE, None),
    "years with a dash": (TIMING, "date", "2019–2021", DATE, "2019/2021"),
    "interval, European": (TIMING, "date", "1.4.2019 - 31.3.2021", DATE, "2019-04-01/2021-03-31"),
    "interval of three": (TIMING, "date", "2018/2019/2020", DATE, None),
    "interval without ends": (TIMING, "date", "../..", DATE, None),
    "date in other words": (TIMING, "date", "last year", DATE, None),
    "thirteen words": (PROJECTS, "quote", "a b c d e f g h i j k l m", WORDS.format(13), None),
    "no quotation": (PROJECTS, "quote", "", "at most 12 words (the cell may not be empty)", None),
    "no label": (PROJECTS, "label", "", "a text (the cell may not be empty)", None),
    "blank at the end": (PROJECTS, "label", "Rushlights ", BLANKS, "Rushlights"),
    "blank at the start": (TIMING, "basis", " stated", BLANKS, "stated"),
    "blank at the end of a slip": (TIMING, "status", "ongoin ", STATUS, "ongoing"),
    "two blanks": (PROJECTS, "label", "Rush  lights", BLANKS, "Rush lights"),
    "no-break space": (PROJECTS, "label", "Rush\u00a0lights", BLANKS, "Rush lights"),
    "tab": (PROJECTS, "label", "Rush\tlights", BLANKS, "Rush lights"),
    "zero-width space": (PROJECTS, "label", "Rush\u200blights", BLANKS, "Rushlights"),
    "byte-order mark within": (PROJECTS, "label", "\ufeffRushlights", BLANKS, "Rushlights"),
    "line break": (PROJECTS, "quote", "Rush\nlights", ONE_LINE, "Rush lights"),
    "comma before decimals": (OBSERVATIONS, "value", "7,5", NUMBER, "7.5"),
    "comma between thousands": (OBSERVATIONS, "value", "1,233", NUMBER, "1233"),
    "thousands and decimals": (OBSERVATIONS, "value", "1.233,50", NUMBER, "1233.5"),
    "blank between thousands": (OBSERVATIONS, "value", "1 233", NUMBER, "1233"),
    "no-break space between thousands": (OBSERVATIONS, "value", "1\u202f233", NUMBER, "1233"),
    "per cent": (OBSERVATIONS, "value", "55 %", NUMBER, "55"),
    "no number": (OBSERVATIONS, "value", "NaN", NUMBER, None),
    "nothing after the point": (OBSERVATIONS, "value", "55.0", CANONICAL, "55"),
    "exponent": (OBSERVATIONS, "value", "1.23E+06", NUMBER, None),
    "nought at the end": (OBSERVATIONS, "value", "55.50", CANONICAL, "55.5"),
    "broken reference": (OBSERVATIONS, "value", "#REF!", LOST, None),
    "not available": (PROJECTS, "label", "#N/A", LOST, None),
    "broken name, in Vienna": (PROJECTS, "acronym", "#BEZUG!", LOST, None),
    "column too narrow": (TIMING, "date", "########", LOST, None),
    "letter lost": (PROJECTS, "label", "Caf\ufffd", LOST, None),
    "UTF-8 taken for Windows": (PROJECTS, "label", "CÃ´te dâ€™Ivoire", MISREAD, "Côte d’Ivoire"),
    "status misspelt": (TIMING, "status", "ongoin", STATUS, "ongoing"),
    "status like none": (TIMING, "status", "x", STATUS, None),
    "basis in capitals": (TIMING, "basis", "STATED", BASIS, "stated"),
    "qualifier misspelt": (OBSERVATIONS, "qualifier", "more then",
                           "one of exact, more than, about, nearly, less than", "more than"),
    "page nought": (TIMING, "page", "0", PAGE, None),
    "page below": (TIMING, "page", "-1", PAGE, None),
    "page beyond": (TIMING, "page", "999", PAGE, None),
    "page with a letter": (TIMING, "page", "p. 28", PAGE, "28"),
    "page with a point": (TIMING, "page", "28.0", PAGE, "28"),
    "page with a plus": (TIMING, "page", "+28", CANONICAL, "28"),
    "page with a nought": (TIMING, "page", "028", CANONICAL, "28"),
    "no page": (TIMING, "page", "", PAGE + " (the cell may not be empty)", None),
    "months of more than a year": (TIMING, "duration", "P18M", CANONICAL, "P1Y6M"),
    "duration in words": (TIMING, "duration", "18 months", "a duration, such as P1Y6M for a year and six months", None),
}  # fmt: skip


@pytest.fixture(scope="module")
def slips(refused, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], list[str]]:
    """For each case of CELLS the place of its row, added to the end of its table; and what one build says of all."""
    folder = shutil.copytree(SMALL, tmp_path_factory.mktemp("cells") / "data")
    places = {}
    for number, (case, (file, column, value, *_)) in enumerate(CELLS.items()):
        path = folder / file
        header, first = rows(path)[:2]
        row = dict(zip(header, first, strict=True)) | {"key": f"slip-{number}", column: value}
        text = path.read_text("utf-8")
        places[case] = f"{file}, row {text.count(chr(10)) + 1}, column {column}: {value!r}: expected "
        path.write_text(text + written([list(row.values())]), "utf-8")
    return places, refused(folder)


@pytest.mark.parametrize("case", CELLS)
def test_a_slip_in_a_cell_is_told_with_its_place_and_how_to_mend_it(slips, case):
    places, told = slips
    *_, expected, meant = CELLS[case]
    ending = f"; did you mean {meant!r}?" if meant else ""
    assert [line for line in told if line.startswith(places[case].partition(": ")[0] + ": ")] == [
        places[case] + expected + ending
    ]


def test_no_slip_is_told_that_is_none(slips):
    places, told = slips
    assert len(told) == len(places)


def test_a_key_that_another_table_has_is_told_with_that_table(small, refused):
    description = json.loads((small / "tables.json").read_text("utf-8"))
    again = json.loads(
        json.dumps(next(t for t in description["tables"] if t["url"] == REGIONS))
        .replace("reports/2020", "reports/2021")
        .replace("fact/2020", "fact/2021")
    )
    description["tables"].append(again)
    (small / "tables.json").write_text(json.dumps(description), "utf-8")
    (small / "reports/2021").mkdir()
    shutil.copy(small / REGIONS, small / "reports/2021")
    place = "reports/2021/regions.csv, row 2, column key: 'highlands': expected "
    assert place + DOUBLE.replace("this table", REGIONS) in refused(small)


# ── one row, or a file as a whole

REGION_COLUMNS = "the columns key,label,page,quote,basis"
CLOSE = "balanced double quotes: close the one that opens in this row, and write one within a cell twice"
UTF8 = "text in UTF-8: save the file with that encoding (“CSV UTF-8” in Excel)"
STRAIGHT = "5 cells, not 6: a cell that holds a comma stands in straight quotation marks, not in “ ”"
FILE = (
    "key,label,page,quote,basis\n"
    "highlands,Highlands,29,Highlands,stated\n"
    "cote,Côte d’Or,30,the Côte,stated\n"
    'east,East,31,"East, and west",stated\n'
)


def columns(order: str) -> bytes:
    """The file with its columns in another order, or fewer, or more."""
    table = [dict(zip(FILE.split("\n", 1)[0].split(","), row, strict=True)) for row in csv.reader(FILE.splitlines())]
    return written([[row.get(name, name) for name in order.split(",")] for row in table]).encode()


def edited(old: str, new: str) -> bytes:
    assert old in FILE
    return FILE.replace(old, new, 1).encode()


TABLE = list(csv.reader(FILE.splitlines()))
# What the file becomes; the row that is told, what stands there, what was expected, and what was perhaps meant.
FILES = {
    "semicolons": (written(TABLE, delimiter=";").encode(), 1, "key;label;page;quote;basis",
                   f"{REGION_COLUMNS}, with commas between them and not semicolons: save the file with commas"),
    "tabs": (written(TABLE, delimiter="\t").encode(), 1, "key\tlabel\tpage\tquote\tbasis",
             f"{REGION_COLUMNS}, with commas between them and not tabs: save the file with commas"),
    "lines in one cell": (written([[line] for line in FILE.splitlines()]).encode(), 1, "key,label,page,quote,basis",
                          f"{REGION_COLUMNS}, each in a cell of its own: open the file anew with the comma as "
                          "separator"),
    "a stray column": (columns("key,label,page,quote,basis,remark"), 1, "key,label,page,quote,basis,remark",
                       f"{REGION_COLUMNS}: take 'remark' out, or describe it in tables.json"),
    "a missing column": (columns("key,label,page,quote"), 1, "key,label,page,quote",
                         f"{REGION_COLUMNS}: put 'basis' in"),
    "a column renamed": (edited("key,label", "key,Lable "), 1, "key,Lable ,page,quote,basis",
                         f"{REGION_COLUMNS}: rename 'Lable ' to 'label'"),
    "columns in another order": (columns("label,key,page,quote,basis"), 1, "label,key,page,quote,basis",
                                 f"{REGION_COLUMNS} in this order"),
    "a column twice": (columns("key,label,label,page,quote,basis"), 1, "key,label,label,page,quote,basis",
                       f"{REGION_COLUMNS} in this order, each once"),
    "no header": (FILE.split("\n", 1)[1].encode(), 1, "highlands,Highlands,29,Highlands,stated",
                  f"{REGION_COLUMNS} as the first line"),
    "empty": (b"", 1, "", f"{REGION_COLUMNS} as the first line"),
    "Windows-1252": (FILE.encode("cp1252"), 3, "cote,Côte d’Or,30,the Côte,stated", UTF8),
    "UTF-16": (FILE.encode("utf-16"), 1, "UTF-16", UTF8),
    "smart quotes around a comma": (edited('"East, and west"', "“East, and west”"), 4,
                                    "east,East,31,“East, and west”,stated", STRAIGHT,
                                    'east,East,31,"East, and west",stated'),
    "no quotes around a comma": (edited('"East, and west"', "East, and west"), 4, "east,East,31,East, and west,stated",
                                 "5 cells, not 6: a cell that holds a comma stands in double quotation marks, "
                                 '"so, like this"'),
    "an empty cell without its comma": (edited("29,Highlands,", "29,"), 2, "highlands,Highlands,29,stated",
                                        "5 cells, not 4: an empty cell keeps its comma"),
    "one row with semicolons": (edited("highlands,Highlands,29,Highlands,", "highlands;Highlands;29;Highlands;"), 2,
                                "highlands;Highlands;29;Highlands;stated",
                                "5 cells, not 1, with commas between them and not semicolons"),
    "an open quotation mark": (edited(",29,H", ',29,"H'), 2, 'highlands,Highlands,29,"Highlands,stated', CLOSE),
    "an open quotation mark to the end": (edited(',31,"East, and west"', ',31,"East'), 4,
                                          'east,East,31,"East,stated', CLOSE),
    "a quotation mark that swallows a row": (edited("Highlands,29,Highlands,stated\ncote,",
                                                    '"Highlands,29,Highlands,stated\ncote",'), 2,
                                             'highlands,"Highlands,29,Highlands,stated', CLOSE),
    "a quotation mark within": (edited("the Côte", 'the "Côte"').replace(b'the "', b'"the "'), 3,
                                'cote,Côte d’Or,30,"the "Côte",stated', CLOSE),
}  # fmt: skip


@pytest.fixture(scope="module")
def spoiled(refused, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What one build says of a folder with a table for each case of FILES, one missing table and one stray."""
    folder = shutil.copytree(SMALL, tmp_path_factory.mktemp("files") / "data")
    description = json.loads((folder / "tables.json").read_text("utf-8"))
    like = json.dumps(next(table for table in description["tables"] if table["url"] == REGIONS))
    for number, (content, *_) in enumerate([*FILES.values(), (b"",)]):
        name = f"slip-{number}"
        own = like.replace("2020/regions", f"2020/{name}").replace("id/region", f"id/{name}")
        description["tables"].append(json.loads(own))
        path = folder / "reports/2020" / f"{name}.csv"
        path.write_bytes(content)
    path.rename(path.with_name("slip.csv"))
    (folder / "tables.json").write_text(json.dumps(description, indent=1), "utf-8")
    return refused(folder)


@pytest.mark.parametrize("case", FILES)
def test_a_slip_that_spoils_a_row_or_a_file_is_told_once(spoiled, case):
    _, row, value, expected, *meant = FILES[case]
    file = f"reports/2020/slip-{list(FILES).index(case)}.csv"
    ending = f"; did you mean {meant[0]!r}?" if meant else ""
    assert [line for line in spoiled if line.startswith(file + ",")] == [
        f"{file}, row {row}: {value!r}: expected {expected}{ending}"
    ]


def test_a_table_without_description_and_a_description_without_table_are_told(spoiled):
    absent = f"reports/2020/slip-{len(FILES)}.csv"
    missing, stray = (line for line in reversed(spoiled) if "slip.csv" in line or line.startswith("tables.json"))
    assert re.fullmatch(
        rf"tables\.json, row \d+: '{absent}': expected a file of that name: put it back, or take its description out",
        missing,
    )
    assert stray == (
        "reports/2020/slip.csv, row 1: 'slip.csv': expected its description in tables.json "
        f"(“Add a table” in README.md), or the file elsewhere; did you mean '{absent}'?"
    )
    assert len(spoiled) == len(FILES) + 2


def test_a_table_that_cannot_be_read_brings_no_faults_upon_others(small, refused):
    (small / REGIONS).write_text(written(rows(small / REGIONS), delimiter=";"), "utf-8")
    assert len(refused(small)) == 1


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2021/regions", "2020/regions", "describes reports/2020/regions.csv twice: take one out, or change its url"),
        ("fact/2021", "fact/2020", "change the year or the name in each address that holds /fact/"),
    ],
)
def test_a_description_copied_and_not_changed_is_told(small, cli, tmp_path, old, new, told):
    description = json.loads((small / "tables.json").read_text("utf-8"))
    like = json.dumps(next(table for table in description["tables"] if table["url"] == REGIONS))
    own = like.replace("2020", "2021").replace("report-2021", "report-2020").replace(old, new)
    description["tables"].append(json.loads(own))
    (small / "tables.json").write_text(json.dumps(description), "utf-8")
    (small / "reports/2021").mkdir()
    (small / "reports/2021/regions.csv").write_text("key,label,page,quote,basis\n")
    done = cli("build", "--data", small, "--store", tmp_path / "graph")
    assert done.returncode == 1
    assert told in done.stderr
    assert str(small / "tables.json") in done.stderr


def test_a_slip_that_only_a_shape_finds_is_told_with_its_row(small, cli, small_store, tmp_path):
    replaced(small / OBSERVATIONS, ",55.5,percent", ",155.5,percent")
    place = tmp_path / "store" / "graph"
    home = shutil.copytree(small_store.resolve(), place.parent / ".graph.builds" / "first")
    place.symlink_to(home.relative_to(place.parent))
    done = cli("build", "--data", small, "--store", place)
    assert done.returncode == 1
    assert "Violation" in done.stderr
    assert f"({OBSERVATIONS}, row 3)" in done.stderr
    assert place.resolve() == home
    assert [path.name for path in home.parent.iterdir()] == ["first"]


# ── what does no harm

HARMLESS = {
    "byte-order mark": lambda text: "\ufeff" + text,
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "old Macintosh line ends": lambda text: text.replace("\n", "\r"),
    "no line end at the end": lambda text: text.rstrip("\n"),
    "rows of commas at the end": lambda text: text + ",,,,,,,\n" * 3,
    "empty rows": lambda text: text.replace("\n", "\n\n"),
    "rows of blanks": lambda text: text + " , ,\n   \n",
    "empty columns at the end": lambda text: text.replace("\n", ",,\n"),
    "every cell in quotation marks": lambda text: written(
        list(csv.reader(text.splitlines())), quoting=csv.QUOTE_ALL
    ),
}  # fmt: skip


def spoil(folder: Path, *changes: Callable[[str], str]) -> None:
    for path in folder.rglob("*.csv"):
        text = path.read_text("utf-8")
        for change in changes:
            text = change(text)
        path.write_bytes(text.encode())


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_what_does_no_harm_gives_the_same_quads(small, change):
    spoil(small, change)
    store = Embedded.memory({})
    store.load(data.quads(small))
    assert store.canonical() == (TESTS / "data" / "small.nq").read_bytes()


def test_what_excel_saves_gives_the_same_graph_to_the_byte(small, small_store, cli, tmp_path):
    names = ("empty columns at the end", "rows of commas at the end", "Windows line ends", "byte-order mark")
    spoil(small, *(HARMLESS[name] for name in names))
    description = small / "tables.json"
    description.write_bytes(b"\xef\xbb\xbf" + description.read_bytes().replace(b"\n", b"\r\n"))
    assert cli("build", "--data", small, "--store", tmp_path / "graph").returncode == 0
    assert exported(cli, tmp_path / "graph") == exported(cli, small_store)


def test_signs_that_are_meant_are_kept(small):
    label = "“Rush” – l’été: #9, 50 % = half; Ünïcödé"
    replaced(small / PROJECTS, "Candles for small harbours,CANDLE", f'"{label}",CANDLE')
    assert label in {getattr(quad.object, "value", "") for quad in data.quads(small)}


# ── the recipes of data/README.md, on a copy of all tables


def exported(cli: Cli, store: Path) -> bytes:
    out = cli("export", "--format", "canonical", "--store", store, text=False).stdout
    assert isinstance(out, bytes)
    return out


def test_an_unedited_copy_gives_the_packaged_graph_to_the_byte(built, cli, tmp_path):
    copy = shutil.copytree(REAL, tmp_path / "mine")
    # Another order of Python's sets changes nothing either.
    done = cli("build", "--data", copy, "--store", tmp_path / "graph", env={**os.environ, "PYTHONHASHSEED": "7"})
    assert done.returncode == 0
    assert exported(cli, tmp_path / "graph") == exported(cli, built) != b""


def block(section: str, language: str, number: int = 0) -> str:
    """A block of code of a section of data/README.md."""
    text = README.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return re.sub(r"^ +", "", found[number], flags=re.MULTILINE)


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def description_of(folder: Path, url: str) -> str:
    """The description of one table as it stands in tables.json, to be copied by hand."""
    text = (folder / "tables.json").read_text("utf-8")
    return re.search(rf'^    \{{"url": "{url}".*?^[^\n]*\]\}}\}}', text, re.MULTILINE | re.DOTALL)[0]


def describe(folder: Path, text: str) -> None:
    replaced(folder / "tables.json", "\n  ]\n}", ",\n" + text + "\n  ]\n}")


def add_a_table(folder: Path) -> None:
    (folder / "reports/2020/websites.csv").write_text(block("Add a table", "csv"))
    own = description_of(folder, "reports/2020/names.csv").replace(
        "reports/2020/names.csv", "reports/2020/websites.csv"
    )
    own = own.replace("/fact/2020/names/", "/fact/2020/websites/")
    line = block("Add a table", "json").strip()
    describe(folder, "\n".join(line if '"name": "name"' in old else old for old in own.splitlines()))


REPORT_2021 = {
    "reports": "icmpd-annual-report-2021,ICMPD Annual Report 2021,2022,2021,1,Annual Report 2021,stated",
    "projects": "beacon,Beacons for large harbours,BEACON,mediterranean,,95,Beacons for large harbours (BEACON),stated",
    "project-roles": "ada-funder-beacon,organisation/ada,funder,beacon,,2021,95,funded by ADA,stated\n"
    "ada-partner-link-up-2019,organisation/ada,partner,link-up-2019,,2021,96,LINK UP! with ADA,stated",
}


def add_a_report(folder: Path) -> None:
    (folder / "reports/2021").mkdir()
    for name, facts in REPORT_2021.items():
        url = f"reports/2020/{name}.csv"
        header = (folder / url).read_text("utf-8").partition("\n")[0]
        (folder / f"reports/2021/{name}.csv").write_text(f"{header}\n{facts}\n", "utf-8")
        own = description_of(folder, url).replace(f'"url": "{url}"', f'"url": "reports/2021/{name}.csv"')
        own = own.replace("https://w3id.org/icmpd-kg/fact/2020/", "https://w3id.org/icmpd-kg/fact/2021/")
        own = own.replace("icmpd-annual-report-2020", "icmpd-annual-report-2021")
        describe(folder, own.replace('"maximum": 92', '"maximum": 120'))


@pytest.fixture(scope="module")
def mine(cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of a copy in which a fact was corrected and a row, a table and a report were added as the README says."""
    top = tmp_path_factory.mktemp("mine")
    folder = shutil.copytree(REAL, top / "data")
    replaced(
        folder / PROJECTS, "bmp-maghreb,Border management programme for the Maghreb region,", "bmp-maghreb,Corrected,"
    )
    append(folder / PROJECTS, block("Add a row", "csv"))
    append(folder / "reports/2020/project-roles.csv", block("Add a row", "csv", 1))
    add_a_table(folder)
    add_a_report(folder)
    done = cli("build", "--data", folder, "--store", top / "graph")
    assert done.returncode == 0, done.stderr
    return top / "graph"


def known(cli: Cli, store: Path, name: str) -> list[dict[str, str]]:
    done = cli("show", name, "--store", store, "--format", "csv")
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


@pytest.mark.parametrize(
    ("name", "value", "fact"),
    [
        ("bmp-maghreb", "Corrected", "fact/2020/projects/bmp-maghreb"),
        ("CANDLE", "Candles for small harbours", "fact/2020/projects/candle"),
        ("CANDLE", "Austria", "fact/2020/project-roles/austria-funder-candle"),
        ("ada", "https://www.example.org/ada", "fact/2020/websites/ada-site"),
        ("BEACON", "Beacons for large harbours", "fact/2021/projects/beacon"),
        ("link-up-2019", "Austrian Development Agency, 2021", "fact/2021/project-roles/ada-partner-link-up-2019"),
        ("link-up-2019", "Austrian Development Agency", "fact/2020/project-roles/ada-funder-link-up-2019"),
    ],
)
def test_an_edit_made_as_the_readme_says_shows_in_the_graph(cli, mine, name, value, fact):
    rows = known(cli, mine, name)
    assert any(value in row.values() for row in rows if any(fact in cell for cell in row.values())), rows


def test_the_message_that_the_readme_shows_is_the_one_told(tmp_path, refused):
    copy = shutil.copytree(REAL, tmp_path / "data")
    path = copy / "reports/2020/project-roles.csv"
    first = rows(path)[1]
    assert first[1] == "organisation/ada"
    replaced(path, ",".join(first[:3]), ",".join([first[0], "state/ada", first[2]]))
    assert refused(copy) == [block("When something is wrong", "text").strip()]
