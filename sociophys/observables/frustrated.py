"""Tension: ties that pull against the opinions they join."""

from typing import Any, ClassVar

import numpy as np

from sociophys.network import Network
from sociophys.observables import Frame, Observable


class Frustrated(Observable):
    """Number of ties with J_ij s_i s_j < 0: friends who disagree, foes who agree. Equal to walls without foes."""

    unit: ClassVar[str] = "ties"
    meaning: ClassVar[str] = "ties under tension (frustrated edges)"

    @classmethod
    def by_default(cls, network: Network) -> bool:
        """Return whether there is a hostile tie."""
        return network.has_hostile

    def measure(self, frame: Frame, bound: Any) -> np.ndarray:
        """Return the frustrated ties of each replica."""
        return frame.frustrated.astype(np.float64)
