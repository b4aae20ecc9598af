"""The spins of one trajectory as its kernel reads them: a byte each, or a bit each.

Bits are for networks so large that bytes would crowd the rows out of the nearer caches. A bit is set where the spin is
-1, so that it turns the sign of a coupling. Which layout it is shows in the array's type; results are the same bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import overload
from sociophys.simd import fma, prefetch

Array = np.ndarray
PASTED = {"forceinline": True}  # else each call counts references to every array it is given
_ONE, _FIVE, _PLACE, _SIGN = np.uint32(1), np.uint64(5), np.uint32(31), np.uint32(31)


def to_bits(spins: Array) -> Array:
    """Return (n_replicas, ceil(n / 32)) uint32 of int8 spins (n_replicas, n)."""
    down = np.pad(spins < 0, ((0, 0), (0, -spins.shape[1] % 32)))
    packed = np.ascontiguousarray(np.packbits(down, axis=1, bitorder="little"))
    return packed.view("<u4").astype(np.uint32)


def from_bits(words: Array, n_nodes: int) -> Array:
    """Return int8 spins (n_replicas, n_nodes): the inverse of :func:`to_bits`."""
    down = np.unpackbits(words.astype("<u4").view(np.uint8), axis=1, count=n_nodes, bitorder="little")
    return 1 - 2 * down.view(np.int8)


def spin_of(spins: Any, i: Any) -> Any:
    """Return the spin of node i, int8."""
    raise TypeError("compiled functions only")


def put(spins: Any, i: Any, spin: Any) -> None:
    """Set the spin of node i."""
    raise TypeError("compiled functions only")


def add_pull(spins: Any, j: Any, coupling: Any, f: Any) -> Any:
    """Return f + J s_j in float32, rounded once since the product is exact; ``coupling``: J as the bits of an int32."""
    raise TypeError("compiled functions only")


def ask_for(spins: Any, j: Any) -> None:
    """Ask for the cache line where the spin of node j is."""
    raise TypeError("compiled functions only")


def total(spins: Any, n_nodes: Any) -> Any:
    """Return the sum of all spins."""
    raise TypeError("compiled functions only")


def _is_bits(spins: Any) -> bool:
    return bool(spins.dtype.bitwidth == 32)


@overload(spin_of, jit_options=PASTED)
def _spin_of(spins: Any, i: Any) -> Any:
    def of_bits(spins: Any, i: Any) -> Any:
        down = np.uint32(spins[i >> _FIVE] >> (np.uint32(i) & _PLACE)) & _ONE
        return np.int8(1) - np.int8(2) * np.int8(down)

    def of_bytes(spins: Any, i: Any) -> Any:
        return spins[i]

    return of_bits if _is_bits(spins) else of_bytes


@overload(put, jit_options=PASTED)
def _put(spins: Any, i: Any, spin: Any) -> Any:
    def in_bits(spins: Any, i: Any, spin: Any) -> None:
        place = np.uint32(i) & _PLACE
        others = np.uint32(spins[i >> _FIVE]) & ~np.uint32(_ONE << place)
        spins[i >> _FIVE] = np.uint32(others | np.uint32(np.uint32(spin < 0) << place))

    def in_bytes(spins: Any, i: Any, spin: Any) -> None:
        spins[i] = spin

    return in_bits if _is_bits(spins) else in_bytes


@overload(add_pull, jit_options=PASTED)
def _add_pull(spins: Any, j: Any, coupling: Any, f: Any) -> Any:
    def of_bits(spins: Any, j: Any, coupling: Any, f: Any) -> Any:
        sign = np.uint32(np.uint32(spins[j >> _FIVE] >> (np.uint32(j) & _PLACE)) << _SIGN)
        return f + np.uint32(np.uint32(coupling) ^ sign).view(np.float32)

    def of_bytes(spins: Any, j: Any, coupling: Any, f: Any) -> Any:
        return fma(np.int32(coupling).view(np.float32), np.float32(spins[j]), f)

    return of_bits if _is_bits(spins) else of_bytes


@overload(ask_for, jit_options=PASTED)
def _ask_for(spins: Any, j: Any) -> Any:
    def for_bits(spins: Any, j: Any) -> None:
        prefetch(spins, j >> _FIVE)

    def for_bytes(spins: Any, j: Any) -> None:
        prefetch(spins, j)

    return for_bits if _is_bits(spins) else for_bytes


@overload(total)
def _total(spins: Any, n_nodes: Any) -> Any:
    def of_bits(spins: Any, n_nodes: Any) -> Any:
        down = np.int64(0)
        for k in range(np.uint64(spins.size)):  # the bits of a word, added by halves
            w = np.uint32(spins[k])
            w = np.uint32(w - ((w >> np.uint32(1)) & np.uint32(0x55555555)))
            w = np.uint32((w & np.uint32(0x33333333)) + ((w >> np.uint32(2)) & np.uint32(0x33333333)))
            w = np.uint32((w + (w >> np.uint32(4))) & np.uint32(0x0F0F0F0F))
            down += np.int64(np.uint32(w * np.uint32(0x01010101)) >> np.uint32(24))
        return np.int64(n_nodes) - 2 * down

    def of_bytes(spins: Any, n_nodes: Any) -> Any:
        m = 0
        for i in range(np.uint64(spins.size)):  # eight bytes at a time: far less than counting at each flip
            m += spins[i]
        return m

    return of_bits if _is_bits(spins) else of_bytes
