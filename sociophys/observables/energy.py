"""Energy, where J is symmetric and nothing feeds back on it."""

from typing import ClassVar

import numpy as np

from sociophys.observables import Frame, Observable


class Energy(Observable):
    """E = -1/2 sum_ij J_ij s_i s_j - sum_i h_i s_i, each pair once, without the diagonal; in units of J."""

    needs_energy: ClassVar[bool] = True
    unit: ClassVar[str] = "couplings"
    meaning: ClassVar[str] = "strain in the network (energy)"

    def measure(self, frame: Frame) -> np.ndarray:
        """Return E of each replica under the field of this sweep."""
        return -frame.bonds - frame.pull
