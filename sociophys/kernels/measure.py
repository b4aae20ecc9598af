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
def pair_sums(indptr: Any, indices: Any, couplings: Any, spins: Any) -> Any:
    """Return sum over slots of J_ij s_i s_j without the diagonal, (n_replicas,) float64: twice the bond sum."""
    sums = np.zeros(spins.shape[1], np.float64)
    for i in range(np.uint64(indptr.size - 1)):
        for e in range(np.uint64(indptr[i]), np.uint64(indptr[i + np.uint64(1)])):
            j = np.uint64(indices[e])
            if j != i:
                for c in range(np.uint64(spins.shape[1])):
                    sums[c] += couplings[e] * (spins[i, c] * spins[j, c])
    return sums


@jit
def field_sums(h: Any, spins: Any) -> Any:
    """Return sum_i h_i s_i, (n_replicas,) float64; ``h`` is (n_nodes, 1) or (n_nodes, n_replicas)."""
    sums = np.zeros(spins.shape[1], np.float64)
    step = h.shape[1] > 1
    for i in range(spins.shape[0]):
        for c in range(spins.shape[1]):
            sums[c] += h[i, c * step] * spins[i, c]
    return sums


@jit
def unequal_slots(indptr: Any, indices: Any, spins: Any) -> Any:
    """Return the number of slots with s_i != s_j, (n_replicas,) int64: twice the walls of an undirected network."""
    counts = np.zeros(spins.shape[1], np.int64)
    for i in range(np.uint64(indptr.size - 1)):
        for e in range(np.uint64(indptr[i]), np.uint64(indptr[i + np.uint64(1)])):
            j = np.uint64(indices[e])
            for c in range(np.uint64(spins.shape[1])):
                counts[c] += spins[i, c] != spins[j, c]
    return counts
