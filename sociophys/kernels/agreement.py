"""Who agrees with whom: shares of agreeing neighbours, and how alike the two ends of a tie are."""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import jit


@jit
def agreeing_shares(indptr: Any, indices: Any, spins: Any, nodes: Any) -> Any:
    """Return the share of s_j = s_i among the slots of each row listed, (k, n_replicas) float64; NaN in empty rows.

    ``nodes``: (k,) int64. Self-couplings are left out.
    """
    n_replicas = np.uint64(spins.shape[1])
    shares = np.zeros((nodes.size, n_replicas))
    for k in range(np.uint64(nodes.size)):
        i, others = np.uint64(nodes[k]), 0
        for e in range(np.uint64(indptr[i]), np.uint64(indptr[i + np.uint64(1)])):
            j = np.uint64(indices[e])
            if j != i:
                others += 1
                for c in range(n_replicas):
                    shares[k, c] += spins[i, c] == spins[j, c]
        for c in range(n_replicas):
            shares[k, c] = shares[k, c] / others if others else np.nan
    return shares


@jit
def friendly_moments(indptr: Any, indices: Any, couplings: Any, spins: Any, once: Any) -> Any:
    """Return the ties with J > 0, their sum of s_i s_j and of s_i + s_j: a number and two (n_replicas,) int64.

    ``once`` looks at slots with j < i only: each tie of an undirected network once. The diagonal is left out.
    """
    n_replicas = np.uint64(spins.shape[1])
    products, ends = np.zeros(n_replicas, np.int64), np.zeros(n_replicas, np.int64)
    row = np.zeros(n_replicas, np.int64)
    ties = 0
    for i in range(np.uint64(indptr.size - 1)):
        row[:] = 0
        own = 0
        for e in range(np.uint64(indptr[i]), np.uint64(indptr[i + np.uint64(1)])):
            j = np.uint64(indices[e])
            if couplings[e] > 0 and (j < i or (j > i and not once)):
                own += 1
                for c in range(n_replicas):
                    row[c] += spins[j, c]
        ties += own
        for c in range(n_replicas):
            products[c] += row[c] * spins[i, c]
            ends[c] += row[c] + own * spins[i, c]
    return ties, products, ends
