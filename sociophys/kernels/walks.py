"""What random walks need besides a linear system: who gets there at all, and one step of a walk."""

from __future__ import annotations

import numpy as np

from sociophys.accelerate import jit

Array = np.ndarray


@jit
def reached(indptr: Array, indices: Array, start: Array, passable: Array) -> Array:
    """Return who can be walked to from any start through passable nodes, (n_nodes,) bool; the starts are.

    Parameters
    ----------
    indptr, indices: a symmetric pattern. start, passable: (n_nodes,) bool.
    """
    found = start.copy()
    waiting = np.empty(len(start), np.int32)
    n_waiting = 0
    for i in range(len(start)):
        if start[i]:
            waiting[n_waiting] = i
            n_waiting += 1
    while n_waiting > 0:
        n_waiting -= 1
        i = waiting[n_waiting]
        for e in range(indptr[i], indptr[i + 1]):
            j = indices[e]
            if passable[j] and not found[j]:
                found[j] = True
                waiting[n_waiting] = j
                n_waiting += 1
    return found


@jit
def step_mean(indptr: Array, indices: Array, values: Array, nodes: Array) -> Array:
    """Return the mean value one step from each of the given nodes, (len(nodes),) float64; all have neighbours.

    Parameters
    ----------
    values: (n_nodes,) float64. nodes: node numbers.
    """
    mean = np.empty(len(nodes))
    for k in range(len(nodes)):
        i = nodes[k]
        total = 0.0
        for e in range(indptr[i], indptr[i + 1]):
            total += values[indices[e]]
        mean[k] = total / (indptr[i + 1] - indptr[i])
    return mean
