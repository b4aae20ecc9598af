"""Update orders: each only fills ``sites``, the nodes in the order in which a sweep visits them."""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import jit
from sociophys.rng import ORDER, philox, scale

RANDOM, PERMUTATION, FIXED, SYNCHRONOUS = 0, 1, 2, 3
_ONE = np.uint64(1)
CODES = {
    "random": RANDOM,
    "permutation": PERMUTATION,
    "sequential": FIXED,
    "checkerboard": FIXED,
    "synchronous": SYNCHRONOUS,
}


@jit
def draw_sites(sites: Any, count: Any, first: Any, n: Any, t: Any, block: Any, k0: Any, k1: Any) -> None:
    """Fill ``sites[:count]`` with the sites below n of the attempts from ``first`` (even) on: two a Philox call."""
    n, count, half = np.uint32(n), np.uint64(count), np.uint64(first) >> _ONE
    for pair in range(count >> _ONE):
        w0, w1, w2, w3 = philox(half + pair, t, ORDER, block, k0, k1)
        at = pair << _ONE
        sites[at], sites[at + _ONE] = scale(w0, w1, n), scale(w2, w3, n)
    if count & _ONE:
        w0, w1, _, _ = philox(half + (count >> _ONE), t, ORDER, block, k0, k1)
        sites[count - _ONE] = scale(w0, w1, n)


@jit
def shuffle_sites(sites: Any, n: Any, draws: Any, t: Any, block: Any, k0: Any, k1: Any) -> None:
    """Fill ``sites[:n]`` with a fresh permutation (Fisher-Yates from the identity); ``draws``: (n,) uint32 room."""
    for last in range(np.uint64(n)):  # all draws first, in a loop that vectorises
        w0, w1, _, _ = philox(last, t, ORDER, block, k0, k1)
        draws[last] = scale(w0, w1, np.uint32(last + _ONE))
        sites[last] = last
    for back in range(np.uint64(n)):
        last = np.uint64(n) - _ONE - back
        other = np.uint64(draws[last])
        kept = sites[last]
        sites[last] = sites[other]
        sites[other] = kept


@jit
def fill_sites(code: Any, sites: Any, t: Any, block: Any, k0: Any, k1: Any) -> None:
    """Fill the sites of sweep t for an order block: 64 bits a site, keyed by attempt.

    random: with replacement. permutation: a fresh uniform one. Fixed orders and the synchronous one find their
    sites already there.
    """
    n = sites.size
    if code == RANDOM:
        draw_sites(sites, n, 0, n, t, block, k0, k1)
    elif code == PERMUTATION:
        shuffle_sites(sites, n, np.empty(n, np.uint32), t, block, k0, k1)


@jit
def colour_greedily(indptr: Any, indices: Any, ranks: Any) -> Any:
    """Return a proper colouring, (n_nodes,) int32: each node in order ``ranks`` takes the least free colour.

    The pattern must be symmetric. Deterministic: it is part of the model where J is asymmetric.
    """
    n = indptr.size - 1
    colours = np.full(n, -1, np.int32)
    taken = np.full(n + 1, -1, np.int64)
    for i in ranks:
        for e in range(indptr[i], indptr[i + 1]):
            if indices[e] != i and colours[indices[e]] >= 0:
                taken[colours[indices[e]]] = i
        colour = 0
        while taken[colour] == i:
            colour += 1
        colours[i] = colour
    return colours
