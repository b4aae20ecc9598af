"""Numbers for single people that mean the same in a run and in its mirror image."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sociophys.statistics import MIN_BLOCKS
from sociophys.trajectory import State

Array = np.ndarray
_CHUNK = 1 << 22  # numbers of 8 bytes held at a time


@dataclass(frozen=True)
class MeanSpins:
    """Time averages of the spins of every person and replica, made a stretch of people at a time.

    Whole they would need 8 bytes a person and replica, several times over.

    Attributes
    ----------
    sums: (n_nodes, n_replicas) whole numbers, sums of spins over ``n_records`` looks.
    """

    sums: Array
    n_records: int

    @classmethod
    def of(cls, states: Sequence[State]) -> MeanSpins:
        """Return the averages of units that were looked at together, side by side."""
        return cls(np.hstack([state.spin_sums for state in states]), max(1, states[0].n_records))

    def row_by_row(self, measure: Callable[[Array], tuple[Array | None, ...]]) -> tuple[Array | None, ...]:
        """Return what ``measure`` makes of the averages, (some of the nodes, n_replicas), for all nodes.

        It gives one number a node in each of its results, or None.
        """
        step = max(1, _CHUNK // max(1, self.sums.shape[1]))
        parts = [
            measure(self.sums[begin : begin + step] / self.n_records)
            for begin in range(0, max(1, len(self.sums)), step)
        ]
        return tuple(
            None if column[0] is None else np.concatenate([np.asarray(part) for part in column])
            for column in zip(*parts, strict=True)
        )


def rarer_shares(mean_spins: Array) -> Array:
    """Return the share of time that each person spent on the side they held less often, within each run.

    Parameters
    ----------
    mean_spins: (n_nodes, n_replicas) time averages of the spins.

    Returns
    -------
    (n_nodes, n_replicas) (1 - |mean of s_i|) / 2: 0 never changed, 1/2 as often on the one side as on the other. A
    global flip changes nothing, so runs need not be aligned.
    """
    return (1.0 - np.abs(mean_spins)) / 2.0


def variances(mean_spins: Array) -> tuple[Array, Array]:
    """Return how each person's opinion varied in time within a run, and how their time averages varied between runs.

    Parameters
    ----------
    mean_spins: (n_nodes, n_replicas) time averages of the spins, aligned where no side is singled out.

    Returns
    -------
    Two (n_nodes,): the mean over runs of 1 - <s_i>^2, and the variance of <s_i> over these runs. Both add up to
    1 - (mean over everything)^2.
    """
    return (1.0 - mean_spins**2).mean(axis=1), mean_spins.var(axis=1)


def block_means(values: Array, block: int) -> tuple[Array, Array | None]:
    """Return mean and standard error over runs for each person: ``statistics.block_estimate``, row by row.

    Parameters
    ----------
    values: (n_nodes, n_replicas). block: replicas per order block, the independent unit.

    Returns
    -------
    mean: (n_nodes,). error: (n_nodes,), or None where there are too few units for one.
    """
    n_replicas = values.shape[1]
    first = np.arange(0, n_replicas, max(1, block))
    sizes = np.diff(np.append(first, n_replicas))
    mean, n_units = values.mean(axis=1), len(first)
    if n_units < 2 or (block > 1 and n_units < MIN_BLOCKS):
        return mean, None
    distance = np.add.reduceat(values, first, axis=1) / sizes - mean[:, None]
    return mean, np.sqrt(n_units / (n_units - 1) * np.sum((sizes / n_replicas * distance) ** 2, axis=1))
