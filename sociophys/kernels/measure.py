"""Sums over a frame, for all replicas at once: integer where they can be."""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import jit


@jit
def spin_sums(spins: Any) -> Any:
    """Return sum_i s_i for each column of (n_nodes, n_replicas) spins, (n_replicas,) int64."""
    sums = np.zeros(spins.shape[1], np.int64)
    for i in range(np.uint64(spins.shape[0])):
        for c in range(np.uint64(spins.shape[1])):
            sums[c] += spins[i, c]
    return sums


@jit
def bond_sums(indptr: Any, indices: Any, couplings: Any, spins: Any, once: Any) -> Any:
    """Return sum of J_ij s_i s_j and the number of s_i != s_j over the slots, each (n_replicas,) float64, in one pass.

    The diagonal is left out. ``once`` looks at slots with j < i only: each tie of an undirected network once.
    """
    n_replicas = np.uint64(spins.shape[1])
    pairs, unequal = np.zeros(n_replicas), np.zeros(n_replicas)
    for i in range(np.uint64(indptr.size - 1)):
        for e in range(np.uint64(indptr[i]), np.uint64(indptr[i + np.uint64(1)])):
            j = np.uint64(indices[e])
            if j < i or (j > i and not once):
                coupling = couplings[e]
                for c in range(n_replicas):
                    differ = np.float64(spins[i, c] != spins[j, c])
                    unequal[c] += differ
                    pairs[c] += coupling * (1.0 - 2.0 * differ)
    return pairs, unequal


@jit
def field_sums(h: Any, spins: Any) -> Any:
    """Return sum_i h_i s_i, (n_replicas,) float64; ``h`` is (n_nodes, 1) or (n_nodes, n_replicas)."""
    sums = np.zeros(spins.shape[1], np.float64)
    step = h.shape[1] > 1
    for i in range(spins.shape[0]):
        for c in range(spins.shape[1]):
            sums[c] += h[i, c * step] * spins[i, c]
    return sums
