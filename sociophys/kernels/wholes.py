"""Numbers as whole multiples of a quantum: their sums do not depend on any order and never drift."""

from __future__ import annotations

import numpy as np

Array = np.ndarray
_BITS = 52  # sums below 2^52 quanta are exact as float64 too


def quantum_for(largest: float) -> float:
    """Return a power of two, at most 1, of which sums up to ``largest`` are at most 2^52.

    Whole numbers are then represented exactly, others to 2^-53 of the largest sum.
    """
    power = 0 if largest <= 0 else int(np.ceil(np.log2(largest)))
    return float(2.0 ** -max(0, _BITS - max(power, 0)))


def wholes(values: Array, quantum: float) -> Array:
    """Return values in quanta, int64."""
    return np.rint(np.asarray(values, np.float64) / quantum).astype(np.int64)
