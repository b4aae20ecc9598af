"""Update orders: each only fills ``sites``, the nodes in the order in which a sweep visits them."""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import jit
from sociophys.rng import ORDER, philox, scale

RANDOM, PERMUTATION, FIXED, SYNCHRONOUS = 0, 1, 2, 3
CODES = {
    "random": RANDOM,
    "permutation": PERMUTATION,
    "sequential": FIXED,
    "checkerboard": FIXED,
    "synchronous": SYNCHRONOUS,
}


@jit
def fill_sites(code: Any, sites: Any, t: Any, block: Any, k0: Any, k1: Any) -> None:
    """Fill the sites of sweep t for an order block; two 64-bit draws a Philox call, keyed by attempt.

    random: with replacement. permutation: a fresh uniform one (Fisher-Yates from the identity). Fixed orders and
    the synchronous one find their sites already there.
    """
    n = sites.size
    if code == RANDOM:
        for pair in range(np.uint64((n + 1) // 2)):
            w0, w1, w2, w3 = philox(pair, t, ORDER, block, k0, k1)
            first = np.uint64(2) * pair
            sites[first] = scale(w0, w1, n)
            if first + np.uint64(1) < np.uint64(n):
                sites[first + np.uint64(1)] = scale(w2, w3, n)
    elif code == PERMUTATION:
        for i in range(n):
            sites[i] = i
        for last in range(n - 1, 0, -1):
            w0, w1, _, _ = philox(last, t, ORDER, block, k0, k1)
            other = scale(w0, w1, last + 1)
            kept = sites[last]
            sites[last] = sites[other]
            sites[other] = kept


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
