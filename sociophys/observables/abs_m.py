"""Size of the mean opinion, whichever side leads."""

from typing import Any, ClassVar

import numpy as np

from sociophys.network import Network
from sociophys.observables import Frame, Observable


class AbsM(Observable):
    """|m|, from 0 (evenly split) to 1 (consensus): the order parameter where no side is singled out."""

    of_opinions_alone: ClassVar[bool] = True
    unit: ClassVar[str] = "per person"
    meaning: ClassVar[str] = "size of the majority (absolute magnetization)"

    @classmethod
    def by_default(cls, network: Network) -> bool:
        """Return True."""
        return True

    def measure(self, frame: Frame, bound: Any) -> np.ndarray:
        """Return |m| of each replica."""
        return np.abs(frame.m)
