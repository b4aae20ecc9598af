"""What the lanes kernel reads of a network: few cache lines a node.

A record is 16 bytes: a word (place of the row, number of ties), h, 1/T. A row is pairs of 8 bytes: a head
(-sum_j m_j, quantum), then (source, 2 m_j) for each tie. m_j = J_ij / quantum is whole, the quantum a power of two of
the row's own: node i is shown quantum (sum of 2 m_j over neighbours that are up - sum_j m_j), exact in int32.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from sociophys.accelerate import jit
from sociophys.kernels.room import aligned
from sociophys.simd import load, mask_of, splat, store, where, word_of

Array = np.ndarray
MOST_PAIRS = 2**24 - 1  # of a row: the word keeps 40 bits for its place
_PLACE = np.uint64(40)
_SMALLEST = -126  # binary exponent of float32


class Rows(NamedTuple):
    """Views of two memories: ``records`` uint64 (2 n,), ``numbers`` float32 (4 n,); the rows, 2 (n + ties) numbers.

    Of rows ``pairs`` uint32, ``pulls`` int32, ``quanta`` float32.
    ``tie``: (n_nodes,) float32, the width of a tie at T = 0.
    """

    records: Array
    numbers: Array
    pairs: Array
    pulls: Array
    quanta: Array
    tie: Array


def pack(indptr: Array, indices: Array, couplings: Array, tie: Array) -> Rows:
    """Return the rows of a network."""
    n = len(indptr) - 1
    records, pairs = aligned(2 * n, np.uint64), aligned(2 * (n + len(indices)), np.uint32)
    pulls, quanta = pairs.view(np.int32), pairs.view(np.float32)
    _fill(indptr, indices, couplings, records, pairs, pulls, quanta)
    return Rows(records, records.view(np.float32), pairs, pulls, quanta, tie.astype(np.float32))


@jit
def quantum_of(size: Any) -> Any:
    """Return the power of two, in float32's range, that goes at least 2^29 and less than 2^30 times into a row's size.

    Size is sum_j |J_ij|. Whole numbers of a size below 2^30, and equal ones, keep their ties.
    """
    return 2.0 ** max(math.frexp(size)[1] - 30, _SMALLEST) if size > 0.0 else 1.0


@jit
def _fill(indptr: Any, indices: Any, couplings: Any, records: Any, pairs: Any, pulls: Any, quanta: Any) -> None:
    two, one = np.uint64(2), np.uint64(1)
    place = np.uint64(0)
    for i in range(np.uint64(indptr.size - 1)):
        begin, end = np.uint64(indptr[i]), np.uint64(indptr[i + one])
        size = 0.0
        for e in range(begin, end):
            size += abs(np.float64(couplings[e]))
        quantum, head, low = quantum_of(size), place * two, 0
        records[i * two] = place | (end - begin) << _PLACE
        for e in range(begin, end):
            place += one
            pull = np.int64(np.rint(couplings[e] / quantum))
            pairs[place * two] = indices[e]
            pulls[place * two + one] = np.int32(2 * pull)  # modulo 2^32, as all sums; what they end at is smaller
            low -= pull
        pulls[head], quanta[head + one] = low, quantum
        place += one


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
