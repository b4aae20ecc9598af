"""Rows of the bit-sliced family: padded, so that people of similar degree run the same straight code.

A row names the first words of its neighbours' spins; bit 0 marks J < 0. Up to degree 31 it has 7, 15 or 31 entries
(one more is left unused, to fill cache lines): those that stand for nobody name two constant rows, all down and
all up, in equal shares, or one more down where they are odd in number. So the count of up entries is centred:
without a field f > 0 exactly where its top plane is 1. Rows of hubs are filled with downs to blocks of 16.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import inlined, jit
from sociophys.kernels.bit_planes import BLOCK, ONE, WORDS, vector

MOST_PLANES = 5
HUB_FROM = 2**MOST_PLANES
_EMPTY = np.int32(-1)


@jit
def planes_of(degree: Any) -> Any:
    """Return the planes of a count over a row, 3 to 5; 0 for hubs."""
    if degree >= HUB_FROM:
        return 0
    return 3 if degree < 8 else (4 if degree < 16 else 5)


@jit
def ups_of(degree: Any) -> Any:
    """Return how many entries of a row name the constant row that is up."""
    planes = planes_of(degree)
    return 0 if planes == 0 else ((1 << planes) - 1 - degree) // 2


@jit
def row_sizes(indptr: Any, couplings: Any, sizes: Any, degrees: Any) -> Any:
    """Fill |J| of each row, (n,) float64, and its ties with J != 0, (n,) int64; return (alike in each row, any < 0)."""
    alike, signed = True, False
    for i in range(np.uint64(indptr.size - 1)):
        size, degree = 0.0, 0
        for e in range(np.uint64(indptr[i]), np.uint64(indptr[i + np.uint64(1)])):
            coupling = couplings[e]
            if coupling != 0.0:
                degree += 1
                alike = alike and (size == 0.0 or abs(coupling) == size)
                size = abs(coupling)
                signed = signed or coupling < 0.0
        sizes[i], degrees[i] = size, degree
    return alike, signed


@jit
def place_rows(degrees: Any, starts: Any) -> Any:
    """Fill where each row starts, (n,) int64; return the entries of all rows. Rows of 16 and more begin cache lines."""
    end = 0
    for i in range(degrees.size):
        planes = planes_of(degrees[i])
        size = 1 << planes if planes else (degrees[i] + BLOCK - 1) // BLOCK * BLOCK
        line = min(size, BLOCK)
        starts[i] = (end + line - 1) // line * line
        end = starts[i] + size
    return end


@jit
def fill_rows(indptr: Any, indices: Any, couplings: Any, degrees: Any, starts: Any, rows: Any) -> None:
    """Fill ``rows`` uint32, all naming the constant down row, the last but one, from the start."""
    down = np.uint32((indptr.size - 1) * WORDS)
    for i in range(degrees.size):
        at = starts[i]
        for e in range(indptr[i], indptr[i + 1]):
            if couplings[e] != 0.0:
                rows[at] = np.uint32(indices[e]) * np.uint32(WORDS) | np.uint32(couplings[e] < 0.0)
                at += 1
        for _ in range(ups_of(degrees[i])):
            rows[at] = down + np.uint32(WORDS)
            at += 1


@jit
def classify(a: Any, b: Any, c: Any, classes: Any, first: Any) -> Any:
    """Give a number to each distinct triple of three (n,) arrays of integers, in the order in which they appear.

    Fills ``classes`` (n,) int32 and ``first`` (n,) int64, the first node of each class; returns their number.
    """
    n = a.size
    size = 16
    while size < 2 * n:
        size *= 2
    taken = np.full(size, _EMPTY, np.int32)
    last = np.uint64(size - 1)
    found = 0
    for i in range(n):
        mixed = np.uint64(a[i]) * np.uint64(0x9E3779B97F4A7C15) ^ np.uint64(b[i])
        mixed = mixed * np.uint64(0xBF58476D1CE4E5B9) ^ np.uint64(c[i])
        mixed = mixed * np.uint64(0x94D049BB133111EB)
        at = (mixed ^ mixed >> np.uint64(32)) & last
        while taken[at] != _EMPTY:
            k = first[taken[at]]
            if a[k] == a[i] and b[k] == b[i] and c[k] == c[i]:
                break
            at = (at + np.uint64(1)) & last
        if taken[at] == _EMPTY:
            taken[at] = found
            first[found] = i
            found += 1
        classes[i] = taken[at]
    return found


@inlined
def neighbour(words: Any, rows: Any, turned: Any, at: Any) -> Any:
    """Return the opinions that an entry names; ``turned``: None, or a line of zeros and one of ones, for J < 0."""
    entry = np.uint64(rows[at])
    if turned is None:
        return vector(words, entry)
    sign = entry & ONE
    return vector(words, entry ^ sign) ^ vector(turned, sign << np.uint64(3))
