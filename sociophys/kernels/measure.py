"""Sums over a frame, for all replicas at once: integer where they can be. Ties are passed once for all counts."""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import borrow, jit

_HELD = 127  # counts that fit an int8 before they are carried over: a vector register then holds 64 replicas


def spin_sums(spins: Any) -> Any:
    """Return sum_i s_i for each column of (n_nodes, n_replicas) spins, (n_replicas,) int64."""
    sums = np.zeros(spins.shape[1], np.int64)
    _add_rows(spins, sums)
    return sums


@borrow
def _add_rows(spins: Any, sums: Any) -> None:
    """Add each row of spins to the sums."""
    for i in range(np.uint64(spins.shape[0])):
        for c in range(np.uint64(spins.shape[1])):
            sums[c] += spins[i, c]


@jit
def weighted_sums(weights: Any, spins: Any) -> Any:
    """Return sum_i w_i s_i, (n_replicas,) float64; ``weights`` is (n_nodes, 1) or (n_nodes, n_replicas)."""
    n_replicas = np.uint64(spins.shape[1])
    sums = np.zeros(n_replicas, np.float64)
    step = np.uint64(weights.shape[1] > 1)
    for i in range(np.uint64(spins.shape[0])):
        for c in range(n_replicas):
            sums[c] += weights[i, c * step] * spins[i, c]
    return sums


@jit
def column_products(spins: Any, partners: Any) -> Any:
    """Return sum_i s_i^c s_i^p for each column c and its partner p, (n_replicas,) int64."""
    sums = np.zeros(spins.shape[1], np.int64)
    for i in range(np.uint64(spins.shape[0])):
        for c in range(np.uint64(spins.shape[1])):
            sums[c] += spins[i, c] * spins[i, np.uint64(partners[c])]
    return sums


@jit
def tie_counts(indptr: Any, indices: Any, couplings: Any, spins: Any, once: Any) -> Any:
    """Return the ties with s_i != s_j and those with J_ij s_i s_j < 0, each (n_replicas,) int64, in one pass.

    The diagonal is left out. ``once`` looks at slots with j < i only: each tie of an undirected network once. A
    hostile tie counts as frustrated first, and one less where the two differ.
    """
    n_replicas = np.uint64(spins.shape[1])
    walls, tense = np.zeros(n_replicas, np.int64), np.zeros(n_replicas, np.int64)
    few_walls, few_tense = np.zeros(n_replicas, np.int8), np.zeros(n_replicas, np.int8)
    hostile = held = 0
    for i in range(np.uint64(indptr.size - 1)):
        for e in range(np.uint64(indptr[i]), np.uint64(indptr[i + np.uint64(1)])):
            j = np.uint64(indices[e])
            if j < i or (j > i and not once):
                sign = np.int8(couplings[e] > 0) - np.int8(couplings[e] < 0)
                hostile += sign < 0
                for c in range(n_replicas):
                    differ = np.int8(spins[i, c] != spins[j, c])
                    few_walls[c] += differ
                    few_tense[c] += sign & -differ
                held += 1
                if held == _HELD:
                    _carry(few_walls, few_tense, walls, tense)
                    held = 0
    _carry(few_walls, few_tense, walls, tense)
    return walls, tense + hostile


@jit
def _carry(few_walls: Any, few_tense: Any, walls: Any, tense: Any) -> None:
    """Move small counts over to the large ones."""
    for c in range(walls.size):
        walls[c] += few_walls[c]
        tense[c] += few_tense[c]
        few_walls[c] = 0
        few_tense[c] = 0


@jit
def bond_sums(indptr: Any, indices: Any, couplings: Any, spins: Any, once: Any) -> Any:
    """Return sum of J_ij s_i s_j over the slots, (n_replicas,) float64; ``once`` and the diagonal as in tie_counts."""
    n_replicas = np.uint64(spins.shape[1])
    sums, row = np.zeros(n_replicas), np.zeros(n_replicas)
    for i in range(np.uint64(indptr.size - 1)):
        row[:] = 0.0
        for e in range(np.uint64(indptr[i]), np.uint64(indptr[i + np.uint64(1)])):
            j = np.uint64(indices[e])
            if j < i or (j > i and not once):
                coupling = couplings[e]
                for c in range(n_replicas):
                    row[c] += coupling * spins[j, c]
        for c in range(n_replicas):
            sums[c] += row[c] * spins[i, c]
    return sums


@jit
def local_fields(indptr: Any, indices: Any, couplings: Any, values: Any, h: Any) -> Any:
    """Return f_i = sum_j J_ij v_j + h_i, (n_nodes, n_replicas) float64, of spins or other values of that shape."""
    n_nodes, n_replicas = np.uint64(values.shape[0]), np.uint64(values.shape[1])
    fields = np.empty((n_nodes, n_replicas))
    step = np.uint64(h.shape[1] > 1)
    for i in range(n_nodes):
        for c in range(n_replicas):
            fields[i, c] = h[i, c * step]
        for e in range(np.uint64(indptr[i]), np.uint64(indptr[i + np.uint64(1)])):
            j, coupling = np.uint64(indices[e]), couplings[e]
            for c in range(n_replicas):
                fields[i, c] += coupling * values[j, c]
    return fields
