"""Changes of mind since the last record."""

from typing import Any, ClassVar

import numpy as np

from sociophys.network import Network
from sociophys.observables import Frame, Observable


class Flips(Observable):
    """Number of attempts since the last record that changed an opinion."""

    of_opinions_alone: ClassVar[bool] = True
    unit: ClassVar[str] = "flips"
    meaning: ClassVar[str] = "changes of mind since the last record (flips)"

    @classmethod
    def by_default(cls, network: Network) -> bool:
        """Return True."""
        return True

    def measure(self, frame: Frame, bound: Any) -> np.ndarray:
        """Return the flips of each replica."""
        return frame.counts.flips.astype(np.float64)
