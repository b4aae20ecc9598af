"""Energy, where J is symmetric and nothing feeds back on it."""

from typing import ClassVar

import numpy as np

from sociophys.kernels.measure import field_sums
from sociophys.observables import Frame, Observable


class Energy(Observable):
    """E = -1/2 sum_ij J_ij s_i s_j - sum_i h_i s_i, each pair once, without the diagonal; in units of J."""

    needs_energy: ClassVar[bool] = True
    unit: ClassVar[str] = "couplings"
    meaning: ClassVar[str] = "strain in the network (energy)"

    def measure(self, frame: Frame) -> np.ndarray:
        """Return E of each replica under the field of this sweep."""
        each_twice = 0.5 if frame.groups[0][0].directed else 1.0  # symmetric arrows list a pair twice
        return -each_twice * frame.bonds[0] - field_sums(frame.h, frame.spins)
