"""Linear systems of networks by conjugate gradients: harmonic functions, forest matrices, pseudo-inverses.

All are ``(D - c W) x = b`` with a symmetric W >= 0 and a diagonal D that no row of c W outweighs, so the matrix is
positive semi-definite. One compiled loop serves them; it holds no lock, so null twins are solved side by side.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sociophys.accelerate import borrow, inlined, jit, overload
from sociophys.network import Network

Array = np.ndarray
TOLERANCE = 1e-11  # of the residual, over the right-hand side, both in the norm that the diagonal scales
MAX_STEPS = 5_000  # long chains need as many as they have links: they are factorised, which costs them nothing
_ALMOST = 1 + 1e-13  # what a singular matrix is lifted by before it is factorised
_UNIT = np.zeros(0)


class Halves(NamedTuple):
    """A symmetric pattern in two: row i lists its neighbours before it in ``below`` and those after it in ``above``.

    Attributes
    ----------
    below_starts, above_starts: (n_nodes + 1,) int64. below, above: (n_ties,) int32.
    below_weights, above_weights: (n_ties,) float64; empty: all are 1.
    """

    below_starts: Array
    below: Array
    below_weights: Array
    above_starts: Array
    above: Array
    above_weights: Array


def _halves(network: Network, weighted: bool) -> Halves:
    """Return the halves of a network, made once: several systems are solved on one pattern."""
    kept = vars(network)
    if "halves" not in kept:
        kept["halves"] = Halves(*_split(network.indptr, network.indices, network.weights))
    found: Halves = kept["halves"]
    return found if weighted else found._replace(below_weights=_UNIT, above_weights=_UNIT)


@jit
def _split(indptr: Array, indices: Array, weights: Array) -> tuple[Array, Array, Array, Array, Array, Array]:
    """Return the fields of :class:`Halves`."""
    n, n_below, unit = len(indptr) - 1, 0, True
    for e in range(len(weights)):
        unit = unit and weights[e] == 1.0
    below_starts, above_starts = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64)
    for i in range(n):
        for e in range(indptr[i], indptr[i + 1]):
            n_below += indices[e] < i
        below_starts[i + 1] = n_below
        above_starts[i + 1] = indptr[i + 1] - n_below
    n_above = len(indices) - n_below
    below, above = np.empty(n_below, np.int32), np.empty(n_above, np.int32)
    below_weights, above_weights = np.empty(0 if unit else n_below), np.empty(0 if unit else n_above)
    for i in range(n):
        first, cut = indptr[i], indptr[i] + below_starts[i + 1] - below_starts[i]
        for e in range(first, cut):
            below[below_starts[i] + e - first] = indices[e]
        for e in range(cut, indptr[i + 1]):
            above[above_starts[i] + e - cut] = indices[e]
        if not unit:
            below_weights[below_starts[i] : below_starts[i + 1]] = weights[first:cut]
            above_weights[above_starts[i] : above_starts[i + 1]] = weights[cut : indptr[i + 1]]
    return below_starts, below, below_weights, above_starts, above, above_weights


@jit
def conjugate_gradients(halves: Halves, scale: Array, b: Array, y: Array, goal: float, max_steps: int) -> int:
    """Solve (I - S W S) y = b with S = diag(scale) and the ties W.

    Parameters
    ----------
    scale: (n_nodes,) float64, 0 where y stays b. b: (n_nodes,). y: (n_nodes,), the result. All three complex: two
        systems at once, one in the real and one in the imaginary parts; each tie is read once for both.
    goal: squared size of the residual, preconditioned, at which to stop.

    Returns
    -------
    Steps made; -1 if ``max_steps`` did not do.

    Notes
    -----
    With S W S = E + E' (E below the diagonal), conjugate gradients (Hestenes & Stiefel 1952) on (I - E)^-1 (I - E - E')
    (I - E')^-1, which is T' + T (I - T') for T = (I - E)^-1: symmetric Gauss-Seidel as preconditioner at the price of
    one look at all ties a step (Eisenstat 1981, doi 10.1137/0902001). It needs half the steps that the diagonal does.
    """
    n = len(b)
    residual, direction, image, sent = np.empty_like(b), np.zeros_like(b), np.zeros_like(b), np.zeros_like(b)
    y[:] = 0.0
    rho, ratio = _forward(halves, scale, b, image, residual, sent), 0.0
    for step in range(max_steps):
        if rho <= goal:
            _backward(halves, scale, y, 0.0, y, y, sent)
            return step
        _backward(halves, scale, residual, ratio, direction, image, sent)
        curvature = _applied(halves, scale, direction, image, sent)
        if curvature <= 0:  # b has a part that the matrix cannot reach, within rounding
            _backward(halves, scale, y, 0.0, y, y, sent)
            return step
        length, old, rho = rho / curvature, rho, 0.0
        for i in range(n):
            y[i] += length * direction[i]
            residual[i] -= length * image[i]
            rho += _product(residual[i], residual[i])
        ratio = rho / old
    return -1


@borrow
def _forward(halves: Halves, scale: Array, b: Array, less: Array, found: Array, sent: Array) -> float:
    """Fill ``found`` with (I - E)^-1 (b - less), ``sent`` with its scaled form; return its squared size."""
    size = 0.0
    for i in range(len(b)):
        total = _sum(halves.below, halves.below_weights, halves.below_starts[i], halves.below_starts[i + 1], sent)
        found[i] = b[i] - less[i] + _times(scale[i], total)
        sent[i] = _times(scale[i], found[i])
        size += _product(found[i], found[i])
    return size


@borrow
def _backward(
    halves: Halves, scale: Array, residual: Array, ratio: float, direction: Array, found: Array, sent: Array
) -> None:
    """Turn to the next direction, residual + ratio direction, and fill ``found`` with (I - E')^-1 times that."""
    for i in range(len(residual) - 1, -1, -1):
        total = _sum(halves.above, halves.above_weights, halves.above_starts[i], halves.above_starts[i + 1], sent)
        turned = residual[i] + ratio * direction[i]
        direction[i] = turned
        found[i] = turned + _times(scale[i], total)
        sent[i] = _times(scale[i], found[i])


@borrow
def _applied(halves: Halves, scale: Array, direction: Array, image: Array, sent: Array) -> float:
    """Turn (I - E')^-1 p, which ``image`` holds, into the image of the direction p; return p times that."""
    curvature = 0.0
    for i in range(len(direction)):
        total = _sum(halves.below, halves.below_weights, halves.below_starts[i], halves.below_starts[i + 1], sent)
        forward = direction[i] - image[i] + _times(scale[i], total)
        sent[i] = _times(scale[i], forward)
        image[i] += forward
        curvature += _product(direction[i], image[i])
    return curvature


@inlined
def _sum(neighbours: Array, weights: Array, begin: int, end: int, sent: Array) -> float:
    """Return the sum over some ties of what their far ends send."""
    total = 0.0 * sent[0]
    if len(weights):
        for e in range(begin, end):
            total += weights[e] * sent[neighbours[e]]
    else:
        for e in range(begin, end):
            total += sent[neighbours[e]]
    return total


@inlined
def _product(a: float, b: float) -> float:
    """Return a b; of two systems the sum of both."""
    return a.real * b.real + a.imag * b.imag


def _times(a: float, b: float) -> float:
    """Return a b; of two systems each by itself."""
    return a * b


@overload(_times, jit_options={"forceinline": True, "_nrt": False})
def _compiled_times(a: Any, b: Any) -> Any:
    def of_two(a: Any, b: Any) -> Any:
        return complex(a.real * b.real, a.imag * b.imag)

    def of_one(a: Any, b: Any) -> Any:
        return a * b

    return of_two if a.name.startswith("complex") else of_one


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
    """Fill the first residual over D^1/2; return the squared size of the right-hand side, fixed neighbours in it."""
    size = 0.0
    for i in range(len(diagonal)):
        residual[i] = 0.0
        if free[i]:
            total, fixed = 0.0, 0.0
            for e in range(indptr[i], indptr[i + 1]):
                part = x[indices[e]] * (weights[e] if len(weights) else 1.0)
                total += part
                fixed += 0.0 if free[indices[e]] else part
            residual[i] = (b[i] - diagonal[i] * x[i] + coupling * total) / np.sqrt(diagonal[i])
            size += (b[i] + coupling * fixed) ** 2 / diagonal[i]
    return size


class _System(NamedTuple):
    """One system as the kernel takes it: scale, right-hand side of size 1, and what makes x of its y."""

    scale: Array
    b: Array
    x: Array
    back: Array


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
    weighted = weighted and not network.has_unit_weights
    system = _system(network, diagonal, b, coupling, free, x, weighted)
    y = np.empty(network.n_nodes)
    goal = tolerance * tolerance
    if conjugate_gradients(_halves(network, weighted), system.scale, system.b, y, goal, MAX_STEPS) < 0:
        return _factorised(network, diagonal, b, coupling, free, x, weighted)
    return system.x + system.back * y


def solve_both(
    network: Network,
    diagonal: Array,
    b: tuple[Array, Array],
    coupling: float = 1.0,
    free: tuple[Array | None, Array | None] = (None, None),
    x: tuple[Array | None, Array | None] = (None, None),
) -> tuple[Array, Array]:
    """Return the solutions of two systems that differ in right-hand side or in who is free, as :func:`solve` does.

    Ties count 1. Together they take little more time than one of them.
    """
    pairs = list(zip(b, free, x, strict=True))
    one, two = (_system(network, diagonal, own, coupling, able, start, False) for own, able, start in pairs)
    y = np.empty(network.n_nodes, np.complex128)
    halves, goal = _halves(network, False), 2 * TOLERANCE * TOLERANCE
    if conjugate_gradients(halves, one.scale + 1j * two.scale, one.b + 1j * two.b, y, goal, MAX_STEPS) < 0:
        found = [_factorised(network, diagonal, own, coupling, able, start, False) for own, able, start in pairs]
        return found[0], found[1]
    return one.x + one.back * y.real, two.x + two.back * y.imag


def _system(
    network: Network,
    diagonal: Array,
    b: Array,
    coupling: float,
    free: Array | None,
    x: Array | None,
    weighted: bool,
) -> _System:
    """Return the system for what is to be added to the first guess."""
    diagonal, b = np.ascontiguousarray(diagonal, np.float64), np.ascontiguousarray(b, np.float64)
    able = _able(diagonal, free)
    start = np.zeros(network.n_nodes) if x is None else np.ascontiguousarray(x, np.float64)
    residual, weights = np.empty(network.n_nodes), network.weights if weighted else _UNIT
    size = np.sqrt(
        _start(network.indptr, network.indices, weights, diagonal, float(coupling), able, b, start, residual)
    )
    root = np.where(able, 1 / np.sqrt(np.where(able, diagonal, 1.0)), 0.0)
    return _System(np.sqrt(coupling) * root, residual / (size or 1.0), start, size * root)


def _able(diagonal: Array, free: Array | None) -> Array:
    able: Array = diagonal > 0 if free is None else free & (diagonal > 0)
    return able


def _factorised(
    network: Network, diagonal: Array, b: Array, coupling: float, free: Array | None, x: Array | None, weighted: bool
) -> Array:
    """Return the same by sparse factors (SuperLU): for networks on which conjugate gradients creep."""
    import scipy.sparse as sp
    from scipy.sparse.linalg import splu

    diagonal = np.asarray(diagonal, np.float64)
    able = _able(diagonal, free)
    ties = coupling * network.matrix(network.weights if weighted else np.ones(network.n_slots))
    solved = np.zeros(network.n_nodes) if x is None else np.array(x, np.float64)
    right = (b + ties @ np.where(able, 0.0, solved))[able]
    inner = sp.diags_array(diagonal[able] * _ALMOST) - ties[able][:, able]
    solved[able] = splu(sp.csc_array(inner)).solve(right)
    return solved
