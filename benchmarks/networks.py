"""Networks of a thousand to a million ties: from the store to a graph, to a projection, to measures; beside the peers.

    python benchmarks/networks.py [--ties N …] [--runs N] [--step STEP …] [--format table|json|markdown]

Needs the extra `bench`. Ties have the shape of the network partnerships: projects have as many agents as there, agents
grow with the number of ties (n to the power of 3/4), and few of them have most ties. Each measurement is a process of
its own that says its time, without imports and preparation, and its peak memory with them; those compared take turns,
and those that read the store do so once before it counts.
"""

import argparse
import itertools
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

KG = "https://w3id.org/icmpd-kg/"
# How many agents each project of the network partnerships has.
AGENTS = [9, *[4] * 4, *[3] * 13, *[2] * 9, *[1] * 13]


def pairs(ties: int) -> list[tuple[int, int]]:
    """Agent and project of each tie, by number."""
    chance = random.Random(2020)
    agents = range(int(ties**0.75))
    often = list(itertools.accumulate((1 + agent) ** -0.8 for agent in agents))
    found: list[tuple[int, int]] = []
    for project in itertools.count():
        if len(found) >= ties:
            return found[:ties]
        wanted = chance.choice(AGENTS)
        found += [(agent, project) for agent in sorted(set(chance.choices(agents, cum_weights=often, k=wanted)))]
    return found


def quads(ties: int) -> Iterator[str]:
    """The ties as N-Quads, each with what the graph says of a tie: role, basis, page and quotation."""
    is_a = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    ns, proved = f"{KG}ns#", f"<{KG}graph/provenance>"
    things = f"<{KG}graph/things>"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    known = pairs(ties)
    for kind, name, last in (("Organisation", "agent", 0), ("Project", "project", 1)):
        for number in sorted({pair[last] for pair in known}):
            yield f"<{KG}id/{name}/{number}> {is_a} <{ns}{kind}> {things} ."
            yield f'<{KG}id/{name}/{number}> {label} "{name} {number}"@en {things} .'
    for number, (agent, project) in enumerate(known):
        fact, tie, place = f"<{KG}fact/{number}>", f"<{KG}id/participation/{number}>", f"<{KG}fact/{number}#evidence>"
        yield f"{tie} {is_a} <{ns}Participation> {fact} ."
        yield f"{tie} <{ns}agent> <{KG}id/agent/{agent}> {fact} ."
        yield f"{tie} <{ns}participatesIn> <{KG}id/project/{project}> {fact} ."
        yield f"{tie} <{ns}role> <{KG}role/partner> {fact} ."
        yield f'{fact} <{ns}basis> "stated" {proved} .'
        yield f"{fact} <http://www.w3.org/ns/prov#wasDerivedFrom> {place} {proved} ."
        yield f'{place} <{ns}page> "{number % 90}"^^<http://www.w3.org/2001/XMLSchema#integer> {proved} .'
        yield f"{place} <http://www.w3.org/ns/oa#hasSelector> <{KG}fact/{number}#words> {proved} ."
        yield f'<{KG}fact/{number}#words> <http://www.w3.org/ns/oa#exact> "words {number}" {proved} .'


def fill(folder: Path, ties: int) -> None:
    """A store on disk with these ties."""
    import pyoxigraph

    text = folder / "ties.nq"
    with text.open("w") as out:
        out.writelines(f"{line}\n" for line in quads(ties))
    store = pyoxigraph.Store(str(folder / "store"))
    store.bulk_load(path=str(text), format=pyoxigraph.RdfFormat.N_QUADS)
    store.optimize()
    text.unlink()


ENDS = "?source ?target"

# Each prepares, and returns what is timed.
Step = Callable[[Path, int], Callable[[], object]]


def _csv(folder: Path, columns: str = "*") -> Callable[[], bytes]:
    """The least: the ties alone, by the engine's own CSV."""
    import pyoxigraph

    from icmpd_kg import ontology, queries

    store = pyoxigraph.Store.read_only(str(folder / "store"))
    text, prefixes = queries.question("partnerships", "networks").sparql, dict(ontology.prefixes())
    short = f"SELECT {columns} WHERE {{ {{ {text} }} }}"
    return lambda: store.query(short, prefixes=prefixes, use_default_graph_as_union=True).serialize(
        format=pyoxigraph.QueryResultsFormat.CSV
    )


def _rows(folder: Path, columns: str = "*") -> Callable[[], list[list[str]]]:
    import csv
    import io

    read = _csv(folder, columns)
    return lambda: list(csv.reader(io.StringIO(read().decode())))[1:]


def _numbered(rows: list[list[str]]) -> tuple[list[list[int]], list[int]]:
    """The two ends of each tie by numbers in the order of coming, and how many there are at either end."""
    ends: list[dict[str, int]] = [{}, {}]
    ties = [[number.setdefault(name, len(number)) for number, name in zip(ends, row, strict=True)] for row in rows]
    return ties, list(map(len, ends))


def load_ours(folder: Path, ties: int) -> Callable[[], object]:
    """Every tie with role, basis, page, quotation, and every node with label and kind."""
    import networkx  # noqa: F401

    from icmpd_kg import networks, ontology
    from icmpd_kg.store import Embedded

    store = Embedded.open(folder / "store", ontology.prefixes())
    return lambda: networks.network(store, "partnerships")


DIRECT = """
SELECT ?source ?target ?role ?fact ?basis ?page ?quotation ?name ?title WHERE {
  GRAPH ?fact { ?tie icmpd:agent ?source ; icmpd:participatesIn ?target ; icmpd:role ?role }
  ?fact icmpd:basis ?basis ; prov:wasDerivedFrom ?place .
  ?place icmpd:page ?page ; oa:hasSelector ?selector .
  ?selector oa:exact ?quotation .
  ?source rdfs:label ?name . ?target rdfs:label ?title .
}"""


def load_directly(folder: Path, ties: int) -> Callable[[], object]:
    """The same evidence, and labels, by the most direct program: one query, and a loop over its solutions."""
    import networkx as nx
    import pyoxigraph

    from icmpd_kg import ontology

    store, prefixes = pyoxigraph.Store.read_only(str(folder / "store")), dict(ontology.prefixes())

    def build() -> object:
        graph = nx.MultiDiGraph()
        for row in store.query(DIRECT, prefixes=prefixes, use_default_graph_as_union=True):
            source, target, fact = row["source"].value, row["target"].value, row["fact"].value
            graph.add_node(source, iri=source, label=row["name"].value)
            graph.add_node(target, iri=target, label=row["title"].value)
            graph.add_edge(
                source, target, key=fact, role=row["role"].value, basis=row["basis"].value,
                page=int(row["page"].value), quotation=row["quotation"].value,
            )  # fmt: skip
        return graph

    return build


def load_networkx(folder: Path, ties: int) -> Callable[[], object]:
    """The ends and the role of each tie, and nothing else."""
    import networkx as nx

    read = _rows(folder)

    def build() -> object:
        graph = nx.MultiDiGraph()
        graph.add_edges_from((source, target, fact, {"role": role}) for source, target, role, _, fact in read())
        return graph

    return build


def load_igraph(folder: Path, ties: int) -> Callable[[], object]:
    """The same, as a graph of igraph."""
    import igraph

    read = _rows(folder)
    return lambda: igraph.Graph.TupleList(
        [(row[0], row[1], row[2]) for row in read()], directed=True, edge_attrs=["role"]
    )


def load_rustworkx(folder: Path, ties: int) -> Callable[[], object]:
    """The same, as a graph of rustworkx."""
    import rustworkx

    read = _rows(folder)

    def build() -> object:
        rows, number = read(), {}
        for row in rows:
            for node in row[:2]:
                number.setdefault(node, len(number))
        graph = rustworkx.PyDiGraph()
        graph.add_nodes_from(list(number))
        graph.add_edges_from([(number[row[0]], number[row[1]], row[2]) for row in rows])
        return graph

    return build


def _two_modes(ties: int) -> object:
    import networkx as nx

    graph = nx.MultiDiGraph(name="made", agents="agents", activities="projects")
    for agent, project in pairs(ties):
        graph.add_node(f"a{agent}", bipartite=0)
        graph.add_node(f"p{project}", bipartite=1)
        graph.add_edge(f"a{agent}", f"p{project}")
    return graph


def project_ours(folder: Path, ties: int) -> Callable[[], object]:
    """A graph of networkx whose ties have a weight and what is shared."""
    from icmpd_kg import networks

    graph = _two_modes(ties)
    return lambda: networks.project(graph)


def store_weights_ours(folder: Path, ties: int) -> Callable[[], object]:
    """From the store to the nodes and the matrix of weights."""
    import scipy.sparse  # noqa: F401

    from icmpd_kg import networks, ontology
    from icmpd_kg.store import Embedded

    store = Embedded.open(folder / "store", ontology.prefixes())
    return lambda: networks.weights_of(store, "partnerships")


def store_weights_scipy(folder: Path, ties: int) -> Callable[[], object]:
    """The same by hand: the engine's CSV, numbers in the order of coming, a product."""
    import numpy as np

    read = _rows(folder, ENDS)
    return lambda: _product(*np.array(_numbered(read())[0]).T)


def store_weights_polars(folder: Path, ties: int) -> Callable[[], object]:
    """The engine's CSV, read and joined by polars."""
    import polars

    read = _csv(folder, ENDS)
    return lambda: _joined(polars.read_csv(read()).rename({"source": "agent"}))


def weights_ours(folder: Path, ties: int) -> Callable[[], object]:
    """From a graph of networkx to the matrix of weights."""
    import scipy.sparse  # noqa: F401

    from icmpd_kg import networks

    graph = _two_modes(ties)
    return lambda: networks.weights(graph)


def weights_scipy(folder: Path, ties: int) -> Callable[[], object]:
    """From the same graph, by networkx's own way to a matrix of both modes."""
    import networkx as nx
    import scipy.sparse  # noqa: F401

    graph = _two_modes(ties)

    def product() -> object:
        agents = [node for node, mode in graph.nodes(data="bipartite") if mode == 0]
        incident = nx.bipartite.biadjacency_matrix(graph, agents)
        shared = incident @ incident.T
        shared.setdiag(0)
        return shared

    return product


def weights_polars(folder: Path, ties: int) -> Callable[[], object]:
    """From the same graph, its ties as a table."""
    import polars

    graph = _two_modes(ties)
    return lambda: _joined(polars.DataFrame(list(graph.edges()), schema=["agent", "target"], orient="row"))


def project_networkx(folder: Path, ties: int) -> Callable[[], object]:
    """A graph of networkx whose ties have a weight."""
    import networkx as nx

    graph = nx.Graph(_two_modes(ties))
    agents = [node for node, mode in graph.nodes(data="bipartite") if mode == 0]
    return lambda: nx.bipartite.weighted_projected_graph(graph, agents)


def _product(rows: object, columns: object) -> object:
    import numpy as np
    import scipy.sparse as sp

    incident = sp.csr_array((np.ones(len(rows)), (rows, columns)))
    shared = incident @ incident.T
    shared.setdiag(0)
    return shared


def _joined(frame: object) -> object:
    import polars

    return (
        frame.join(frame, on="target")
        .filter(polars.col("agent") < polars.col("agent_right"))
        .group_by("agent", "agent_right")
        .len()
    )


def project_igraph(folder: Path, ties: int) -> Callable[[], object]:
    """A graph of igraph whose ties have a multiplicity, from one of igraph."""
    import igraph

    known = pairs(ties)
    agents = 1 + max(agent for agent, _ in known)
    projects = 1 + known[-1][1]
    graph = igraph.Graph.Bipartite([0] * agents + [1] * projects, [(a, agents + p) for a, p in known])
    return lambda: graph.bipartite_projection(which=0)


def _projected(ties: int) -> object:
    from icmpd_kg import networks
    from icmpd_kg.networks.simple import simple

    return simple(networks.weights(_two_modes(ties)).graph())


def convert_ours(folder: Path, ties: int) -> Callable[[], object]:
    """From a graph of networkx to the two forms in which the algebra and the engines take it."""
    import rustworkx  # noqa: F401
    import scipy.sparse  # noqa: F401

    from icmpd_kg.networks import large

    graph = _projected(ties)

    def convert() -> object:
        large._MATRICES.clear(), large._RUST.clear()
        return large._matrix(graph), large._rust(graph)

    return convert


def convert_igraph(folder: Path, ties: int) -> Callable[[], object]:
    """From a graph of networkx to one of igraph."""
    import igraph

    graph = _projected(ties)

    def build() -> object:
        copy = igraph.Graph(len(graph), list(graph.edges()))
        copy.es["weight"] = [weight for _, _, weight in graph.edges(data="weight")]
        return copy

    return build


def _engines() -> None:
    """Load what our measures load, before it counts."""
    import graspologic_native  # noqa: F401
    import rustworkx  # noqa: F401
    import scipy.sparse.csgraph  # noqa: F401


def _of_ours(name: str) -> Step:
    def step(folder: Path, ties: int) -> Callable[[], object]:
        from icmpd_kg.networks import large
        from icmpd_kg.networks.measuring import OF_NODES

        _engines()
        graph = _projected(ties)
        if large.large(graph):
            large._matrix(graph), large._rust(graph)
        return lambda: OF_NODES[name](graph)

    return step


def _of_networkx(measure: Callable[[object], object]) -> Step:
    def step(folder: Path, ties: int) -> Callable[[], object]:
        graph = _projected(ties)
        return lambda: measure(graph)

    return step


def _of_igraph(measure: Callable[[object], object]) -> Step:
    def step(folder: Path, ties: int) -> Callable[[], object]:
        copy = convert_igraph(folder, ties)()
        return lambda: measure(copy)

    return step


def _of_rustworkx(name: str) -> Step:
    def step(folder: Path, ties: int) -> Callable[[], object]:
        import rustworkx

        graph = _projected(ties)
        copy = rustworkx.PyGraph(multigraph=False)
        copy.add_nodes_from(range(len(graph)))
        copy.extend_from_edge_list(list(graph.edges()))
        return lambda: getattr(rustworkx, name)(copy)

    return step


def _nx(name: str, **options: object) -> Step:
    def measure(graph: object) -> object:
        import networkx as nx

        found: object = getattr(nx.community if name.startswith("louvain") else nx, name)(graph, **options)
        return found

    return _of_networkx(measure)


# The table of measures that is taken from the store, as igraph and networkx name what is in it.
TABLE = {
    "degree": (lambda graph: graph.degree(), "degree"),
    "pagerank": (lambda graph: graph.pagerank(weights="weight"), "pagerank"),
    "core": (lambda graph: graph.coreness(), "core_number"),
    "clustering": (lambda graph: graph.transitivity_local_undirected(), "clustering"),
    "community": (lambda graph: graph.community_multilevel(weights="weight").membership, "louvain_communities"),
    "component": (lambda graph: graph.connected_components().membership, "connected_components"),
    "bridges": (lambda graph: graph.bridges(), "bridges"),
    "articulation": (lambda graph: graph.articulation_points(), "articulation_points"),
    "betweenness": (lambda graph: graph.betweenness(), "betweenness_centrality"),
    "closeness": (lambda graph: graph.closeness(), "closeness_centrality"),
}
# These look from each node at all others: nobody takes them of a very large network.
FAR = {"betweenness", "closeness"}


def _table_ours(without: Collection[str]) -> Step:
    """What a user writes: the weights, a graph of networkx, the measures."""

    def step(folder: Path, ties: int) -> Callable[[], object]:
        import pandas  # noqa: F401

        from icmpd_kg import networks, ontology
        from icmpd_kg.store import Embedded

        _engines()
        store = Embedded.open(folder / "store", ontology.prefixes())
        only = [name for name in TABLE if name not in without]
        return lambda: networks.measures(networks.weights_of(store, "partnerships").graph(), only)

    return step


def _table_networkx(without: Collection[str]) -> Step:
    """The same by networkx alone."""

    def step(folder: Path, ties: int) -> Callable[[], object]:
        import networkx as nx

        read = _rows(folder, ENDS)

        def whole() -> object:
            both = nx.Graph()
            both.add_edges_from((("agent", row[0]), ("project", row[1])) for row in read())
            agents = [node for node in both if node[0] == "agent"]
            graph = nx.bipartite.weighted_projected_graph(both, agents)
            places = (nx.community, nx)
            found = {}
            for name, (_, theirs) in TABLE.items():
                if name not in without:
                    measure = next(getattr(place, theirs) for place in places if hasattr(place, theirs))
                    value = measure(graph)
                    found[name] = value if isinstance(value, dict) else list(value)
            return found

        return whole

    return step


def _table_igraph(without: Collection[str]) -> Step:
    """The same by igraph: numbers in the order of coming, its own projection, its own measures."""

    def step(folder: Path, ties: int) -> Callable[[], object]:
        import igraph

        read = _rows(folder, ENDS)

        def whole() -> object:
            known, (agents, projects) = _numbered(read())
            both = igraph.Graph.Bipartite([0] * agents + [1] * projects, [(a, agents + p) for a, p in known])
            graph = both.simplify().bipartite_projection(which=0)
            return {name: measure(graph) for name, (measure, _) in TABLE.items() if name not in without}

        return whole

    return step


# A step, and by whom; what is ours stands first.
STEPS: dict[str, dict[str, Step]] = {
    "store to graph": {
        "icmpd_kg, with evidence": load_ours,
        "networkx, with evidence": load_directly,
        "networkx, bare": load_networkx,
        "igraph, bare": load_igraph,
        "rustworkx, bare": load_rustworkx,
    },
    "projection, a graph": {
        "icmpd_kg.project": project_ours,
        "networkx": project_networkx,
        "igraph": project_igraph,
    },
    "store to weights": {
        "icmpd_kg.weights_of": store_weights_ours,
        "scipy": store_weights_scipy,
        "polars": store_weights_polars,
    },
    "store to measures": {
        "icmpd_kg": _table_ours(set()),
        "networkx": _table_networkx(set()),
        "igraph": _table_igraph(set()),
    },
    "store to near measures": {
        "icmpd_kg": _table_ours(FAR),
        "networkx": _table_networkx(FAR),
        "igraph": _table_igraph(FAR),
    },
    "graph to weights": {"icmpd_kg.weights": weights_ours, "scipy": weights_scipy, "polars": weights_polars},
    "graph to engine": {"icmpd_kg": convert_ours, "igraph": convert_igraph},
    "betweenness": {
        "icmpd_kg": _of_ours("betweenness"),
        "networkx": _nx("betweenness_centrality"),
        "igraph": _of_igraph(TABLE["betweenness"][0]),
        "rustworkx": _of_rustworkx("betweenness_centrality"),
    },
    "closeness": {
        "icmpd_kg": _of_ours("closeness"),
        "networkx": _nx("closeness_centrality"),
        "igraph": _of_igraph(TABLE["closeness"][0]),
        "rustworkx": _of_rustworkx("closeness_centrality"),
    },
    "communities": {
        "icmpd_kg": _of_ours("community"),
        "networkx": _nx("louvain_communities", seed=1),
        "igraph": _of_igraph(TABLE["community"][0]),
    },
    "Leiden": {
        "icmpd_kg": _of_ours("leiden"),
        "igraph": _of_igraph(lambda graph: graph.community_leiden("modularity", weights="weight")),
    },
    "clustering": {
        "icmpd_kg": _of_ours("clustering"),
        "networkx": _nx("clustering"),
        "igraph": _of_igraph(TABLE["clustering"][0]),
    },
    "cores": {
        "icmpd_kg": _of_ours("core"),
        "networkx": _nx("core_number"),
        "igraph": _of_igraph(TABLE["core"][0]),
        "rustworkx": _of_rustworkx("core_number"),
    },
    "bridges": {
        "icmpd_kg": _of_ours("bridges"),
        "networkx": _of_networkx(lambda graph: list(__import__("networkx").bridges(graph))),
        "igraph": _of_igraph(TABLE["bridges"][0]),
        "rustworkx": _of_rustworkx("bridges"),
    },
    "PageRank": {
        "icmpd_kg": _of_ours("pagerank"),
        "networkx": _nx("pagerank"),
        "igraph": _of_igraph(TABLE["pagerank"][0]),
    },
}
# The most ties with which a step, or one who takes it, is measured: at more, minutes of waiting and up to hours.
MOST = {"store to measures": 10_000, "betweenness": 30_000, "closeness": 100_000, "projection, a graph": 100_000}
MOST_BY = {
    "networkx": 10_000,
    "networkx, with evidence": 100_000,
    "igraph, bare": 100_000,
    "rustworkx, bare": 100_000,
    "rustworkx": 100_000,
}


def measured(step: str, who: str, ties: int) -> bool:
    """Whether this is measured with so many ties."""
    return ties <= min(MOST.get(step, ties), MOST_BY.get(who, ties))


def one(step: str, who: str, folder: Path, ties: int) -> None:
    """Run one, the shortest up to nine times, and print the median of the seconds and the peak memory in MB.

    What takes less than a second is run once before it counts: first calls load and compile.
    """
    timed = STEPS[step][who](folder, ties)

    def once() -> float:
        start = time.perf_counter()
        timed()
        return time.perf_counter() - start

    taken = [once()]
    if taken[0] < 1:
        taken = [once()]
    while sum(taken) < 0.2 and len(taken) < 9:
        taken.append(once())
    # The peak of getrusage would be that of the parent, where that was larger.
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    print(json.dumps([statistics.median(taken), int(peak.split()[1]) / 1024]))


Found = dict[str, object]


def measure(ties: int, runs: int, wanted: Collection[str]) -> Iterator[Found]:
    """Every step at one size: those compared take turns, and the median counts; `ratio` is ours over each other's."""
    with tempfile.TemporaryDirectory() as room:
        if any(step.startswith("store") for step in wanted):
            fill(Path(room), ties)
        for step, peers in STEPS.items():
            said: dict[str, list[list[float]]] = {
                who: [] for who in peers if step in wanted and measured(step, who, ties)
            }
            for turn in range(runs + step.startswith("store")):
                for who, all_of in said.items():
                    command = [sys.executable, __file__, "--one", step, who, room, str(ties)]
                    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
                    if turn >= step.startswith("store"):
                        all_of.append(found)
            medians = {who: [statistics.median(of) for of in zip(*all_of, strict=True)] for who, all_of in said.items()}
            ours = next(iter(medians), "")
            for who, (seconds, memory) in medians.items():
                yield {"ties": ties, "step": step, "by": who, "seconds": seconds, "MB": memory,
                       "ratio": None if who == ours else medians[ours][0] / seconds}  # fmt: skip


def line(found: Found) -> str:
    """One measurement as a line of the table."""
    ratio = f"{found['ratio']:8.2f}" if found["ratio"] else ""
    cost = f"{found['seconds']:9.4f} s {found['MB']:7.0f} MB {ratio}"
    return f"{found['ties']:9,}  {found['step']:20} {found['by']:24} {cost}"


def markdown(every: Collection[Found]) -> Iterator[str]:
    """A row for each who takes a step, a column for each size: seconds, and memory of ours or how ours compares."""
    sizes = sorted({found["ties"] for found in every})
    yield f"| step | by | {' | '.join(f'{ties:,} ties' for ties in sizes)} |"
    yield f"|---|---|{'---|' * len(sizes)}"
    cells = {
        (found["step"], found["by"], found["ties"]): f"{found['seconds']:.2g} s"
        if found["seconds"] < 10 else f"{found['seconds']:.0f} s" for found in every
    }  # fmt: skip
    for found in every:
        more = f"{found['ratio']:.2f}" if found["ratio"] else f"{found['MB']:.0f} MB"
        cells[found["step"], found["by"], found["ties"]] += f", {more}"
    for step, who in dict.fromkeys((found["step"], found["by"]) for found in every):
        ours = who == next(iter(STEPS[step]))
        named = f"**{step}** | **{who}**" if ours else f" | {who}"
        yield f"| {named} | {' | '.join(cells.get((step, who, ties), '') for ties in sizes)} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Networks of up to a million ties, beside the peers.")
    parser.add_argument("--ties", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000], metavar="N")
    parser.add_argument("--runs", type=int, default=3, metavar="N")
    parser.add_argument("--step", action="append", choices=list(STEPS), help="only this step (may be repeated)")
    parser.add_argument("--format", choices=["table", "json", "markdown"], default="table")
    parser.add_argument("--laid-out", metavar="FILE", help="measure nothing: lay out what --format json wrote")
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        step, who, room, ties = given.one
        one(step, who, Path(room), int(ties))
        return
    if given.laid_out:
        every = map(json.loads, Path(given.laid_out).read_text().splitlines())
    else:
        every = (found for ties in given.ties for found in measure(ties, given.runs, given.step or STEPS))
    if given.format == "markdown":
        print(*markdown(list(every)), sep="\n")
        return
    for found in every:
        print(json.dumps(found) if given.format == "json" else line(found), flush=True)


if __name__ == "__main__":
    main()
