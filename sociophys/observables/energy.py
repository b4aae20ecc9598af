"""Energy, where J is symmetric and nothing feeds back on it."""

from typing import Any, ClassVar

import numpy as np

from sociophys.network import Network
from sociophys.observables import Frame, Need, Observable


class Energy(Observable):
    """E = -1/2 sum_ij J_ij s_i s_j - sum_i h_i s_i, each pair once, without the diagonal; in units of J."""

    needs: ClassVar[tuple[Need, ...]] = ("energy",)
    unit: ClassVar[str] = "couplings"
    meaning: ClassVar[str] = "strain in the network (energy)"

    @classmethod
    def by_default(cls, network: Network) -> bool:
        """Return True: wherever there is one."""
        return True

    def measure(self, frame: Frame, bound: Any) -> np.ndarray:
        """Return E of each replica under the field of this sweep."""
        return -frame.bonds - frame.pull
