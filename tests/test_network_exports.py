"""What is written opens elsewhere, and read back by networkx it is what it was."""

import csv
import io
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import networkx as nx
import pytest

from icmpd_kg import networks
from icmpd_kg.errors import InputError
from icmpd_kg.networks import exports

NAMES = [view.name for view in networks.views()]
GRAPHML, GEXF = "{http://graphml.graphdrawing.org/xmlns}", "{http://www.gexf.net/1.2draft}"
NAME_TOKEN = re.compile(r"[\w.:-]+")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def written(graph, form):
    out = io.BytesIO()
    exports.write(graph, form, out)
    return out.getvalue()


@pytest.fixture(scope="module", params=[*NAMES, "projected"])
def graph(request, kg):
    if request.param == "projected":
        return networks.project(kg.network("partnerships"), weight="newman")
    return kg.network(request.param)


def told(graph):
    """The nodes by IRI, and the ties with all that is known of them, as every format can hold them."""
    named = {node: known["iri"] for node, known in graph.nodes(data=True)}
    nodes = {known["iri"]: {k: v for k, v in known.items() if k != "id"} for _, known in graph.nodes(data=True)}
    ties = []
    for source, target, known in graph.edges(data=True):
        plain = {k: " ".join(v) if isinstance(v, tuple) else v for k, v in known.items() if k != "id"}
        ends = (named[source], named[target])
        ties.append(((ends if graph.is_directed() else tuple(sorted(ends))), sorted(plain.items())))
    return nodes, sorted(ties)


def test_graphml_read_by_networkx_is_what_it_was(graph):
    back = nx.read_graphml(io.BytesIO(written(graph, "graphml")))
    assert told(back) == told(graph)
    assert {k: back.graph[k] for k in graph.graph} == graph.graph


def test_gexf_read_by_networkx_is_what_it_was(graph):
    back = nx.read_gexf(io.BytesIO(written(graph, "gexf")))
    assert told(back) == told(graph)


def test_the_keys_of_ties_come_back(kg):
    graph = kg.network("all")
    keys = {fact for _, _, fact in graph.edges(keys=True)}
    assert {key for _, _, key in nx.read_gexf(io.BytesIO(written(graph, "gexf"))).edges(keys=True)} == keys
    back = nx.read_graphml(io.BytesIO(written(graph, "graphml")))
    assert {key for _, _, key in back.edges(keys=True)} == {exports._token(key) for key in keys}


def test_json_read_by_networkx_is_what_it_was(graph):
    back = nx.node_link_graph(json.loads(written(graph, "json")), edges="edges")
    assert type(back) is type(graph)
    assert told(back) == told(graph)
    assert back.graph == graph.graph


def test_graphml_keeps_the_rules_of_its_schema(graph):
    """Every name is an XML name token, every attribute is declared once with its type, ids are not given twice."""
    top = ET.fromstring(written(graph, "graphml"))
    keys = {key.get("id"): key for key in top.iter(f"{GRAPHML}key")}
    assert {key.get("attr.type") for key in keys.values()} <= {"string", "double", "long", "int", "boolean"}
    assert len({(key.get("for"), key.get("attr.name")) for key in keys.values()}) == len(keys)
    nodes = [node.get("id") for node in top.iter(f"{GRAPHML}node")]
    edges = list(top.iter(f"{GRAPHML}edge"))
    assert len(set(nodes)) == len(nodes) == len(graph)
    assert {end for edge in edges for end in (edge.get("source"), edge.get("target"))} <= set(nodes)
    assert all(datum.get("key") in keys for datum in top.iter(f"{GRAPHML}data"))
    ids = [edge.get("id") for edge in edges if edge.get("id")]
    assert len(set(ids)) == len(ids)
    named = [*nodes, *ids, *keys, *(key.get("attr.name") for key in keys.values())]
    assert all(NAME_TOKEN.fullmatch(name) for name in named)


def test_gexf_keeps_the_rules_of_its_schema(graph):
    top = ET.fromstring(written(graph, "gexf"))
    (whole,) = top.findall(f"{GEXF}graph")
    assert set(whole.attrib) <= {"timeformat", "start", "end", "defaultedgetype", "idtype", "mode"}
    declared = {
        (block.get("class"), attribute.get("id")): attribute.get("type")
        for block in whole.findall(f"{GEXF}attributes")
        for attribute in block
    }
    assert set(declared.values()) <= {"string", "long", "double", "integer", "boolean", "float"}
    for kind in ("node", "edge"):
        for thing in whole.iter(f"{GEXF}{kind}"):
            assert {value.get("for") for value in thing.iter(f"{GEXF}attvalue")} <= {
                key for block, key in declared if block == kind
            }
            assert all(DAY.fullmatch(thing.get(end)) for end in ("start", "end") if end in thing.attrib)


def test_gexf_has_the_dates_of_ties_as_time(kg):
    top = ET.fromstring(written(kg.network("dialogues"), "gexf"))
    (whole,) = top.findall(f"{GEXF}graph")
    assert (whole.get("mode"), whole.get("timeformat")) == ("dynamic", "date")
    ends = {(edge.get("start"), edge.get("end")) for edge in whole.iter(f"{GEXF}edge")}
    assert ("2020-11-16", None) in ends and (None, "2020-11-16") in ends


def test_csv_has_a_row_a_node_and_a_row_a_tie(tmp_path, graph):
    nodes, ties = exports.save(graph, tmp_path / "net.csv")
    assert (nodes.name, ties.name) == ("net-nodes.csv", "net-ties.csv")
    with nodes.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["node"] for row in rows] == list(graph)
    assert [row["label"] for row in rows] == [known["label"] for _, known in graph.nodes(data=True)]
    with ties.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["source"], row["target"]) for row in rows] == [pair[:2] for pair in graph.edges()]


def test_pajek_read_by_networkx_has_the_same_ties(graph):
    # The number of those in the first mode is part of the format, and unknown to the reader of networkx.
    text = re.sub(r"^(\*Vertices \d+) \d+", r"\1", written(graph, "pajek").decode())
    back = nx.parse_pajek(text)
    assert (len(back), back.number_of_edges()) == (len(graph), graph.number_of_edges())
    names = sorted(known["label"] for _, known in graph.nodes(data=True))
    assert [name.partition(" <")[0] for name in sorted(back)] == names


def test_pajek_counts_the_first_mode_and_puts_it_first(kg):
    graph = kg.network("partnerships")
    head, *lines = written(graph, "pajek").decode().splitlines()
    agents = [known["label"] for _, known in graph.nodes(data=True) if known["bipartite"] == 0]
    assert head == f"*Vertices {len(graph)} {len(agents)}"
    assert [line.split('"')[1] for line in lines[: len(agents)]] == agents


def test_dot_names_every_node_and_every_tie(graph):
    lines = written(graph, "dot").decode().splitlines()
    assert lines[0].startswith("digraph " if graph.is_directed() else "graph ")
    arrow = "->" if graph.is_directed() else "--"
    assert sum(f'" {arrow} "' in line for line in lines) == graph.number_of_edges()
    assert sum("[label=" in line for line in lines) == len(graph) + graph.number_of_edges()


def test_quotation_marks_in_names_break_no_format():
    graph = nx.MultiDiGraph(name='a "graph"')
    graph.add_node("urn:a", iri="urn:a", label='The "A", a\\b')
    graph.add_node("urn:b", iri="urn:b", label="<B> & co")
    graph.add_edge("urn:a", "urn:b", key="urn:f", role='"x"', shared=("urn:a", "urn:b"), nothing=None, nan=float("nan"))
    assert '[label="The \\"A\\", a\\\\b", class=""]' in written(graph, "dot").decode()
    assert "1 \"The 'A', a\\b\"" in written(graph, "pajek").decode()
    for form, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        back = read(io.BytesIO(written(graph, form)))
        ((_, _, tie),) = back.edges(data=True)
        assert (tie["role"], tie["shared"]) == ('"x"', "urn:a urn:b")
        assert not {"nothing", "nan"} & tie.keys()


@pytest.mark.parametrize("form", ["graphml", "gexf", "json", "csv", "dot", "pajek", "html"])
def test_two_processes_write_the_same_bytes(built, form):
    program = (
        "import sys; from icmpd_kg import KnowledgeGraph, networks; from icmpd_kg.networks import exports\n"
        f"g = KnowledgeGraph.open({str(built)!r}).network('dialogues')\n"
        f"exports.write(networks.project(g, weight='newman'), {form!r}, sys.stdout.buffer)"
    )
    one, two = (
        subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env={"PYTHONHASHSEED": seed})
        for seed in ("1", "2")
    )
    assert one.stdout == two.stdout != b""


def test_a_graph_that_is_not_ours_is_written_and_not_called_ours(tmp_path):
    club = nx.karate_club_graph()  # Its nodes are numbers.
    (file,) = exports.save(club, tmp_path / "club.GRAPHML")
    assert nx.read_graphml(file, node_type=int).edges == club.edges
    assert "ICMPD Annual Report" not in written(club, "html").decode().partition("<script")[0]


def test_what_cannot_be_written_is_told(tmp_path):
    graph = nx.MultiDiGraph()
    with pytest.raises(InputError, match=r"net\.xyz: '\.xyz' is no format of a network: choose one of graphml"):
        exports.save(graph, tmp_path / "net.xyz")
    with pytest.raises(InputError, match="'graphlm' is no format of a network"):
        exports.write(graph, "graphlm", io.BytesIO())
    with pytest.raises(InputError, match="cannot be written: No such file or directory"):
        exports.save(graph, tmp_path / "nowhere" / "net.gexf")
