"""Each quotation names what its fact speaks of, or a listed exception says where that is named."""

import csv
import re
import shutil

import pytest

from icmpd_kg import KnowledgeGraph
from icmpd_kg.attestation import carries, printed_forms
from icmpd_kg.model import NS

EXCEPTIONS = "elsewhere.csv"


def test_every_fact_is_named_by_its_quotations_or_listed(kg):
    found = kg.attest()
    assert len(found) > 5000
    assert [each for each in found if not each.holds] == []


def test_most_facts_need_no_exception(kg):
    found = kg.attest()
    listed = [each for each in found if each.verdict == "elsewhere"]
    assert len(listed) < len(found) / 8


@pytest.mark.parametrize(
    ("property_", "value", "quotation"),
    [
        ("value", "14", "led to 14 organisations"),
        ("value", "14", "led to fourteen organisations"),
        ("value", "18", "the 18th member to join"),
        ("value", "3", "in its third year"),
        ("value", "21", "twenty-one cities"),
        ("value", "12", "a dozen studies"),
        ("value", "34662", "34,662 participants"),
        ("value", "276000000", "€276 million contracted"),
        ("value", "1200000", "Around 1.2 million were counselled"),
        ("value", "30000", "30 thousand households"),
        ("value", "-14", "fell by 14 percent"),
        ("value", "60.6", "60.6 per cent"),
        ("dateAsStated", "2020-11-16", "took place on 16 November"),
        ("dateAsStated", "2020-11-16", "on 16th Nov. 2020"),
        ("dateAsStated", "2020", "joined the organisation"),
        ("dateAsStated", "2019-04/2021-03", "from April 2019 to March 2021"),
        ("dateAsStated", "2020-21", "In spring, Germany"),
        ("dateAsStated", "2022-41", "in the second half of 2022"),
        ("acronym", "MMD", "Dialogue (MMD)"),
        ("post", "Head of Mission", "the head of\nmission spoke"),
    ],
)
def test_a_value_is_printed_in_many_forms(property_, value, quotation):
    assert carries([quotation.replace("\n", " ")], printed_forms(NS + property_, value, 2020))


@pytest.mark.parametrize(
    ("property_", "value", "quotation"),
    [
        ("value", "14", "led to 140 organisations"),
        ("value", "14", "led to 15 organisations"),
        ("value", "4", "fourteen organisations"),
        ("value", "276000000", "€267 million contracted"),
        ("value", "1233", "233 meetings"),
        ("value", "7.5", "75 per cent"),
        ("dateAsStated", "2019", "joined the organisation"),
        ("dateAsStated", "2020-11-16", "took place on 17 November"),
        ("dateAsStated", "2020-11-16", "took place on 16 December"),
        ("dateAsStated", "2019-04/2021-03", "from April 2019"),
        ("acronym", "WHO", "the man who came"),
    ],
)
def test_another_value_is_another(property_, value, quotation):
    assert not carries([quotation], printed_forms(NS + property_, value, 2020))


def test_a_piece_of_a_long_title_stands_for_it_if_it_has_three_words():
    title = [frozenset({"Strengthening migration management in the harbour cities of Atlantis"})]
    assert carries(["migration management in the harbour"], title)
    assert not carries(["migration management"], title)


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """A copy of the tables, for a module's tests to spoil one after the other."""
    from icmpd_kg import paths

    return shutil.copytree(paths.folder("data"), tmp_path_factory.mktemp("data") / "data")


def change(tables, name, key, column, value):
    """Change one cell of a table; the text before."""
    path = tables / "reports" / "2020" / name
    before = path.read_text("utf-8")
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    (row,) = (row for row in rows if row["key"] == key)
    row[column] = value
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return before


def test_a_wrong_figure_a_wrong_state_a_useless_and_a_false_exception_are_each_told(tables, tmp_path):
    change(tables, "observations.csv", "adept-grantees", "value", "15")
    change(tables, "memberships.csv", "malta-member", "agent", "state/portugal")
    path = tables / "reports" / "2020" / EXCEPTIONS
    with path.open(encoding="utf-8", newline="") as handle:
        listed = next(row for row in csv.DictReader(handle) if row["reason"] == "heading" and row["fact"])
    change(tables, EXCEPTIONS, listed["key"], "quote", "Annual Report")
    with path.open("a", encoding="utf-8") as handle:
        handle.write("zz-needless,memberships/germany-member,state/germany,,nearby,81,Germany\n")
        handle.write("zz-unknown,memberships/germany-member,state/austria,,nearby,81,Austria\n")
    KnowledgeGraph.build(tables, tmp_path / "graph")
    wrong = {
        (each.verdict, each.fact, each.thing): each.reason
        for each in KnowledgeGraph.open(tmp_path / "graph").attest()
        if not each.holds
    }
    assert ("unnamed", "observations/adept-grantees", "icmpd:value") in wrong
    assert ("unnamed", "memberships/malta-member", "state/portugal") in wrong
    assert wrong["unnamed", listed["fact"], listed["entity"]] == f"elsewhere/{listed['key']} does not name it"
    assert wrong["needless", "memberships/germany-member", "state/germany"] == "elsewhere/zz-needless"
    assert wrong["needless", "memberships/germany-member", "state/austria"] == "elsewhere/zz-unknown"
    assert len(wrong) == 5


def test_the_command_lists_what_is_unnamed_and_fails(cli, built, tmp_path):
    copy = tmp_path / "other.txt"
    copy.write_text("Another report.\n", "utf-8")
    result = cli("verify", "--store", built, "--report", copy)
    assert result.returncode == 1
    assert re.search(
        r"names and figures that facts speak of: [\d,]+ stand in their quotations, [\d,]+ elsewhere", result.stderr
    )
