"""The lanes kernel: up to 64 replicas of an order block as the bits of a word a node; vectors hold their fields.

An attempt gathers the row once for all lanes: couplings are whole multiples of a quantum of the row, added where a
neighbour's bit is set. Sums are exact in any order, and turning all spins turns them, to the bit.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sociophys.accelerate import inlined, jit
from sociophys.kernels.extension import law
from sociophys.kernels.lanes_coins import bound, decide, fraction, seed_lanes, toss
from sociophys.kernels.orders import SYNCHRONOUS, fill_sites
from sociophys.simd import any_negative, bitcast, cast, fma, load, mask_of, prefetch, splat, store, where, word_of
from sociophys.simd.barrier import opaque

Array = np.ndarray
CHUNK = 64  # attempts between two tosses of coins; counters of 8 bits hold as many
AHEAD = 8  # attempts between two stages of looking ahead
_N = tuple(np.uint64(k) for k in range(5))
_ZERO, _ONE, _TWO, _THREE, _FOUR = _N
_CHUNK, _AHEAD, _SIXTEEN = np.uint64(CHUNK), np.uint64(AHEAD), np.uint64(16)
_PLACE, _PAIRS = np.uint64(2**40 - 1), np.uint64(40)
_SIGN = np.int32(-(2**31))
_UP, _DOWN = np.float32(1.0), np.float32(-1.0)
_FAIR, _NEVER = np.float32(-32768.5), np.float32(-0.5)  # of a fair coin, and of a probability of 0


class Spins(NamedTuple):
    """Groups of lanes: ``words`` (n_groups, n_nodes), unsigned of as many bits as lanes; ``seen`` (n_nodes,) a copy.

    ``replicas``: (n_groups, lanes) uint32, what a lane's coins are named by. ``blocks``: (n_groups,) int64.
    """

    words: Array
    seen: Array
    replicas: Array
    blocks: Array


class Controls(NamedTuple):
    """What may differ between lanes; arrays of size 0 where it does not.

    Attributes
    ----------
    noise: (n_groups, lanes) float32, multiplies 1/T of the records.
    own_h: float32, rows of pressure added to the records' h, ``gain`` times; those of group g stand at ``starts[g]``,
    ``stride`` from one to the next. lines: (n_nodes,) int32, the row of each node; of size 0: each has its own.
    wide_beta: (n_groups, n_nodes x lanes) float32, in place of the records' 1/T. pinned: (n_groups, n_nodes) words, set
    where a lane's node is held. cold: whether any T is 0.
    """

    noise: Array
    own_h: Array
    gain: np.float32
    starts: Array
    stride: int
    lines: Array
    wide_beta: Array
    pinned: Array
    cold: bool


class Counts(NamedTuple):
    """What is counted, each (n_records, n_groups, lanes): flips and rises int64, bonds float64; whether bonds are.

    Bonds come with those before in their first record.
    """

    flips: Array
    rises: Array
    bonds: Array
    has_bonds: bool


@jit
def _resolve(
    unsure: Any, new: Any, old: Any, work: Any, coins: Any, tie: Any, attempt: Any, t: Any, replicas: Any, key: Any,
    rule: Any,
) -> Any:  # fmt: skip
    """Return the word ``new`` with the lanes of ``unsure`` decided exactly; ``work``: their fields, then their 1/T."""
    lanes = np.uint64(replicas.size)
    for c in range(lanes):
        bit = _ONE << c
        if unsure & bit:
            s = 1 if old & bit else -1
            up = decide(rule, work[c], s, work[lanes + c], tie, coins[c], attempt, t, replicas[c], key)
            new = new | bit if up else new & ~bit
    return new


@inlined
def _joined(total: Any, pull: Any, word: Any) -> Any:
    """Return the totals with a neighbour's pull added in the lanes where it is up."""
    up = mask_of(opaque(word))  # loaded once: the compiler would load each vector's part by itself
    return where(up, total + pull, total)


@inlined
def _against(rule: Any, f: Any, s: Any, beta: Any, tie: Any, cold: Any) -> Any:
    """Return P(against the field) as in :func:`fraction`; at T = 0 a fair coin within a tie, else 0."""
    a, b = fraction(law(rule, -abs(f), s, beta), f)
    if cold:
        frozen = beta == np.float32(np.inf)
        a = where(frozen, where(abs(f) <= tie, _FAIR, _NEVER), a)
        b = where(frozen, np.float32(1.0), b)
    return a, b


@jit
def _sweep(  # noqa: C901 - one function: arrays handed on in a loop would be counted at each turn
    rows: Any, noise: Any, own_h: Any, gain: Any, start: Any, stride: Any, lines: Any, wide_beta: Any, pinned: Any,
    cold: Any, words: Any, seen: Any, sites: Any, replicas: Any, stages: Any, flips: Any, rises: Any, bonds: Any,
    has_bonds: Any, t: Any, key: Any, rule: Any,
) -> None:  # fmt: skip
    """Make one sweep of one group of lanes; arrays are those of the group, counts are added to."""
    none = splat(np.float32(0.0), mask_of(words[_ZERO]))
    lanes, n = np.uint64(replicas.size), np.uint64(sites.size)
    state, coins = np.empty(_FOUR * lanes, np.uint32), np.empty(_CHUNK * lanes >> _ONE, np.uint32)
    counts, work, drift = (
        np.zeros(_TWO * lanes, np.uint8),
        np.zeros(_TWO * lanes, np.float32),
        np.zeros(lanes, np.float32),
    )
    tossed, last = np.empty(lanes, np.uint32), n - _ONE
    seed_lanes(state, replicas, t, key, none)
    first = _ZERO
    while first < n:
        end = min(first + _CHUNK, n)
        toss(state, coins, (end - first + _ONE) >> _ONE, none)
        for attempt in range(first, end):
            asked, last_asked = _ONE, _ZERO
            if stages:  # ask for cache lines of coming attempts: a record, a row, and of a third stage the spins in it
                far = np.uint64(sites[min(attempt + stages * _AHEAD, last)])
                prefetch(rows.records, far * _TWO)
                near = np.uint64(sites[min(attempt + stages * _AHEAD - _AHEAD, last)])
                word = rows.records[near * _TWO]
                place = (word & _PLACE) * _TWO
                prefetch(rows.pairs, place)
                prefetch(rows.pairs, place + _SIXTEEN)
                prefetch(rows.pairs, place + (word >> _PAIRS) * _TWO)
                if own_h.size and not lines.size:
                    for part in range(lanes >> _FOUR):
                        prefetch(own_h, start + near * stride + part * _SIXTEEN)
                if stages == _THREE:
                    prefetch(words, near)
                    word = rows.records[np.uint64(sites[min(attempt + _AHEAD, last)]) * _TWO]
                    asked = (word & _PLACE) + _ONE
                    last_asked = (word & _PLACE) + (word >> _PAIRS)
            i = np.uint64(sites[attempt])
            word = rows.records[i * _TWO]
            e = word & _PLACE
            stop = e + (word >> _PAIRS)
            total, quantum = splat(rows.pulls[e * _TWO], none), rows.quanta[e * _TWO + _ONE]
            if stages == _THREE:
                while e < stop:  # a line is asked for between two that are read: more at once would wait for each other
                    e += _ONE
                    prefetch(words, np.uint64(rows.pairs[min(asked, last_asked) * _TWO]))
                    asked += _ONE
                    total = _joined(total, rows.pulls[e * _TWO + _ONE], seen[np.uint64(rows.pairs[e * _TWO])])
                while asked <= last_asked:
                    prefetch(words, np.uint64(rows.pairs[asked * _TWO]))
                    asked += _ONE
            while e < stop:
                e += _ONE
                total = _joined(total, rows.pulls[e * _TWO + _ONE], seen[np.uint64(rows.pairs[e * _TWO])])
            multiples = cast(total, np.float32)
            if own_h.size:
                line = np.uint64(lines[i]) if lines.size else i
                own = load(own_h, start + line * stride, none)
                f = fma(multiples, quantum, fma(own, gain, rows.numbers[i * _FOUR + _TWO]))
            else:
                f = fma(multiples, quantum, rows.numbers[i * _FOUR + _TWO])
            if wide_beta.size:
                beta = load(wide_beta, i * lanes, none)
            else:
                beta = load(noise, _ZERO, none) * rows.numbers[i * _FOUR + _THREE]
            old = mask_of(words[i])
            side = bitcast(where(old, _UP, _DOWN), np.int32) ^ (~bitcast(f, np.int32) & _SIGN)
            a, b = _against(rule, f, bitcast(side, np.float32), beta, rows.tie[i], cold)
            at = ((attempt - first) >> _ONE) * lanes
            coin = load(coins, at, none)
            if (attempt - first) & _ONE:
                coin = coin >> np.uint32(16)
            opposes, unsure = bound(a, b, f, coin)
            new = (opposes ^ bitcast(f, np.int32)) >= np.int32(0)
            if any_negative(unsure):
                store(work, _ZERO, f)
                store(work, lanes, beta)
                store(tossed, _ZERO, coin)
                words[i] = _resolve(
                    np.uint64(word_of(unsure < np.int32(0))), np.uint64(word_of(new)), np.uint64(word_of(old)), work,
                    tossed, rows.tie[i], attempt, t, replicas, key, rule,
                )  # fmt: skip
                new = mask_of(words[i])
            if pinned.size:
                held = mask_of(pinned[i])
                new = (new & ~held) | (old & held)
            words[i] = word_of(new)
            turned = new ^ old
            store(counts, _ZERO, load(counts, _ZERO, none) + cast(turned, np.uint8))
            store(counts, lanes, load(counts, lanes, none) + cast(turned & new, np.uint8))
            if has_bonds:
                shown, gained = multiples * quantum, load(drift, _ZERO, none)
                store(drift, _ZERO, where(turned, gained + where(new, shown, -shown), gained))
        for c in range(lanes):
            flips[c] += counts[c]
            rises[c] += counts[lanes + c]
            bonds[c] += 2.0 * drift[c]
            counts[c] = 0
            counts[lanes + c] = 0
            drift[c] = 0
        first = end


@jit
def advance_lanes(
    rows: Any, controls: Any, spins: Any, counts: Any, sites: Any, code: Any, stages: Any, t: Any, stride: Any,
    key: Any, rule: Any,
) -> None:  # fmt: skip
    """Make ``stride`` sweeps a record, from sweep t on, of all groups; those of a block stand side by side.

    Parameters
    ----------
    rows, controls, spins, counts: as their types say. sites: (n_nodes,) int64, shared by a block, filled already for
    fixed orders.
    stages: of looking ahead, 0, 2 or 3; changes no bits. key: two uint32. rule: the dynamics' law.
    """
    none = np.uint64(0)
    for step in range(np.int64(counts.flips.shape[0]) * stride):
        record = step // stride
        if record and step % stride == 0:
            counts.bonds[record] = counts.bonds[record - 1]
        for g in range(np.uint64(spins.words.shape[0])):
            words = spins.words[g]
            if g == none or spins.blocks[g] != spins.blocks[g - _ONE]:
                fill_sites(code, sites, t + step, spins.blocks[g], key[0], key[1])
            seen = words
            if code == SYNCHRONOUS:
                seen = spins.seen
                for i in range(np.uint64(words.size)):
                    seen[i] = words[i]
            _sweep(
                rows, controls.noise[g], controls.own_h, controls.gain, controls.starts[g],
                np.uint64(controls.stride), controls.lines, controls.wide_beta[g], controls.pinned[g], controls.cold,
                words, seen, sites, spins.replicas[g], stages, counts.flips[record, g],
                counts.rises[record, g], counts.bonds[record, g], counts.has_bonds, t + step, key, rule,
            )  # fmt: skip
