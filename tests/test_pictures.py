"""Pictures of networks: every node and tie is there, names can be read, the legend is true, each time the same."""

import itertools
import math
import re
import subprocess
import sys
from collections import Counter
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex

from icmpd_kg import networks
from icmpd_kg.data.outlines import outlines
from icmpd_kg.errors import InputError
from icmpd_kg.networks.pictures import layout, look

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawn(kg):
    """The pictures of several networks, by name; a name with "/" is a projection."""
    pictures = {}

    def draw(name, **wish):
        key = (name, *sorted(wish.items()))
        if key not in pictures:
            view, _, onto = name.partition("/")
            graph = kg.network(view)
            graph = networks.project(graph, onto) if onto else graph
            pictures[key] = (graph, networks.draw(graph, **wish))
        return pictures[key]

    return draw


def marks(picture):
    return [each for each in picture.axes[0].collections if isinstance(each, PathCollection)]


def names(picture):
    return [text for text in picture.axes[0].texts if text.get_text()]


def points(picture):
    return [tuple(point) for collection in marks(picture) for point in collection.get_offsets()]


def legend(picture):
    """What the legend says, by heading."""
    return {
        part.get_title().get_text(): [text.get_text().replace("\n", " ") for text in part.get_texts()]
        for part in picture.legends
    }


def words(picture):
    return " ".join(text.get_text().replace("\n", " ") for text in picture.texts)


def svg(picture):
    return ElementTree.fromstring(picture.svg())


PICTURES = ["dialogues", "people", "partnerships", "places", "cities", "frameworks", "people/agents"]


@pytest.mark.parametrize("name", PICTURES)
def test_every_node_has_a_mark_and_tells_its_name(drawn, name):
    graph, picture = drawn(name)
    told = {title.text for title in svg(picture).iter(f"{SVG}title")}
    lost = {"Raoued"} if name == "cities" else set()
    for _, known in graph.nodes(data=True):
        assert (f"{known['label']} ({known['kind']})" in told) == (known["label"] not in lost)
    assert len(points(picture)) == len(graph) - len(lost)


@pytest.mark.parametrize("name", PICTURES)
def test_no_name_hides_another_or_a_mark(drawn, name):
    _, picture = drawn(name)
    boxes = [text.get_window_extent() for text in names(picture)]
    assert len(boxes) >= 0.5 * len(points(picture))
    for one, other in itertools.combinations(boxes, 2):
        assert not one.shrunk(0.97, 0.97).overlaps(other.shrunk(0.97, 0.97))
    transform = picture.axes[0].transData.transform
    hidden = [point for point in points(picture) for box in boxes if box.contains(*transform(point))]
    assert hidden == []


@pytest.mark.parametrize("name", ["cities", "partnerships"])
def test_no_line_from_a_node_to_its_name_passes_another_node(drawn, name):
    _, picture = drawn(name)
    axes = picture.axes[0]
    assert axes.lines
    sizes = [size for each in marks(picture) for size in each.get_sizes()]
    centres = axes.transData.transform(points(picture))
    for line in axes.lines:
        start, end = axes.transData.transform(line.get_xydata())
        along = [start + (end - start) * step / 50 for step in range(51)]
        within = {
            i
            for i, (centre, size) in enumerate(zip(centres, sizes, strict=True))
            for at in along
            if np.hypot(*(at - centre)) < 0.95 * math.sqrt(size / math.pi) * picture.dpi / 72
        }
        assert len(within) <= 1


def test_a_picture_counts_the_names_for_which_there_was_no_room(drawn):
    graph, picture = drawn("partnerships")
    assert len(names(picture)) < len(graph)
    assert f"There was room for {len(names(picture))} of {len(graph)} names" in words(picture)
    assert "room" not in words(drawn("dialogues")[1])


def test_those_with_most_ties_are_named(drawn):
    graph, picture = drawn("partnerships")
    first = max(graph, key=graph.degree)
    told = {re.sub(r"\s+", " ", text.get_text()) for text in names(picture)}
    assert graph.nodes[first]["label"] in told


def test_ties_are_dashed_by_what_they_rest_on(drawn):
    graph, picture = drawn("dialogues")
    best = {}
    for one, other, basis in graph.edges(data="basis"):
        ends = frozenset((one, other))
        best[ends] = max(best.get(ends, "inferred"), basis, key=["inferred", "title", "stated"].index)
    lines = [each for each in picture.axes[0].collections if isinstance(each, LineCollection)]
    count = {bool(each.get_linestyle()[0][1]): 0 for each in lines}
    for each in lines:
        count[bool(each.get_linestyle()[0][1])] += len(each.get_segments())
    assert count == {False: Counter(best.values())["stated"], True: sum(b != "stated" for b in best.values())}
    assert legend(picture)["A tie rests on"] == ["a statement", "a title alone", "our own reading"]
    assert "A tie rests on" not in legend(drawn("people/agents")[1])


def test_the_two_modes_have_two_shapes_and_the_network_calls_them(drawn):
    graph, picture = drawn("dialogues")
    assert [len(each.get_offsets()) for each in marks(picture)] == [
        sum(mode == side for _, mode in graph.nodes(data="bipartite")) for side in (0, 1)
    ]
    assert legend(picture)["Mode"] == [graph.graph["agents"], graph.graph["activities"]]
    assert len(marks(drawn("people/agents")[1])) == 1


def test_a_colour_is_a_kind_and_the_legend_counts_it(drawn):
    graph, picture = drawn("people")
    kinds = Counter(known["kind"] for _, known in graph.nodes(data=True))
    assert legend(picture)["Kind"] == [f"{kind} ({n})" for kind, n in kinds.most_common()]
    painted = Counter(to_hex(shade).upper() for each in marks(picture) for shade in each.get_facecolors())
    assert sorted(painted.values()) == sorted(kinds.values())
    assert set(painted) <= set(look.PALETTE)


def test_more_values_than_colours_are_grey_together_and_counted():
    graph = nx.path_graph([str(i) for i in range(24)])
    found = look.colours(graph, {str(i): f"v{min(i, 11):02}" for i in range(23)})
    assert len(found.legend) == 11
    assert found.legend[0] == ("v11 (12)", look.PALETTE[0])
    assert found.legend[-2:] == [("3 others (3)", look.GREY), ("not known (1)", look.WHITE)]
    assert (found.of["10"], found.of["23"]) == (look.GREY, look.WHITE)


def test_communities_are_seeded_and_named_by_a_member(drawn):
    graph, picture = drawn("people/agents", colour="community", size="strength")
    told = legend(picture)["Community"]
    assert sum(int(re.search(r"\((\d+)\)$", each)[1]) for each in told) == len(graph)
    found = look.colours(graph, "community")
    assert found == look.colours(graph.copy(), "community")
    table = networks.measures(graph, "community")["community"]
    together = table[table.duplicated(keep=False)]  # Those alone in their community are left white.
    assert len({(together[node], found.of[node]) for node in together.index}) == together.nunique()


@pytest.mark.parametrize("by", ["degree", "strength", "betweenness", {"a": 0, "b": 1, "c": 4.0}])
def test_the_area_of_a_mark_grows_with_the_measure(by):
    graph = nx.Graph()
    graph.add_weighted_edges_from([("a", "b", 1), ("b", "c", 2), ("b", "d", 1), ("d", "c", 3)])
    graph = graph.subgraph("abc") if isinstance(by, dict) else graph
    found = look.sizes(graph, by)
    ranked = sorted(graph, key=lambda node: found.value[node])
    assert sorted(graph, key=lambda node: found.area[node]) == ranked
    steps = [(found.value[b] - found.value[a], found.area[b] - found.area[a]) for a, b in itertools.pairwise(ranked)]
    slope = (found.area[ranked[-1]] - found.area[ranked[0]]) / (found.value[ranked[-1]] - found.value[ranked[0]])
    assert all(area == pytest.approx(slope * value) for value, area in steps)


def test_a_measure_of_your_own_is_drawn_and_none_is_too(drawn):
    graph, _ = drawn("dialogues")
    rank = nx.pagerank(nx.Graph(graph))
    sizes = [size for each in marks(networks.draw(graph, size=rank)) for size in each.get_sizes()]
    assert len(set(sizes)) > 3
    alike = networks.draw(graph, size=None)
    assert len({size for each in marks(alike) for size in each.get_sizes()}) == 1
    assert list(legend(alike)) == ["Kind", "Mode", "A tie rests on", "Ties between the same two"]


def test_places_are_on_the_map_where_they_lie(drawn):
    graph, picture = drawn("places")
    axes = picture.axes[0]
    where = dict(zip((t for each in picture._names.values() for t in each), points(picture), strict=True))
    located = [known for _, known in graph.nodes(data=True) if "lat" in known]
    assert len(located) == 39
    flat = {round(where[f"{k['label']} ({k['kind']})"][0] / k["long"], 6) for k in located if abs(k["long"]) > 1}
    assert len(flat) == 1 and 0.7 < flat.pop() < 0.95
    assert all(where[f"{k['label']} ({k['kind']})"][1] == k["lat"] for k in located)
    assert axes.get_xlim()[0] < min(x for x, _ in where.values()) and axes.get_ylim()[1] > 61
    assert "Natural Earth" in words(picture)


def test_what_cannot_be_on_the_map_is_named(drawn):
    _, picture = drawn("cities")
    assert "Not on the map, as they have no place and are tied to none: 1 (Raoued)" in words(picture)


def test_a_network_of_places_is_a_map_and_another_is_not(kg):
    assert {view.name: layout.has_places(kg.network(view.name)) for view in networks.views()} == {
        "all": False, "cities": True, "dialogues": False, "frameworks": False, "partnerships": False,
        "people": False, "places": True,
    }  # fmt: skip
    assert layout.has_places(networks.project(kg.network("places"), "activities"))


def test_parts_stand_side_by_side(drawn):
    graph, _ = drawn("frameworks")
    positions = layout.apart(graph, 1.4)
    boxes = []
    for part in nx.weakly_connected_components(graph):
        xs, ys = zip(*(positions[node] for node in part), strict=True)
        boxes.append((min(xs), min(ys), max(xs), max(ys)))
    for one, other in itertools.combinations(boxes, 2):
        assert one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]


def test_nodes_without_a_tie_are_drawn(drawn):
    graph, picture = drawn("dialogues/agents")
    assert list(nx.isolates(graph))
    assert len(points(picture)) == len(graph)
    assert "only states and organisations, tied by what they share (weight: count)" in words(picture)


def test_a_picture_tells_its_time_and_what_was_left_out(kg):
    picture = networks.draw(kg.network("dialogues", at=2020, without_basis=["title"]))
    assert re.search(r"from 2020-01-01 to 2020-12-31 · \d+ ties left out", words(picture))
    assert "Facts of the ICMPD Annual Report 2020" in words(picture)


def test_the_outlines_are_whole_rings_without_a_leap():
    world = outlines()
    assert len(world.coasts) > 100 and len(world.borders) > 200
    for line in (*world.coasts, *world.borders):
        assert all(abs(b[0] - a[0]) < 180 for a, b in itertools.pairwise(line))
    # Each comes back to where it began, but for the one around the South Pole.
    assert sum(abs(ring[0][0] - ring[-1][0]) > 30 for ring in world.coasts) == 1


def test_text_stays_text_and_has_a_title_and_a_description(drawn):
    _, picture = drawn("dialogues")
    root = svg(picture)
    assert root.find(f"{SVG}title").text == picture.title
    assert "25 nodes and 29 ties" in root.find(f"{SVG}desc").text
    assert root.get("aria-labelledby") == "title desc"
    assert "African Union" in {text.text for text in root.iter(f"{SVG}text")}
    assert not re.search(rb"\d{4}-\d\d-\d\dT", picture.svg())


def test_a_picture_shows_itself_in_a_notebook_without_pyplot(drawn):
    _, picture = drawn("dialogues")
    assert picture._repr_png_().startswith(b"\x89PNG")
    program = (
        "import sys, networkx as nx; from icmpd_kg import networks\n"
        "assert 'matplotlib' not in sys.modules\n"
        "networks.draw(nx.path_graph(['a', 'b', 'c']), colour=None)\n"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_two_processes_draw_the_same_bytes_whatever_their_style(built):
    program = (
        "import sys; from icmpd_kg import KnowledgeGraph, networks; import matplotlib as m\n"
        "m.rcParams['font.size'] = float(sys.argv[1]); m.rcParams['savefig.facecolor'] = sys.argv[2]\n"
        f"g = KnowledgeGraph.open({str(built)!r}).network('dialogues')\n"
        "picture = networks.draw(g, colour='community')\n"
        "sys.stdout.buffer.write(picture.svg() + picture.png())"
    )
    one, two = (
        subprocess.run(
            [sys.executable, "-c", program, *wish], capture_output=True, check=True, env={"PYTHONHASHSEED": wish[0]}
        )
        for wish in (("1", "red"), ("20", "blue"))
    )
    assert one.stdout == two.stdout != b""


def test_a_graph_that_is_not_ours_is_drawn(tmp_path):
    graph = nx.barbell_graph(5, 2)  # It has no kinds, and its nodes no labels.
    graph = nx.relabel_nodes(graph, {node: f"n{node} $a_{node}$ & <co>" for node in graph})
    (file,) = networks.save(graph, tmp_path / "bell.svg", colour=dict.fromkeys(graph, "x"))
    root = ElementTree.parse(file)
    assert "n3 $a_3$ & <co>" in {title.text for title in root.iter(f"{SVG}title")}
    assert "n3 $a_3$ & <co>" in {text.text for text in root.iter(f"{SVG}text")}
    assert "ICMPD" not in root.findtext(f"{SVG}desc")


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        (
            {"colour": "religion"},
            "no node of this network has a 'religion': colour it by kind, region, un_region, country, community",
        ),
        ({"colour": {"x": "y"}}, "no node of this network is among those that colours were given for"),
        ({"size": "fame"}, "'fame' is no measure and no attribute of a node: choose of degree, strength, betweenness"),
        ({"size": "strength"}, "no tie of this network has a weight"),
        ({"size": {}}, "the size of .* is None: a number from 0 on is expected for every node"),
        ({"size": "label"}, "a number from 0 on is expected"),
        ({"layout": "globe"}, "'globe' is no layout of a picture: choose of map, parts"),
    ],
)
def test_a_look_that_does_not_apply_is_told(drawn, wish, says):
    graph, _ = drawn("dialogues")
    with pytest.raises(InputError, match=says):
        networks.draw(graph, **wish)


def test_what_cannot_be_drawn_or_written_is_told(drawn, tmp_path):
    graph, _ = drawn("dialogues")
    with pytest.raises(InputError, match="the network to draw is empty"):
        networks.draw(nx.Graph())
    with pytest.raises(InputError, match="has 2,001 nodes, more than the 2,000 that a picture can show"):
        networks.draw(nx.empty_graph(2001))
    with pytest.raises(InputError, match="no node of this network has a point on the map"):
        networks.draw(nx.path_graph(["a", "b"]), colour=None, layout="map")
    with pytest.raises(InputError, match="colour: told of a picture, and gexf is none: choose svg or png"):
        networks.save(graph, tmp_path / "net.gexf", colour="kind")
    with pytest.raises(InputError, match="cannot be written: No such file"):
        networks.save(graph, tmp_path / "nowhere" / "net.png")


def test_the_verb_draws(cli, built, tmp_path):
    file = tmp_path / "people.svg"
    wish = ("--project", "agents", "--colour", "community", "--size", "strength", "--layout", "parts")
    result = cli("network", "people", *wish, "--out", file, "--store", built)
    assert result.returncode == 0 and f"wrote {file}" in result.stderr
    assert ElementTree.parse(file).find(f"{SVG}title").text.startswith("Persons")


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        (["dialogues", "--colour", "region"], "colour: told of a picture: say --out dialogues.svg, or --format svg"),
        (["dialogues", "--size", "fame", "--format", "svg"], "'fame' is no measure and no attribute of a node"),
        (["cities", "--at", "1800", "--dated-only", "--format", "png"], "the network cities is empty"),
    ],
)
def test_a_wrong_wish_is_told(cli, built, wish, says):
    result = cli("network", *wish, "--store", built)
    assert result.returncode == 2
    assert says in result.stderr and result.stdout == ""
