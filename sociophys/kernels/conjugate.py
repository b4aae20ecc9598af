"""Linear systems of networks by conjugate gradients: harmonic functions, forest matrices, pseudo-inverses.

All are ``(D - c W) x = b`` with a symmetric W >= 0 and a diagonal D that no row of c W outweighs, so the matrix is
positive semi-definite. One compiled loop serves them; it holds no lock, so null twins are solved side by side.
"""

from __future__ import annotations

import numpy as np

from sociophys.accelerate import jit
from sociophys.network import Network

Array = np.ndarray
TOLERANCE = 1e-11  # of the residual, over the right-hand side, both in the norm that the diagonal scales
MAX_STEPS = 5_000  # long chains need as many as they have links: they are factorised, which costs them nothing
_ALMOST = 1 + 1e-13  # what a singular matrix is lifted by before it is factorised
_UNIT = np.zeros(0)


@jit
def conjugate_gradients(
    indptr: Array,
    indices: Array,
    weights: Array,
    diagonal: Array,
    coupling: float,
    free: Array,
    b: Array,
    x: Array,
    tolerance: float,
    max_steps: int,
) -> int:
    """Solve (D - c W) x = b for the free nodes, in place; the others keep their x (a Dirichlet problem).

    Parameters
    ----------
    indptr, indices, weights: W in CSR form; no weights: all are 1. diagonal: (n_nodes,) D, above 0 where free.
    coupling: c. free: (n_nodes,) bool. b: (n_nodes,). x: (n_nodes,) first guess, and the result.

    Returns
    -------
    Steps made; -1 if ``max_steps`` did not do.

    Notes
    -----
    Conjugate gradients with the diagonal as preconditioner (Hestenes & Stiefel 1952; Saad 2003, algorithm 9.1).
    """
    n = len(diagonal)
    unit = len(weights) == 0
    residual, direction, image = np.zeros(n), np.zeros(n), np.zeros(n)
    goal, rho = 0.0, 0.0
    for i in range(n):
        if free[i]:
            total, fixed = 0.0, 0.0
            for e in range(indptr[i], indptr[i + 1]):
                j = indices[e]
                part = x[j] if unit else weights[e] * x[j]
                total += part
                if not free[j]:
                    fixed += part
            right = b[i] + coupling * fixed
            residual[i] = b[i] - diagonal[i] * x[i] + coupling * total
            direction[i] = residual[i] / diagonal[i]
            rho += residual[i] * direction[i]
            goal += right * right / diagonal[i]
    goal *= tolerance * tolerance
    for step in range(max_steps):
        if rho <= goal:
            return step
        curvature = 0.0
        for i in range(n):
            if free[i]:
                total = 0.0
                if unit:
                    for e in range(indptr[i], indptr[i + 1]):
                        total += direction[indices[e]]
                else:
                    for e in range(indptr[i], indptr[i + 1]):
                        total += weights[e] * direction[indices[e]]
                image[i] = diagonal[i] * direction[i] - coupling * total
                curvature += direction[i] * image[i]
        if curvature <= 0:  # b has a part that the matrix cannot reach, within rounding
            return step
        length, old = rho / curvature, rho
        rho = 0.0
        for i in range(n):
            if free[i]:
                x[i] += length * direction[i]
                residual[i] -= length * image[i]
                rho += residual[i] * residual[i] / diagonal[i]
        ratio = rho / old
        for i in range(n):
            if free[i]:
                direction[i] = residual[i] / diagonal[i] + ratio * direction[i]
    return -1


def solve(
    network: Network,
    diagonal: Array,
    b: Array,
    coupling: float = 1.0,
    free: Array | None = None,
    x: Array | None = None,
    weighted: bool = False,
) -> Array:
    """Return x with (D - c W) x = b on the free nodes, (n_nodes,) float64; the other nodes keep theirs.

    Parameters
    ----------
    network: undirected, all weights above 0 (:attr:`Network.friendly`). diagonal: (n_nodes,) D; degrees for the Laplacian.
    b: (n_nodes,). coupling: c. free: (n_nodes,) bool, all if not given; nodes with D = 0 are never free.
    x: values of the nodes that are not free, and the first guess; zeros if not given. weighted: whether W holds the
        weights or ones.
    """
    diagonal = np.ascontiguousarray(diagonal, np.float64)
    solved = np.zeros(network.n_nodes) if x is None else np.array(x, np.float64)
    able = diagonal > 0 if free is None else free & (diagonal > 0)
    weights = network.weights if weighted else _UNIT
    arrays = (network.indptr, network.indices, weights, diagonal, float(coupling), able)
    if conjugate_gradients(*arrays, np.ascontiguousarray(b, np.float64), solved, TOLERANCE, MAX_STEPS) < 0:
        return _factorised(network, diagonal, b, coupling, able, x, weighted)
    return solved


def _factorised(
    network: Network, diagonal: Array, b: Array, coupling: float, able: Array, x: Array | None, weighted: bool
) -> Array:
    """Return the same by sparse factors (SuperLU): for networks on which conjugate gradients creep."""
    import scipy.sparse as sp
    from scipy.sparse.linalg import splu

    ties = coupling * network.matrix(network.weights if weighted else np.ones(network.n_slots))
    solved = np.zeros(network.n_nodes) if x is None else np.array(x, np.float64)
    right = (b + ties @ np.where(able, 0.0, solved))[able]
    inner = sp.diags_array(diagonal[able] * _ALMOST) - ties[able][:, able]
    solved[able] = splu(sp.csc_array(inner)).solve(right)
    return solved
