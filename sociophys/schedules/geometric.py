"""A value that falls or rises by a fixed factor a sweep."""

from sociophys.parameters import parameter
from sociophys.schedules import ScheduleBase


class Geometric(ScheduleBase):
    """v(t) = end + (begin - end) factor^t, the usual cooling of simulated annealing for factor < 1.

    Source: Kirkpatrick, Gelatt & Vecchi 1983, doi 10.1126/science.220.4598.671.

    Examples
    --------
    >>> Geometric(begin=4.0, end=0.0, factor=0.5).at(2)
    1.0
    """

    begin: float = parameter(doc="Value at sweep 0.")
    end: float = parameter(0.0, doc="Value approached.")
    factor: float = parameter(gt=0, lt=1, doc="Share of the distance to `end` left after one sweep.")

    def at(self, t: float) -> float:
        """Return the value at sweep t."""
        return self.end + (self.begin - self.end) * self.factor**t

    def bounds(self) -> tuple[float, float]:
        """Return the smallest and the largest value."""
        return min(self.begin, self.end), max(self.begin, self.end)
