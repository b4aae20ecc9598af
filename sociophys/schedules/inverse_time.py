"""A value that decays as one over time."""

from sociophys.parameters import parameter
from sociophys.schedules import ScheduleBase


class InverseTime(ScheduleBase):
    """v(t) = begin / (1 + t / tau).

    Examples
    --------
    >>> InverseTime(begin=2.0, tau=10.0).at(10)
    1.0
    """

    begin: float = parameter(doc="Value at sweep 0.")
    tau: float = parameter(gt=0, unit="sweeps", doc="Sweeps after which half is left.")

    def at(self, t: float) -> float:
        """Return the value at sweep t."""
        return self.begin / (1 + t / self.tau)

    def bounds(self) -> tuple[float, float]:
        """Return the smallest and the largest value."""
        return min(self.begin, 0.0), max(self.begin, 0.0)
