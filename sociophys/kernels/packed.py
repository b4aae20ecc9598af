"""Ties packed for one trajectory: few cache lines a node, and rows that end at few different lengths.

A row stands as groups of four pairs (int32 source, float32 J), 32 bytes a group; what fills the last group pulls with
J = 0. So its loop ends after 1, 2, 3, ... groups, which the processor foresees far more often than a degree.
A record is 16 bytes a node: a word (where its row begins in the entries, its length, pinned or not) and the
pressure h.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sociophys.accelerate import inlined, jit, overload
from sociophys.kernels.extension import is_type, row
from sociophys.kernels.opinions import PASTED, add_pull, ask_for
from sociophys.simd import prefetch
from sociophys.simd.barrier import opaque

Array = np.ndarray
LONGEST = 2**22 - 4  # ties of a row
_LENGTH, _PIN = np.uint64(40), np.uint64(63)  # where they begin in a record's word
_FIRST, _LENGTHS, _PINNED = np.uint64(2**40 - 1), np.uint64(2**23 - 1), np.uint64(2**63)
_N = tuple(np.uint64(k) for k in range(8))
_ONE, _GROUP = np.uint64(1), np.uint64(8)  # int32 of a group
AHEAD = 8  # attempts between two stages of looking ahead; 4 to 16 make no difference
STAGES = 3
_NEAR, _MIDDLE, _FAR = (np.uint64(AHEAD * stage) for stage in (1, 2, 3))


class Packed(NamedTuple):
    """Rows as groups of four pairs, (8 x groups,) int32 (J as its bits), at a border of 64 bytes."""

    entries: Array


class Plain(NamedTuple):
    """Rows as a feed's code reads them: CSR with couplings int32 or float32."""

    indptr: Array
    indices: Array
    couplings: Array


@jit
def pack(indptr: Any, indices: Any, couplings: Any, records: Any, entries: Any, tie: Any) -> None:
    """Fill the words of ``records`` (2 n,) uint64, the ``entries`` and the width ``tie`` (n,) of a tie at T = 0."""
    at = np.uint64(0)
    for i in range(np.uint64(indptr.size - 1)):
        begin, size = at, 0.0
        for e in range(np.uint64(indptr[i]), np.uint64(indptr[i + _ONE])):
            entries[at] = indices[e]
            entries[at + _ONE] = np.float32(couplings[e]).view(np.int32)
            size += abs(couplings[e])
            at += _N[2]
        while at % _GROUP != 0:
            entries[at], entries[at + _ONE] = i, 0
            at += _N[2]
        records[i * _N[2]] = begin | ((at - begin) << _LENGTH)
        tie[i] = 1e-6 * size + 1e-12


@jit
def set_controls(records: Any, h: Any, own_h: Any, gain: Any, lines: Any, pins: Any, c: Any) -> None:
    """Write pressure and pins of column c, or of the only one, into the records.

    ``own_h``: (n_lines, n_replicas) float32, added to h ``gain`` times, node i that of line ``lines[i]``, or its own
    where ``lines`` has size 0; of size 0 where there is none.
    """
    h_column, pin_column = min(c, h.shape[1] - 1), min(c, pins.shape[1] - 1)
    for i in range(np.uint64(h.shape[0])):
        word = records[i * _N[2]] & ~_PINNED
        records[i * _N[2]] = word | _PINNED if pins[i, pin_column] != 0 else word
        own = _own_pressure(own_h, gain, lines, i, c) if own_h.size else 0.0
        records[i * _N[2] + _ONE] = np.float64(h[i, h_column] + own).view(np.uint64)


@inlined
def _own_pressure(own_h: Any, gain: Any, lines: Any, i: Any, c: Any) -> Any:
    line = np.uint64(lines[i]) if lines.size else i
    return np.float64(gain) * np.float64(own_h[line, c])


@inlined
def is_pinned(word: Any) -> Any:
    """Return whether a record's word marks a pinned node."""
    return word >> _PIN != 0


@inlined
def pressure(records: Any, i: Any) -> Any:
    """Return h of node i."""
    return np.uint64(records[i * _N[2] + _ONE]).view(np.float64)


@inlined
def _begin(word: Any) -> Any:
    return word & _FIRST


@inlined
def _end(word: Any) -> Any:
    return _begin(word) + ((word >> _LENGTH) & _LENGTHS)


@inlined
def _pull(entries: Any, at: Any, spins: Any, f: Any) -> Any:
    """Return f + J_ij s_j of the pair that stands at ``at``."""
    return add_pull(spins, np.uint64(entries[at]), entries[at + _ONE], f)


def shown(ties: Any, feed: Any, word: Any, i: Any, spins: Any) -> tuple[float, float]:
    """Return (f, gain) of node i as :func:`sociophys.kernels.extension.row`; packed rows show all ties alike."""
    raise TypeError("compiled functions only")


@overload(shown, jit_options=PASTED)
def _shown(ties: Any, feed: Any, word: Any, i: Any, spins: Any) -> Any:
    def of_plain(ties: Any, feed: Any, word: Any, i: Any, spins: Any) -> Any:
        return row(feed, i, ties.indptr, ties.indices, ties.couplings, spins)

    def of_packed(ties: Any, feed: Any, word: Any, i: Any, spins: Any) -> Any:
        at, end, f = _begin(word), _end(word), np.float32(0)
        while at < end:
            f = _pull(ties.entries, at, spins, f)
            f = _pull(ties.entries, at + _N[2], spins, f)
            f = _pull(ties.entries, at + _N[4], spins, f)
            f = _pull(ties.entries, at + _N[6], spins, f)
            at = opaque(at + _GROUP)
        return np.float64(f), 1.0

    return of_plain if is_type(ties, Plain) else of_packed


def look_ahead(ties: Any, records: Any, sites: Any, at: Any) -> None:
    """Ask for cache lines of coming attempts: a record, and a row."""
    raise TypeError("compiled functions only")


@overload(look_ahead, jit_options=PASTED)
def _look_ahead(ties: Any, records: Any, sites: Any, at: Any) -> Any:
    def at_plain(ties: Any, records: Any, sites: Any, at: Any) -> None:
        pass

    def at_packed(ties: Any, records: Any, sites: Any, at: Any) -> None:
        prefetch(records, np.uint64(sites[at + _FAR]) << _ONE)
        word = records[np.uint64(sites[at + _MIDDLE]) << _ONE]
        prefetch(ties.entries, _begin(word))
        prefetch(ties.entries, _end(word) - _ONE)

    return at_plain if is_type(ties, Plain) else at_packed


def look_for_spins(ties: Any, records: Any, sites: Any, at: Any, spins: Any) -> None:
    """Ask for the cache lines of the spins in a row that is there by now."""
    raise TypeError("compiled functions only")


@overload(look_for_spins, jit_options=PASTED)
def _look_for_spins(ties: Any, records: Any, sites: Any, at: Any, spins: Any) -> Any:
    def in_plain(ties: Any, records: Any, sites: Any, at: Any, spins: Any) -> None:
        pass

    def in_packed(ties: Any, records: Any, sites: Any, at: Any, spins: Any) -> None:
        word = records[np.uint64(sites[at + _NEAR]) << _ONE]
        place, end = _begin(word), _end(word)
        while place < end:
            ask_for(spins, np.uint64(ties.entries[place]))
            ask_for(spins, np.uint64(ties.entries[place + _N[2]]))
            ask_for(spins, np.uint64(ties.entries[place + _N[4]]))
            ask_for(spins, np.uint64(ties.entries[place + _N[6]]))
            place = opaque(place + _GROUP)

    return in_plain if is_type(ties, Plain) else in_packed
