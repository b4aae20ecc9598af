"""Networks handed to igraph, and networkx graphs taken from it as tables."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp

from sociophys.errors import GraphError, Mistake
from sociophys.network import Network

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
    """Return the friendly ties as a symmetric matrix, arrows ignored, loops left out; no igraph graph is made."""
    ties = network.matrix(np.where(network.indices == network.rows, 0.0, np.maximum(network.weights, 0.0)))
    return sp.csr_array(ties + ties.T) if network.directed else ties


def from_networkx(graph: Any) -> tuple[pd.DataFrame, pd.DataFrame, bool]:
    """Return (nodes, edges, directed) of a networkx graph.

    ``nodes``: text index, attributes as columns. ``edges``: ``source``, ``target`` (int64 row numbers of nodes),
    ``weight`` (float64, 1 where a tie has none). Arrows keep their direction.
    """
    number = {node: k for k, node in enumerate(graph.nodes)}
    nodes = pd.DataFrame([data for _, data in graph.nodes(data=True)], index=[str(node) for node in number])
    rows = [(number[a], number[b], _weight(a, b, data.get("weight", 1.0))) for a, b, data in graph.edges(data=True)]
    edges = pd.DataFrame(rows, columns=["source", "target", "weight"])
    return nodes, edges.astype({"source": np.int64, "target": np.int64, "weight": np.float64}), graph.is_directed()


def _weight(one: object, other: object, value: Any) -> float:
    """Return the weight of a tie; raises GraphError unless it is a finite number."""
    try:
        weight = float(value)
    except (TypeError, ValueError):
        weight = math.nan
    if not math.isfinite(weight):
        raise GraphError(Mistake(f"graph tie {one!r}, {other!r}", f"weight {value!r} is no number", "finite numbers"))
    return weight
