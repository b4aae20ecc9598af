"""Likeness of two runs, person by person: the overlap of replicas, order parameter of a spin glass."""

from typing import Any, ClassVar

import numpy as np

from sociophys.kernels.measure import column_products
from sociophys.observables import Frame, Need, Observable


class ReplicaOverlap(Observable):
    """q_ab = sum_i s_i^a s_i^b / n of a run a and the next run b of its order block (the last with the first).

    1 the same opinion in everybody, 0 no more alike than chance, -1 mirror images. Every value is one pair's, so a
    histogram of the records is P(q), and q^2 its spin-glass susceptibility over n (Edwards & Anderson 1975, doi
    10.1088/0305-4608/5/5/017; Parisi 1983, doi 10.1103/PhysRevLett.50.1946). Undefined (NaN) for a run alone in its
    block. It looks at every spin: record it every 10 sweeps or more.

    Notes
    -----
    Runs of a block share whom they ask when and no coin. In equilibrium that leaves them independent (engine rule 3);
    on the way there, at T = 0 or with directed ties part of the likeness is the shared order's.
    """

    needs: ClassVar[tuple[Need, ...]] = ("partners",)
    is_odd: ClassVar[bool] = True  # one run turned turns the sign of its pairs
    unit: ClassVar[str] = "per person"
    meaning: ClassVar[str] = "likeness of two runs (replica overlap)"

    def measure(self, frame: Frame, bound: Any) -> np.ndarray:
        """Return q of each replica and its partner."""
        partners = next_in_block(frame.controls.blocks)
        q = column_products(frame.spins, partners) / frame.spins.shape[0]
        return np.where(partners == np.arange(len(partners)), np.nan, q)


def next_in_block(blocks: np.ndarray) -> np.ndarray:
    """Return the column after each within its block, the first after the last, (n_replicas,) int64.

    Examples
    --------
    >>> next_in_block(np.array([0, 0, 0, 1, 1, 2])).tolist()
    [1, 2, 0, 4, 3, 5]
    """
    columns = np.arange(len(blocks))
    first, counts = np.unique(blocks, return_index=True, return_counts=True)[1:]
    begin, size = np.repeat(first, counts), np.repeat(counts, counts)
    return begin + (columns - begin + 1) % size
