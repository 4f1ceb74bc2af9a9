"""The weights of a projection as a sparse matrix: for networks too large for a dictionary of each tie."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from icmpd_kg.networks.projection import modes_of, weight_named

if TYPE_CHECKING:
    import networkx as nx
    from scipy.sparse import csr_array


def weights(graph: nx.Graph[Any], onto: str = "agents", weight: str = "count") -> tuple[list[Any], csr_array]:
    """The nodes of one mode, and a row and a column of each: the weights that `project` gives, and not what is shared.

    `networkx.from_scipy_sparse_array` makes a graph of it. Raises as `project` does.
    """
    import networkx as nx
    import numpy as np
    from scipy.sparse import coo_array, csr_array

    kept, others = modes_of(graph, onto)
    weight_named(weight)
    number = {node: i for i, node in enumerate(others)}
    around = [graph.succ, graph.pred] if isinstance(graph, nx.DiGraph) else [graph.adj]
    near = [[number[other] for ties in around for other in ties[node]] for node in kept]
    rows = np.repeat(np.arange(len(kept)), [len(each) for each in near])
    columns = np.fromiter(itertools.chain.from_iterable(near), np.int64, len(rows))
    incident = csr_array(coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(kept), len(others))))
    incident.data[:] = 1  # Ties in both directions count once, as others between the same two things do.
    shares = incident
    if weight == "newman":
        size = incident.sum(axis=0)
        shares = incident.multiply(np.divide(1, size - 1, out=np.zeros(len(others)), where=size > 1)).tocsr()
    both = (shares @ incident.T).tocoo()
    apart = both.row != both.col
    one, other, value = both.row[apart], both.col[apart], both.data[apart]
    degree = incident.sum(axis=1)
    if weight == "jaccard":
        value = value / (degree[one] + degree[other] - value)
    elif weight == "overlap":
        value = value / np.minimum(degree[one], degree[other])
    return kept, csr_array(coo_array((value, (one, other)), shape=both.shape))
