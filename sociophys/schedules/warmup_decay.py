"""A straight rise, then an exponential fall: the life of a piece of news."""

import math

from sociophys.parameters import parameter
from sociophys.schedules import ScheduleBase


class WarmupDecay(ScheduleBase):
    """v(t) = height (t - start)/warmup while it rises, then height exp(-(t - start - warmup)/decay).

    Examples
    --------
    >>> WarmupDecay(height=1.0, warmup=10, decay=5.0).at(10)
    1.0
    """

    height: float = parameter(doc="Value at the peak.")
    start: int = parameter(0, ge=0, unit="sweeps", doc="When the rise begins; zero before.")
    warmup: int = parameter(gt=0, unit="sweeps", doc="How long the rise takes.")
    decay: float = parameter(gt=0, unit="sweeps", doc="Time constant of the fall.")

    def at(self, t: float) -> float:
        """Return the value at sweep t."""
        since = t - self.start
        if since <= 0:
            return 0.0
        rising = since < self.warmup
        return self.height * (since / self.warmup if rising else math.exp((self.warmup - since) / self.decay))

    def changes_after(self, t: int) -> float:
        """Return the next sweep, or the start before it."""
        return max(t, self.start) + 1

    def bounds(self) -> tuple[float, float]:
        """Return the smallest and the largest value."""
        return min(self.height, 0.0), max(self.height, 0.0)
