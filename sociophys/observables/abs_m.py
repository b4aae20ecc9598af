"""Size of the mean opinion, whichever side leads."""

from typing import ClassVar

import numpy as np

from sociophys.observables import Frame, Observable


class AbsM(Observable):
    """|m|, from 0 (evenly split) to 1 (consensus): the order parameter where no side is singled out."""

    unit: ClassVar[str] = "per person"
    meaning: ClassVar[str] = "size of the majority (absolute magnetization)"

    def measure(self, frame: Frame) -> np.ndarray:
        """Return |m| of each replica."""
        return np.abs(frame.m)
