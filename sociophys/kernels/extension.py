"""The two places where a plug-in's code is inlined into a kernel: a dynamics' law and a feed's row.

A plug-in passes a NamedTuple of plain values and registers one ``@overload`` for its type. Kernels compile
once a type; closures or functions as arguments would defeat the cache.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sociophys.accelerate import overload


def law(rule: Any, f: float, s: int, beta: float) -> float:
    """Return P(s_i = +1) after an attempt at local field f <= 0 for current spin s and inverse temperature beta.

    Kernels ask only for the probability *against* the field: for f > 0 they call ``law(rule, -f, -s, beta)`` and
    take it as P(-1). A law must therefore be symmetric under a flip of everything, and precise where it is small.
    """
    raise TypeError(f"no law is registered for {type(rule).__name__}")


def row(feed: Any, i: int, indptr: Any, indices: Any, couplings: Any, spins: Any) -> tuple[float, float]:
    """Return (f, gain): what node i is shown by its ties at the moment of update; the local field is h_i + gain f."""
    raise TypeError(f"no row is registered for {type(feed).__name__}")


def is_type(numba_type: Any, cls: type) -> bool:
    """Return whether a Numba argument type is the NamedTuple class; for use inside ``@overload``."""
    return getattr(numba_type, "instance_class", None) is cls


def is_none(numba_type: Any) -> bool:
    """Return whether a Numba argument type is that of None; for use inside ``@overload``."""
    return str(numba_type) == "none"


def is_integer(array_type: Any) -> bool:
    """Return whether a Numba array type holds integers; for use inside ``@overload``."""
    return str(array_type.dtype).startswith("int")


class AllTies(NamedTuple):
    """No feed: everyone sees all ties alike, f = sum_j J_ij s_j, gain 1.

    Summed in the couplings' own type, in slot order: integers exactly and fast, else float32.
    """

    gain: float = 1.0


@overload(row)
def _all_ties(feed: Any, i: Any, indptr: Any, indices: Any, couplings: Any, spins: Any) -> Any:
    if not is_type(feed, AllTies):
        return None
    number = np.int64 if is_integer(couplings) else np.float32
    zero = number(0)

    def shown(feed: Any, i: Any, indptr: Any, indices: Any, couplings: Any, spins: Any) -> Any:
        f = zero
        i = np.uint64(i)  # unsigned indices spare the test for negative ones: half the time of this loop
        for e in range(np.uint64(indptr[i]), np.uint64(indptr[i + np.uint64(1)])):
            f += couplings[e] * number(spins[np.uint64(indices[e])])
        return np.float64(f), feed.gain

    return shown
