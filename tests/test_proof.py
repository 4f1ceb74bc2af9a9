"""Every quotation is proved against a copy of the report; what was changed, moved or made up is caught."""

import csv
import io
import json
import os
import re
from pathlib import Path

import pytest

from icmpd_kg import proof, reading
from icmpd_kg.errors import InputError

TOP = Path(__file__).parent.parent
REPORT = next((TOP.parent / "shared" / "report").glob("*.txt"), None)
needs_report = pytest.mark.skipif(REPORT is None, reason="the report's text is not at ../shared/report: it is not ours")

TEXT = """The dialogue met twice in spring.
Its 36 participating countries did not agree on 3.5 million euros in a co-
operation of e\ufb03cient offices.
7
In December Atlantis was invited to join.
"The harbour", it said, remains open.
9
"""


@pytest.fixture
def copy(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(TEXT, "utf-8")
    return reading.read(path)


@pytest.mark.parametrize(
    ("quotation", "page", "verdict"),
    [
        ("The dialogue met twice", 6, "exact"),
        ("36 participating countries did not agree", 7, "exact"),
        ("euros in a cooperation of efficient offices", 5, "normalised"),
        ("“The harbour”, it said", 8, "normalised"),
        ("In  December\tAtlantis was invited", 9, "exact"),
        ("In December Atlantis was invlted to join", 9, "normalised"),
        ("In December Atlantis was invited", 30, "elsewhere"),
        ("Its 37 participating countries did not agree", 7, "missing"),
        ("Its 36 participating countries did agree on", 7, "missing"),
        ("did not agree on 3.6 million euros", 7, "missing"),
        ("In November Atlantis was invited to join", 9, "missing"),
        ("the harbour was closed by the council", 9, "missing"),
    ],
)
def test_a_quotation_is_found_or_not(copy, quotation, page, verdict):
    assert proof.look_up(copy, quotation, page)[0] == verdict


def test_a_piece_of_a_word_is_not_the_word(copy):
    assert proof.look_up(copy, "tlantis was invited", 9)[0] != "exact"


def pdf(path: Path, *pages: str) -> Path:
    """A PDF with a line of text on each page."""
    import pypdf
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = pypdf.PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for text in pages:
        page = writer.add_blank_page(500, 200)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(stream)
    writer.write(path)
    return path


def test_a_pdf_is_searched_page_by_page(tmp_path):
    copy = reading.read(pdf(tmp_path / "report.pdf", "The first page.", "Atlantis joined in 2018.", "The last page."))
    assert proof.look_up(copy, "Atlantis joined in 2018", 2) == ("exact", 100.0, "2")
    assert proof.look_up(copy, "Atlantis joined in 2018", 3) == ("elsewhere", 100.0, "2")
    assert proof.look_up(copy, "Atlantis joined in 2019", 2)[0] == "missing"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.txt", b"\xff\xfe\x00broken"),
        ("report.txt", b" \n"),
        ("report.pdf", b""),
        ("report.pdf", b"%PDF-1.7 nothing more"),
    ],
)
def test_a_copy_that_cannot_be_read_is_said_to_be_so(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=re.escape(str(path))):
        reading.read(path)


@needs_report
def test_every_quotation_stands_in_the_report_where_it_is_said_to(kg):
    assert [found for found in kg.verify(REPORT) if found.verdict not in {"exact", "normalised"}] == []


@needs_report
@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ("The 36 participating", "The 37 participating", "missing"),
        ("was unanimously invited to join", "was not invited to join", "missing"),
        ("In spring, Germany became the 18th", "In spring, Germany became the 19th", "missing"),
    ],
)
def test_another_years_report_does_not_prove_this_one(kg, tmp_path, old, new, verdict):
    text = REPORT.read_text("utf-8")
    assert old in text
    path = tmp_path / "altered.txt"
    path.write_text(text.replace(old, new), "utf-8")
    assert verdict in {found.verdict for found in kg.verify(path)}


@needs_report
def test_the_command_proves_all_and_says_so(built, cli):
    result = cli("verify", "--report", REPORT, "--store", built, "--format", "json")
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert len(found["quotations"]) > 4000
    assert len(found["names"]) > 5000
    assert "0 not found" in result.stderr


@needs_report
def test_the_command_writes_a_table_of_quotations_and_names(built, cli):
    result = cli("verify", "--report", REPORT, "--store", built, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert {row["of"] for row in rows} == {"quotation", "name"}
    assert all(row["quotation"] if row["of"] == "quotation" else row["thing"] for row in rows)


def test_the_command_fails_and_lists_what_is_not_there(built, cli, tmp_path):
    path = tmp_path / "other.txt"
    path.write_text(TEXT, "utf-8")
    result = cli("verify", "--report", path, "--store", built)
    assert result.returncode == 1
    assert "missing" in result.stdout
    assert cli("verify", "--report", tmp_path / "none.txt", "--store", built).returncode == 2


def test_no_quotation_is_longer_than_twelve_words(kg):
    too_long = [found for _, _, found in kg.query(QUOTATIONS) if len(found.value.split()) > 12]
    assert too_long == []


QUOTATIONS = "SELECT ?s ?p ?text { ?s a oa:TextQuoteSelector ; ?p ?text . FILTER(?p = oa:exact) }"


@needs_report
def test_no_run_of_twenty_words_of_the_report_stands_in_the_repository(kg):
    """But for the printed title of a project, publication or event, which is its name."""
    named = kg.query("SELECT ?l ?a { ?s rdfs:label ?l OPTIONAL { ?s icmpd:acronym ?a } }")
    titles = [f"{label.value} {acronym.value if acronym else ''}" for label, acronym in named]
    forbidden = runs_of_twenty(REPORT.read_text("utf-8")).difference(*map(runs_of_twenty, titles))
    copied = []
    for folder, folders, files in os.walk(TOP):
        folders[:] = [name for name in folders if not name.startswith(".") or name == ".ci"]
        folders[:] = [name for name in folders if name not in {"build", "dist", "node_modules"}]
        for path in (Path(folder) / name for name in files):
            try:
                text = path.read_text("utf-8")
            except UnicodeDecodeError:
                continue
            if runs_of_twenty(text) & forbidden:
                copied.append(path.relative_to(TOP))
    assert copied == []


def runs_of_twenty(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[i : i + 20]) for i in range(len(words) - 19)}
