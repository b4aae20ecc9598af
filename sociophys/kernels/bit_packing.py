"""Spins to bits and back, and what is counted from bits."""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import jit
from sociophys.kernels.bit_planes import BLOCK, ONE, WORDS, ZERO, count, spread, take_counts, vector
from sociophys.kernels.bit_rows import neighbour
from sociophys.simd import load, mask_of, splat, store, where, word_of

_LINE, _BLOCK, _WORD = np.uint64(WORDS), np.uint64(BLOCK), np.uint64(64)


@jit
def pack(spins: Any, n_columns: Any, low: Any, width: Any, words: Any) -> None:
    """Write ``width`` columns from ``low`` on of (n, n_columns) int8 spins, flat, to words; other lanes 0."""
    for i in range(spins.size // n_columns):
        line, base = np.uint64(i) * _LINE, np.uint64(i * n_columns + low)
        for w in range(_LINE):
            words[line + w] = ZERO
        for w in range(np.uint64(width) // _WORD):
            words[line + w] = word_of(load(spins, base + w * _WORD, 64) > splat(np.int8(0), 64))
        for lane in range(np.uint64(width) // _WORD * _WORD, np.uint64(width)):
            bit = np.uint64(spins[base + lane] > 0)
            words[line + lane // _WORD] |= bit << (lane % _WORD)


@jit
def unpack(words: Any, n_columns: Any, low: Any, width: Any, spins: Any) -> None:
    """Write the spins of words back: the inverse of :func:`pack`."""
    for i in range(spins.size // n_columns):
        line, base = np.uint64(i) * _LINE, np.uint64(i * n_columns + low)
        for w in range(np.uint64(width) // _WORD):
            opinions = where(mask_of(words[line + w]), splat(np.int8(1), 64), splat(np.int8(-1), 64))
            store(spins, base + w * _WORD, opinions)
        for lane in range(np.uint64(width) // _WORD * _WORD, np.uint64(width)):
            up = words[line + lane // _WORD] >> (lane % _WORD) & ONE
            spins[base + lane] = 1 if up else -1


@jit
def unpack_some(words: Any, lanes: Any, places: Any, spins: Any) -> None:
    """Write the spins of some lanes to the columns ``places`` of (n, n_columns) int8 spins."""
    for i in range(np.uint64(spins.shape[0])):
        for k in range(np.uint64(lanes.size)):
            lane = np.uint64(lanes[k])
            up = words[i * _LINE + lane // _WORD] >> (lane % _WORD) & ONE
            spins[i, np.uint64(places[k])] = 1 if up else -1


@jit
def count_up(words: Any, n: Any, planes: Any, totals: Any) -> None:
    """Add to ``totals`` (512,) int64 how many of n nodes are up in each lane: a positional popcount."""
    whole = np.uint64(n) // _BLOCK * _BLOCK
    for row in range(whole // _BLOCK):
        count(planes, words, row * _BLOCK * _LINE)
    rest = np.zeros(BLOCK * WORDS, np.uint64)
    for k in range(whole * _LINE, np.uint64(n) * _LINE):
        rest[k - whole * _LINE] = words[k]
    count(planes, rest, ZERO)
    take_counts(planes, totals)


@jit
def count_unequal(words: Any, rows: Any, turned: Any, starts: Any, degrees: Any, desk: Any, totals: Any) -> None:
    """Add to ``totals`` (512,) int64 the ties, each once, with J_ij s_i s_j < 0 in each lane; J is symmetric."""
    buffer, filled = desk.buffer, ZERO
    for i in range(np.uint64(degrees.size)):
        spins = vector(words, i * _LINE)
        for e in range(np.uint64(starts[i]), np.uint64(starts[i] + degrees[i])):
            if np.uint64(rows[e]) < i * _LINE:
                store(buffer, filled, neighbour(words, rows, turned, e) ^ spins)
                filled += _LINE
                if filled == _BLOCK * _LINE:
                    count(desk.planes, buffer, ZERO)
                    filled = ZERO
    while filled < _BLOCK * _LINE:
        store(buffer, filled, spread(ZERO))
        filled += _LINE
    count(desk.planes, buffer, ZERO)
    take_counts(desk.planes, totals)
