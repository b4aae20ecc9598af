"""The single kernel: one trajectory at a time; any couplings, fields, temperatures, pins, laws and feeds.

Coins and sites are drawn for many attempts at once, in loops that vectorise; cache lines are asked for before their
turn; and most decisions need no law (brackets). None of it changes a bit of what is computed.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sociophys.accelerate import jit
from sociophys.kernels.brackets import undecided
from sociophys.kernels.coin import against_field, goes_up
from sociophys.kernels.opinions import put, spin_of, total
from sociophys.kernels.orders import PERMUTATION, RANDOM, SYNCHRONOUS, draw_sites, shuffle_sites
from sociophys.kernels.packed import AHEAD, STAGES, is_pinned, look_ahead, look_for_spins, pressure, set_controls, shown
from sociophys.rng import COINS, fill_words

Array = np.ndarray
NEAR = 1 << 18  # bytes of spins that the second-level cache holds beside the rows passing through
CHUNK = 4096  # attempts whose random numbers stand in the first-level cache at a time (order random)
SPARE = STAGES * AHEAD  # sites looked at beyond the last attempt
_ONE = np.uint64(1)


class Pull(NamedTuple):
    """Controls, (n_nodes, 1) where all replicas share them, else (n_nodes, n_replicas); ``tie`` (n_nodes,).

    ``own_h``, ``gain``, ``lines``: pressure that differs between replicas, as :func:`set_controls` says.
    """

    h: Array
    own_h: Array
    gain: np.float32
    lines: Array
    beta: Array
    pins: Array
    tie: Array


class Crowd(NamedTuple):
    """Trajectories: spins (n_replicas, n_nodes) int8, or as bits; replicas, columns (of the controls), (n_replicas,).

    m, flips, bonds: (n_replicas, n_records), what is counted. Bonds come with those before in their first column; of
    size 0 where nobody asks for them.
    """

    spins: Array
    replicas: Array
    columns: Array
    m: Array
    flips: Array
    bonds: Array


class Desk(NamedTuple):
    """Working arrays: records (packed.py), sites and coins (uint32) of a sweep or a chunk, spins before a sweep."""

    records: Array
    sites: Array
    coins: Array
    before: Array


def desk(code: int, sites: Array, records: Array, spins: Array) -> Desk:
    """Return the working arrays for an order; ``sites`` (n_nodes,) holds those of a fixed order; spins as in Crowd."""
    n = len(sites)
    span = min(n, CHUNK) if code == RANDOM else n
    own = np.zeros(span + SPARE, np.uint32)
    own[:span] = sites[:span]
    coins = np.empty(-(-span // 4) * 4, np.uint32)
    return Desk(records, own, coins, np.empty(spins.shape[1] if code == SYNCHRONOUS else 0, spins.dtype))


@jit
def _attempts(
    ties: Any, rule: Any, feed: Any, pull: Any, brackets: Any, tools: Any, seen: Any, spins: Any, part: Any, now: Any
) -> Any:
    """Make ``count`` attempts; mutates ``spins``, reads ``seen`` and returns (flips, change of bonds).

    ``part`` = (first attempt, count, whether coins go by node), ``now`` = (sweep, replica, column, whether bonds are
    asked for, key). The sites and, if by attempt, the coins stand at 0, 1, ... A flip changes the bonds by
    (new - old) sum_j J_ij s_j, J symmetric.
    """
    records, sites, coins, _ = tools
    first, count, by_node = part
    t, replica, c, counts_bonds, key = now
    far = spins.nbytes > NEAR
    flips, bonds = 0, 0.0
    for at in range(np.uint64(count)):
        look_ahead(ties, records, sites, at)
        if far:
            look_for_spins(ties, records, sites, at, spins)
        i = np.uint64(sites[at])
        word = records[i << _ONE]
        if is_pinned(word):
            continue
        seen_sum, gain = shown(ties, feed, word, i, seen)
        f = pressure(records, i) + gain * seen_sum
        s = spin_of(seen, i)
        coin = coins[i if by_node else at]
        past, width = undecided(brackets, f, s, coin)
        up = past < 0
        if np.uint64(past) <= np.uint64(width):
            against = against_field(rule, f, s, pull.beta[i, min(c, pull.beta.shape[1] - 1)], pull.tie[i])
            up = goes_up(against, f, coin, i if by_node else first + at, t, replica, key[0], key[1])
        new = np.int8(2 * np.int64(up) - 1)
        step = np.int64(new) - np.int64(s)
        put(spins, i, new)
        flips += (step & 2) >> 1
        if counts_bonds:
            bonds += np.float64(step) * seen_sum
    return flips, bonds


@jit
def _sweep(
    ties: Any, rule: Any, feed: Any, pull: Any, brackets: Any, tools: Any, spins: Any, code: Any, block: Any, now: Any
) -> Any:
    """Make one sweep of one trajectory; mutates ``spins`` and returns (flips, change of bonds)."""
    t, replica, _, _, key = now
    n, seen, by_node = tools.records.size >> 1, spins, code != RANDOM
    if code == RANDOM:
        flips, bonds = 0, 0.0
        for first in range(0, n, CHUNK):
            count = min(CHUNK, n - first)
            draw_sites(tools.sites, min(tools.sites.size, n - first), first, n, t, block, key[0], key[1])
            fill_words(tools.coins, (count + 3) // 4 * 4, first // 4, t, COINS, replica, key)
            part = np.uint64(first), count, by_node
            more = _attempts(ties, rule, feed, pull, brackets, tools, seen, spins, part, now)
            flips, bonds = flips + more[0], bonds + more[1]
        return flips, bonds
    if code == PERMUTATION:
        shuffle_sites(tools.sites, n, tools.coins, t, block, key[0], key[1])
    if code == SYNCHRONOUS:
        seen = tools.before
        for k in range(spins.size):
            seen[k] = spins[k]
    fill_words(tools.coins, tools.coins.size, 0, t, COINS, replica, key)
    return _attempts(ties, rule, feed, pull, brackets, tools, seen, spins, (np.uint64(0), n, by_node), now)


@jit
def advance_single(
    ties: Any, rule: Any, feed: Any, pull: Any, brackets: Any, tools: Any, crowd: Any, code: Any, block: Any,
    t: Any, stride: Any, key: Any,
) -> None:  # fmt: skip
    """Make ``stride`` sweeps a record, from sweep t on, of every trajectory; mutates ``crowd`` and the working arrays.

    ``block``: replicas that share a visiting order. Coins are numbered by the attempt in order random, else by node.
    The records hold the controls already where all replicas share them. Bonds are counted where there are any.
    """
    own = pull.h.shape[1] > 1 or pull.pins.shape[1] > 1 or pull.own_h.size > 0
    counts_bonds = crowd.bonds.size > 0
    for r in range(crowd.replicas.size):
        replica, c, spins = crowd.replicas[r], crowd.columns[r], crowd.spins[r]
        if own:
            set_controls(tools.records, pull.h, pull.own_h, pull.gain, pull.lines, pull.pins, c)
        bonds = crowd.bonds[r, 0] if counts_bonds else 0.0
        for record in range(crowd.m.shape[1]):
            begin = t + record * stride
            for sweep in range(begin, begin + stride):
                now = sweep, replica, c, counts_bonds, key
                flips, gain = _sweep(ties, rule, feed, pull, brackets, tools, spins, code, replica // block, now)
                crowd.flips[r, record] += flips
                bonds += gain
            crowd.m[r, record] = total(spins, tools.records.size >> 1)
            if counts_bonds:
                crowd.bonds[r, record] = bonds
