"""What the lanes kernel reads of a network: few cache lines a node.

A record is 16 bytes: a word (first pair of the row, number of pairs), h, 1/T. A row is pairs (source, J) of 8 bytes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sociophys.accelerate import jit
from sociophys.simd import load, mask_of, splat, store, where, word_of

Array = np.ndarray
MOST_PAIRS = 2**24 - 1  # of a row: the word keeps 40 bits for its place
_PLACE = np.uint64(40)


class Rows(NamedTuple):
    """Two views of each memory: ``records`` uint64 (2 n,) and ``numbers`` float32 (4 n,); ``pairs`` and ``couplings``.

    ``tie``: (n_nodes,) float32, the width of a tie at T = 0.
    """

    records: Array
    numbers: Array
    pairs: Array
    couplings: Array
    tie: Array


def aligned(size: int, dtype: Any) -> Array:
    """Return zeros that begin at a cache line."""
    width = np.dtype(dtype).itemsize
    raw = np.zeros(size * width + 64, np.uint8)
    start = -raw.ctypes.data % 64
    return raw[start : start + size * width].view(dtype)


def pack(indptr: Array, indices: Array, couplings: Array, tie: Array) -> Rows:
    """Return the rows of a network."""
    n = len(indptr) - 1
    records, pairs = aligned(2 * n, np.uint64), aligned(2 * len(indices), np.uint32)
    _fill(indptr, indices, couplings, records, pairs, pairs.view(np.float32))
    return Rows(records, records.view(np.float32), pairs, pairs.view(np.float32), tie.astype(np.float32))


@jit
def _fill(indptr: Any, indices: Any, couplings: Any, records: Any, pairs: Any, pulls: Any) -> None:
    two, one = np.uint64(2), np.uint64(1)
    for i in range(np.uint64(indptr.size - 1)):
        begin, end = np.uint64(indptr[i]), np.uint64(indptr[i + one])
        records[i * two] = begin | (end - begin) << _PLACE
        for e in range(begin, end):
            pairs[e * two] = indices[e]
            pulls[e * two + one] = couplings[e]


@jit
def pack_words(spins: Any, low: Any, count: Any, words: Any) -> None:
    """Set bit c of ``words`` (n,) where spin low + c of a node is +1, c < count; the other bits to 0."""
    flat, n_columns, none = spins.reshape(-1), np.uint64(spins.shape[1]), words.dtype.type(0)
    nobody, one = splat(np.int8(0), mask_of(none)), words.dtype.type(1)
    for i in range(np.uint64(words.size)):
        first, word = i * n_columns + np.uint64(low), none
        if count == 8 * words.itemsize:
            word = word_of(load(flat, first, nobody) > nobody)
        else:
            for c in range(np.uint64(count)):
                if flat[first + c] > 0:
                    word |= one << words.dtype.type(c)
        words[i] = word


@jit
def unpack_words(words: Any, low: Any, count: Any, spins: Any) -> None:
    """Set spins (n, n_columns) low to low + count from the bits of ``words`` (n,)."""
    flat, n_columns = spins.reshape(-1), np.uint64(spins.shape[1])
    like = mask_of(words.dtype.type(0))
    up, down = splat(np.int8(1), like), splat(np.int8(-1), like)
    for i in range(np.uint64(words.size)):
        first, word = i * n_columns + np.uint64(low), np.uint64(words[i])
        if count == 8 * words.itemsize:
            store(flat, first, where(mask_of(words[i]), up, down))
        else:
            for c in range(np.uint64(count)):
                flat[first + c] = np.int8((word >> c) & np.uint64(1)) * np.int8(2) - np.int8(1)
