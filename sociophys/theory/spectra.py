"""Spectra of sign matrices: extreme eigenvalues, and traces of exponentials that never overflow.

Traces of small matrices are exact. Of large ones the largest eigenvalues are exact and the rest is estimated from
random vectors (stochastic Lanczos quadrature), with a standard error.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sociophys.kernels.triangles import triangles

if TYPE_CHECKING:
    import scipy.sparse as sp

Array = np.ndarray
DENSE = 400  # up to this order all eigenvalues are computed
N_STEPS, N_TOP = 16, 6
_PROBES, _PROBED = 6, 1 << 14  # random vectors at the least, and their entries: small matrices average less in each
_BLOCK, _RESIDUAL = 4, 1e-6
_TOLERANCE = 1e-6  # of vectors, relative; the values err by its square or so
_BY_MOMENTS = 2.0  # exponents up to here: three exact moments stand for most of the trace


class UnsettledError(ArithmeticError):
    """An iteration for eigenvalues did not converge; the message is a reason for a report."""


@dataclass(frozen=True)
class Spectrum:
    """What is known of the eigenvalues of a symmetric matrix.

    Attributes
    ----------
    top: (n_top,) the largest eigenvalues, exact; all of them where the matrix is small.
    nodes, shares: (n_probes, n_steps) quadrature nodes of the rest and how many eigenvalues each stands for.
    moments: (4,) sums of the powers 0 to 3 of the rest, exact.
    """

    top: Array
    nodes: Array
    shares: Array
    moments: Array

    @property
    def largest(self) -> float:
        """The largest eigenvalue."""
        return float(self.top.max())

    def log_trace(self, beta: float) -> tuple[float, Array]:
        """Return ln tr exp(beta M), and the estimates of the probes over their mean, (n_probes,); none if exact.

        Small exponents: the quadrature only gives what is beyond the third moment, which is known exactly.
        """
        shift = beta * self.largest
        exact = float(np.exp(beta * self.top - shift).sum())
        if not len(self.nodes):
            return shift + math.log(exact), np.zeros(0)
        exponents = beta * self.nodes
        values = np.exp(exponents - shift)
        if max(shift, float(np.abs(exponents).max())) <= _BY_MOMENTS:
            scale, powers = math.exp(-shift), np.array([1.0, beta, beta**2 / 2, beta**3 / 6])
            values -= scale * (1 + exponents * (1 + exponents / 2 * (1 + exponents / 3)))
            exact += scale * float(powers @ self.moments)
        draws = exact + (self.shares * values).sum(axis=1)
        return shift + math.log(draws.mean()), draws / draws.mean()


def random_signs(n: int, rng: np.random.Generator) -> Array:
    """Return the random vectors that :func:`spectrum` asks for, (n, n_probes) of -1.0 and +1.0."""
    n_probes = max(_PROBES, _PROBED // n) if n > DENSE else 0
    return 2.0 * rng.integers(0, 2, (n, n_probes)) - 1.0


def spectrum(matrix: sp.csr_array, probes: Array) -> Spectrum:
    """Return the spectrum of a symmetric matrix of signs without a diagonal.

    Parameters
    ----------
    probes: (n, n_probes) from :func:`random_signs`; none up to order :data:`DENSE`.

    Notes
    -----
    Lanczos quadrature from random signs (Ubaru, Chen & Saad 2017, doi 10.1137/16M1104974) on the complement of the
    largest eigenvectors, which rule tr exp where the spectrum is wide. tr M^2 counts the entries, tr M^3 the closed
    triads.
    """
    n = matrix.shape[0]
    if n <= DENSE:
        return Spectrum(np.linalg.eigvalsh(matrix.toarray()), np.zeros((0, 0)), np.zeros((0, 0)), np.zeros(4))
    top, vectors = leading(matrix, N_TOP, probes[:, 0])
    rest = probes - vectors @ (vectors.T @ probes)
    nodes, shares = _quadrature(matrix, rest)
    counts = triangles(matrix.indptr, matrix.indices, matrix.data)
    moments = np.array([n, 0.0, matrix.nnz, 6.0 * float(counts @ [1, -1, 1, -1])])
    moments -= [np.sum(top**power) for power in range(4)]
    return Spectrum(top, np.minimum(nodes, top.min()), shares, moments)


def leading(matrix: sp.csr_array, count: int, start: Array) -> tuple[Array, Array]:
    """Return the largest eigenvalues, (count,), and their vectors, (n, count).

    Parameters
    ----------
    start: (n,) where the search begins.

    Raises
    ------
    UnsettledError
        If they do not converge.
    """
    from scipy.sparse.linalg import ArpackNoConvergence, eigsh

    n = matrix.shape[0]
    if n <= DENSE:
        values, vectors = np.linalg.eigh(matrix.toarray())
        return values[-count:], vectors[:, -count:]
    try:
        values, vectors = eigsh(matrix, count, which="LA", v0=start, ncv=4 * count + 16, tol=_TOLERANCE, maxiter=1000)
    except ArpackNoConvergence as stalled:
        raise UnsettledError(f"the eigenvalues of a {n} x {n} matrix did not settle") from stalled
    return values, vectors


def _quadrature(matrix: sp.csr_array, start: Array) -> tuple[Array, Array]:
    """Return nodes and shares of each start vector, two (n_probes, n_steps); shares sum to its squared length."""
    length = np.linalg.norm(start, axis=0)
    here, before = start / length, np.zeros_like(start)
    diagonal, beside = np.zeros((N_STEPS, start.shape[1])), np.zeros((N_STEPS, start.shape[1]))
    step = np.zeros(start.shape[1])
    for k in range(N_STEPS):
        ahead = matrix @ here - step * before
        diagonal[k] = np.einsum("ij,ij->j", here, ahead)
        ahead -= diagonal[k] * here
        step = np.linalg.norm(ahead, axis=0)
        step[step < 1e-9] = 0.0  # the space is exhausted; what follows has no share
        beside[k] = step
        before, here = here, ahead / np.where(step > 0, step, 1.0)
        here[:, step == 0] = 0.0
    place = np.arange(N_STEPS)
    tridiagonal = np.zeros((start.shape[1], N_STEPS, N_STEPS))
    tridiagonal[:, place, place] = diagonal.T
    tridiagonal[:, place[1:], place[:-1]] = tridiagonal[:, place[:-1], place[1:]] = beside[:-1].T
    nodes, vectors = np.linalg.eigh(tridiagonal)
    return nodes, vectors[:, 0, :] ** 2 * (length**2)[:, None]


def smallest_laplacian(signs: sp.csr_array) -> float:
    """Return the smallest eigenvalue of the signed Laplacian L = D - A, D = sum_j abs A_ij, of a connected matrix.

    Raises
    ------
    UnsettledError
        If the iteration does not converge.

    Notes
    -----
    0 if and only if the ties are balanced (Hou, Li & Pan 2003, doi 10.1080/0308108031000053611). Beyond
    :data:`DENSE` people by LOBPCG with the degrees as preconditioner: where L is steep it follows them.
    """
    import scipy.sparse as sp

    degrees = np.diff(signs.indptr).astype(np.float64)
    laplacian = sp.csr_array(sp.diags_array(degrees) - signs)
    n = len(degrees)
    if n <= DENSE:
        return max(0.0, float(np.linalg.eigvalsh(laplacian.toarray())[0]))
    from scipy.sparse.linalg import lobpcg

    block = np.random.default_rng(0).standard_normal((n, _BLOCK))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where it did not settle; the residual below is what counts
        values, vectors = lobpcg(
            laplacian, block, M=sp.diags_array(1 / degrees), largest=False, tol=_RESIDUAL, maxiter=1000
        )
    value, vector = float(values[0]), vectors[:, 0]
    if np.linalg.norm(laplacian @ vector - value * vector) > 10 * _RESIDUAL:
        raise UnsettledError(f"the smallest eigenvalue of a {n} x {n} matrix did not settle")
    return max(0.0, value)
