"""What random walks need besides a linear system: one step of a walk."""

from __future__ import annotations

import numpy as np

from sociophys.accelerate import jit

Array = np.ndarray


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
