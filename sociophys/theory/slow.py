"""The direction in which the opinions of a network move slowest."""

from __future__ import annotations

import numpy as np

from sociophys.network import Network

Array = np.ndarray


def slow_direction(network: Network) -> Array:
    """Return the direction in which opinions move slowest, roughly, (n_nodes,) float64 of mean size 1.

    J's symmetric part applied 50 times to a fixed vector turns it toward the leading eigenvectors: the common
    opinion of a friendly network, the camps of one with hostile ties, where m says nothing.
    """
    import scipy.sparse as sp  # late: most runs load no SciPy

    matrix = network.matrix()
    matrix = (matrix + matrix.T) / 2
    matrix = matrix + sp.diags_array(np.asarray(abs(matrix).sum(axis=1)).ravel())  # no negative eigenvalues
    direction = 1.0 + 0.5 * np.cos(0.754877666 * np.arange(network.n_nodes))
    for _ in range(50):
        pushed = matrix @ direction
        size = np.abs(pushed).mean()
        if size == 0:
            break
        direction = pushed / size
    return direction
