"""Two sides found from the ties alone, for graphs whose people have no recorded opinion and for their twins."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from sociophys.kernels.moving import move
from sociophys.kernels.two_parts import improve
from sociophys.network import Network

Array = np.ndarray
Cut = Literal["communities", "spectral"]
_DENSE = 150  # people up to which all eigenvectors at once are found faster than one
_TOLERANCE = 1e-4  # of the eigenvalue; a vector's signs settle earlier
_STEPS = 300
_ROUNDS, _STARTS = 100, 30  # visits of everybody at the most; ways to join communities that are tried


def split(network: Network, cut: Cut, rng: np.random.Generator) -> Array:
    """Return a side for everybody with a friendly tie, (n_nodes,) float64: +1 the larger side, -1; NaN without a tie.

    Parameters
    ----------
    cut: ``communities``: communities by modularity, joined to two, then people moved one by one; ``spectral``: the
        signs of the second eigenvector of the regularised Laplacian, no more (in sparse networks it may cut off a
        dense core of a few people).
    """
    ties = network.friendly
    tied = ties.degrees > 0
    if not tied.any():
        return np.full(network.n_nodes, np.nan)
    side = _spectral(ties, rng) if cut == "spectral" else _joined(ties, rng)
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


def _joined(ties: Network, rng: np.random.Generator) -> Array:
    """Return the two parts of highest modularity that joined communities and single moves lead to.

    Communities by local moving, level by level (Blondel et al. 2008), are dealt to two parts at random and moved while
    modularity rises, again and again; from the best way people move one by one.
    """
    label, between = _communities(ties)
    strength = np.asarray(between.sum(axis=1), np.float64).ravel()
    best, most = np.zeros(len(strength), np.int8), -1.0
    for _ in range(_STARTS):
        part = rng.integers(0, 2, len(strength)).astype(np.int8)
        found = improve(between.indptr, between.indices, between.data, strength, part, _ROUNDS)
        if found > most:
            best, most = part, found
    people = best[label]
    improve(ties.indptr, ties.indices, np.ones(ties.n_slots), ties.degrees.astype(np.float64), people, _ROUNDS)
    return np.where(people == 0, 1.0, -1.0)


def _communities(ties: Network) -> tuple[Array, Any]:
    """Return the community of everybody, (n_nodes,), and the ties between and inside communities as a matrix."""
    import scipy.sparse as sp

    between = sp.csr_array(ties.matrix(np.ones(ties.n_slots)))
    label = np.arange(ties.n_nodes)
    while True:
        n = between.shape[0]
        strength = np.asarray(between.sum(axis=1), np.float64).ravel()
        alone = np.arange(n, dtype=np.int32)
        moved = move(between.indptr, between.indices, between.data, strength, alone, 1.0, _ROUNDS)
        group = np.unique(moved, return_inverse=True)[1]
        n_groups = int(group.max()) + 1
        if n_groups == n:
            return label, between
        label = group[label]
        into = sp.csr_array((np.ones(n), (np.arange(n), group)), shape=(n, n_groups))
        between = sp.csr_array(into.T @ between @ into)
