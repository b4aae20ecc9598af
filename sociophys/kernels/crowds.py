"""What groups of people say, and pressure that follows it: two passes over the people, all replicas at once."""

from __future__ import annotations

import numpy as np

from sociophys.accelerate import jit

Array = np.ndarray


@jit
def group_means(spins: Array, group: Array, means: Array) -> None:
    """Write the mean opinion of each group to ``means``, (n_groups, n_replicas) float64; 0 for a group of nobody.

    Parameters
    ----------
    spins: (n_nodes, n_replicas) int8. group: (n_nodes,) int64; people of group -1 count nowhere.

    Notes
    -----
    Whole numbers are added, so the order does not matter. One pass over the spins.
    """
    n, replicas = spins.shape
    people = np.zeros(len(means), np.int64)
    means[:] = 0.0
    for i in range(n):
        g = group[i]
        if g >= 0:
            people[g] += 1
            for r in range(replicas):
                means[g, r] += spins[i, r]
    for g in range(len(means)):
        for r in range(replicas):
            means[g, r] /= max(people[g], 1)


@jit
def add_levels(h: Array, group: Array, reach: Array, levels: Array, strength: float) -> None:
    """Add strength * reach_i * levels[group_i] to each row of ``h``, (n_nodes, n_replicas) float64.

    People of group -1, or whose ``reach`` (n_nodes,) float64 is 0, are passed over. ``levels``: (n_groups, n_replicas).
    """
    for i in range(len(h)):
        g = group[i]
        if g >= 0 and reach[i] != 0.0:
            factor = strength * reach[i]
            for r in range(h.shape[1]):
                h[i, r] += factor * levels[g, r]
