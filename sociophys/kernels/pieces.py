"""Which nodes hang together: a compiled union-find, for what is asked again for every twin."""

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
        _join(parent, i[k], j[k])
    return _numbered(parent)


@jit
def connected_within(indptr: Array, indices: Array, group: Array) -> Array:
    """Return the component of each node, (n_nodes,) int32, along ties whose ends are in one group.

    Parameters
    ----------
    indptr, indices: a symmetric pattern. group: (n_nodes,); the same everywhere: the components of the network.
    """
    parent = np.arange(len(group)).astype(np.int32)
    for i in range(len(group)):
        for e in range(indptr[i], indptr[i + 1]):
            if indices[e] >= i:
                break
            if group[indices[e]] == group[i]:
                _join(parent, i, indices[e])
    return _numbered(parent)


@jit
def slots_within(indptr: Array, indices: Array, group: Array) -> tuple[Array, Array]:
    """Return indptr and indices of the ties whose ends are in one group, (n_nodes,)."""
    starts, kept, n_kept = np.zeros_like(indptr), np.empty_like(indices), 0
    for i in range(len(group)):
        for e in range(indptr[i], indptr[i + 1]):
            kept[n_kept] = indices[e]
            n_kept += group[indices[e]] == group[i]
        starts[i + 1] = n_kept
    return starts, kept[:n_kept].copy()


@jit
def _join(parent: Array, a: int, b: int) -> None:
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


@jit
def _numbered(parent: Array) -> Array:
    n_found = 0
    label = np.empty(len(parent), np.int32)
    for node in range(len(parent)):  # a parent is smaller than its child, so it has its label already
        if parent[node] == node:
            label[node] = n_found
            n_found += 1
        else:
            label[node] = label[parent[node]]
    return label
