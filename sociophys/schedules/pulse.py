"""A value that is on for a while."""

from sociophys.parameters import parameter
from sociophys.schedules import NEVER, ScheduleBase


class Pulse(ScheduleBase):
    """v(t) = height for start <= t < start + width, else ``base``.

    Examples
    --------
    >>> [Pulse(height=0.4, start=200, width=20).at(t) for t in (199, 200, 219, 220)]
    [0.0, 0.4, 0.4, 0.0]
    """

    height: float = parameter(doc="Value while it is on.")
    start: int = parameter(ge=0, unit="sweeps", doc="First sweep at which it is on.")
    width: int = parameter(gt=0, unit="sweeps", doc="How many sweeps it stays on.")
    base: float = parameter(0.0, doc="Value while it is off.")

    def at(self, t: float) -> float:
        """Return the value at sweep t."""
        return self.height if self.start <= t < self.start + self.width else self.base

    def changes_after(self, t: int) -> float:
        """Return the next edge of the pulse."""
        edges = (self.start, self.start + self.width)
        return next((edge for edge in edges if edge > t), NEVER)

    def bounds(self) -> tuple[float, float]:
        """Return the smallest and the largest value."""
        return min(self.height, self.base), max(self.height, self.base)
