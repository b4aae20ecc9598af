"""A value that swings."""

import math
from typing import Literal

from sociophys.parameters import parameter
from sociophys.schedules import ScheduleBase


class Oscillation(ScheduleBase):
    """v(t) = mean + amplitude sin(2 pi t / period + phase), or a square wave: up in the first half of each swing.

    Examples
    --------
    >>> Oscillation(amplitude=1.0, period=4.0).at(1)
    1.0
    """

    amplitude: float = parameter(doc="Half the distance between the extremes.")
    period: float = parameter(gt=0, unit="sweeps", doc="Sweeps of one full swing.")
    mean: float = parameter(0.0, doc="Value about which it swings.")
    phase: float = parameter(0.0, unit="radians", doc="Where in the swing sweep 0 lies.")
    shape: Literal["sine", "square"] = parameter("sine", doc="A sine, or a square wave of the same sign.")

    def at(self, t: float) -> float:
        """Return the value at sweep t."""
        if self.shape == "sine":
            return self.mean + self.amplitude * math.sin(2 * math.pi * t / self.period + self.phase)
        # not the sign of the sine: at whole and half turns that is the sign of a rounding error
        turns = t / self.period + self.phase / (2 * math.pi)
        return self.mean + self.amplitude * (1.0 if round(turns % 1.0, 9) % 1.0 < 0.5 else -1.0)

    def changes_after(self, t: int) -> float:
        """Return the next sweep, or for a square wave about its next turn: never later."""
        if self.shape == "sine":
            return t + 1
        shift = self.phase / (2 * math.pi)
        halves = math.floor(2 * (t / self.period + shift)) + 1
        return max(t + 1, math.floor((halves / 2 - shift) * self.period))

    def bounds(self) -> tuple[float, float]:
        """Return the smallest and the largest value."""
        return self.mean - abs(self.amplitude), self.mean + abs(self.amplitude)
