"""The same measures for large networks of one mode, by sparse algebra and engines; small ones load none of them.

Each function takes a `simple` graph and gives what its namesake gives by networkx, to the last digit that its
definition fixes. Betweenness, bridges and cores are those of rustworkx, `leiden` is that of graspologic-native, and the
rest is algebra.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from icmpd_kg.networks.simple import two_modes

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from scipy.sparse import csr_array

# Nodes times ties, which is what betweenness costs: networkx takes some 20 ms for the first and a second for the other.
SMALL = 20_000


def large(graph: nx.Graph[int]) -> bool:
    """Whether networkx alone would let one wait; directed networks and those of two modes are always left to it."""
    return len(graph) * graph.number_of_edges() > SMALL and not graph.is_directed() and not two_modes(graph)


def betweenness(graph: nx.Graph[int]) -> dict[int, float]:
    """Brandes 2001, on all processors."""
    import rustworkx

    return dict(rustworkx.betweenness_centrality(_rust(graph)))


def core(graph: nx.Graph[int]) -> dict[int, int]:
    """Batagelj & Zaveršnik 2003."""
    import rustworkx

    # Its types take the mapping for a number.
    found: Any = rustworkx.core_number(_rust(graph))
    return dict(found)


def bridges(graph: nx.Graph[int]) -> Counter[int]:
    """How many bridges end at each node that has any (Tarjan 1974)."""
    import rustworkx

    return Counter(node for bridge in rustworkx.bridges(_rust(graph)) for node in bridge)


def closeness(graph: nx.Graph[int]) -> dict[int, float]:
    """A search outwards from 512 nodes at once, a bit for each (Then et al. 2014, PVLDB 8, 449)."""
    import numpy as np

    matrix = _matrix(graph)
    n = len(graph)
    tied = np.diff(matrix.indptr) > 0
    starts = matrix.indptr[:-1][tied]
    reached, distance = np.zeros(n), np.zeros(n)
    for first in range(0, n, 512):
        sources = np.arange(first, min(first + 512, n))
        front = np.zeros((n, 8), np.uint64)
        front[sources, (sources - first) // 64] = np.uint64(1) << ((sources - first) % 64).astype(np.uint64)
        seen, step = front.copy(), 0
        while front.any():
            step += 1
            following = np.zeros_like(front)
            following[tied] = np.bitwise_or.reduceat(front[matrix.indices], starts, axis=0)
            front = following & ~seen
            seen |= front
            new = np.bitwise_count(front).sum(axis=1, dtype=np.int64)
            reached += new
            distance += step * new
    # Distances are the same both ways, so what reaches a node is what it reaches.
    near = np.divide(reached, distance, out=np.zeros(n), where=distance > 0)
    return _by_node(near * reached / (n - 1))


def clustering(graph: nx.Graph[int]) -> dict[int, float]:
    """Each triangle once: every tie leads to the end of more ties, so that nothing has many to follow (Latapy 2008)."""
    import numpy as np
    from scipy.sparse import triu

    matrix = _matrix(graph)
    degree = np.diff(matrix.indptr)
    order = np.argsort(degree, kind="stable")
    upward = triu(matrix[order][:, order], format="csr")
    upward.data[:] = 1
    closed = (upward @ upward).multiply(upward)
    triangles = np.zeros(len(graph))
    triangles[order] = closed.sum(axis=1) + closed.sum(axis=0) + (upward.T @ upward).multiply(upward).sum(axis=1)
    pairs = degree * (degree - 1) / 2
    return _by_node(np.divide(triangles, pairs, out=np.zeros(len(graph)), where=pairs > 0))


def brokerage(graph: nx.Graph[int], known: Mapping[int, tuple[str, ...]]) -> list[dict[int, float]]:
    """The five roles, in order, of nodes whose groups are known: all pairs around a node, less those that are tied."""
    import numpy as np
    from scipy.sparse import csr_array, diags_array

    ties = _matrix(graph).astype(bool).astype(float)
    number = {name: i for i, name in enumerate(sorted({name for names in known.values() for name in names}))}
    shares = np.zeros((len(graph), len(number)))
    for node, names in known.items():
        for name in names:
            shares[node, number[name]] += 1 / len(names)
    counted, around = shares.sum(axis=1), ties @ shares
    total, coordinator, itinerant, representative = np.zeros((4, len(graph)))
    for group, share in enumerate(shares.T):
        tied = csr_array((ties @ diags_array(share) @ ties).multiply(ties))
        of_group = around[:, group]
        open_within = of_group**2 - ties @ share**2 - tied @ share
        open_from = of_group * around.sum(axis=1) - ties @ (share * counted) - tied @ counted
        total += open_from
        coordinator += share * open_within
        itinerant += (1 - share) * open_within
        representative += share * (open_from - open_within)
    liaison = total - coordinator - itinerant - 2 * representative
    # Rounded, since what is nothing came about by subtraction; adding 0 makes of -0 a 0.
    roles = np.array([coordinator, itinerant, representative, representative, liaison]).round(9) + 0.0
    return [{node: float(role[node]) for node in known} for role in roles]


def eigenvector(graph: nx.Graph[int], piece: set[int], steps: int, tolerance: float) -> dict[int, float] | None:
    """The power iteration of networkx in one piece, with its shift and its stop; None where it does not settle."""
    import numpy as np

    nodes = sorted(piece)
    matrix = _matrix(graph)[nodes][:, nodes]
    value = np.full(len(nodes), 1 / len(nodes))
    for _ in range(steps):
        last = value
        value = last + matrix @ last
        value /= np.linalg.norm(value) or 1
        if np.abs(value - last).sum() < len(nodes) * tolerance:
            return dict(zip(nodes, value.tolist(), strict=True))
    return None


def pagerank(graph: nx.Graph[int], tolerance: float) -> dict[int, float]:
    """The power iteration of networkx with its damping of 0.85 and its stop, on weights that are read once."""
    import numpy as np

    n, ties = len(graph), _matrix(graph)
    strength = ties.sum(axis=1)
    tied = strength > 0
    value, change = np.full(n, 1 / n), np.inf
    while change >= n * tolerance:
        last = value
        share = np.divide(last, strength, out=np.zeros(n), where=tied)
        value = 0.85 * (ties @ share + last[~tied].sum() / n) + 0.15 / n
        change = np.abs(value - last).sum()
    return _by_node(value)


def leiden(graph: nx.Graph[int], seed: int) -> list[set[int]]:
    """Leiden by graspologic-native, for an undirected graph of any size; networkx has none of its own."""
    import numpy as np
    from graspologic_native import leiden_csr

    matrix = _matrix(graph)
    starts, ends = matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32)
    found: dict[int, set[int]] = {}
    for node, group in leiden_csr(starts, ends, matrix.data, len(graph), seed=seed)[1].items():
        found.setdefault(group, set()).add(node)
    return list(found.values())


# The forms in which the engines take a graph that lives, made once for all measures of it.
_RUST: WeakKeyDictionary[nx.Graph[int], Any] = WeakKeyDictionary()
_MATRICES: WeakKeyDictionary[nx.Graph[int], csr_array] = WeakKeyDictionary()


def _rust(graph: nx.Graph[int]) -> Any:
    import rustworkx
    from scipy.sparse import triu

    if graph not in _RUST:
        # As if it could hold several ties between two nodes: else it would look for one at each that is added.
        _RUST[graph] = copy = rustworkx.PyGraph()
        copy.add_nodes_from(range(len(graph)))
        ties = triu(_matrix(graph), format="coo")
        copy.extend_from_edge_list(list(zip(ties.row.tolist(), ties.col.tolist(), strict=True)))
    return _RUST[graph]


def _matrix(graph: nx.Graph[int]) -> csr_array:
    """The weights, a row and a column a node, in the order of the graph."""
    import numpy as np
    from scipy.sparse import csr_array

    if graph not in _MATRICES:
        near = [ties for _, ties in graph.adjacency()]
        starts = np.cumsum([0, *map(len, near)])
        ends = np.fromiter(itertools.chain.from_iterable(near), np.int32, starts[-1])
        weights = np.fromiter((tie["weight"] for ties in near for tie in ties.values()), float, starts[-1])
        _MATRICES[graph] = matrix = csr_array((weights, ends, starts), shape=(len(graph), len(graph)))
        matrix.sort_indices()
    return _MATRICES[graph]


def _by_node(values: np.ndarray[Any, Any]) -> dict[int, float]:
    return dict(enumerate(values.tolist()))
