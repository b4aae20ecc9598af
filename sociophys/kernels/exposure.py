"""How much of a claim people are shown by their ties: one pass over the ties, all replicas at once."""

from __future__ import annotations

import numpy as np

from sociophys.accelerate import jit

Array = np.ndarray


@jit
def shown_by_ties(
    indptr: Array, indices: Array, couplings: Array, who: Array, spins: Array, side: int, least: float, shown: Array
) -> None:
    """Write sum_j |J_ij| [s_j = side] / sum_j |J_ij| to ``shown``; 0 where it is below ``least``, or there is no tie.

    Parameters
    ----------
    indptr, indices, couplings: influences on each person, in CSR form. who: (k,) int64, whose rows are written.
    spins: (n_nodes, n_replicas) int8. shown: (n_nodes, n_replicas) float32.

    Notes
    -----
    Sums run in the order of the slots, in float64.
    """
    replicas = spins.shape[1]
    found = np.empty(replicas)
    for i in who:
        found[:] = 0.0
        total = 0.0
        for e in range(indptr[i], indptr[i + 1]):
            weight, j = abs(couplings[e]), indices[e]
            total += weight
            for r in range(replicas):
                found[r] += weight if spins[j, r] == side else 0.0
        for r in range(replicas):
            share = found[r] / total if total > 0.0 else 0.0
            shown[i, r] = share if share >= least else 0.0
