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
    residual, direction, image = np.zeros(n), np.zeros(n), np.zeros(n)
    size = _start(indptr, indices, weights, diagonal, coupling, free, b, x, residual)
    goal = tolerance * tolerance * size
    rho = _precondition(residual, diagonal, free, 0.0, direction)
    for step in range(max_steps):
        if rho <= goal:
            return step
        curvature = _apply(indptr, indices, weights, diagonal, coupling, free, direction, image)
        if curvature <= 0:  # b has a part that the matrix cannot reach, within rounding
            return step
        length, old = rho / curvature, rho
        for i in range(n):
            x[i] += length * direction[i]
            residual[i] -= length * image[i]
        rho = _norm(residual, diagonal, free)
        _precondition(residual, diagonal, free, rho / old, direction)
    return -1


@jit
def _start(
    indptr: Array,
    indices: Array,
    weights: Array,
    diagonal: Array,
    coupling: float,
    free: Array,
    b: Array,
    x: Array,
    residual: Array,
) -> float:
    """Fill the first residual; return the squared size of the right-hand side, fixed neighbours in it."""
    size = 0.0
    for i in range(len(diagonal)):
        if free[i]:
            total, fixed = 0.0, 0.0
            for e in range(indptr[i], indptr[i + 1]):
                part = x[indices[e]] * (weights[e] if len(weights) else 1.0)
                total += part
                fixed += 0.0 if free[indices[e]] else part
            residual[i] = b[i] - diagonal[i] * x[i] + coupling * total
            size += (b[i] + coupling * fixed) ** 2 / diagonal[i]
    return size


@jit
def _precondition(residual: Array, diagonal: Array, free: Array, ratio: float, direction: Array) -> float:
    """Turn to the next direction; return the squared size of the residual."""
    rho = 0.0
    for i in range(len(diagonal)):
        if free[i]:
            scaled = residual[i] / diagonal[i]
            rho += residual[i] * scaled
            direction[i] = scaled + ratio * direction[i]
    return rho


@jit
def _norm(residual: Array, diagonal: Array, free: Array) -> float:
    rho = 0.0
    for i in range(len(diagonal)):
        if free[i]:
            rho += residual[i] * residual[i] / diagonal[i]
    return rho


@jit
def _apply(
    indptr: Array,
    indices: Array,
    weights: Array,
    diagonal: Array,
    coupling: float,
    free: Array,
    direction: Array,
    image: Array,
) -> float:
    """Fill the matrix times the direction; return the direction times that."""
    curvature = 0.0
    for i in range(len(diagonal)):
        if free[i]:
            total = 0.0
            if len(weights):
                for e in range(indptr[i], indptr[i + 1]):
                    total += weights[e] * direction[indices[e]]
            else:
                for e in range(indptr[i], indptr[i + 1]):
                    total += direction[indices[e]]
            image[i] = diagonal[i] * direction[i] - coupling * total
            curvature += direction[i] * image[i]
    return curvature


def solve(
    network: Network,
    diagonal: Array,
    b: Array,
    coupling: float = 1.0,
    free: Array | None = None,
    x: Array | None = None,
    weighted: bool = False,
    tolerance: float = TOLERANCE,
) -> Array:
    """Return x with (D - c W) x = b on the free nodes, (n_nodes,) float64; the other nodes keep theirs.

    Parameters
    ----------
    network: undirected, all weights above 0 (:attr:`Network.friendly`).
    diagonal: (n_nodes,) D; the degrees, or with weights their sums, make it the Laplacian.
    b: (n_nodes,). coupling: c. free: (n_nodes,) bool, all if not given; nodes with D = 0 are never free.
    x: values of the nodes that are not free, and the first guess; zeros if not given. weighted: whether W holds the
        weights or ones. tolerance: of the residual; half the digits do for b'x, whose error is its square.
    """
    diagonal = np.ascontiguousarray(diagonal, np.float64)
    solved = np.zeros(network.n_nodes) if x is None else np.array(x, np.float64)
    able = diagonal > 0 if free is None else free & (diagonal > 0)
    weighted = weighted and not network.has_unit_weights
    weights = network.weights if weighted else _UNIT
    arrays = (network.indptr, network.indices, weights, diagonal, float(coupling), able)
    if conjugate_gradients(*arrays, np.ascontiguousarray(b, np.float64), solved, tolerance, MAX_STEPS) < 0:
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
