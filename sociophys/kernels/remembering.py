"""What fields keep of opinions, in one pass over the words that hold them, or over spins: pasts and sums of groups."""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import jit
from sociophys.simd import cast, load, mask_of, splat, store, where

_UP, _DOWN = np.float32(1.0), np.float32(-1.0)
_ONE = np.uint64(1)


@jit
def remember_words(words: Any, low: Any, count: Any, share: Any, n_columns: Any, past: Any) -> None:
    """Move each past toward the present opinion: a <- a + (s - a) share, in float32, each operation rounded.

    Parameters
    ----------
    words: (n_nodes,), bit c is set where replica low + c is +1, c < count. share: float32.
    past: float32, (n_nodes, n_columns) as one line.
    """
    like = mask_of(words.dtype.type(0))
    up, down = splat(_UP, like), splat(_DOWN, like)
    for i in range(np.uint64(words.size)):
        first, word = i * np.uint64(n_columns) + np.uint64(low), np.uint64(words[i])
        if count == 8 * words.itemsize:
            old = load(past, first, like)
            store(past, first, old + (where(mask_of(words[i]), up, down) - old) * share)
        else:
            for c in range(np.uint64(count)):
                old_one = past[first + c]
                past[first + c] = old_one + ((_UP if (word >> c) & _ONE else _DOWN) - old_one) * share


@jit
def remember_spins(spins: Any, share: Any, past: Any) -> None:
    """Do the same for (n_nodes, n_replicas) int8 spins and past."""
    for i in range(np.uint64(spins.shape[0])):
        for c in range(np.uint64(spins.shape[1])):
            past[i, c] += (np.float32(spins[i, c]) - past[i, c]) * share


@jit
def count_words(words: Any, groups: Any, counts: Any) -> None:
    """Add to ``counts``, int32 (n_groups x lanes,), how many people of each group are +1 in each lane.

    ``groups``: (n_nodes,) int32, the last for those who belong to none.
    """
    like = mask_of(words.dtype.type(0))
    lanes = np.uint64(8 * words.itemsize)
    for i in range(np.uint64(words.size)):
        at = np.uint64(groups[i]) * lanes
        store(counts, at, load(counts, at, like) + cast(mask_of(words[i]), np.int32))


@jit
def sum_spins(spins: Any, groups: Any, sums: Any) -> None:
    """Add to ``sums``, int64 (n_groups, n_replicas), the spins of the people of each group."""
    for i in range(np.uint64(spins.shape[0])):
        g = np.uint64(groups[i])
        for c in range(np.uint64(spins.shape[1])):
            sums[g, c] += spins[i, c]
