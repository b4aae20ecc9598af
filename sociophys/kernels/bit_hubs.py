"""Hubs, and what is rare: numbers are taken out of their planes, and each lane is decided by itself."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sociophys.accelerate import borrow, inlined
from sociophys.kernels.bit_planes import (
    ALL,
    BLOCK,
    COUNTER_PLANES,
    LANES,
    ONE,
    WORDS,
    ZERO,
    count,
    draw,
    read_state,
    spread,
    vector,
)  # fmt: skip
from sociophys.kernels.bit_rows import neighbour
from sociophys.kernels.bit_tables import DEGREE, HEADER, WIDTH
from sociophys.kernels.room import aligned
from sociophys.rng import COINS_LOW, philox
from sociophys.simd import any_, load, mask_of, prefetch, splat, store, where, word_of

AHEAD = 32  # entries of a hub's row that are asked for before their turn
HUB_DRAWS = _SIXTEENS = LANES // 16
_LINE = np.uint64(WORDS)

Array = np.ndarray


class Desk(NamedTuple):
    """Room to work in: lines of words, some of them seen as shorter numbers too.

    Attributes
    ----------
    seeds: states and keys of the coins. changes: what the last attempts changed, up to 16 lines.
    buffer: neighbours of a hub, or ties, to be counted. planes: counters. numbers: (512,) int32 numbers of thresholds.
    coins: of a hub. ties: lanes tied, decisions, f > 0 where folded.
    """

    seeds: Array
    changes: Array
    buffer: Array
    planes: Array
    planes16: Array
    numbers: Array
    coins: Array
    coins32: Array
    highs: Array
    ties: Array
    ties16: Array


def new_desk() -> Desk:
    """Return empty room, every array on a border of 64 bytes."""
    seeds, changes, buffer, planes, numbers, coins, highs, ties = (
        lines(n) for n in (5, BLOCK, BLOCK, COUNTER_PLANES, LANES // 16, LANES // 16, LANES // 16, 3)
    )
    return Desk(
        seeds, changes, buffer, planes, planes.view(np.uint16), numbers.view(np.int32), coins,
        coins.view(np.uint32), highs.view(np.uint32), ties, ties.view(np.uint16),
    )  # fmt: skip


def lines(n: int) -> Array:
    """Return n lines of 8 words of zeros on a border of 64 bytes, (8 n,) uint64."""
    return aligned(n * WORDS, np.uint64)


@borrow
def move_hub(
    words: Any, rows: Any, turned: Any, row: Any, tables: Any, record: Any, own: Any, spins: Any, active: Any, at: Any,
    key: Any, desk: Any,
) -> None:  # fmt: skip
    """Leave a hub's new opinions in line 1 of ``desk.ties``; the coins' states are in ``desk.seeds`` before and after.

    A coin of 32 bits a lane: draw q of 32 holds those of lanes 16 q to 16 q + 15. ``at`` as for :func:`break_ties`.
    """
    degree = tables[record + np.uint64(DEGREE)]
    _count_row(words, rows, turned, row, degree, desk)
    _fill_numbers(desk, degree)
    if own is not None:
        _add_own(desk, degree + ONE, spins)
    a = read_state(desk.seeds)
    for q in range(np.uint64(_SIXTEENS)):
        coin, a = draw(a)
        store(desk.coins, q * _LINE, coin)
    for k in range(np.uint64(len(a))):
        store(desk.seeds, k * _LINE, a[k])
    store(desk.ties, np.uint64(2) * _LINE, spread(ZERO))
    _compare(tables, record, desk)
    equal = vector(desk.ties, ZERO) & active
    if any_(equal):
        store(desk.ties, ZERO, equal)
        _break_ties(tables, record, at, key, desk)
    store(desk.ties, _LINE, vector(desk.ties, _LINE) & active)


@inlined
def _count_row(words: Any, rows: Any, turned: Any, at: Any, degree: Any, desk: Any) -> None:
    """Count the up entries of a hub's row, 16 at a time, into ``desk.planes``, which must be zero."""
    buffer, planes = desk.buffer, desk.planes
    end = at + degree
    while at < end:
        for k in range(np.uint64(BLOCK)):
            prefetch(words, np.uint64(rows[at + np.uint64(AHEAD) + k]))
            store(buffer, k * _LINE, neighbour(words, rows, turned, at + k))
        count(planes, buffer, ZERO)
        at += np.uint64(BLOCK)


@inlined
def _fill_numbers(desk: Any, largest: Any) -> None:
    """Take the numbers of all lanes, up to ``largest``, out of ``desk.planes`` and clear these."""
    planes, planes16, n_planes = desk.planes, desk.planes16, ZERO
    while largest >> n_planes:
        n_planes += ONE
    for q in range(np.uint64(_SIXTEENS)):
        number = splat(np.int32(0), 16)
        for k in range(n_planes):
            mask = mask_of(planes16[k * np.uint64(_SIXTEENS) + q])
            number = number + where(mask, splat(np.int32(ONE << k), 16), splat(np.int32(0), 16))
        store(desk.numbers, q * np.uint64(16), number)
    for k in range(n_planes):
        store(planes, k * _LINE, spread(ZERO))


@inlined
def _add_own(desk: Any, step: Any, spins: Any) -> None:
    """Add ``step`` to the numbers of the lanes whose own spin is up."""
    store(desk.ties, ZERO, spins)
    for q in range(np.uint64(_SIXTEENS)):
        own = where(mask_of(desk.ties16[q]), splat(np.int32(step), 16), splat(np.int32(0), 16))
        store(desk.numbers, q * np.uint64(16), load(desk.numbers, q * np.uint64(16), 16) + own)


@inlined
def _compare(tables: Any, record: Any, desk: Any) -> None:
    """Compare coins with thresholds: fills the lines of equals and of decisions."""
    numbers, highs, ties16 = desk.numbers, desk.highs, desk.ties16
    first = record + np.uint64(HEADER)
    for lane in range(np.uint64(LANES)):
        highs[lane] = np.uint32(tables[first + np.uint64(numbers[lane])] >> np.uint64(32))
    for q in range(np.uint64(_SIXTEENS)):
        coin, high = load(desk.coins32, q * np.uint64(16), 16), load(highs, q * np.uint64(16), 16)
        ties16[q] = word_of(coin == high)
        ties16[np.uint64(_SIXTEENS) + q] = word_of(coin < high)


@borrow
def break_ties(tables: Any, record: Any, largest: Any, at: Any, key: Any, desk: Any) -> None:
    """Decide the lanes whose coin equals the high half of their threshold by a second draw (once in 2^32).

    Parameters
    ----------
    desk: ``ties`` holds tied lanes, decisions (changed in place), and f > 0 where thresholds are folded; ``planes``
        the numbers of the thresholds, up to ``largest``.
    at: (attempt or node, sweep, first replica).
    """
    _fill_numbers(desk, largest)
    _break_ties(tables, record, at, key, desk)


@inlined
def _break_ties(tables: Any, record: Any, at: Any, key: Any, desk: Any) -> None:
    ties = desk.ties
    lows = record + np.uint64(HEADER) + tables[record + np.uint64(WIDTH)]
    for lane in range(np.uint64(LANES)):
        w, b = lane >> np.uint64(6), lane & np.uint64(63)
        if ties[w] >> b & ONE:
            fold = ties[np.uint64(2) * _LINE + w] >> b & ONE
            low = np.uint64(philox(at[0], at[1], COINS_LOW, at[2] + np.int64(lane), key[0], key[1])[0])
            low = low ^ (ZERO - fold) & np.uint64(0xFFFFFFFF)
            up = np.uint64(low < tables[lows + np.uint64(desk.numbers[lane])]) ^ fold
            ties[_LINE + w] = ties[_LINE + w] & (ALL ^ ONE << b) | up << b
