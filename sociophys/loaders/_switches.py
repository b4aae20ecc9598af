"""Half-ties paired at random, and loops and double ties switched away."""

from __future__ import annotations

import numpy as np

from sociophys.loaders._pairs import ROUNDS, is_in, pair_keys, repeats

Array = np.ndarray
_SMALL = 1 << 16  # up to here what is tied is looked up anew in each round


def pair_up(degrees: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return the two ends of ties that pair all half-ties uniformly at random; an even number of half-ties."""
    halves = np.repeat(np.arange(len(degrees)), degrees)
    rng.shuffle(halves)
    return halves[0::2].copy(), halves[1::2].copy()


def switch(
    first: Array,
    second: Array,
    n_nodes: int,
    rng: np.random.Generator,
    *,
    ranges: tuple[Array, Array] | None = None,
    apart: Array | None = None,
) -> Array:
    """Switch ends of loops and double ties with random other ties, in place, until the graph is simple.

    A bad tie (a, b) and a random good one (c, d) become (a, d), (c, b) or (a, c), (b, d), if neither is a loop or
    tied already: degrees stay, each switch mends one tie and spoils none (McKay & Wormald 1990,
    doi 10.1016/0196-6774(90)90029-E).

    Parameters
    ----------
    ranges: for each tie the begin and end of the places whose ties it may switch with; none: all.
    apart: (n_nodes,) labels; a tie between equal labels counts as bad too.

    Returns
    -------
    The places of ties that ``ROUNDS`` rounds could not mend, to be dropped.
    """
    begin, end = ranges or (np.zeros(len(first), np.int64), np.full(len(first), len(first)))
    keys = pair_keys(first, second, n_nodes)
    tied, added = np.sort(keys), np.zeros(0, np.int64)
    bad = _is_bad(first, second, apart) | repeats(keys, tied)
    left = np.flatnonzero(bad)
    del keys
    for _ in range(ROUNDS):
        if not len(left):
            break
        with_ = begin[left] + (rng.random(len(left)) * (end[left] - begin[left])).astype(np.int64)
        usable = ~bad[with_] & ~repeats(with_)
        turned = rng.random(len(left)) < 0.5
        c, d = np.where(turned, second[with_], first[with_]), np.where(turned, first[with_], second[with_])
        one, two = pair_keys(first[left], d, n_nodes), pair_keys(c, second[left], n_nodes)
        usable &= ~_is_bad(first[left], d, apart) & ~_is_bad(c, second[left], apart)
        for new in (one, two):
            usable &= ~is_in(new, tied) & ~is_in(new, added)
        usable[usable] = ~repeats(np.stack([one[usable], two[usable]], axis=1).ravel()).reshape(-1, 2).any(axis=1)
        mended, other = left[usable], with_[usable]
        first[other], second[other], second[mended] = c[usable], second[mended], d[usable]
        bad[mended], left = False, left[~usable]
        added = np.sort(np.concatenate([added, one[usable], two[usable]]))
        if len(first) <= _SMALL:
            tied, added = np.sort(pair_keys(first, second, n_nodes)[~bad]), added[:0]
    return left


def _is_bad(first: Array, second: Array, apart: Array | None) -> Array:
    return (first == second) if apart is None else (apart[first] == apart[second])
