"""Exact small systems: every state enumerated, every order's transition matrix built (n <= 10 for matrices).

State number k holds s_i = +1 where bit i of k is set. All functions take dense J (n, n), J[i, j] = influence of j on i.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Array = np.ndarray
FieldOf = Callable[[Array], Array]  # (n,) spins -> (n,) local field


def states(n: int) -> Array:
    """Return all 2^n states, (2^n, n) int64 in {-1, +1}."""
    return 2 * (np.arange(2**n)[:, None] >> np.arange(n) & 1) - 1


def linear_field(couplings: Array, h: Array) -> FieldOf:
    """Return the function s -> J s + h."""
    return lambda s: couplings @ s + h


def probability_up(f: Array, beta: Array) -> Array:
    """Return the heat bath's P(s_i = +1) = 1/(1 + exp(-2 beta f)); a fair coin at f = 0."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.where(f == 0, 0.5, 1 / (1 + np.exp(-2 * beta * f)))


def site_matrix(field_of: FieldOf, beta: Array, i: int, pinned: Array | None = None) -> Array:
    """Return the (2^n, 2^n) matrix P[old, new] of one attempt on site i; a pinned site stays."""
    n = len(beta)
    matrix = np.zeros((2**n, 2**n))
    for k, s in enumerate(states(n)):
        if pinned is not None and pinned[i]:
            matrix[k, k] = 1.0
            continue
        up = probability_up(field_of(s), beta)[i]
        matrix[k, k | 1 << i] += up
        matrix[k, k & ~(1 << i)] += 1 - up
    return matrix


def parallel_matrix(field_of: FieldOf, beta: Array) -> Array:
    """Return P[old, new] of one synchronous sweep."""
    all_states = states(len(beta))
    ups = np.stack([probability_up(field_of(s), beta) for s in all_states])
    chosen = np.where(all_states[None, :, :] > 0, ups[:, None, :], 1 - ups[:, None, :])
    return chosen.prod(axis=2)


def sweep_matrix(
    field_of: FieldOf, beta: Array, order: str, sequence: Array | None = None, pinned: Array | None = None
) -> Array:
    """Return P[old, new] of one sweep: of n attempts on random sites, of all sites in ``sequence``, or synchronous.

    ``order``: random, permutation (average over all n! sequences, n <= 7), sequential, checkerboard (give its
    ``sequence``), synchronous.
    """
    n = len(beta)
    if order == "synchronous":
        return parallel_matrix(field_of, beta)
    sites = [site_matrix(field_of, beta, i, pinned) for i in range(n)]
    if order == "random":
        return np.linalg.matrix_power(sum(sites) / n, n)
    if order == "permutation":
        return _average_over_permutations(sites)
    matrix = np.eye(2**n)
    for i in np.arange(n) if sequence is None else sequence:
        matrix = matrix @ sites[i]
    return matrix


def _average_over_permutations(sites: list[Array]) -> Array:
    """Average the product over all sequences, building by subsets: 2^n instead of n! products."""
    n = len(sites)
    total = {0: np.eye(len(sites[0]))}
    for subset in range(1, 2**n):
        members = [i for i in range(n) if subset >> i & 1]
        total[subset] = sum(total[subset & ~(1 << i)] @ sites[i] for i in members)
    factorial = float(np.prod(np.arange(1, n + 1)))
    return total[2**n - 1] / factorial


def stationary(matrix: Array) -> Array:
    """Return the stationary distribution of P[old, new], (2^n,)."""
    size = len(matrix)
    system = np.vstack([matrix.T - np.eye(size), np.ones(size)])
    return np.linalg.lstsq(system, np.append(np.zeros(size), 1.0), rcond=None)[0]


def means(distribution: Array, n: int) -> Array:
    """Return <s_i> under a distribution over states, (n,)."""
    return distribution @ states(n)


def entropy_production(matrix: Array) -> float:
    """Return the stationary entropy production of P[old, new] in nats a step: sum p_k P_kl ln(P_kl / P_lk)."""
    p = stationary(matrix)
    flow = p[:, None] * matrix
    both = (matrix > 0) & (matrix.T > 0)
    return float(np.sum(flow[both] * np.log(matrix[both] / matrix.T[both])))


def energies(couplings: Array, h: Array) -> Array:
    """Return E = -1/2 s J s - h s of every state for symmetric J with zero diagonal, (2^n,)."""
    s = states(len(h))
    return -0.5 * np.einsum("ki,ij,kj->k", s, couplings, s) - s @ h


def boltzmann(couplings: Array, h: Array, temperature: float) -> Array:
    """Return Boltzmann's distribution over states, (2^n,)."""
    weight = -energies(couplings, h) / temperature
    weight = np.exp(weight - weight.max())
    return weight / weight.sum()
