"""Two sides found from the ties alone, for graphs whose people have no recorded opinion and for their twins."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from sociophys.network import Network
from sociophys.partition import communities

Array = np.ndarray
Cut = Literal["spectral", "leiden"]
_DENSE = 150  # people up to which all eigenvectors at once are found faster than one
_TOLERANCE = 1e-4  # of the eigenvalue; a vector's signs settle earlier
_STEPS = 300


def split(network: Network, cut: Cut, rng: np.random.Generator) -> Array:
    """Return a side for everybody with a friendly tie, (n_nodes,) float64: +1 the larger side, -1; NaN without a tie.

    Parameters
    ----------
    cut: ``spectral``: the signs of the second eigenvector of the regularised Laplacian; ``leiden``: communities
        (Leiden), joined until two are left.
    """
    ties = network.friendly
    tied = ties.degrees > 0
    if not tied.any():
        return np.full(network.n_nodes, np.nan)
    side = _spectral(ties, rng) if cut == "spectral" else _leiden(ties, int(rng.integers(2**31)))
    balance = int(np.sum(side[tied])) or int(side[np.argmax(tied)])
    return np.where(tied, side * np.sign(balance), np.nan)


def _spectral(ties: Network, rng: np.random.Generator) -> Array:
    """Return signs of the second eigenvector of (D + t)^-1/2 A (D + t)^-1/2, t the mean degree; ties are counted.

    The t keeps the vector from settling on a dangling twig or a small component (Qin & Rohe 2013, arXiv 1309.4111).
    """
    scale = 1 / np.sqrt(ties.degrees + ties.degrees.mean())
    matrix = ties.matrix(scale[ties.rows] * scale[ties.indices])
    if ties.n_nodes <= _DENSE:
        return _signs(np.linalg.eigh(matrix.toarray())[1][:, -2])
    return _signs(_second(matrix, rng.standard_normal(ties.n_nodes)))


def _second(matrix: Any, start: Array) -> Array:
    """Return the eigenvector of the second largest eigenvalue by Lanczos; its last guess where it converges slowly."""
    from scipy.sparse.linalg import ArpackNoConvergence, eigsh

    try:
        values, vectors = eigsh(matrix, k=2, which="LA", v0=start, tol=_TOLERANCE, maxiter=_STEPS)
    except ArpackNoConvergence as stuck:
        values, vectors = stuck.eigenvalues, stuck.eigenvectors
        if len(values) < 2:
            return start
    return np.asarray(vectors[:, np.argsort(values)[0]])


def _signs(vector: Array) -> Array:
    return np.where(vector > 0, 1.0, -1.0)


def _leiden(ties: Network, seed: int) -> Array:
    """Return Leiden communities joined to two: each time the pair that costs modularity least."""
    label = communities(ties, seed)
    n = int(label.max()) + 1
    between = np.zeros((n, n))
    np.add.at(between, (label[ties.rows], label[ties.indices]), 1.0 / ties.n_slots)
    share = between.sum(axis=1)
    group = np.arange(n)
    while n > 2:
        gain = between - np.outer(share, share)
        gain[np.tril_indices(n)] = -np.inf
        a, b = np.unravel_index(np.argmax(gain), gain.shape)
        between[a] += between[b]
        between[:, a] += between[:, b]
        share[a] += share[b]
        group[group == b] = a
        group[group > b] -= 1
        between, share = np.delete(np.delete(between, b, 0), b, 1), np.delete(share, b)
        n -= 1
    return np.where(group[label] == 0, 1.0, -1.0)
