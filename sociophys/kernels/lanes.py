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
def _toss(coins: Any, number: Any, t: Any, replicas: Any, low: Any, key: Any) -> None:
    """Fill ``coins`` (4, n_lanes) with the four coins of ``number // 4`` of the lanes from ``low`` on."""
    for c in range(np.uint64(coins.shape[1])):
        replica = replicas[low + c]
        coins[0, c], coins[1, c], coins[2, c], coins[3, c] = coin_words(number, t, replica, key[0], key[1])


@jit
def _gather(indptr: Any, indices: Any, couplings: Any, i: Any, seen: Any, low: Any, sums: Any) -> None:
    """Sum J_ij s_j over row i for every lane into ``sums`` (n_lanes,), of the couplings' type, in slot order."""
    n_lanes = np.uint64(sums.size)
    for c in range(n_lanes):
        sums[c] = 0
    for e in range(np.uint64(indptr[i]), np.uint64(indptr[i + np.uint64(1)])):
        j = np.uint64(indices[e])
        coupling = couplings[e]
        for c in range(n_lanes):
            sums[c] += coupling * seen[j, low + c]


@jit
def _sweep_block(
    wiring: Any,
    h: Any,
    beta: Any,
    pins: Any,
    sites: Any,
    code: Any,
    seen: Any,
    spins: Any,
    flips: Any,
    replicas: Any,
    low: Any,
    n_lanes: Any,
    t: Any,
    key: Any,
    rule: Any,
    gain: Any,
) -> None:
    """Make one sweep of the lanes ``low`` to ``low + n_lanes``, which share ``sites``."""
    indptr, indices, couplings, tie = wiring
    h_step, beta_step, pin_step = np.uint64(h.shape[1] > 1), np.uint64(beta.shape[1] > 1), np.uint64(pins.shape[1] > 1)
    sums = np.empty(n_lanes, couplings.dtype)
    fields, against = np.empty(n_lanes), np.empty(n_lanes)
    coins = np.empty((4, n_lanes), np.uint32)
    quad = NONE
    for attempt in range(sites.size):
        i = np.uint64(sites[attempt])
        number = np.uint64(attempt) if code == RANDOM else i
        if number >> TWO != quad:
            quad = number >> TWO
            _toss(coins, number, t, replicas, low, key)
        _gather(indptr, indices, couplings, i, seen, low, sums)
        for c in range(n_lanes):  # a loop of its own: arithmetic only, so that it vectorises
            fields[c] = h[i, (low + c) * h_step] + gain * np.float64(sums[c])
            against[c] = against_field(rule, fields[c], seen[i, low + c], beta[i, (low + c) * beta_step], tie[i])
        for c in range(n_lanes):
            lane = low + c
            if pins[i, lane * pin_step] != 0:
                continue
            s = seen[i, lane]
            up = goes_up(against[c], fields[c], coins[number & THREE, c], number, t, replicas[lane], key[0], key[1])
            new = 1 if up else -1
            flips[lane] += new != s
            spins[i, lane] = new


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
    """Advance all columns of ``spins``, order block by order block, by ``n_sweeps`` from sweep t; adds to ``flips``.

    Arguments as for the single kernel, but for ``gain``: lanes serve no feed, only the sum over all ties. The
    replicas rise, so those of a block stand side by side.
    """
    n, n_columns = np.uint64(spins.shape[0]), np.uint64(spins.shape[1])
    seen = np.empty(spins.shape, np.int8) if code == SYNCHRONOUS else spins
    low = np.uint64(0)
    while low < n_columns:
        number = replicas[low] // block
        n_lanes = np.uint64(1)
        while low + n_lanes < n_columns and replicas[low + n_lanes] // block == number:
            n_lanes += np.uint64(1)
        for step in range(n_sweeps):
            fill_sites(code, sites, t + step, number, key[0], key[1])
            if code == SYNCHRONOUS:
                for i in range(n):
                    for c in range(low, low + n_lanes):
                        seen[i, c] = spins[i, c]
            _sweep_block(
                wiring,
                h,
                beta,
                pins,
                sites,
                code,
                seen,
                spins,
                flips,
                replicas,
                low,
                n_lanes,
                t + step,
                key,
                rule,
                gain,
            )
        low += n_lanes
