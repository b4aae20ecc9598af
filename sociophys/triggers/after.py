"""From a sweep on."""

from collections.abc import Mapping
from typing import Any

from sociophys.parameters import parameter
from sociophys.triggers import NEVER, TriggerBase


class After(TriggerBase):
    """True for t >= start.

    Examples
    --------
    >>> After(start=3).active(2, {}), After(start=3).active(3, {})
    (False, True)
    """

    start: int = parameter(0, ge=0, unit="sweeps", doc="First sweep at which it holds.")

    def active(self, t: int, recorded: Mapping[str, Any]) -> bool:
        """Return whether t has reached the start."""
        return t >= self.start

    def changes_after(self, t: int) -> float:
        """Return the start, if it is still to come."""
        return self.start if t < self.start else NEVER
