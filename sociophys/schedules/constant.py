"""A number that does not change."""

from sociophys.parameters import parameter
from sociophys.schedules import NEVER, ScheduleBase


class Constant(ScheduleBase):
    """The same value at all times, v(t) = value.

    Examples
    --------
    >>> Constant(value=2.5).at(100)
    2.5
    """

    value: float = parameter(doc="The value at all times.")

    def at(self, t: float) -> float:
        """Return the value."""
        return self.value

    def changes_after(self, t: int) -> float:
        """Return infinity: it never changes."""
        return NEVER

    def bounds(self) -> tuple[float, float]:
        """Return the smallest and the largest value."""
        return self.value, self.value
