"""Communities and bridges over friendly ties, by igraph."""

from __future__ import annotations

import numpy as np

from sociophys.graphlib.convert import to_igraph
from sociophys.graphlib.seeded import seeded
from sociophys.network import Network

Array = np.ndarray


def leiden(network: Network, seed: int, resolution: float = 1.0) -> Array:
    """Return Leiden communities over friendly ties, (n_nodes,) int32, numbered by falling size.

    Maximises weighted modularity (Traag, Waltman & van Eck 2019, doi 10.1038/s41598-019-41695-z) until stable.
    """
    graph = to_igraph(network, positive=True)
    options = {"objective_function": "modularity", "weights": "weight", "n_iterations": -1}
    with seeded(seed):
        found = np.asarray(graph.community_leiden(resolution=resolution, **options).membership, np.int32)
    order = np.argsort(-np.bincount(found, minlength=1), kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[found].astype(np.int32)


def edge_betweenness(network: Network) -> Array:
    """Return the share of shortest paths over each friendly tie, in the order of ``ties_of(network, True)``."""
    pairs = network.n_nodes * (network.n_nodes - 1) / 2
    return np.asarray(to_igraph(network, positive=True).edge_betweenness(directed=False)) / max(1.0, pairs)
