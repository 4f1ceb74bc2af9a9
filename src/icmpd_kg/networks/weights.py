"""The weights of a projection as a sparse matrix: for networks too large for a dictionary of each tie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from icmpd_kg.networks.projection import modes_of, weight_named

if TYPE_CHECKING:
    import networkx as nx
    from scipy.sparse import csr_array


def weights(graph: nx.Graph[Any], onto: str = "agents", weight: str = "count") -> tuple[list[Any], csr_array]:
    """The nodes of one mode, and a row and a column of each: the weights that `project` gives, and not what is shared.

    `networkx.from_scipy_sparse_array` makes a graph of it. Raises as `project` does.
    """
    import numpy as np
    from scipy.sparse import coo_array, csr_array

    kept, others = modes_of(graph, onto)
    weight_named(weight)
    row, column = ({node: i for i, node in enumerate(nodes)} for nodes in (kept, others))
    ends = [(row[u], column[v]) if u in row else (row[v], column[u]) for u, v in graph.edges()]
    rows, columns = np.array(ends, dtype=np.int32).reshape(-1, 2).T
    incident = csr_array(coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(kept), len(others))))
    incident.data[:] = 1  # Two ties between the same two things count once.
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
