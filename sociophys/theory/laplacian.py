"""Second eigenvalues of Laplacians: how well a network hangs together."""

from __future__ import annotations

import numpy as np

from sociophys.kernels.conjugate import solve
from sociophys.network import Network

Array = np.ndarray
_DENSE = 200  # nodes up to which all eigenvalues are computed


def laplacian_gap(network: Network, normalised: bool = False) -> float:
    """Return the second smallest eigenvalue of D - A, or of I - D^-1/2 A D^-1/2 if ``normalised``; ties count 1.

    0 where the network falls into parts (a person without ties is one).

    Parameters
    ----------
    network: undirected, without loops (:attr:`Network.friendly`), at least two nodes.

    Notes
    -----
    The largest eigenvalue of the pseudo-inverse by Lanczos' method, every product one linear system
    (:func:`~sociophys.kernels.conjugate.solve`): what is smallest is found first.
    """
    if network.components.max() > 0:
        return 0.0
    degrees = network.degrees.astype(np.float64)
    scale = np.sqrt(degrees) if normalised else np.ones(network.n_nodes)
    if network.n_nodes <= _DENSE:
        plain = np.diag(degrees) - network.matrix(np.ones(network.n_slots)).toarray()
        return float(np.linalg.eigvalsh(plain / np.outer(scale, scale))[1])
    return 1.0 / _largest_of_inverse(network, degrees, scale)


def _largest_of_inverse(network: Network, degrees: Array, scale: Array) -> float:
    from scipy.sparse.linalg import LinearOperator, eigsh

    flat = scale / np.linalg.norm(scale)  # the eigenvector of 0

    def inverse(x: Array) -> Array:
        inner = scale * _without(np.ravel(x), flat)
        return _without(scale * solve(network, degrees, inner), flat)

    n = network.n_nodes
    operator = LinearOperator((n, n), matvec=inverse, dtype=np.float64)
    start = _without(np.sin(np.arange(1.0, n + 1)), flat)  # no luck in it
    return float(eigsh(operator, k=1, which="LA", v0=start, tol=1e-7, return_eigenvectors=False)[0])


def _without(x: Array, flat: Array) -> Array:
    return x - np.dot(x, flat) * flat
