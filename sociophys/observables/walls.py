"""Borders: ties between people of different opinion."""

from typing import ClassVar

import numpy as np

from sociophys.observables import Frame, Observable


class Walls(Observable):
    """W = number of ties with s_i != s_j (arrows of a directed network count one by one)."""

    unit: ClassVar[str] = "ties"
    meaning: ClassVar[str] = "borders (domain walls)"

    def measure(self, frame: Frame) -> np.ndarray:
        """Return W of each replica."""
        return frame.ties[1]
