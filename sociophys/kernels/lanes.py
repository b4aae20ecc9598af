"""The lanes kernel: the replicas of an order block side by side, one gather of a row serves them all.

Coins and sums are laid out as in the single kernel, so both give the same bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import jit
from sociophys.kernels.coin import NONE, THREE, TWO, against_field, coin_words, goes_up
from sociophys.kernels.orders import RANDOM, SYNCHRONOUS, fill_sites


@jit
def _toss(coins: Any, number: Any, t: Any, replicas: Any, key: Any) -> None:
    """Fill ``coins`` (4, n_lanes) with the four coins of ``number // 4`` of every lane."""
    for c in range(replicas.size):
        coins[0, c], coins[1, c], coins[2, c], coins[3, c] = coin_words(number, t, replicas[c], key[0], key[1])


@jit
def _gather(indptr: Any, indices: Any, couplings: Any, i: Any, seen: Any, sums: Any) -> None:
    """Sum J_ij s_j over row i for every lane into ``sums`` (n_lanes,), of the couplings' type, in slot order."""
    for c in range(np.uint64(sums.size)):
        sums[c] = 0
    for e in range(np.uint64(indptr[i]), np.uint64(indptr[i + np.uint64(1)])):
        j = np.uint64(indices[e])
        coupling = couplings[e]
        for c in range(np.uint64(sums.size)):
            sums[c] += coupling * seen[j, c]


@jit
def advance_lanes(
    wiring: Any,
    h: Any,
    beta: Any,
    pins: Any,
    sites: Any,
    code: Any,
    spins: Any,
    flips: Any,
    replicas: Any,
    block: Any,
    t: Any,
    n_sweeps: Any,
    key: Any,
    rule: Any,
    gain: Any,
) -> None:
    """Advance one order block, all columns of ``spins``, by ``n_sweeps`` from sweep t, adding to ``flips``.

    Arguments as for the single kernel, but for ``gain``: lanes serve no feed, only the sum over all ties.
    """
    n_lanes = np.uint64(spins.shape[1])
    indptr, indices, couplings, tie = wiring
    h_step, beta_step, pin_step = np.uint64(h.shape[1] > 1), np.uint64(beta.shape[1] > 1), np.uint64(pins.shape[1] > 1)
    sums = np.empty(n_lanes, couplings.dtype)
    fields, against = np.empty(n_lanes), np.empty(n_lanes)
    coins = np.empty((4, n_lanes), np.uint32)
    seen = np.empty(spins.shape, np.int8) if code == SYNCHRONOUS else spins
    for step in range(n_sweeps):
        fill_sites(code, sites, t + step, replicas[0] // block, key[0], key[1])
        if code == SYNCHRONOUS:
            for i in range(spins.shape[0]):
                for c in range(n_lanes):
                    seen[i, c] = spins[i, c]
        quad = NONE
        for attempt in range(sites.size):
            i = np.uint64(sites[attempt])
            number = np.uint64(attempt) if code == RANDOM else i
            if number >> TWO != quad:
                quad = number >> TWO
                _toss(coins, number, t + step, replicas, key)
            _gather(indptr, indices, couplings, i, seen, sums)
            for c in range(n_lanes):  # a loop of its own: arithmetic only, so that it vectorises
                fields[c] = h[i, c * h_step] + gain * np.float64(sums[c])
                against[c] = against_field(rule, fields[c], seen[i, c], beta[i, c * beta_step], tie[i])
            for c in range(n_lanes):
                if pins[i, c * pin_step] != 0:
                    continue
                s = seen[i, c]
                coin = coins[number & THREE, c]
                up = goes_up(against[c], fields[c], coin, number, t + step, replicas[c], key[0], key[1])
                new = 1 if up else -1
                flips[c] += new != s
                spins[i, c] = new
