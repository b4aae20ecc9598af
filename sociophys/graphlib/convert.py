"""Networks handed to igraph and SciPy as undirected ties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sociophys.network import Network

if TYPE_CHECKING:
    import scipy.sparse as sp

Array = np.ndarray


def ties_of(network: Network, positive: bool = False) -> tuple[Array, Array, Array]:
    """Return the ends and weights of the ties without loops, each (n_ties,); ``positive``: friendly ties only."""
    i, j = network.edge_ends
    weights = network.weights[network.edge_slots]
    keep = (i != j) & ((weights > 0) if positive else True)
    return i[keep], j[keep], weights[keep]


def to_igraph(network: Network, positive: bool = False) -> Any:
    """Return the network as an undirected igraph graph with edge attribute ``weight``; ``positive``: as above."""
    import igraph

    i, j, weights = ties_of(network, positive)
    edges = np.column_stack([i, j]).astype(np.int64)  # an array is handed over whole; lists are read tie by tie
    graph = igraph.Graph(n=network.n_nodes, edges=edges, directed=False)
    graph.es["weight"] = weights.tolist()
    return graph


def friendly(network: Network) -> sp.csr_array:
    """Return the friendly ties as a symmetric matrix of weights, arrows ignored, loops left out."""
    return network.friendly.matrix(network.friendly.weights)
