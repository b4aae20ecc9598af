"""The single kernel: one trajectory at a time; any couplings, fields, temperatures, pins, laws and feeds."""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import jit
from sociophys.kernels.coin import NONE, THREE, TWO, against_field, coin_words, goes_up
from sociophys.kernels.extension import row
from sociophys.kernels.orders import RANDOM, SYNCHRONOUS, fill_sites


@jit
def sweep_single(
    wiring: Any,
    h: Any,
    beta: Any,
    pins: Any,
    sites: Any,
    code: Any,
    seen: Any,
    spins: Any,
    t: Any,
    replica: Any,
    key: Any,
    rule: Any,
    feed: Any,
) -> Any:
    """Make one sweep of one trajectory; mutates ``spins`` and returns the flips.

    ``wiring`` = (indptr, indices, couplings float32, tie); the other arrays are (n_nodes,). ``seen`` is what updates
    read: the spins themselves, or a copy for the synchronous order. One coin an attempt, numbered
    by the attempt in order ``random`` and by the node in the others.
    """
    indptr, indices, couplings, tie = wiring
    k0, k1 = key
    flips = 0
    quad = NONE
    w0 = w1 = w2 = w3 = np.uint32(0)
    for attempt in range(sites.size):
        i = np.uint64(sites[attempt])
        if pins[i] != 0:
            continue
        number = np.uint64(attempt) if code == RANDOM else i
        if number >> TWO != quad:
            quad = number >> TWO
            w0, w1, w2, w3 = coin_words(number, t, replica, k0, k1)
        which = number & THREE
        coin = w0 if which == 0 else (w1 if which == 1 else (w2 if which == 2 else w3))
        shown, gain = row(feed, i, indptr, indices, couplings, seen)
        s = seen[i]
        f = h[i] + gain * shown
        against = against_field(rule, f, s, beta[i], tie[i])
        new = 1 if goes_up(against, f, coin, number, t, replica, k0, k1) else -1
        flips += new != s
        spins[i] = new
    return flips


@jit
def copy_column(table: Any, c: Any, column: Any) -> None:
    """Copy column c of a (n, n_columns) table, or its only one; plain loops compile far faster than slices."""
    c = min(c, table.shape[1] - 1)
    for i in range(column.size):
        column[i] = table[i, c]


@jit
def advance_single(
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
    feed: Any,
) -> None:
    """Advance every column of ``spins`` by ``n_sweeps`` from sweep t, adding to ``flips``.

    ``h``, ``beta``, ``pins`` are (n_nodes, 1) where all replicas share them, else (n_nodes, n_replicas).
    """
    n = spins.shape[0]
    own, own_pins = np.empty(n, np.int8), np.empty(n, np.int8)
    own_h, own_beta = np.empty(n), np.empty(n)
    seen = np.empty(n, np.int8) if code == SYNCHRONOUS else own
    for c in range(spins.shape[1]):
        copy_column(spins, c, own)
        copy_column(pins, c, own_pins)
        copy_column(h, c, own_h)
        copy_column(beta, c, own_beta)
        for step in range(n_sweeps):
            fill_sites(code, sites, t + step, replicas[c] // block, key[0], key[1])
            if code == SYNCHRONOUS:
                for i in range(n):
                    seen[i] = own[i]
            flips[c] += sweep_single(
                wiring, own_h, own_beta, own_pins, sites, code, seen, own, t + step, replicas[c], key, rule, feed
            )
        for i in range(n):
            spins[i, c] = own[i]
