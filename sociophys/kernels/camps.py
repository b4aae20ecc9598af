"""People moved one by one to the camp where most of their ties fit, until nobody gains by moving."""

from __future__ import annotations

import numpy as np

from sociophys.accelerate import jit

Array = np.ndarray


@jit
def settle(indptr: Array, indices: Array, signs: Array, order: Array, camp: Array, n_camps: int) -> int:
    """Move people in place until nobody gains; return the ties in tension: friends apart and foes together.

    Parameters
    ----------
    indptr, indices, signs: symmetric CSR rows without a diagonal, signs -1.0 or +1.0.
    order: (n_nodes,) int64, in which people are asked. camp: (n_nodes,) int64 in 0..n_camps-1, changed in place.
    """
    fit = np.zeros(n_camps)
    moved = True
    while moved:
        moved = False
        for node in order:
            fit[:] = 0.0
            for e in range(indptr[node], indptr[node + 1]):
                fit[camp[indices[e]]] += signs[e]
            best = np.argmax(fit)
            if fit[best] > fit[camp[node]]:
                camp[node] = best
                moved = True
    tension = 0
    for node in range(len(camp)):
        for e in range(indptr[node], indptr[node + 1]):
            if (camp[node] == camp[indices[e]]) != (signs[e] > 0):
                tension += 1
    return tension // 2
