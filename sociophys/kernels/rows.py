"""Ties dealt into the rows of a CSR matrix, compiled: what every randomised twin needs first."""

from __future__ import annotations

import numpy as np

from sociophys import csr
from sociophys.accelerate import jit

Array = np.ndarray
_BITS = 63  # that a slot may take: its row, column and tie in one number that NumPy sorts fast


def rows_of(ends: Array, n_nodes: int, directed: bool) -> tuple[Array, Array, Array]:
    """Return indptr, indices (rising in each row) and the tie of every slot: row i lists who acts on i.

    Parameters
    ----------
    ends: (n_ties, 2) int32, row = (source, target), no loop and no tie twice. directed: if not, a tie fills two slots.

    Returns
    -------
    (n_nodes + 1,) int64, (n_slots,) int32, (n_slots,) int64.
    """
    width, place = n_nodes.bit_length(), len(ends).bit_length()
    if 2 * width + place > _BITS:
        numbers = (np.arange(len(ends), dtype=np.float64),)
        indptr, indices, (tie,) = csr.slots(ends[:, 0], ends[:, 1], numbers, n_nodes, directed)
        return indptr, indices, tie.astype(np.int64)
    keys = _packed(ends, width, place, directed)
    keys.sort()
    return _unpacked(keys, n_nodes, width, place)


@jit
def _packed(ends: Array, width: int, place: int, directed: bool) -> Array:
    """Return (row, column, tie) of every slot as one number, (n_slots,) int64."""
    both = 1 if directed else 2
    keys = np.empty(len(ends) * both, np.int64)
    for e in range(len(ends)):
        a, b = np.int64(ends[e, 0]), np.int64(ends[e, 1])
        keys[both * e] = (((b << width) | a) << place) | e
        if both == 2:
            keys[2 * e + 1] = (((a << width) | b) << place) | e
    return keys


@jit
def _unpacked(keys: Array, n_nodes: int, width: int, place: int) -> tuple[Array, Array, Array]:
    starts, indices, tie = np.zeros(n_nodes + 1, np.int64), np.empty(len(keys), np.int32), np.empty_like(keys)
    for slot in range(len(keys)):
        pair = keys[slot] >> place
        starts[(pair >> width) + 1] += 1
        indices[slot], tie[slot] = pair & ((1 << width) - 1), keys[slot] & ((1 << place) - 1)
    for i in range(n_nodes):
        starts[i + 1] += starts[i]
    return starts, indices, tie


@jit
def tie_slots(indptr: Array, indices: Array) -> tuple[Array, Array, Array]:
    """Return of an undirected pattern one slot a tie, those with column < row, and its ends (row, column)."""
    n = 0
    for i in range(len(indptr) - 1):
        for e in range(indptr[i], indptr[i + 1]):
            n += indices[e] < i
    slots, rows, columns = np.empty(n, np.int64), np.empty(n, np.int32), np.empty(n, np.int32)
    k = 0
    for i in range(len(indptr) - 1):
        for e in range(indptr[i], indptr[i + 1]):
            if indices[e] >= i:
                break
            slots[k], rows[k], columns[k] = e, i, indices[e]
            k += 1
    return slots, rows, columns
