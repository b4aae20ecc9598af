"""Borders: ties between people of different opinion."""

from typing import Any, ClassVar

import numpy as np

from sociophys.network import Network
from sociophys.observables import Frame, Observable


class Walls(Observable):
    """W = number of ties with s_i != s_j (arrows of a directed network count one by one)."""

    unit: ClassVar[str] = "ties"
    meaning: ClassVar[str] = "borders (domain walls)"

    @classmethod
    def by_default(cls, network: Network) -> bool:
        """Return True."""
        return True

    def measure(self, frame: Frame, bound: Any) -> np.ndarray:
        """Return W of each replica."""
        return frame.walls.astype(np.float64)
