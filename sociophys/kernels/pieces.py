"""Which nodes hang together: a compiled union-find, for what is asked again for every shuffle."""

from __future__ import annotations

import numpy as np

from sociophys.accelerate import jit

Array = np.ndarray


@jit
def connected(i: Array, j: Array, n_nodes: int) -> Array:
    """Return the component of each node, (n_nodes,) int32, numbered by their first nodes.

    Parameters
    ----------
    i, j: (n_ties,) int32 ends of the ties, direction ignored.

    Notes
    -----
    Union by the smaller number with path halving (Tarjan & van Leeuwen 1984, doi 10.1145/62.2160).
    """
    parent = np.arange(n_nodes).astype(np.int32)
    for k in range(len(i)):
        a, b = i[k], j[k]
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        while parent[b] != b:
            parent[b] = parent[parent[b]]
            b = parent[b]
        if a < b:
            parent[b] = a
        else:
            parent[a] = b
    n_found = 0
    label = np.empty(n_nodes, np.int32)
    for node in range(n_nodes):  # a parent is smaller than its child, so it has its label already
        if parent[node] == node:
            label[node] = n_found
            n_found += 1
        else:
            label[node] = label[parent[node]]
    return label
