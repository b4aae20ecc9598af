"""The life of a trend: quiet, rise, peak, decay."""

import math
from typing import Literal

from sociophys.parameters import parameter
from sociophys.schedules import ScheduleBase


class LifeCycle(ScheduleBase):
    """v(t) = base + (height - base) x(t): x is 0 before ``start``, rises evenly to 1, stays there, then decays.

    With u the sweeps since the peak ended, x = exp(-u/decay), or (1 + u/decay)^-exponent for a ``power_law`` tail.
    Collective attention decays as a power law: after a shock from outside with exponent 1 - theta where people pass
    it on, 1 + theta where they do not, after a rise of its own with 1 - 2 theta, theta about 0.4 on YouTube
    (Crane & Sornette 2008, doi 10.1073/pnas.0803685105).

    Examples
    --------
    >>> trend = LifeCycle(height=0.8, start=10, rise=4, plateau=5, decay=10.0, tail="power_law", exponent=1.0)
    >>> [round(trend.at(t), 3) for t in (0, 10, 12, 14, 19, 29, 39)]
    [0.0, 0.0, 0.4, 0.8, 0.8, 0.4, 0.267]
    """

    height: float = parameter(doc="Value at the peak.")
    start: int = parameter(0, ge=0, unit="sweeps", doc="When the rise begins.")
    rise: int = parameter(0, ge=0, unit="sweeps", doc="How long the rise takes; 0 is a jump.")
    plateau: int = parameter(0, ge=0, unit="sweeps", doc="How long it stays at the peak.")
    decay: float = parameter(gt=0, unit="sweeps", doc="Time of the decay: to 1/e, or to 2^-exponent for a power law.")
    tail: Literal["exponential", "power_law"] = parameter("exponential", doc="How it decays.")
    exponent: float = parameter(0.6, gt=0, doc="Exponent of a power-law tail; an exponential one has none.")
    base: float = parameter(0.0, doc="Value while it is quiet, and in the end.")

    def at(self, t: float) -> float:
        """Return the value at sweep t."""
        return self.base + (self.height - self.base) * self._share(t - self.start)

    def _share(self, since: float) -> float:
        if since < 0:
            return 0.0
        if since < self.rise:
            return since / self.rise
        after = max(since - self.rise - self.plateau, 0.0) / self.decay
        return math.exp(-after) if self.tail == "exponential" else (1 + after) ** -self.exponent

    def changes_after(self, t: int) -> float:
        """Return the start, or the next sweep; the end of the plateau while it lasts."""
        top = self.start + self.rise
        if t < self.start:
            return self.start if not self.rise else self.start + 1
        return top + self.plateau + 1 if top <= t < top + self.plateau else t + 1

    def bounds(self) -> tuple[float, float]:
        """Return the smallest and the largest value."""
        return min(self.height, self.base), max(self.height, self.base)
