"""Where order sets in, estimated from the couplings alone: references for relative noise levels.

Both are upper-side estimates on small clustered graphs: on the karate club they give 6.73 and 5.23, while the
exact peaks of susceptibility and heat capacity stand at 3.85 and 3.42.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.sparse as sp

from sociophys.errors import Mistake, NotDefinedError
from sociophys.network import Network

Array = np.ndarray
DENSE = 100  # below this order all eigenvalues are computed: ARPACK needs room
_STEEPEST = 170.0  # J/T beyond which sinh would overflow; tanh is 1 there to the last bit
_STEP, _LOWEST = 0.8, 1e-3  # the scan from above: ratio of temperatures, and where it gives up
_ADVICE = "Give an absolute temperature instead."


def mean_field(network: Network) -> float:
    """Return the mean-field temperature: the eigenvalue of J with the largest real part, J without its diagonal.

    Raises
    ------
    NotDefinedError
        If it is not above 0: nothing in the couplings holds opinions together.

    Notes
    -----
    m = tanh(J m / T) leaves m = 0 at T = lambda_1(J) (Lynn & Lee 2016, arXiv 1608.06850, section 2).
    """
    matrix = _without_diagonal(network)
    scale = float(abs(matrix).max()) if matrix.nnz else 0.0
    if not scale:
        raise _undefined("mean_field", "there is no coupling between people")
    if network.is_symmetric:
        value = _largest(matrix, symmetric=True)
    else:
        if not _has_cycle(matrix):
            raise _undefined("mean_field", "influence runs one way only: no arrow comes back to where it started")
        value = _largest(matrix, symmetric=False)
    if value <= 1e-9 * scale:
        raise _undefined("mean_field", f"the largest eigenvalue of the couplings is {value:.3g}, not above 0")
    return value


def non_backtracking(network: Network) -> float:
    """Return the Bethe (belief propagation) temperature: where the leading real non-backtracking eigenvalue is 1.

    Raises
    ------
    NotDefinedError
        If there is none: on trees and single cycles, without positive feedback, or where signs frustrate all order.

    Notes
    -----
    (B x)_{j->i} = tanh(J_ij / T) sum_{k in row j, k != i} x_{k->j} has the eigenvalue 1. For equal positive
    couplings T = J / atanh(1 / rho), rho from the 2n companion [[A, I - D], [I, 0]]; for other symmetric J from the
    Bethe Hessian diag(1 + sum_j sinh^2(J_ij/T)) - sinh(2 J_ij/T)/2, which is singular there (Watanabe & Fukumizu
    2009; Saade, Krzakala & Zdeborova 2014, arXiv 1406.1880, eq. 6); for asymmetric J from B itself.
    """
    matrix = _cyclic_part(_without_diagonal(network), "non_backtracking")
    couplings = matrix.data
    if not network.is_symmetric:
        return _root(lambda temperature: _arc_eigenvalue(matrix, temperature), matrix)
    if np.all(couplings == couplings[0]) and couplings[0] > 0:
        return float(couplings[0] / np.arctanh(1 / _companion_radius(matrix)))
    return _root(lambda temperature: _bethe_eigenvalue(matrix, temperature), matrix)


def _without_diagonal(network: Network) -> sp.csr_array:
    matrix = sp.coo_array(network.matrix())
    keep = (matrix.row != matrix.col) & (matrix.data != 0)
    ends = (matrix.row[keep], matrix.col[keep])
    return sp.csr_array((matrix.data[keep], ends), shape=matrix.shape)


def _undefined(name: str, why: str) -> NotDefinedError:
    return NotDefinedError(Mistake(f"temperature relative to {name}", why, "", _ADVICE))


def _has_cycle(matrix: sp.csr_array) -> bool:
    return sp.csgraph.connected_components(matrix, connection="strong")[0] < matrix.shape[0]


def _start(size: int) -> Array:
    """Return a fixed start vector: positive (Perron), yet orthogonal to no plane of symmetry."""
    return 1.0 + 0.5 * np.cos(0.754877666 * np.arange(size))


def _largest(operator: Any, symmetric: bool) -> float:
    """Return the largest real part of an eigenvalue of a sparse matrix or a linear operator."""
    import scipy.sparse.linalg as spla

    size = operator.shape[0]
    if size <= DENSE:
        dense = operator.toarray() if sp.issparse(operator) else operator @ np.eye(size)
        spectrum = np.linalg.eigvalsh(dense) if symmetric else np.linalg.eigvals(dense)
        return float(np.max(spectrum.real))
    options = {"k": 1, "v0": _start(size), "ncv": 40, "return_eigenvectors": False, "tol": 1e-9, "maxiter": 2000}
    try:
        found = spla.eigsh(operator, which="LA", **options) if symmetric else spla.eigs(operator, which="LR", **options)
    except spla.ArpackNoConvergence as stalled:
        raise _undefined("the couplings", f"the eigenvalue of a {size} x {size} matrix did not settle") from stalled
    return float(found[0].real)


def _cyclic_part(matrix: sp.csr_array, name: str) -> sp.csr_array:
    """Keep the strong components with at least two cycles; elsewhere the non-backtracking radius is at most 1."""
    component = sp.csgraph.connected_components(matrix, connection="strong")[1]
    arcs = sp.coo_array(matrix)
    inside = component[arcs.row] == component[arcs.col]
    low, high = np.minimum(arcs.row, arcs.col)[inside], np.maximum(arcs.row, arcs.col)[inside]
    pairs = np.unique(low.astype(np.int64) * matrix.shape[0] + high)
    n_pairs = np.bincount(component[pairs // matrix.shape[0]], minlength=component.max() + 1)
    kept = np.flatnonzero((n_pairs > np.bincount(component))[component])
    if not len(kept):
        raise _undefined(name, "no part of the network has two cycles, so there is no ordered phase")
    within = inside & np.isin(arcs.row, kept)
    number = np.zeros(matrix.shape[0], np.int64)
    number[kept] = np.arange(len(kept))
    ends = (number[arcs.row[within]], number[arcs.col[within]])
    return sp.csr_array((arcs.data[within], ends), shape=(len(kept), len(kept)))


def _companion_radius(matrix: sp.csr_array) -> float:
    """Return the non-backtracking radius of a symmetric pattern."""
    ones = sp.csr_array((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)
    identity = sp.eye_array(matrix.shape[0])
    degrees = sp.diags_array(np.diff(matrix.indptr).astype(np.float64))
    companion = sp.block_array([[ones, identity - degrees], [identity, None]], format="csr")
    return _largest(companion, symmetric=False)


def _bethe_eigenvalue(matrix: sp.csr_array, temperature: float) -> float:
    """Return the largest eigenvalue of the scaled Bethe Hessian's off-diagonal part; 1 where it is singular."""
    steep = np.clip(matrix.data / temperature, -_STEEPEST, _STEEPEST)
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    root = np.sqrt(1 + np.bincount(rows, weights=np.sinh(steep) ** 2, minlength=matrix.shape[0]))
    values = np.sinh(2 * steep) / (2 * root[rows] * root[matrix.indices])
    return _largest(sp.csr_array((values, matrix.indices, matrix.indptr), shape=matrix.shape), symmetric=True)


def _arc_eigenvalue(matrix: sp.csr_array, temperature: float) -> float:
    """Return the largest real part of the non-backtracking operator on arrows, with tanh(J/T) on each."""
    n, n_arcs = matrix.shape[0], matrix.nnz
    rows, columns = np.repeat(np.arange(n), np.diff(matrix.indptr)), matrix.indices.astype(np.int64)
    push = np.tanh(matrix.data / temperature)
    key, back = rows * n + columns, columns * n + rows
    order = np.argsort(key)
    place = order[np.minimum(np.searchsorted(key, back, sorter=order), n_arcs - 1)]
    returns = key[place] == back

    from scipy.sparse.linalg import LinearOperator

    def apply(x: Array) -> Array:
        arriving = np.bincount(rows, weights=x.ravel(), minlength=n)
        return push * (arriving[columns] - np.where(returns, x.ravel()[place], 0.0))

    return _largest(LinearOperator((n_arcs, n_arcs), matvec=apply, dtype=np.float64), symmetric=False)


def _root(eigenvalue: Callable[[float], float], matrix: sp.csr_array) -> float:
    """Return the highest temperature at which the eigenvalue reaches 1, scanning from where it cannot."""
    from scipy.optimize import brentq  # half a second that few runs need

    high = float(abs(matrix).sum(axis=1).max())  # tanh x <= x, and no eigenvalue exceeds the largest row sum
    low = high
    while low > _LOWEST * high:
        above, low = low, _STEP * low
        if eigenvalue(low) > 1:
            return float(brentq(lambda t: eigenvalue(t) - 1, low, above, xtol=1e-9 * above, rtol=1e-12))
    raise _undefined("non_backtracking", "the signs of the couplings leave no temperature at which order sets in")
