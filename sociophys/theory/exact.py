"""Exact small systems: every state enumerated, every order's transition matrix built (n <= 10 for matrices).

State number k holds s_i = +1 where bit i of k is set. All functions take dense J (n, n), J[i, j] = influence of j on i;
a diagonal is kept: it makes f_i depend on s_i itself. Anything else that makes a field of a state will do for dynamics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import factorial

import numpy as np
from scipy.special import expit

Array = np.ndarray
FieldOf = Callable[[Array], Array]  # (n,) spins -> (n,) local field
Law = Callable[[Array, Array, Array], Array]  # (f, s, beta) -> P(s_i = +1) after an attempt, 0 < beta < infinity
TIE = 1e-12
_ROWS = 32  # of a matrix at a time where all subsets are held: at n = 10 these take 130 MB


def states(n: int) -> Array:
    """Return all 2^n states, (2^n, n) int64 in {-1, +1}."""
    return 2 * (np.arange(2**n)[:, None] >> np.arange(n) & 1) - 1


def linear_field(couplings: Array, h: Array) -> FieldOf:
    """Return the function s -> J s + h."""
    return lambda s: couplings @ s + h


def heat_bath(f: Array, s: Array, beta: Array) -> Array:
    """Return P(+1) = 1/(1 + exp(-2 beta f)), whatever s was (Glauber 1963, doi 10.1063/1.1703954)."""
    return expit(2 * beta * f)


def metropolis(f: Array, s: Array, beta: Array) -> Array:
    """Return P(+1) where a flip is made with min(1, exp(-2 beta s f)) (Metropolis et al. 1953, 10.1063/1.1699114)."""
    flip = np.exp(-2 * beta * np.maximum(s * f, 0))
    return np.where(s > 0, 1 - flip, flip)


def probability_up(
    f: Array, beta: Array, s: Array | None = None, law: Law = heat_bath, tie: Array | float = TIE
) -> Array:
    """Return P(s_i = +1) after an attempt; a fair coin at beta = 0, and at beta = inf where |f| <= ``tie``."""
    f, beta = np.broadcast_arrays(np.asarray(f, float), np.asarray(beta, float))
    between = (beta > 0) & (beta < np.inf)
    s = np.ones(f.shape) if s is None else s
    up = np.where(between, law(f, s, np.where(between, beta, 1.0)), 0.5)
    return np.where((beta == np.inf) & (np.abs(f) > tie), f > 0, up)


def answers(
    field_of: FieldOf,
    beta: Array,
    pinned: Array | None = None,
    law: Law = heat_bath,
    tie: Array | float = TIE,
) -> Array:
    """Return P(s_i = +1) after an attempt on i, for every state and person, (2^n, n); a pinned person stays."""
    everywhere = states(len(beta))
    up = probability_up(np.stack([field_of(s) for s in everywhere]), beta, everywhere, law, tie)
    return up if pinned is None else np.where(np.asarray(pinned, bool), everywhere > 0, up)


def _attempt(rows: Array, ups: Array, i: int) -> Array:
    """Return distributions (n_rows, 2^n) after one attempt on i: pairs of states that differ in s_i mix."""
    old = rows.reshape(len(rows), -1, 2, 2**i)
    up = ups[:, i].reshape(-1, 2, 2**i)
    new = np.stack([(old * (1 - up)).sum(axis=2), (old * up).sum(axis=2)], axis=2)
    return new.reshape(rows.shape)


def site_matrix(field_of: FieldOf, beta: Array, i: int, pinned: Array | None = None, law: Law = heat_bath) -> Array:
    """Return the (2^n, 2^n) matrix P[old, new] of one attempt on site i; a pinned site stays."""
    return _attempt(np.eye(2 ** len(beta)), answers(field_of, beta, pinned, law), i)


def attempt_matrix(field_of: FieldOf, beta: Array, pinned: Array | None = None, law: Law = heat_bath) -> Array:
    """Return P[old, new] of one attempt on a site drawn at random."""
    ups = answers(field_of, beta, pinned, law)
    unit = np.eye(len(ups))
    return sum(_attempt(unit, ups, i) for i in range(len(beta))) / len(beta)


def parallel_matrix(field_of: FieldOf, beta: Array, pinned: Array | None = None, law: Law = heat_bath) -> Array:
    """Return P[old, new] of one synchronous sweep."""
    return _parallel(answers(field_of, beta, pinned, law))


def _parallel(ups: Array) -> Array:
    matrix = np.ones((len(ups), 1))
    for i in range(ups.shape[1]):  # bit i is the slower index of what is there already
        matrix = np.concatenate([matrix * (1 - ups[:, i : i + 1]), matrix * ups[:, i : i + 1]], axis=1)
    return matrix


def sweep_matrix(
    field_of: FieldOf,
    beta: Array,
    order: str,
    sequence: Iterable[int] | None = None,
    pinned: Array | None = None,
    law: Law = heat_bath,
    tie: Array | float = TIE,
    n_nodes: int | None = None,
) -> Array:
    """Return P[old, new] of one sweep.

    ``order``: random (n attempts on sites drawn with replacement), permutation (the average over all n! sequences),
    sequential, checkerboard (give its ``sequence``), synchronous. ``n_nodes``: of the network that the system is a
    separate part of; only in order ``random`` it matters, where attempts may fall outside of the part.
    """
    ups = answers(field_of, beta, pinned, law, tie)
    n, unit = len(beta), np.eye(len(ups))
    if order == "synchronous":
        return _parallel(ups)
    if order == "random":
        inside, whole = sum(_attempt(unit, ups, i) for i in range(n)), n_nodes or n
        return np.linalg.matrix_power(inside / whole + (1 - n / whole) * unit, whole)
    if order == "permutation":
        parts = np.array_split(unit, -(-len(unit) // _ROWS))
        return np.concatenate([_in_every_sequence(part, ups) for part in parts])
    for i in range(n) if sequence is None else sequence:
        unit = _attempt(unit, ups, int(i))
    return unit


def _in_every_sequence(rows: Array, ups: Array) -> Array:
    """Return the average over all sequences of all sites, by sets of sites visited: 2^n steps instead of n!."""
    n = ups.shape[1]
    reached: dict[int, Array] = {0: rows}
    for _ in range(n):
        larger: dict[int, Array] = {}
        for visited, here in reached.items():
            for i in (i for i in range(n) if not visited >> i & 1):
                more = _attempt(here, ups, i)
                larger[visited | 1 << i] = larger.get(visited | 1 << i, 0) + more
        reached = larger
    return reached[2**n - 1] / factorial(n)


def stationary(matrix: Array) -> Array:
    """Return the stationary distribution of P[old, new], (2^n,), where there is one only."""
    size = len(matrix)
    system = np.vstack([matrix.T - np.eye(size), np.ones(size)])
    return np.linalg.lstsq(system, np.append(np.zeros(size), 1.0), rcond=None)[0]


def limit(matrix: Array, start: Array) -> Array:
    """Return where a distribution goes in the long run, averaged over a cycle of two: with pins the start decides."""
    power = (np.eye(len(matrix)) + matrix) / 2
    for _ in range(40):
        power = power @ power
        power /= power.sum(axis=1, keepdims=True)
    return start @ power


def at_state(spins: Iterable[int]) -> Array:
    """Return the distribution that is one state for certain, (2^n,)."""
    spins = list(spins)
    one = np.zeros(2 ** len(spins))
    one[sum(1 << i for i, s in enumerate(spins) if s > 0)] = 1.0
    return one


def means(distribution: Array, n: int) -> Array:
    """Return <s_i> under a distribution over states, (n,)."""
    return distribution @ states(n)


def delayed_covariance(matrix: Array) -> Array:
    """Return D_ij = cov(s_i(t + 1), s_j(t)) in the stationary state of P[old, new], (n, n)."""
    s, p = states(len(matrix).bit_length() - 1), stationary(matrix)
    return (matrix @ s).T @ (p[:, None] * s) - np.outer(p @ s, p @ s)


def entropy_production(matrix: Array) -> float:
    """Return the stationary entropy production of P[old, new] in nats a step: sum p_k P_kl ln(P_kl / P_lk)."""
    p = stationary(matrix)
    flow = p[:, None] * matrix
    both = (matrix > 0) & (matrix.T > 0)
    return float(np.sum(flow[both] * np.log(matrix[both] / matrix.T[both])))


def energies(couplings: Array, h: Array) -> Array:
    """Return E = -1/2 s J s - h s of every state for symmetric J with zero diagonal, (2^n,)."""
    s = states(len(h))
    return -0.5 * ((s @ couplings) * s).sum(axis=1) - s @ h


def boltzmann(couplings: Array, h: Array, temperature: float) -> Array:
    """Return Boltzmann's distribution over states, (2^n,)."""
    weight = -energies(couplings, h) / temperature
    weight = np.exp(weight - weight.max())
    return weight / weight.sum()
