"""A straight line between two values."""

from typing import Self

from pydantic import model_validator

from sociophys.parameters import parameter
from sociophys.schedules import NEVER, ScheduleBase, check_order


class Ramp(ScheduleBase):
    """v(t) goes from ``begin`` at ``start`` to ``end`` at ``stop`` and holds outside.

    Examples
    --------
    >>> Ramp(begin=1.0, end=3.0, start=0, stop=10).at(5)
    2.0
    """

    begin: float = parameter(doc="Value up to sweep `start`.")
    end: float = parameter(doc="Value from sweep `stop` on.")
    start: int = parameter(0, ge=0, unit="sweeps", doc="When the ramp begins.")
    stop: int = parameter(gt=0, unit="sweeps", doc="When the ramp ends; after `start`.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        return check_order(self)

    def at(self, t: float) -> float:
        """Return the value at sweep t."""
        share = min(max((t - self.start) / (self.stop - self.start), 0.0), 1.0)
        return self.begin + share * (self.end - self.begin)

    def changes_after(self, t: int) -> float:
        """Return the next sweep inside the ramp, infinity after it."""
        return NEVER if t >= self.stop else max(t, self.start) + 1

    def bounds(self) -> tuple[float, float]:
        """Return the smallest and the largest value."""
        return min(self.begin, self.end), max(self.begin, self.end)
