"""At regular intervals."""

from collections.abc import Mapping
from typing import Any

from sociophys.parameters import parameter
from sociophys.triggers import TriggerBase


class Every(TriggerBase):
    """True at start, start + n, start + 2n, ...

    Examples
    --------
    >>> [t for t in range(10) if Every(n=3, start=1).active(t, {})]
    [1, 4, 7]
    """

    n: int = parameter(gt=0, unit="sweeps", doc="Distance between two firings.")
    start: int = parameter(0, ge=0, unit="sweeps", doc="First firing.")

    def active(self, t: int, recorded: Mapping[str, Any]) -> bool:
        """Return whether t is one of the firings."""
        return t >= self.start and (t - self.start) % self.n == 0

    def changes_after(self, t: int) -> float:
        """Return the next firing, or the sweep after one."""
        if self.active(t, {}):
            return t + 1
        return self.start if t < self.start else t + self.n - (t - self.start) % self.n
