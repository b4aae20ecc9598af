"""Changes of mind since the last record."""

from typing import ClassVar

import numpy as np

from sociophys.observables import Frame, Observable


class Flips(Observable):
    """Number of attempts since the last record that changed an opinion."""

    unit: ClassVar[str] = "flips"
    meaning: ClassVar[str] = "changes of mind since the last record (flips)"

    def measure(self, frame: Frame) -> np.ndarray:
        """Return the flips of each replica."""
        return frame.counts.flips.astype(np.float64)
