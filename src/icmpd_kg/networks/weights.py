"""The weights of a projection as a sparse matrix: for networks too large for a dictionary of each tie."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, NamedTuple

from icmpd_kg.networks.bulk import uncollected
from icmpd_kg.networks.projection import modes_of, side_of, weight_named
from icmpd_kg.networks.rows import rows
from icmpd_kg.networks.views import about, apart, asked
from icmpd_kg.store import Store

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from scipy.sparse import csr_array


class Weights(NamedTuple):
    """A network of one mode: its nodes, and a row and a column of each with the weights of its ties.

    `about` is what the attributes of its graph tell: of which network it is, onto what, and by which weight.
    """

    nodes: list[Any]
    matrix: csr_array
    about: dict[str, Any]

    def graph(self) -> nx.Graph[Any]:
        """The same as a graph of networkx, for measures, exports and pictures."""
        import networkx as nx
        from scipy.sparse import triu

        graph: nx.Graph[Any] = nx.Graph(**self.about)
        graph.add_nodes_from(self.nodes)
        ties = triu(self.matrix, format="coo")
        one, other = (map(self.nodes.__getitem__, ends.tolist()) for ends in (ties.row, ties.col))
        with uncollected():
            graph.add_weighted_edges_from(zip(one, other, ties.data.tolist(), strict=True))
        return graph


def weights(graph: nx.Graph[Any], onto: str = "agents", weight: str = "count") -> Weights:
    """The weights that `project` gives, and not what is shared. Raises as `project` does."""
    import networkx as nx
    import numpy as np

    kept, others = modes_of(graph, onto)
    weight_named(weight)
    number = {node: i for i, node in enumerate(others)}
    around = [graph.succ, graph.pred] if isinstance(graph, nx.DiGraph) else [graph.adj]
    near = [[number[other] for ties in around for other in ties[node]] for node in kept]
    ends = np.repeat(np.arange(len(kept)), [len(each) for each in near])
    columns = np.fromiter(itertools.chain.from_iterable(near), np.int64, len(ends))
    matrix = _weighted(ends, columns, (len(kept), len(others)), weight)
    return Weights(kept, matrix, {**graph.graph, "projected_onto": onto, "weight": weight})


def weights_of(store: Store, name: str, onto: str = "agents", weight: str = "count") -> Weights:
    """What `weights` gives of the whole network `name`, straight from the store: no graph is made on the way.

    Raises as `network` and `project` do.
    """
    import numpy as np

    view, sparql = asked(name)
    weight_named(weight)
    # The ends alone: what else a view tells of a tie is most of what the engine would have to write.
    ends = list(zip(*rows(store, f"SELECT ?source ?target WHERE {{ {{ {sparql} }} }}"), strict=True))
    side = side_of(onto, view.name, view.modes if ends else ())
    apart(view, *ends)
    nodes = [sorted(set(end)) for end in ends]
    numbers = [{node: i for i, node in enumerate(mode)} for mode in nodes]
    one, other = (
        np.fromiter(map(number.__getitem__, end), np.int64, len(end)) for number, end in zip(numbers, ends, strict=True)
    )
    if side:
        one, other = other, one
    matrix = _weighted(one, other, (len(nodes[side]), len(nodes[1 - side])), weight)
    return Weights(nodes[side], matrix, {**about(view), "projected_onto": onto, "weight": weight})


def _weighted(
    ends: np.ndarray[Any, Any], others: np.ndarray[Any, Any], shape: tuple[int, int], weight: str
) -> csr_array:
    """The weights between the nodes of one mode, from the ends of each tie by their numbers."""
    import numpy as np
    from scipy.sparse import coo_array, csr_array

    incident = csr_array(coo_array((np.ones(len(ends)), (ends, others)), shape=shape))
    incident.data[:] = 1  # Ties in both directions count once, as others between the same two things do.
    shares = incident
    if weight == "newman":
        size = incident.sum(axis=0)
        shares = incident.multiply(np.divide(1, size - 1, out=np.zeros(shape[1]), where=size > 1)).tocsr()
    both = (shares @ incident.T).tocoo()
    apart = both.row != both.col
    one, other, value = both.row[apart], both.col[apart], both.data[apart]
    degree = incident.sum(axis=1)
    if weight == "jaccard":
        value = value / (degree[one] + degree[other] - value)
    elif weight == "overlap":
        value = value / np.minimum(degree[one], degree[other])
    return csr_array(coo_array((value, (one, other)), shape=both.shape))
