"""One decision: from a 32-bit coin and a local field to a new spin, exactly and monotonically."""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import jit
from sociophys.kernels.extension import law
from sociophys.rng import COINS_LOW, philox

_ALL = np.uint32(0xFFFFFFFF)
_RANGE = 4294967296.0


@jit
def against_field(rule: Any, f: Any, s: Any, beta: Any, tie: Any) -> Any:
    """Return P(the new spin opposes f), at f = 0 P(+1); at beta = inf a fair coin within ``tie`` and 0 outside."""
    size = abs(f)
    if beta == np.inf:
        return 0.5 if size <= tie else 0.0
    return law(rule, -size, -s if f > 0.0 else s, beta)


@jit
def goes_up(against: Any, f: Any, coin: Any, number: Any, t: Any, replica: Any, k0: Any, k1: Any) -> Any:
    """Return whether the new spin is +1: u < P(+1) with a 64-bit u whose high half is the coin.

    The coin is folded so that the comparison is made on the improbable side: against the field iff
    k < 2^32 q, q = P(against). That keeps spin-flip symmetry exact, the coupling monotone and small q precise;
    where k equals floor(2^32 q) (once in 2^32) a second draw decides the fraction.
    """
    rising = f > 0.0
    fold = _ALL if rising else np.uint32(0)
    threshold = against * _RANGE
    whole = np.uint64(threshold)
    k = np.uint64(coin ^ fold)
    opposes = k < whole
    if k == whole:
        low = philox(number, t, COINS_LOW, replica, k0, k1)[0] ^ fold
        opposes = np.float64(low) < (threshold - np.float64(whole)) * _RANGE
    return opposes != rising
