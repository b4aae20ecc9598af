"""The bit-sliced kernel: 512 replicas that share a visiting order, one bit each of a vector of 8 words.

A neighbour's opinion in all of them is one cache line. An attempt counts the up neighbours into bit planes, turns the
count into the number of a threshold, and compares 512 coins with their thresholds from the highest bit on, plane by
plane, until every lane is decided; a tree of choices picks the thresholds' bits out of masks.

An attempt takes as many draws from the generators as its node's degree says (12; hubs 32), pinned or not, decided early
or late, so that runs under other controls meet the same coins; further planes come from counters.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import borrow, inlined, jit, overload
from sociophys.kernels.bit_hubs import HUB_DRAWS, break_ties, move_hub
from sociophys.kernels.bit_planes import (
    BLOCK,
    CHOICE,
    ONE,
    STILL_EQUAL,
    WORDS,
    ZERO,
    choose,
    count,
    draw,
    draw_late,
    fold_four,
    fold_three,
    fold_two,
    join_fifteens,
    join_sevens,
    read_state,
    seed_words,
    spread,
    sum_seven,
    vector,
)  # fmt: skip
from sociophys.kernels.bit_rows import HUB_FROM, neighbour
from sociophys.kernels.bit_tables import DEGREE, DEPTH, EVEN, HEADER, PINNED, SPARE, WIDTH
from sociophys.kernels.extension import is_none
from sociophys.kernels.orders import RANDOM, SYNCHRONOUS, fill_sites
from sociophys.simd import any_, logic, prefetch, store

UNSEEN = 12  # planes from the generators, before the first look: all lanes are decided in 88 % of attempts
_LINE = np.uint64(WORDS)
_KIND, _SPARE, _RECORD, _HALF, _EIGHTS = (np.uint64(k) for k in (7, SPARE, 0xFFFFFFF, 32, 3))


@inlined
def _record(place: Any) -> Any:
    """Return where the record of a node begins."""
    return (place >> np.uint64(4) & _RECORD) << _EIGHTS


@inlined
def _row(place: Any) -> Any:
    """Return where the row of a node begins."""
    return place >> _HALF << _EIGHTS


@inlined
def _seven(words: Any, rows: Any, turned: Any, at: Any) -> Any:
    return sum_seven(
        neighbour(words, rows, turned, at),
        neighbour(words, rows, turned, at + np.uint64(1)),
        neighbour(words, rows, turned, at + np.uint64(2)),
        neighbour(words, rows, turned, at + np.uint64(3)),
        neighbour(words, rows, turned, at + np.uint64(4)),
        neighbour(words, rows, turned, at + np.uint64(5)),
        neighbour(words, rows, turned, at + np.uint64(6)),
    )


@inlined
def _fifteen(words: Any, rows: Any, turned: Any, at: Any) -> Any:
    low = _seven(words, rows, turned, at)
    high = _seven(words, rows, turned, at + np.uint64(7))
    return join_sevens(low, high, neighbour(words, rows, turned, at + np.uint64(14)))


@inlined
def _thirty_one(words: Any, rows: Any, turned: Any, at: Any) -> Any:
    low = _fifteen(words, rows, turned, at)
    high = _fifteen(words, rows, turned, at + np.uint64(15))
    return join_fifteens(low, high, neighbour(words, rows, turned, at + np.uint64(30)))


def _with_own(bits: Any, own: Any, spins: Any) -> Any:
    """Add the own spin as the highest plane where the law looks at it (``own`` is not None)."""
    raise TypeError("for compiled code only")


@overload(_with_own, jit_options={"forceinline": True, "_nrt": False})
def _with_own_or_not(bits: Any, own: Any, spins: Any) -> Any:
    def without(bits: Any, own: Any, spins: Any) -> Any:
        return bits

    def added(bits: Any, own: Any, spins: Any) -> Any:
        return bits + (spins,)  # noqa: RUF005  starred tuples are beyond Numba

    return without if is_none(own) else added


@borrow
def _spell_out(tables: Any, record: Any) -> None:
    """Write the masks of a spare record to the start of the tables."""
    width = tables[record + np.uint64(WIDTH)]
    for number in range(width):
        threshold = tables[record + np.uint64(HEADER) + number]
        for b in range(np.uint64(DEPTH)):
            tables[b * width + number] = ZERO - (threshold >> (np.uint64(63) - b) & ONE)


@inlined
def _decide(bits: Any, fold: Any, tables: Any, place: Any, active: Any, a: Any, at: Any, key: Any, desk: Any) -> Any:
    """Return the new opinions and the next state of the coins: coin < threshold, turned where ``fold``.

    ``bits``: planes of the threshold's number. A lane is decided at the first plane where coin and threshold differ,
    by the threshold's bit there; one of all 32 equal planes by a second draw. Planes: max(12, 10.3).
    """
    record, width = _record(place), ONE << np.uint64(len(bits))
    masks = record + np.uint64(HEADER) + np.uint64(2) * width
    if place & _SPARE:
        _spell_out(tables, record)
        masks = ZERO
    equal, new = active, spread(ZERO)
    for _ in range(UNSEEN):
        bit = choose(bits, tables, masks) ^ fold
        masks += width
        coin, a = draw(a)
        new = logic(equal, bit, new, CHOICE)
        equal = logic(equal, coin, bit, STILL_EQUAL)
    number = at[0] * np.uint64(DEPTH) + np.uint64(UNSEEN)
    end = (at[0] + ONE) * np.uint64(DEPTH)
    while any_(equal):
        if number == end:
            store(desk.ties, ZERO, equal)
            store(desk.ties, _LINE, new)
            store(desk.ties, np.uint64(2) * _LINE, fold)
            for k in range(len(bits)):
                store(desk.planes, np.uint64(k) * _LINE, bits[k])
            break_ties(tables, record, width - ONE, at, key, desk)
            new = vector(desk.ties, _LINE)
            break
        bit = choose(bits, tables, masks) ^ fold
        masks += width
        coin = draw_late(desk.seeds, number)
        number += ONE
        new = logic(equal, bit, new, CHOICE)
        equal = logic(equal, coin, bit, STILL_EQUAL)
    return new, a


@inlined
def _attempt(
    place: Any, spins: Any, words: Any, rows: Any, turned: Any, own: Any, tables: Any, active: Any, a: Any, at: Any,
    key: Any, desk: Any,
) -> Any:  # fmt: skip
    """Return a node's new opinions and the next state of the coins, by its kind: see ``bit_tables``."""
    kind, row, record, none = place & _KIND, _row(place), _record(place), spread(ZERO)
    even = spread(tables[record + np.uint64(EVEN)])
    if kind == np.uint64(2):
        p = _seven(words, rows, turned, row)
        bits = _with_own(fold_two(p[0], p[1], p[2], even), own, spins ^ p[2])
        return _decide(bits, p[2], tables, place, active, a, at, key, desk)
    if kind == np.uint64(4):
        p = _fifteen(words, rows, turned, row)
        bits = _with_own(fold_three(p[0], p[1], p[2], p[3], even), own, spins ^ p[3])
        return _decide(bits, p[3], tables, place, active, a, at, key, desk)
    if kind == np.uint64(6):
        p = _thirty_one(words, rows, turned, row)
        bits = _with_own(fold_four(p[0], p[1], p[2], p[3], p[4], even), own, spins ^ p[4])
        return _decide(bits, p[4], tables, place, active, a, at, key, desk)
    if kind == np.uint64(3):
        bits = _with_own(_seven(words, rows, turned, row), own, spins)
        return _decide(bits, none, tables, place, active, a, at, key, desk)
    if kind == np.uint64(5):
        bits = _with_own(_fifteen(words, rows, turned, row), own, spins)
        return _decide(bits, none, tables, place, active, a, at, key, desk)
    if kind == np.uint64(7):
        bits = _with_own(_thirty_one(words, rows, turned, row), own, spins)
        return _decide(bits, none, tables, place, active, a, at, key, desk)
    for k in range(np.uint64(len(a))):
        store(desk.seeds, k * _LINE, a[k])
    move_hub(words, rows, turned, row, tables, record, own, spins, active, at, key, desk)
    return vector(desk.ties, _LINE), read_state(desk.seeds)


@inlined
def _skip(place: Any, tables: Any, a: Any) -> Any:
    """Return the next state of the coins after a node that is pinned: as if it were not."""
    for _ in range(HUB_DRAWS if tables[_record(place) + np.uint64(DEGREE)] >= np.uint64(HUB_FROM) else UNSEEN):
        _, a = draw(a)
    return a


@inlined
def _ask_for(step: Any, ahead: Any, reach: Any, sites: Any, places: Any, rows: Any, words: Any) -> None:
    """Ask for the lines of attempts to come: the place of one, the row of a nearer, the opinions of a nearer still."""
    n = np.uint64(sites.size)
    if step + np.uint64(3) * ahead < n:
        prefetch(places, np.uint64(sites[step + np.uint64(3) * ahead]))
        place = places[np.uint64(sites[step + np.uint64(2) * ahead])]
        prefetch(rows, _row(place))
        if place & _KIND >= np.uint64(6):
            prefetch(rows, _row(place) + np.uint64(16))
        i = np.uint64(sites[step + ahead])
        place = places[i]
        row = _row(place)
        prefetch(words, i * _LINE)
        for k in range(reach):
            prefetch(words, np.uint64(rows[row + k]))
        if place & _KIND >= np.uint64(6):
            for k in range(np.uint64(15), np.uint64(31)):
                prefetch(words, np.uint64(rows[row + k]))


@borrow
def sweep_group(
    places: Any, rows: Any, turned: Any, own: Any, tables: Any, seen: Any, words: Any, active: Any, sites: Any,
    code: Any, ahead: Any, reach: Any, t: Any, replica: Any, group: Any, key: Any, flips: Any, desk: Any,
) -> None:  # fmt: skip
    """Make one sweep of a group of up to 512 replicas, the first of them number ``replica``.

    Parameters
    ----------
    places: (n,) uint64, see ``fill_places``. rows: see ``bit_rows``. turned, own: None, or not None where J < 0 occurs
        and where the law looks at the own spin. tables: see ``bit_tables``.
    words: (8 (n + 2),) uint64, 8 a node, then the two constant rows. seen: what updates read: words, or a copy.
    active: (8,) uint64, lanes in use: others stay down. flips: planes of counters, added to.
    ahead, reach: attempts between asking and using, and how many neighbours are asked for; 0 asks for nothing.
    """
    seeds, changes = desk.seeds, desk.changes
    seed_words(seeds, t, group, key)
    a, lanes, filled = read_state(seeds), vector(active, ZERO), ZERO
    for step in range(np.uint64(sites.size)):
        if reach:
            _ask_for(step, ahead, reach, sites, places, rows, seen)
        i = np.uint64(sites[step])
        place = places[i]
        if place & _KIND == np.uint64(PINNED):
            a = _skip(place, tables, a)
            continue
        spins = vector(words, i * _LINE)
        number = step if code == RANDOM else i
        new, a = _attempt(
            place, spins, seen, rows, turned, own, tables, lanes, a, (number, t, replica), key, desk
        )  # fmt: skip
        store(words, i * _LINE, new)
        store(changes, filled, spins ^ new)
        filled += _LINE
        if filled == np.uint64(BLOCK * WORDS):
            count(flips, changes, ZERO)
            filled = ZERO
    while filled < np.uint64(BLOCK * WORDS):
        store(changes, filled, spread(ZERO))
        filled += _LINE
    count(flips, changes, ZERO)


@jit
def advance_groups(
    places: Any, rows: Any, turned: Any, own: Any, tables: Any, words: Any, copy: Any, active: Any, groups: Any,
    sites: Any, code: Any, ahead: Any, reach: Any, t: Any, n_sweeps: Any, key: Any, flips: Any, desk: Any,
) -> None:  # fmt: skip
    """Advance groups by ``n_sweeps`` from sweep t, order block by order block.

    Parameters
    ----------
    words: (n_groups, 8 (n + 2)) uint64. active: (n_groups, 8). copy: (8 (n + 2),) room for the synchronous order.
    groups: (n_groups, 3) int64, rising: order block, number of the group, number of its first replica.
    flips: (n_groups, 8 * 48) uint64, counters. Others as for ``sweep_group``.
    """
    low = 0
    while low < groups.shape[0]:
        block, high = groups[low, 0], low + 1
        while high < groups.shape[0] and groups[high, 0] == block:
            high += 1
        for step in range(n_sweeps):
            fill_sites(code, sites, t + step, block, key[0], key[1])
            for g in range(low, high):
                seen = words[g]
                if code == SYNCHRONOUS:
                    seen = copy
                    for k in range(copy.size):
                        copy[k] = words[g, k]
                sweep_group(
                    places, rows, turned, own, tables, seen, words[g], active[g], sites, code, ahead, reach, t + step,
                    groups[g, 2], groups[g, 1], key, flips[g], desk,
                )  # fmt: skip
        low = high
