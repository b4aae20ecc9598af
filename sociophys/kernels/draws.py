"""Uniform numbers for samplers: 53 bits, each a pure function of its number, purpose, sweep and replica."""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import jit
from sociophys.rng import SAMPLERS, philox

MOVES, TIES, CLUSTERS, SPINS, SWAPS, ISOENERGETIC = 0, 1, 2, 3, 4, 5
MOST_TURNS = 65_535  # a turn has 16 bits of its own in the stream's word

_HALF, _DROP, _TO_UNIT = np.uint64(32), np.uint64(11), 2.0**-53


@jit
def stream_of(purpose: Any, turn: Any) -> Any:
    """Return the stream's word of one purpose within samplers and one turn (a move of a sweep, a rung)."""
    return np.uint32(SAMPLERS) + np.uint32(np.uint32(purpose) << 8) + np.uint32(np.uint32(turn) << 16)


@jit
def two_uniforms(pair: Any, t: Any, stream: Any, replica: Any, k0: Any, k1: Any) -> Any:
    """Return two uniform numbers in [0, 1): those numbered 2 ``pair`` and 2 ``pair`` + 1."""
    w0, w1, w2, w3 = philox(pair, t, stream, replica, k0, k1)
    first = (np.uint64(w0) << _HALF | np.uint64(w1)) >> _DROP
    second = (np.uint64(w2) << _HALF | np.uint64(w3)) >> _DROP
    return np.float64(first) * _TO_UNIT, np.float64(second) * _TO_UNIT


@jit
def column_of(table: Any, c: Any) -> Any:
    """Return which column of a control (n_nodes, 1 or n_replicas) is replica c's."""
    return c if table.shape[1] > 1 else 0
