"""What of a copy of the report the graph covers: every number, date, name and row is accounted for."""

import csv
import io
import json
from collections import Counter

import pytest

from icmpd_kg import coverage, reading
from tests.test_proof import REPORT, needs_report


def items(text: str) -> list[tuple[str, str]]:
    """The kinds and words of the items of a text, by the kind's name."""
    mended = reading.mend(text)
    found = [*coverage._items(mended), *coverage._rows(mended)]
    return sorted((kind, " ".join(mended[words[0][0] : words[-1][1]].split())) for kind, words in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met Atlantis in spring, and they stayed.", [("name", "Atlantis")]),
        ("The dialogue met. Nobody knows the place, and nobody came.", []),
        ("to the Ministry of Labour of Atlantis said so.", [("name", "Ministry of Labour of Atlantis")]),
        ("on 16 November 2020 they met.", [("date", "16 November 2020")]),
        ("from 3-4 May and in June.", [("date", "3-4 May"), ("date", "June")]),
        ("over €58 million and 1,233 of 27% more.", [("number", "1,233"), ("number", "27%"), ("number", "€58")]),
        ("one of them met twenty-one or Two others.", [("number", "Two"), ("number", "twenty-one")]),
        ("they said of\nTHE BAY OF ATLANTIS\nsaid the bay.", [("name", "ATLANTIS"), ("row", "THE BAY OF ATLANTIS")]),
        ("they met\nSilk Road 1 %\nagain.", [("name", "Silk Road"), ("number", "1 %"), ("row", "Silk Road 1 %")]),
        ("Atlantis's harbour co-\noperation.", [("name", "Atlantis")]),
    ],
)
def test_numbers_dates_names_and_rows_are_the_items(text, expected):
    assert items(text) == sorted(expected)


def cover(kg, tmp_path, text: str) -> dict[str, str]:
    path = tmp_path / "copy.txt"
    path.write_text(text, "utf-8")
    return {item.text: item.verdict for item in kg.coverage(path).items}


def test_a_name_a_quotation_and_a_stretch_account_for_their_items(kg, tmp_path):
    found = cover(
        kg,
        tmp_path,
        "they met in Malta, then went to Atlantis. Moreover, they stayed.",
    )
    assert found["Malta"] == "covered"
    assert found["Atlantis"] == "missed"
    assert found["Moreover"] == "set aside"


def test_an_acronym_covers_no_word_that_is_spelt_alike(kg, tmp_path):
    text = reading.read(_written(tmp_path, "they asked Who came and the WHO answered."))
    found = {item.text: item.verdict for item in coverage.cover(kg._store, text, lambda phrases: phrases).items}
    assert found == {"Who": "missed", "WHO": "covered"}


def _written(tmp_path, text):
    path = tmp_path / "copy.txt"
    path.write_text(text, "utf-8")
    return path


@needs_report
def test_nothing_of_the_report_is_missed(kg):
    found = kg.coverage(REPORT)
    counts = Counter(item.verdict for item in found.items)
    assert found.missed() == []
    assert found.astray == []
    assert counts["covered"] > 1700
    assert counts["set aside"] < counts["covered"] / 6


@needs_report
def test_what_the_graph_does_not_hold_is_missed_with_its_words_around(kg, tmp_path):
    path = tmp_path / "altered.txt"
    path.write_text(REPORT.read_text("utf-8") + "\nA dialogue with Atlantis was launched by 4711 states.\n", "utf-8")
    missed = {item.text: item for item in kg.coverage(path).missed()}
    assert set(missed) == {"Atlantis", "4711"}
    assert "dialogue with Atlantis was launched by 4711 states" in missed["Atlantis"].context


@needs_report
def test_the_command_shows_the_share_by_page(cli, built):
    result = cli("coverage", "--report", REPORT, "--store", built)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[0].split() == ["pages", "items", "covered", "set", "aside", "missed"]
    assert "0 missed" in result.stderr
    rows = list(
        csv.DictReader(io.StringIO(cli("coverage", "--report", REPORT, "--store", built, "--format", "csv").stdout))
    )
    assert {row["verdict"] for row in rows} == {"covered", "set aside"}
    found = json.loads(cli("coverage", "--report", REPORT, "--store", built, "--format", "json").stdout)
    assert len(found) == len(rows)


def test_another_text_is_missed_and_the_command_fails(cli, built, tmp_path):
    result = cli(
        "coverage", "--report", _written(tmp_path, "The harbour of Atlantis has 4711 ships."), "--store", built
    )
    assert result.returncode == 1
    assert "4711" in result.stdout
    assert "do not stand in this copy" in result.stderr
