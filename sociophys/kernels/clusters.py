"""Cluster moves: people bound by satisfied ties change sides together.

A satisfied tie (J_ij s_i s_j > 0) binds with p = 1 - exp(-2 |J_ij| / T) (Fortuin & Kasteleyn 1972). Seen in its own
gauge, sigma_i = s_i, a cluster meets the field A = sum h_i s_i: turning it costs 2 A.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import jit
from sociophys.kernels.draws import CLUSTERS, MOVES, TIES, column_of, stream_of, two_uniforms

_ONE = np.int64(1)


@jit
def _root(parent: Any, i: Any) -> Any:
    """Return the root of i, halving the path (Tarjan & van Leeuwen 1984, doi 10.1145/62.2160)."""
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@jit
def _bind(indptr: Any, indices: Any, couplings: Any, binds: Any, own: Any, parent: Any, draw: Any) -> None:
    """Join the ends of every tie that binds; coins are numbered by slots, roots are the smallest members."""
    t, stream, replica, k0, k1 = draw
    pair, u, v = np.int64(-1), 0.0, 0.0
    for i in range(own.size):
        parent[i] = i
    for i in range(own.size):
        for e in range(indptr[i], indptr[i + 1]):
            j = indices[e]
            if j >= i or couplings[e] * own[i] * own[j] <= 0.0:
                continue
            if e >> _ONE != pair:
                pair = e >> _ONE
                u, v = two_uniforms(pair, t, stream, replica, k0, k1)
            if (v if e & _ONE else u) < binds[e]:
                a, b = _root(parent, i), _root(parent, j)
                if a < b:
                    parent[b] = a
                else:
                    parent[a] = b


@jit
def advance_swendsen_wang(
    wiring: Any, binds: Any, h: Any, pins: Any, beta: Any, own: Any, replicas: Any, flips: Any, t: Any, n_sweeps: Any,
    turns: Any, key: Any,
) -> None:  # fmt: skip
    """Make ``turns`` Swendsen-Wang moves a sweep in every replica; mutates ``own``, adds to ``flips``.

    Swendsen & Wang 1987 (doi 10.1103/PhysRevLett.58.86): all ties are cast, then each cluster is kept as it is
    with probability 1 / (1 + exp(-2 A / T)), turned otherwise. One that holds a pinned node stays.

    Parameters
    ----------
    wiring: (indptr, indices, couplings), symmetric. binds: (n_slots,) 1 - exp(-2 |J| / T).
    h, pins: (n, 1) or (n, n_replicas). own: (n_replicas, n) int8.
    """
    indptr, indices, couplings = wiring
    k0, k1 = key
    n = own.shape[1]
    parent, turned = np.empty(n, np.int64), np.empty(n, np.bool_)
    pull, held = np.empty(n), np.empty(n, np.bool_)
    for c in range(own.shape[0]):
        spins, replica, ch, cp = own[c], replicas[c], column_of(h, c), column_of(pins, c)
        for move in range(n_sweeps * turns):
            step, turn = t + move // turns, move % turns
            draw = (step, stream_of(TIES, turn), replica, k0, k1)
            _bind(indptr, indices, couplings, binds, spins, parent, draw)
            pull[:] = 0.0
            held[:] = False
            for i in range(n):
                root = _root(parent, i)
                pull[root] += h[i, ch] * spins[i]
                held[root] |= pins[i, cp] != 0
            stream = stream_of(CLUSTERS, turn)
            for i in range(n):
                root = _root(parent, i)
                if root == i:  # the smallest member comes first and decides for all
                    u, v = two_uniforms(i >> _ONE, step, stream, replica, k0, k1)
                    chance = 1.0 / (1.0 + np.exp(2.0 * beta * pull[i]))
                    turned[i] = not held[i] and (v if i & _ONE else u) < chance
                if turned[root]:
                    spins[i] = -spins[i]
                    flips[c] += 1


@jit
def _grow(
    wiring: Any, binds: Any, pins: Any, cp: Any, own: Any, seed: Any, joined: Any, mark: Any, members: Any, draw: Any
) -> Any:
    """Return the size of the cluster around ``seed``, listed in ``members``; 0 once it meets a pinned node."""
    indptr, indices, couplings = wiring
    t, stream, replica, k0, k1 = draw
    members[0], size, looked, coin = seed, 1, 0, np.int64(0)
    joined[seed] = mark
    u, v = 0.0, 0.0
    while looked < size:
        i = members[looked]
        looked += 1
        if pins[i, cp] != 0:
            return 0
        for e in range(indptr[i], indptr[i + 1]):
            j = indices[e]
            if joined[j] == mark or couplings[e] * own[i] * own[j] <= 0.0:
                continue
            if not coin & _ONE:
                u, v = two_uniforms(coin >> _ONE, t, stream, replica, k0, k1)
            drawn = v if coin & _ONE else u
            coin += _ONE
            if drawn < binds[e]:
                joined[j] = mark
                members[size] = j
                size += 1
    return size


@jit
def advance_wolff(
    wiring: Any, binds: Any, h: Any, pins: Any, beta: Any, own: Any, replicas: Any, flips: Any, t: Any, n_sweeps: Any,
    turns: Any, key: Any,
) -> None:  # fmt: skip
    """Grow ``turns`` Wolff clusters a sweep in every replica; mutates ``own``, adds to ``flips``.

    Wolff 1989 (doi 10.1103/PhysRevLett.62.361): the cluster around a random node is turned with probability
    min(1, exp(-2 A / T)), never where it holds a pinned node. Parameters as for Swendsen-Wang.
    """
    k0, k1 = key
    n = own.shape[1]
    joined, members, mark = np.zeros(n, np.int64), np.empty(n, np.int64), np.int64(0)
    for c in range(own.shape[0]):
        spins, replica, ch, cp = own[c], replicas[c], column_of(h, c), column_of(pins, c)
        for move in range(n_sweeps * turns):
            step, turn = t + move // turns, move % turns
            mark += _ONE
            u, v = two_uniforms(0, step, stream_of(MOVES, turn), replica, k0, k1)
            draw = (step, stream_of(TIES, turn), replica, k0, k1)
            size = _grow(wiring, binds, pins, cp, spins, np.int64(u * n), joined, mark, members, draw)
            pull = 0.0
            for k in range(size):
                pull += h[members[k], ch] * spins[members[k]]
            if v < np.exp(-2.0 * beta * pull):
                for k in range(size):
                    spins[members[k]] = -spins[members[k]]
                flips[c] += size
