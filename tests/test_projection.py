"""A projection gives what networkx gives, and what is worked out by hand."""

import random

import networkx as nx
import pytest
from networkx.algorithms import bipartite

from icmpd_kg import networks
from icmpd_kg.errors import InputError, NotFoundError

PEERS = {
    "count": bipartite.weighted_projected_graph,
    "newman": bipartite.collaboration_weighted_projected_graph,
    "jaccard": bipartite.overlap_weighted_projected_graph,
    "overlap": lambda graph, nodes: bipartite.overlap_weighted_projected_graph(graph, nodes, jaccard=False),
}


def two_modes(ties, kind=nx.MultiDiGraph):
    graph = kind(name="made", agents="people", activities="meetings")
    for agent, activity in ties:
        graph.add_node(agent, bipartite=0)
        graph.add_node(activity, bipartite=1)
        graph.add_edge(agent, activity)
    return graph


# Three at the meeting m, two at n, one at o; c comes to all of them, and twice to n.
MEETINGS = two_modes([("a", "m"), ("b", "m"), ("c", "m"), ("b", "n"), ("c", "n"), ("c", "n"), ("c", "o")])


@pytest.mark.parametrize(
    ("weight", "bc", "ab"),
    [("count", 2, 1), ("newman", 1 / 2 + 1, 1 / 2), ("jaccard", 2 / 3, 1 / 2), ("overlap", 1, 1)],
)
def test_the_weights_are_those_worked_out_by_hand(weight, bc, ab):
    projected = networks.project(MEETINGS, weight=weight)
    assert projected["b"]["c"] == {"weight": pytest.approx(bc), "shared": ("m", "n")}
    assert projected["a"]["b"] == {"weight": pytest.approx(ab), "shared": ("m",)}


def test_activities_are_tied_by_the_agents_they_share():
    projected = networks.project(MEETINGS, onto="activities")
    assert {(*edge[:2], edge[2]["shared"]) for edge in projected.edges(data=True)} == {
        ("m", "n", ("b", "c")), ("m", "o", ("c",)), ("n", "o", ("c",)),
    }  # fmt: skip


def test_a_mode_may_be_named_as_the_network_names_it():
    assert set(networks.project(MEETINGS, onto="meetings")) == {"m", "n", "o"}


@pytest.mark.parametrize("weight", PEERS)
@pytest.mark.parametrize("seed", range(5))
def test_random_networks_are_projected_as_networkx_projects_them(weight, seed):
    chance = random.Random(seed)
    graph = two_modes([(f"a{chance.randrange(40)}", f"b{chance.randrange(30)}") for _ in range(200)])
    ours = networks.project(graph, weight=weight)
    theirs = PEERS[weight](nx.Graph(graph), [node for node in graph if node[0] == "a"])
    assert set(ours) == set(theirs)
    found = {frozenset(pair): value for *pair, value in ours.edges(data="weight")}
    assert found == {frozenset(pair): pytest.approx(value) for *pair, value in theirs.edges(data="weight")}


@pytest.mark.parametrize("weight", PEERS)
@pytest.mark.parametrize("onto", ["agents", "activities"])
def test_the_matrix_of_weights_is_that_of_the_projection(kg, weight, onto):
    graph = kg.network("partnerships")
    projected = networks.project(graph, onto, weight)
    nodes, matrix, _ = networks.weights(graph, onto, weight)
    assert nodes == list(projected)
    assert matrix.toarray() == pytest.approx(nx.to_numpy_array(projected, nodes))
    straight = kg.weights("partnerships", onto, weight)
    assert straight.nodes == nodes
    assert straight.matrix.toarray() == pytest.approx(matrix.toarray())
    graph = straight.graph()
    assert list(graph) == nodes and graph.number_of_edges() == projected.number_of_edges()
    assert nx.to_numpy_array(graph, nodes) == pytest.approx(matrix.toarray())


@pytest.mark.parametrize("name", [view.name for view in networks.views() if view.modes])
@pytest.mark.parametrize("mode", [0, 1])
def test_the_networks_of_the_report_are_projected_as_networkx_projects_them(kg, name, mode):
    graph = kg.network(name)
    nodes = [node for node, side in graph.nodes(data="bipartite") if side == mode]
    ours = networks.project(graph, ("agents", "activities")[mode])
    theirs = bipartite.weighted_projected_graph(nx.Graph(graph), nodes)
    assert nx.utils.edges_equal(
        [(u, v, w) for u, v, w in ours.edges(data="weight")], [(u, v, w) for u, v, w in theirs.edges(data="weight")]
    )
    assert list(ours) == nodes
    assert all(ours.nodes[node]["label"] == graph.nodes[node]["label"] for node in nodes)


def test_what_is_shared_is_what_both_are_tied_to(kg):
    graph = kg.network("partnerships")
    projected = networks.project(graph)
    for one, other, edge in projected.edges(data=True):
        assert edge["shared"] == tuple(sorted(set(graph[one]) & set(graph[other])))
        assert edge["weight"] == len(edge["shared"])


def test_what_cannot_be_projected_is_told(kg):
    with pytest.raises(InputError, match="all has no two modes"):
        networks.project(kg.network("all"))
    with pytest.raises(InputError, match="all has no two modes"):
        kg.weights("all")
    with pytest.raises(NotFoundError, match=r"'agent' is no mode .* did you mean agents\?"):
        kg.weights("partnerships", onto="agent")
    with pytest.raises(InputError, match="nothing to project"):
        networks.project(nx.MultiDiGraph())
    with pytest.raises(NotFoundError, match=r"'agent' is no mode .* did you mean agents\?"):
        networks.project(MEETINGS, onto="agent")
    with pytest.raises(NotFoundError, match="'newmann' is no weight of a projection: choose of count, newman"):
        networks.project(MEETINGS, weight="newmann")
