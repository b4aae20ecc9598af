"""Ties sorted into the rows of a CSR matrix, a block of rows at a time: the working memory stays small.

Rows are sorted by numbers that pack (row, column, place) into 64 bits: NumPy sorts such numbers ten times faster than
it finds an order by two keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

Array = np.ndarray
Make = Callable[[str, int, type], Array]
BLOCK = 1 << 21  # slots sorted at once; their working memory is about 60 bytes each


class Slots(NamedTuple):
    """A CSR pattern: indptr (n_nodes + 1,) int64, indices (n_slots,) int32 rising in each row, and slot values."""

    indptr: Array
    indices: Array
    values: tuple[Array, ...]


def in_memory(name: str, length: int, dtype: type) -> Array:
    """Return a new array; the ``make`` of :func:`slots` that holds the result in memory."""
    return np.empty(length, dtype)


def slots(
    source: Array,
    target: Array,
    values: tuple[Array, ...],
    n_nodes: int,
    directed: bool,
    make: Make = in_memory,
    block: int = BLOCK,
) -> Slots:
    """Sort ties into rows: row i lists the sources of the ties into i; an undirected tie stands in two rows.

    A self-loop fills one slot. Parallel ties keep their order, those that came as (j, i) before those as (i, j).

    Parameters
    ----------
    source, target: (n_edges,) integers.
    values: (n_edges,) float64 weights, or weights and couplings, to be carried into their slots.
    make: gives the array to be filled, from name ('indices', 'weights', ...), length and dtype.
    """
    indptr = row_starts(source, target, n_nodes, directed)
    indices = make("indices", int(indptr[-1]), np.int32)
    names = ("weights", "couplings")
    filled = tuple(make(name, int(indptr[-1]), np.float64) for name, _ in zip(names, values, strict=False))
    for begin, end in blocks(indptr, block):
        rows, columns, tie = _into(source, target, begin, end, directed)
        order = order_of(rows, columns)
        here = slice(int(indptr[begin]), int(indptr[end]))
        indices[here] = columns[order]
        tie = tie[order]
        for value, out in zip(values, filled, strict=True):
            out[here] = value[tie]
    return Slots(indptr, indices, filled)


def row_starts(source: Array, target: Array, n_nodes: int, directed: bool) -> Array:
    """Return the slot at which each row begins, (n_nodes + 1,) int64."""
    indptr = np.zeros(n_nodes + 1, np.int64)
    for begin in range(0, len(source), BLOCK):
        here = slice(begin, begin + BLOCK)
        indptr[1:] += np.bincount(target[here], minlength=n_nodes)
        if not directed:
            indptr[1:] += np.bincount(source[here][source[here] != target[here]], minlength=n_nodes)
    return np.cumsum(indptr, out=indptr)


def blocks(indptr: Array, block: int) -> Iterator[tuple[int, int]]:
    """Yield runs of rows that hold about ``block`` slots each; a fuller row stands alone."""
    begin, n_nodes = 0, len(indptr) - 1
    while begin < n_nodes:
        end = max(begin + 1, int(np.searchsorted(indptr, indptr[begin] + block, "right")) - 1)
        yield begin, end
        begin = end


def _into(source: Array, target: Array, begin: int, end: int, directed: bool) -> tuple[Array, Array, Array]:
    """Return row (from ``begin``), column and tie of every slot in a run of rows, in the order of the ties."""
    first = _within(target, begin, end)
    if directed:
        return target[first] - begin, source[first], first
    second = _within(source, begin, end)
    second = second[source[second] != target[second]]
    rows = np.concatenate([target[first], source[second]]) - begin
    return rows, np.concatenate([source[first], target[second]]), np.concatenate([first, second])


def _within(ends: Array, begin: int, end: int) -> Array:
    """Return the places with begin <= ends < end, a stretch at a time: ``ends`` may be larger than memory."""
    found = [np.zeros(0, np.int64)]
    for start in range(0, len(ends), BLOCK):
        part = ends[start : start + BLOCK]
        found.append(start + np.flatnonzero((part >= begin) & (part < end)))
    return np.concatenate(found)


def count_loops(indptr: Array, indices: Array, begin: int, end: int) -> int:
    """Count the slots with column = row in the rows from ``begin`` to before ``end``."""
    rows = np.repeat(np.arange(begin, end), np.diff(indptr[begin : end + 1]))
    return int(np.count_nonzero(indices[indptr[begin] : indptr[end]] == rows))


def order_of(rows: Array, columns: Array) -> Array:
    """Return the stable order by row, then column, (n,) int64: what ``np.lexsort((columns, rows))`` returns."""
    if not len(rows):
        return np.zeros(0, np.int64)
    width = _bits(int(columns.max()))
    if _bits(int(rows.max())) + width + _bits(len(rows)) < 64:
        return _order((rows.astype(np.int64) << width) | columns)
    order = _order(columns.astype(np.int64))
    return order[_order(rows[order].astype(np.int64))]


def _order(key: Array) -> Array:
    """Return the stable order of whole numbers of 0 or more; ``key`` is used up."""
    place = _bits(len(key))
    key <<= place
    key |= np.arange(len(key))
    key.sort()
    key &= (1 << place) - 1
    return key


def _bits(number: int) -> int:
    return number.bit_length()
