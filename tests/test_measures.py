"""The measures are what networkx and a hand-worked example say; what does not apply is told and never guessed."""

import math
import subprocess
import sys

import networkx as nx
import numpy as np
import pytest

from icmpd_kg import networks
from icmpd_kg.errors import InputError, NotFoundError

TOLD = {"label", "kind", "region"}


def tied(kind, ties, **regions):
    """A graph of one-letter nodes: "ab" is a tie; regions by node."""
    graph = kind(name="made")
    graph.add_nodes_from((node, {"region": region}) for node, region in regions.items())
    graph.add_edges_from(tuple(tie) for tie in ties)
    return graph


def two_modes(*ties):
    graph = tied(nx.MultiDiGraph, ties)
    for agent, activity in ties:
        graph.nodes[agent]["bipartite"] = 0
        graph.nodes[activity]["bipartite"] = 1
    return graph


def brokerage(graph, by="region"):
    table = networks.measures(graph, "brokerage", by).drop(columns=by).dropna()
    return table.to_dict()


def column(graph, name, **how):
    return networks.measures(graph, [name], **how)[name].dropna().to_dict()


# A triangle with a tail, and a pair apart.
KITE = tied(nx.Graph, ["ab", "bc", "ca", "cd", "xy"], a="North", b="North", c="South", d="East")


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("degree", {"a": 2, "b": 2, "c": 3, "d": 1, "x": 1, "y": 1}),
        ("degree_centrality", {"a": 0.4, "b": 0.4, "c": 0.6, "d": 0.2, "x": 0.2, "y": 0.2}),
        ("betweenness", {"a": 0, "b": 0, "c": 0.2, "d": 0, "x": 0, "y": 0}),
        ("closeness", {"a": 3 / 4 * 3 / 5, "b": 9 / 20, "c": 3 / 5, "d": 3 / 5 * 3 / 5, "x": 1 / 5, "y": 1 / 5}),
        ("core", {"a": 2, "b": 2, "c": 2, "d": 1, "x": 1, "y": 1}),
        ("clustering", {"a": 1, "b": 1, "c": 1 / 3, "d": 0, "x": 0, "y": 0}),
        ("component", {"a": 1, "b": 1, "c": 1, "d": 1, "x": 2, "y": 2}),
        ("articulation", {"a": 0, "b": 0, "c": 1, "d": 0, "x": 0, "y": 0}),
        ("bridges", {"a": 0, "b": 0, "c": 1, "d": 1, "x": 1, "y": 1}),
    ],
)
def test_a_measure_is_what_is_worked_out_by_hand(measure, expected):
    assert column(KITE, measure) == pytest.approx(expected)


def test_the_values_of_networkx_are_kept():
    graph = nx.karate_club_graph()
    table = networks.measures(graph)
    for name, theirs in {
        "betweenness": nx.betweenness_centrality(graph),
        "closeness": nx.closeness_centrality(graph),
        "clustering": nx.clustering(graph),
        "core": nx.core_number(graph),
        "degree_centrality": nx.degree_centrality(graph),
        "strength": dict(graph.degree(weight="weight")),
        "pagerank": nx.pagerank(graph, tol=1e-12),
        "eigenvector": nx.eigenvector_centrality_numpy(graph, weight="weight"),
    }.items():
        assert table[name].to_dict() == pytest.approx(theirs, abs=1e-9), name


def test_the_values_of_networkx_for_two_modes_are_kept():
    graph = nx.davis_southern_women_graph()
    women = [node for node, mode in graph.nodes(data="bipartite") if mode == 0]
    table = networks.measures(graph)
    for name, theirs in {
        "betweenness": nx.bipartite.betweenness_centrality(graph, women),
        "closeness": nx.bipartite.closeness_centrality(graph, women),
        "degree_centrality": nx.bipartite.degree_centrality(graph, women),
        "clustering": nx.bipartite.clustering(graph),
        "redundancy": nx.bipartite.node_redundancy(graph),
    }.items():
        assert table[name].to_dict() == pytest.approx(theirs), name


def test_of_two_modes_in_pieces_the_centre_of_the_larger_is_nearest():
    near = column(two_modes("am", "bm", "cm", "an", "xo"), "closeness")
    assert near["a"] == pytest.approx((2 + 2 * 2) / (2 + 2 * 2) * 4 / 6)
    assert near["x"] == pytest.approx(1 / 6)


def test_the_smallest_networks_of_two_modes_are_measured():
    assert networks.measures(two_modes("am"))["betweenness"].to_dict() == {"a": 0, "m": 0}
    star = two_modes("am", "bm", "cm")
    star.add_node("z", bipartite=1)
    assert column(two_modes("am", "bm", "cm"), "betweenness")["m"] == 1
    assert column(star, "closeness")["z"] == 0


def test_eigenvector_has_values_in_the_largest_component_only():
    table = networks.measures(KITE)
    assert set(table["eigenvector"].dropna().index) == set("abcd")
    assert "eigenvector: 2 of 6 nodes have no value: it is defined within the largest component" in table.attrs["notes"]


def test_ties_of_the_same_two_things_are_one_tie_with_their_weight():
    graph = tied(nx.MultiDiGraph, ["ab", "ab", "ba", "aa"])
    assert column(graph, "strength") == {"a": 3, "b": 3}
    assert column(graph, "degree") == {"a": 2, "b": 2}
    notes = networks.measures(graph).attrs["notes"]
    assert any(note.startswith("1 ties between two things") for note in notes)
    assert "1 ties of a thing with itself were left out" in notes


def test_direction_counts_where_there_is_one_mode():
    line = tied(nx.MultiDiGraph, ["ab", "bc"])
    assert column(line, "in_degree") == {"a": 0, "b": 1, "c": 1}
    assert column(line, "out_degree") == {"a": 1, "b": 1, "c": 0}
    assert column(line, "betweenness") == {"a": 0, "b": 1 / 2, "c": 0}
    assert column(line, "closeness") == pytest.approx(nx.closeness_centrality(nx.DiGraph(line)))
    with pytest.raises(InputError, match="no two nodes reach each other"):
        networks.measures(line, ["eigenvector"])


def test_direction_is_dropped_where_it_leads_from_one_mode_to_the_other():
    graph = two_modes("am", "bm", "bn")
    assert column(graph, "betweenness")["m"] > 0
    with pytest.raises(InputError, match="no direction that says anything"):
        networks.measures(graph, ["in_degree"])
    table = networks.measures(graph)
    assert table["in_degree"].isna().all()
    assert "in- and out-degree: the ties of this network have no direction that says anything" in table.attrs["notes"]


# b stands between; a, c and those two steps away have regions for each of the five roles.
@pytest.mark.parametrize(
    ("a", "b", "c", "role"),
    [
        ("N", "N", "N", "coordinator"),
        ("N", "S", "N", "itinerant"),
        ("N", "S", "S", "gatekeeper"),
        ("N", "N", "S", "representative"),
        ("N", "S", "E", "liaison"),
    ],
)
def test_brokerage_has_the_five_roles_of_gould_and_fernandez(a, b, c, role):
    found = brokerage(tied(nx.DiGraph, ["ab", "bc"], a=a, b=b, c=c))
    assert {name: values["b"] for name, values in found.items() if values["b"]} == {role: 1}
    closed = brokerage(tied(nx.DiGraph, ["ab", "bc", "ac"], a=a, b=b, c=c))
    assert not any(value for values in closed.values() for value in values.values())


def test_a_node_of_several_regions_belongs_to_each_in_equal_parts():
    found = brokerage(tied(nx.DiGraph, ["ab", "bc"], a="N", b="N; S", c="N"))
    assert (found["coordinator"]["b"], found["itinerant"]["b"]) == (0.5, 0.5)
    shares = networks.mixing(tied(nx.Graph, ["ab"], a="N", b="N; S"))
    assert shares.loc["N", "N"] == 0.5 and shares.loc["N", "S"] == shares.loc["S", "N"] == 0.25


def test_without_direction_a_broker_lets_in_as_often_as_it_speaks_for_its_own():
    found = brokerage(KITE)
    assert found["liaison"]["c"] == 4 and found["gatekeeper"] == found["representative"]
    assert "x" not in found["liaison"]


def test_mixing_is_that_of_networkx_where_each_node_has_one_region():
    graph = nx.karate_club_graph()
    for node, club in graph.nodes(data="club"):
        graph.nodes[node]["region"] = club
    groups = [{n for n, club in graph.nodes(data="club") if club == name} for name in ("Mr. Hi", "Officer")]
    assert networks.summary(graph)["assortativity_by_region"] == pytest.approx(
        nx.attribute_assortativity_coefficient(graph, "club")
    )
    assert networks.summary(graph)["modularity_by_region"] == pytest.approx(
        nx.community.modularity(graph, groups, weight=None)
    )
    towards = nx.DiGraph(graph.edges())
    nx.set_node_attributes(towards, dict(graph.nodes(data="club")), "region")
    assert networks.summary(towards)["assortativity_by_region"] == pytest.approx(
        nx.attribute_assortativity_coefficient(towards, "region")
    )


def test_concentration_is_worked_out_by_hand():
    found = networks.concentration(two_modes("am", "an", "ao", "bm", "bm"))
    assert found.shares == {"a": 0.75, "b": 0.25}
    assert (found.index, found.effective, found.normalised) == (0.625, 1.6, 0.25)
    assert networks.concentration(two_modes("am", "an")).normalised is None


def test_the_summary_counts_and_leaves_out_what_does_not_apply():
    found = networks.summary(KITE)
    assert (found["nodes"], found["ties"], found["components"]) == (6, 5, 2)
    assert found["largest_component"] == pytest.approx(4 / 6) and found["density"] == pytest.approx(1 / 3)
    assert "concentration" not in found and "concentration: this is a measure of" in " ".join(found.attrs["notes"])
    assert "region: not known of 2 of 6 nodes, whose ties do not count by region" in found.attrs["notes"]


@pytest.mark.parametrize("name", [view.name for view in networks.views()])
def test_every_network_of_the_report_is_measured(kg, name):
    graph = kg.network(name)
    for each in [
        graph,
        *(networks.project(graph, mode) for mode in ("agents", "activities") if "agents" in graph.graph),
    ]:
        table, whole = networks.measures(each), networks.summary(each)
        assert len(table) == whole["nodes"] == len(each)
        assert table["pagerank"].sum() == pytest.approx(1)
        assert table["betweenness"].between(0, 1).all() and table["closeness"].between(0, 1).all()
        assert all(math.isfinite(value) for value in whole)


@pytest.mark.parametrize("kind", [nx.Graph, nx.MultiDiGraph])
@pytest.mark.parametrize("modes", [(None, None, None), (0, 1, 1)])
def test_a_network_without_ties_is_measured_as_far_as_that_goes(kind, modes):
    graph = kind()
    graph.add_nodes_from(
        (node, {} if mode is None else {"bipartite": mode}) for node, mode in zip("abc", modes, strict=True)
    )
    assert networks.measures(graph)["component"].to_list() == [1, 2, 3]
    assert networks.summary(graph)["ties"] == 0


def test_the_order_in_which_nodes_came_does_not_change_a_value(kg):
    graph = networks.project(kg.network("partnerships"))
    turned = nx.Graph()
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(data=True))))
    assert networks.measures(graph).equals(networks.measures(turned))


def test_the_donors_of_the_report_are_as_concentrated_as_its_table_says(kg):
    found = networks.concentration(kg.network("partnerships", roles=["funder"]))
    assert sum(found.shares.values()) == pytest.approx(1) and next(iter(found.shares)).endswith("european-union")


def test_measures_become_attributes_for_exports_and_pictures(kg):
    graph = networks.measured(kg.network("dialogues"))
    table = networks.measures(graph)
    for node, known in graph.nodes(data=True):
        assert known["betweenness"] == table["betweenness"][node]
        assert ("redundancy" in known) == (not math.isnan(table["redundancy"][node]))


def test_what_cannot_be_measured_is_told():
    with pytest.raises(InputError, match="made is empty: there is nothing to measure"):
        networks.measures(tied(nx.Graph, []))
    with pytest.raises(NotFoundError, match="no measure is called 'betweeness'; did you mean betweenness"):
        networks.measures(KITE, ["betweeness"])
    with pytest.raises(InputError, match="redundancy: this is a measure of a network of two modes"):
        networks.measures(KITE, "redundancy")
    with pytest.raises(InputError, match="project the network onto one mode first"):
        networks.measures(two_modes("am"), "brokerage")
    with pytest.raises(InputError, match="brokerage by colour: of no node the colour is known"):
        networks.measures(KITE, "brokerage", by="colour")
    with pytest.raises(InputError, match="degree assortativity: all nodes with ties have as many"):
        networks.summary(tied(nx.DiGraph, ["ab", "bc"]), "degree_assortativity")
    heavy = nx.Graph()
    heavy.add_edge("a", "b", weight=np.int64(3))
    assert networks.measures(heavy)["strength"].to_list() == [3, 3]
    notes = networks.measures(heavy).attrs["notes"]
    assert len(notes) == len(set(notes))
    heavy.add_edge("a", "b", weight=-1)
    with pytest.raises(InputError, match="weight -1: a number above 0"):
        networks.measures(heavy)


def test_two_networks_are_compared_tie_by_tie():
    found = networks.compare(tied(nx.Graph, ["ab", "bc", "cd"]), tied(nx.Graph, ["ba", "bc", "ce"]))
    assert (found.nodes_gained, found.nodes_lost) == (("e",), ("d",))
    assert (found.ties_gained, found.ties_lost) == ((("c", "e"),), (("c", "d"),))
    assert (found.node_jaccard, found.tie_jaccard) == (3 / 5, 2 / 4)


def test_the_ranks_of_a_network_and_of_itself_are_the_same(kg):
    graph = kg.network("partnerships")
    same = networks.compare(graph, graph)
    assert same.ranks.to_list() == pytest.approx([1] * 6) and same.tie_jaccard == 1
    less = networks.compare(graph, kg.network("partnerships", without_basis=["title", "inferred"]))
    assert not less.ties_gained and less.ties_lost and 0 < less.ranks["degree"] < 1


def test_a_measure_to_compare_may_be_named_alone_or_have_several_columns():
    regions = KITE.copy()
    nx.set_node_attributes(regions, {node: "N" if node in "ab" else "S" for node in regions}, "region")
    assert list(networks.compare(regions, regions, "degree").ranks.index) == ["degree"]
    roles = ["coordinator", "itinerant", "gatekeeper", "representative", "liaison"]
    assert list(networks.compare(regions, regions, iter(["brokerage", "core"])).ranks.index) == [*roles, "core"]


def test_ranks_that_say_nothing_are_not_told():
    ring = tied(nx.Graph, ["ab", "bc", "ca"])
    assert networks.compare(ring, ring, ["degree"]).ranks.isna().all()
    with pytest.raises(InputError, match="both must be of two modes, or directed, or neither"):
        networks.compare(ring, two_modes("am"))


def degrees(graph):
    return sorted(nx.Graph(graph).degree())


@pytest.mark.parametrize("name", ["partnerships", "all"])
def test_networks_drawn_by_chance_keep_every_degree(kg, name):
    seen = []
    graph = kg.network(name)
    networks.significance(graph, lambda drawn: seen.append(drawn) or len(seen), draws=10)
    as_observed, *drawn = seen
    assert len(drawn) == 10 and all(set(each.edges()) != set(as_observed.edges()) for each in drawn)
    for each in drawn:
        assert dict(each.degree()) == dict(as_observed.degree())
        if each.is_directed():
            assert dict(each.in_degree()) == dict(as_observed.in_degree())
        else:
            assert all(each.nodes[one]["bipartite"] != each.nodes[other]["bipartite"] for one, other in each.edges())


def test_what_chance_alone_cannot_give_is_significant():
    cliques = nx.disjoint_union_all([nx.complete_graph(6)] * 5)
    found = networks.significance(cliques, "transitivity", draws=50)
    assert found.observed == 1 and found.z > 10 and found.p_higher == 1 / 51 and found.p_lower == 1
    assert found == networks.significance(cliques, "transitivity", draws=50)
    assert found.mean != networks.significance(cliques, "transitivity", draws=50, seed=1).mean
    lawful = networks.significance(cliques, lambda graph: graph.number_of_edges(), draws=10)
    assert lawful.z is None and lawful.p_higher == lawful.p_lower == 1


def test_a_projection_is_tested_by_drawing_the_two_modes_it_comes_from(kg):
    graph = kg.network("partnerships")
    found = networks.significance(graph, "transitivity", onto="agents", draws=20)
    assert found.observed == networks.summary(networks.project(graph))["transitivity"]
    assert found.mean > 0.2
    with pytest.raises(InputError, match="give the network of two modes, and onto="):
        networks.significance(networks.project(graph), "transitivity")
    with pytest.raises(InputError, match="give the network of two modes, and onto="):
        networks.significance(networks.weights(graph).graph(), "transitivity")
    with pytest.raises(InputError, match="give the network of two modes, and onto="):
        networks.significance(kg.weights("partnerships").graph(), "transitivity")


def test_what_cannot_be_tested_is_told():
    with pytest.raises(InputError, match="3 draws tell nothing"):
        networks.significance(KITE, "density", draws=3)
    with pytest.raises(InputError, match="no other network has these degrees"):
        networks.significance(tied(nx.Graph, ["ab", "bc", "ca"]), "density")
    with pytest.raises(InputError, match="it has a single agent"):
        networks.significance(two_modes("am", "an"), "density")
    with pytest.raises(NotFoundError, match="no measure is called 'transitvity'; did you mean transitivity"):
        networks.significance(KITE, "transitvity")
    with pytest.raises(InputError, match="reciprocity: this measure does not apply"):
        networks.significance(KITE, "reciprocity")
    with pytest.raises(InputError, match="the measure is nan of the network"):
        networks.significance(KITE, lambda graph: float("nan"))


@pytest.fixture(scope="module")
def crowd():
    """A network large enough for the engines behind: two pieces, weights, an isolated node, a bridge."""
    graph = nx.disjoint_union(nx.barabasi_albert_graph(420, 3, seed=7), nx.barabasi_albert_graph(80, 2, seed=8))
    graph.add_node("alone")
    graph.add_edge(0, "tail")
    for number, (_, _, tie) in enumerate(graph.edges(data=True)):
        tie["weight"] = 1 + number % 3
    for node in range(0, 500, 2):
        graph.nodes[node]["region"] = ("North", "South", "East; West", "West")[node % 7 % 4]
    return graph


def test_the_engines_for_large_networks_give_what_networkx_gives(crowd, monkeypatch):
    fast = networks.measures(crowd, [name for name in networks.MEASURES if name not in LEFT])
    by_networkx_alone(monkeypatch)
    by_networkx = networks.measures(crowd, [name for name in networks.MEASURES if name not in LEFT])
    for name in fast.columns.drop(["community", "region"]):
        assert fast[name].to_numpy() == pytest.approx(by_networkx[name].to_numpy(), abs=1e-10, nan_ok=True), name
    assert fast[["core", "bridges", "degree"]].equals(by_networkx[["core", "bridges", "degree"]])


LEFT = {"in_degree", "out_degree", "redundancy", "leiden"}


def by_networkx_alone(monkeypatch):
    monkeypatch.setattr("icmpd_kg.networks.large.SMALL", math.inf)


@pytest.mark.parametrize(
    "graph",
    [
        nx.path_graph(200),
        nx.disjoint_union_all([nx.path_graph(40), nx.random_labeled_tree(160, seed=1), nx.cycle_graph(90)]),
        nx.gnm_random_graph(150, 200, seed=2),
        nx.caveman_graph(20, 5),
    ],
    ids=["path", "trees and a circle", "sparse", "cliques"],
)
def test_betweenness_and_bridges_of_odd_shapes_are_those_of_networkx(graph, monkeypatch):
    monkeypatch.setattr("icmpd_kg.networks.large.SMALL", 0)
    fast = networks.measures(graph, ["betweenness", "bridges"])
    by_networkx_alone(monkeypatch)
    by_networkx = networks.measures(graph, ["betweenness", "bridges"])
    assert fast["betweenness"].to_numpy() == pytest.approx(by_networkx["betweenness"].to_numpy(), abs=1e-12)
    assert fast["bridges"].equals(by_networkx["bridges"])


def test_leiden_is_seeded_hangs_together_and_is_there_when_asked_for(crowd):
    groups = networks.measures(crowd, "leiden")["leiden"]
    assert groups.equals(networks.measures(crowd, "leiden")["leiden"])
    members = [set(group.index) for _, group in groups.groupby(groups)]
    assert all(nx.is_connected(crowd.subgraph(group)) for group in members)
    louvain = nx.community.louvain_communities(crowd, seed=1)
    assert nx.community.modularity(crowd, members) > nx.community.modularity(crowd, louvain) - 0.03
    assert "leiden" not in networks.measures(KITE)
    with pytest.raises(InputError, match="leiden: this measure is for ties without direction"):
        networks.measures(nx.DiGraph([(0, 1)]), "leiden")
    assert column(nx.empty_graph(2), "leiden") == {0: 1, 1: 2}


def test_the_communities_of_large_networks_are_as_modular_as_those_of_networkx(crowd, monkeypatch):
    fast = networks.summary(crowd, ["modularity"])
    by_networkx_alone(monkeypatch)
    slow = networks.summary(crowd, ["modularity"])
    assert fast["modularity"] == pytest.approx(slow["modularity"], abs=0.03)
    assert any("Leiden" in note for note in fast.attrs["notes"])
    assert not any("Leiden" in note for note in slow.attrs["notes"])


def test_small_networks_load_networkx_and_what_it_needs_alone():
    program = """
import sys, networkx as nx
from icmpd_kg import networks
graph = nx.davis_southern_women_graph()
projected = networks.project(graph)
assert not {"scipy", "pandas"} & set(sys.modules)
networks.measures(projected), networks.summary(projected), networks.measures(graph)
print(*{"rustworkx", "graspologic_native", "igraph", "polars"} & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
