"""Most decisions without the law: a table of bounds within which P(+1) lies for a range of local fields.

Where P(+1) never falls as f grows, its values at both ends of a range of f bound it inside. A coin below both bounds is
up, one above both is down; only a coin between them (one in two hundred) asks for the law. The bits are the law's.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sociophys.accelerate import inlined, jit
from sociophys.kernels.coin import against_field
from sociophys.simd import maximum, minimum

Array = np.ndarray
FINENESS = 64.0  # ranges a unit of f/T
REACH = 12.0  # in f/T; beyond it P is below 2^-32 for a heat bath
_N_RANGES = int(2 * REACH * FINENESS)
_COIN, _HIGH = 4294967296.0, np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_ROUNDING = 1e-6  # of a range: more than an index computed from f can be off
_MARGIN = 2.0  # coins


class Brackets(NamedTuple):
    """Words (lowest undecided coin, how many more are), a range each; those for s = +1 stand ``half`` further on."""

    words: Array
    scale: float
    middle: float
    half: int


UNDECIDED = Brackets(np.full(1, 0xFFFFFFFF << 32, np.uint64), np.float64(0.0), np.float64(0.0), np.uint64(0))


@inlined
def undecided(brackets: Any, f: Any, s: Any, coin: Any) -> Any:
    """Return (past, width): the coin is up if past < 0, down if past > width, else undecided; int64."""
    last = np.float64(np.int64(brackets.words.size if brackets.half == 0 else brackets.half) - 1)
    place = np.uint64(np.int64(maximum(minimum(f * brackets.scale + brackets.middle, last), 0.0)))
    word = brackets.words[place + (brackets.half if s > 0 else np.uint64(0))]
    return np.int64(coin) - np.int64(word & _LOW), np.int64(word >> _HIGH)


@jit
def _level(rule: Any, f: Any, s: Any, beta: Any) -> Any:
    """Return 2^32 P(+1)."""
    against = _COIN * against_field(rule, f, s, beta, 0.0)
    return _COIN - against if f > 0.0 else against


@jit
def fill(rule: Any, beta: Any, words: Any, s: Any, offset: Any) -> None:
    """Fill the words of one own spin for a noise 0 < beta < inf, from ``offset`` on."""
    step = 1.0 / (FINENESS * beta)
    for k in range(_N_RANGES):
        low = (k - _N_RANGES // 2 - _ROUNDING) * step
        high = (k - _N_RANGES // 2 + 1 + _ROUNDING) * step
        lowest = 0.0 if k == 0 else max(0.0, np.floor(_level(rule, low, s, beta)) - _MARGIN)
        highest = _COIN if k == _N_RANGES - 1 else np.ceil(_level(rule, high, s, beta)) + _MARGIN
        first, last = np.uint64(lowest), np.uint64(min(_COIN - 1.0, highest))
        words[offset + k] = first | ((last - first) << _HIGH)


def brackets(rule: Any, beta: float) -> Brackets:
    """Return the table of a law for one noise."""
    words = np.empty(2 * _N_RANGES, np.uint64)
    for side, s in enumerate((-1, 1)):
        fill(rule, beta, words, s, side * _N_RANGES)
    both = np.array_equal(words[:_N_RANGES], words[_N_RANGES:])
    half = 0 if both else _N_RANGES
    kept = words[:_N_RANGES].copy() if both else words
    return Brackets(kept, np.float64(FINENESS * beta), np.float64(_N_RANGES // 2), np.uint64(half))
