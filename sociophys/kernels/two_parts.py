"""Two parts of a network made better: people change parts while modularity rises."""

from __future__ import annotations

import numpy as np

from sociophys.accelerate import jit

Array = np.ndarray


@jit
def improve(indptr: Array, indices: Array, weights: Array, strength: Array, part: Array, rounds: int) -> float:
    """Move one node after another to the part where modularity is higher; return the modularity reached.

    Parameters
    ----------
    indptr, indices, weights: symmetric CSR; its diagonal counts as inside. strength: (n_nodes,) row sums.
    part: (n_nodes,) int8 of 0 and 1, changed in place. rounds: visits of everybody at the most.

    Notes
    -----
    For two parts Q = inside - sum_p D_p^2, the shares of all ties' ends that stay inside and that are of each part
    (Newman 2006, doi 10.1103/PhysRevE.74.036104, section VI, moves single nodes so).
    """
    n, total = len(part), 0.0
    held = np.zeros(2)
    for i in range(n):
        held[part[i]] += strength[i]
        total += strength[i]
    for _ in range(rounds):
        moved = 0
        for i in range(n):
            own, other = part[i], 1 - part[i]
            balance = 0.0
            for e in range(indptr[i], indptr[i + 1]):
                if indices[e] != i:
                    balance += weights[e] if part[indices[e]] == own else -weights[e]
            if strength[i] / total * (held[own] - held[other] - strength[i]) - balance > 1e-9:
                held[own] -= strength[i]
                held[other] += strength[i]
                part[i] = other
                moved += 1
        if moved == 0:
            break
    return _modularity(indptr, indices, weights, held / total, part, total)


@jit
def _modularity(indptr: Array, indices: Array, weights: Array, share: Array, part: Array, total: float) -> float:
    inside = 0.0
    for i in range(len(part)):
        for e in range(indptr[i], indptr[i + 1]):
            if part[indices[e]] == part[i]:
                inside += weights[e]
    return inside / total - share[0] * share[0] - share[1] * share[1]
