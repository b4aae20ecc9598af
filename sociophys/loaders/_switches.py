"""Half-ties paired at random, and loops and double ties switched away."""

from __future__ import annotations

import numpy as np

from sociophys.loaders._pairs import ROUNDS, is_in, pair_keys, repeats

Array = np.ndarray
_SMALL = 1 << 16  # up to here what is tied is looked up anew in each round, and graphs are mixed
_MIXED = 20  # rounds of mixing, each of which tries to switch every tie once; after 5 no bias could be measured


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
    turn: Array | None = None,
    directed: bool = False,
) -> Array:
    """Switch ends of loops and double ties with random other ties, in place, until the graph is simple.

    A bad tie (a, b) and a random good one (c, d) become (a, d), (c, b) or (a, c), (b, d), if neither is a loop or
    tied already: degrees stay, each switch mends one tie and spoils none (McKay & Wormald 1990,
    doi 10.1016/0196-6774(90)90029-E).

    Parameters
    ----------
    ranges: for each tie the begin and end of the places whose ties it may switch with; none: all. Ranges are equal or
        apart, and no pair of people may be tied in two of them.
    apart: (n_nodes,) labels; a tie between equal labels counts as bad too.
    turn: (n_ties,) bool, whether the second kind of switch is allowed; none: for all.
    directed: whether (a, b) and (b, a) are two ties; then ``turn`` must be false everywhere.

    Returns
    -------
    The places of ties that ``ROUNDS`` rounds could not mend, to be dropped.
    """
    begin, end = ranges or (np.zeros(len(first), np.int64), np.full(len(first), len(first)))
    keys = pair_keys(first, second, n_nodes, directed)
    tied, added, known = np.sort(keys), np.zeros(0, np.int64), len(keys)
    bad = _is_bad(first, second, apart) | repeats(keys, tied)
    left = np.flatnonzero(bad)
    del keys
    for _ in range(ROUNDS):
        if not len(left):
            break
        with_ = begin[left] + (rng.random(len(left)) * (end[left] - begin[left])).astype(np.int64)
        usable = ~bad[with_] & ~repeats(with_)
        turned = rng.random(len(left)) < 0.5
        if turn is not None:
            turned &= turn[left]
        c, d = np.where(turned, second[with_], first[with_]), np.where(turned, first[with_], second[with_])
        one, two = pair_keys(first[left], d, n_nodes, directed), pair_keys(c, second[left], n_nodes, directed)
        usable &= ~_is_bad(first[left], d, apart) & ~_is_bad(c, second[left], apart)
        for new in (one, two):
            usable &= ~is_in(new, tied) & ~is_in(new, added)
        usable[usable] = ~repeats(np.stack([one[usable], two[usable]], axis=1).ravel()).reshape(-1, 2).any(axis=1)
        mended, other = left[usable], with_[usable]
        first[other], second[other], second[mended] = c[usable], second[mended], d[usable]
        bad[mended], left = False, left[~usable]
        added = np.sort(np.concatenate([added, one[usable], two[usable]]))
        where = _in_reach(begin[left], end[left])
        if len(where) <= max(_SMALL, known // 2):  # few are left: what their ranges hold now is looked up anew
            good = where[~bad[where]]
            tied, added = np.sort(pair_keys(first[good], second[good], n_nodes, directed)), added[:0]
            known = len(where)
    return left


def _in_reach(begin: Array, end: Array) -> Array:
    """Return all places in some ranges, each once; ranges are equal or apart."""
    begin, at = np.unique(begin, return_index=True)
    size = end[at] - begin
    return np.repeat(begin - np.cumsum(size) + size, size) + np.arange(size.sum())


def mix(first: Array, second: Array, n_nodes: int, rng: np.random.Generator) -> None:
    """Switch random pairs of ties of a simple graph, in place: all simple graphs with its degrees get equally likely.

    Each round pairs all ties at random and switches every pair for which that makes no loop, no tie that is there and
    no tie that another pair gives up or wants. The way back is then as likely as the way there, so that the uniform
    law stays (Fosdick, Larremore, Nishimura & Ugander 2018, doi 10.1137/16M1087175). Above ``_SMALL`` ties nothing is
    done: sorting would take long.
    """
    half = len(first) // 2
    if len(first) > _SMALL:
        return
    for _ in range(_MIXED if half else 0):
        order = rng.permutation(len(first))
        one, two = order[:half], order[half : 2 * half]
        turned = rng.random(half) < 0.5
        c, d = np.where(turned, second[two], first[two]), np.where(turned, first[two], second[two])
        tied = pair_keys(first, second, n_nodes)
        wanted = np.stack([pair_keys(first[one], d, n_nodes), pair_keys(c, second[one], n_nodes)])
        rising = np.sort(wanted, axis=None)
        refused = is_in(wanted, np.sort(tied)) | is_in(wanted, rising[1:][rising[1:] == rising[:-1]])
        refused |= is_in(np.stack([tied[one], tied[two]]), rising)
        able = ~refused.any(axis=0) & (first[one] != d) & (c != second[one])
        one, two = one[able], two[able]
        first[two], second[two], second[one] = c[able], second[one], d[able]


def _is_bad(first: Array, second: Array, apart: Array | None) -> Array:
    return (first == second) if apart is None else (apart[first] == apart[second])
