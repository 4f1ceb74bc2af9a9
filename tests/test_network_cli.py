"""The verb `network`: networks to a terminal and to files, and every wrong wish told in a sentence."""

import io
import json

import networkx as nx
import pandas
import pytest


def test_without_a_name_it_lists_the_networks(cli, built):
    result = cli("network")
    assert result.returncode == 0
    assert "dialogues" in result.stdout and "states and organisations × dialogues and events" in result.stdout
    assert "next: icmpd-kg network NAME" in result.stderr


def test_a_network_is_told_with_what_was_left_out(cli, built):
    result = cli("network", "dialogues", "--at", "2020-11-16", "--role", "chair", "--store", built)
    assert result.returncode == 0
    assert "Czech Republic" in result.stdout and "2020-11-16/.." in result.stdout
    assert "dialogues: 5 nodes and 3 ties" in result.stderr
    assert "left out: 26 in another role" in result.stderr


def test_the_data_goes_to_standard_output_and_the_talk_does_not(cli, built):
    result = cli("network", "places", "--format", "graphml", "--store", built)
    assert nx.read_graphml(io.BytesIO(result.stdout.encode())).number_of_edges() == 88
    assert json.loads(cli("network", "places", "--format", "json", "--store", built).stdout)["nodes"]


def test_a_projection_is_written_to_a_file(cli, built, tmp_path):
    file = tmp_path / "donors.gexf"
    wish = ("--role", "funder", "--project", "agents", "--weight", "newman")
    result = cli("network", "partnerships", *wish, "--out", file, "--store", built)
    assert result.returncode == 0 and f"wrote {file}" in result.stderr
    assert all(weight > 0 for _, _, weight in nx.read_gexf(file).edges(data="weight"))


def test_a_network_to_explore_is_one_file(cli, built, tmp_path):
    file = tmp_path / "chairs.html"
    result = cli("network", "dialogues", "--role", "chair", "--out", file, "--store", built)
    assert result.returncode == 0 and f"wrote {file}" in result.stderr
    assert "Left out: 26 in another role." in file.read_text("utf-8")
    assert cli(
        "network", "dialogues", "--role", "chair", "--format", "html", "--store", built
    ).stdout == file.read_text("utf-8")


def test_an_empty_network_is_told(cli, built):
    result = cli("network", "cities", "--at", "1800", "--dated-only", "--store", built)
    assert result.returncode == 0
    assert "note: no tie is left, so the network is empty" in result.stderr


def test_measures_are_shown_and_what_does_not_apply_is_told(cli, built):
    result = cli("network", "dialogues", "--measures", "--store", built)
    assert result.returncode == 0
    assert "effective_agents" in result.stdout and "Khartoum Process" in result.stdout
    assert "note: brokerage: a tie of two modes leads nowhere further" in result.stderr
    assert "next: icmpd-kg network dialogues --measures --format csv" in result.stderr


def test_measures_go_to_csv_and_into_files_of_networks(cli, built, tmp_path):
    shown = pandas.read_csv(
        io.StringIO(cli("network", "places", "--measures", "--format", "csv", "--store", built).stdout)
    )
    cli("network", "places", "--measures", "--out", tmp_path / "places.csv", "--store", built)
    assert shown.equals(pandas.read_csv(tmp_path / "places.csv"))
    cli("network", "places", "--measures", "--out", tmp_path / "places.gexf", "--store", built)
    graph = nx.read_gexf(tmp_path / "places.gexf")
    assert {node: known["betweenness"] for node, known in graph.nodes(data=True)} == dict(
        zip(shown["node"], shown["betweenness"], strict=True)
    )


@pytest.mark.parametrize(
    ("wish", "code", "says"),
    [
        (["dialoges"], 1, "no network is called 'dialoges'; nearest: dialogues"),
        (["dialogues", "--role", "char"], 1, "role 'char'; nearest: chair"),
        (["places", "--region", "Afrca"], 1, "region 'Afrca'; nearest: Africa"),
        (["places", "--at", "yesterday"], 2, "'yesterday' is no date: one such as 2020"),
        (["places", "--between", "2021", "2020"], 2, "2020 is before 2021"),
        (["places", "--at", "2020", "--between", "2019", "2020"], 2, "not allowed with argument"),
        (["places", "--without-basis", "titles"], 2, "'titles' is no basis of a fact: choose of stated, title"),
        (["places", "--project", "agent"], 1, "'agent' is no mode of this network"),
        (["places", "--weight", "newmann"], 1, "did you mean newman?"),
        (["all", "--project", "agents"], 2, "all has no two modes"),
        (["places", "--out", "/nowhere/net.gexf"], 2, "/nowhere/net.gexf cannot be written: No such file"),
        (["cities", "--at", "1800", "--dated-only", "--measures"], 2, "the network cities is empty: there is nothing"),
        (["places", "--measures", "--out", "places.net"], 2, "DOT and Pajek hold no measures: choose one of table"),
        (["places", "--measures", "--out", "/nowhere/x.csv"], 2, "/nowhere/x.csv cannot be written: No such file"),
        (["places", "--measures", "--colour", "kind"], 2, "colour: told of a picture: say --out places.svg"),
        (["places", "--out", "net.xls"], 2, "net.xls: '.xls' is no format of a network: choose one of graphml"),
    ],
)
def test_a_wrong_wish_is_told(cli, built, wish, code, says):
    result = cli("network", *wish, "--store", built)
    assert result.returncode == code
    assert says in result.stderr
