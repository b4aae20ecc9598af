"""Half a cosine from one value to another."""

import math

from sociophys.parameters import parameter
from sociophys.schedules import NEVER, ScheduleBase


class Cosine(ScheduleBase):
    """v(t) = end + (begin - end)(1 + cos(pi t / sweeps))/2 for t < sweeps, then ``end``.

    Source: Loshchilov & Hutter 2017, arXiv 1608.03983, equation 5.

    Examples
    --------
    >>> round(Cosine(begin=2.0, end=0.0, sweeps=10).at(5), 12)
    1.0
    """

    begin: float = parameter(doc="Value at sweep 0.")
    end: float = parameter(doc="Value from sweep `sweeps` on.")
    sweeps: int = parameter(gt=0, unit="sweeps", doc="How long the change takes.")

    def at(self, t: float) -> float:
        """Return the value at sweep t."""
        share = min(t / self.sweeps, 1.0)
        return self.end + (self.begin - self.end) * (1 + math.cos(math.pi * share)) / 2

    def changes_after(self, t: int) -> float:
        """Return the next sweep, infinity after the end."""
        return NEVER if t >= self.sweeps else t + 1

    def bounds(self) -> tuple[float, float]:
        """Return the smallest and the largest value."""
        return min(self.begin, self.end), max(self.begin, self.end)
