"""Splits of signed ties by simulated annealing, and all splits of few people, in whole numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import jit

Array = np.ndarray
_STEP, _FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S32 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(32)
COIN = np.uint64(1 << 31)  # what a draw is below in half of the cases


@jit
def _drawn(state: Any) -> Any:
    """Return 32 random bits of a state of SplitMix64 (Steele, Lea & Flood 2014, doi 10.1145/2660193.2660195)."""
    z = (state ^ (state >> _S30)) * _FIRST
    z = (z ^ (z >> _S27)) * _SECOND
    return (z ^ (z >> _S31)) >> _S32


@jit
def _turn(indptr: Any, indices: Any, weights: Any, spins: Any, cost: Any, i: Any) -> None:
    """Turn node i; costs are what is violated more after a turn."""
    spins[i] = -spins[i]
    cost[i] = -cost[i]
    for e in range(indptr[i], indptr[i + 1]):
        j = indices[e]
        cost[j] += 2 * weights[e] * spins[i] * spins[j]


@jit
def anneal(indptr: Array, indices: Array, weights: Array, chances: Array, spins: Array, key: int) -> int:
    """Sweep once with each row of chances, then until no flip gains; return the weight of violated ties.

    Parameters
    ----------
    indptr, indices, weights: CSR of whole signed weights. chances: (n_sweeps, n_costs) uint64, a flip that costs
        d >= 0 is made if 32 random bits are below ``chances[t, d]``; never beyond the table. One that gains is made.
    spins: (n_nodes,) int8, changed in place. key: uint64, where the random numbers begin.

    Notes
    -----
    Kirkpatrick, Gelatt & Vecchi 1983 (doi 10.1126/science.220.4598.671). Nodes take turns in their order. Each keeps
    its gain, so an attempt without a flip looks at no neighbour. One draw per attempt that may go either way.
    """
    n, state = len(spins), np.uint64(key)
    cost = np.zeros(n, np.int64)
    for i in range(n):
        for e in range(indptr[i], indptr[i + 1]):
            cost[i] += weights[e] * spins[i] * spins[indices[e]]
    n_costs, t, is_moving = chances.shape[1], 0, True
    while t < len(chances) or is_moving:
        is_moving = False
        for i in range(n):
            d = cost[i]
            if d >= 0:
                if t >= len(chances) or d >= n_costs or chances[t, d] == 0:
                    continue
                state += _STEP
                if _drawn(state) >= chances[t, d]:
                    continue
            is_moving = True
            _turn(indptr, indices, weights, spins, cost, i)
        t += 1
    violated, total = np.int64(0), np.int64(0)
    for i in range(n):
        violated -= cost[i]
        for e in range(indptr[i], indptr[i + 1]):
            total += abs(weights[e])
    return (violated + total) // 4


@jit
def enumerate_splits(indptr: Array, indices: Array, weights: Array, free: Array, room: int, slack: int) -> Any:
    """Return all splits within ``slack`` of the best: bits (n_found,) uint64, violated weight (n_found,) int64.

    Parameters
    ----------
    free: (n_free,) nodes that may turn; bit k is set where ``free[k]`` is -1; all others are +1.
    room: how many to return at most, those first met. slack: violated weight above the least.

    Returns
    -------
    bits, violated weights (both in the order of the Gray code), and how many there are in all.

    Notes
    -----
    Two passes over a Gray code, one flip a step: the first finds the least, the second collects.
    """
    n = len(indptr) - 1
    start, cost, spins = np.int64(0), np.zeros(n, np.int64), np.ones(n, np.int8)
    for i in range(n):
        for e in range(indptr[i], indptr[i + 1]):
            cost[i] += weights[e]
            start += abs(weights[e]) - weights[e]
    start //= 4
    least, limit, n_found = start, np.int64(-1), 0
    bits, found = np.empty(room, np.uint64), np.empty(room, np.int64)
    for collects in (False, True):
        now, code = start, np.uint64(0)
        if collects:
            limit = least + slack
            for i in range(n):  # the code ends one turn from where it began
                if spins[i] < 0:
                    _turn(indptr, indices, weights, spins, cost, i)
        for step in range(np.uint64(1) << np.uint64(len(free))):
            if step > 0:
                k = 0
                while not (step >> k) & 1:
                    k += 1
                now += cost[free[k]]
                _turn(indptr, indices, weights, spins, cost, free[k])
                code ^= np.uint64(1) << np.uint64(k)
            least = min(least, now)
            if now <= limit:
                if n_found < room:
                    bits[n_found], found[n_found] = code, now
                n_found += 1
    return bits[: min(room, n_found)], found[: min(room, n_found)], n_found
