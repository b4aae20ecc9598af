"""Mean opinion (magnetization)."""

from typing import Any, ClassVar

import numpy as np

from sociophys.network import Network
from sociophys.observables import Frame, Observable


class M(Observable):
    """m = sum_i s_i / n, from -1 (all minus) to 1 (all plus)."""

    is_odd: ClassVar[bool] = True
    of_opinions_alone: ClassVar[bool] = True
    unit: ClassVar[str] = "per person"
    meaning: ClassVar[str] = "mean opinion (magnetization)"

    @classmethod
    def by_default(cls, network: Network) -> bool:
        """Return True."""
        return True

    def measure(self, frame: Frame, bound: Any) -> np.ndarray:
        """Return m of each replica."""
        return frame.m
