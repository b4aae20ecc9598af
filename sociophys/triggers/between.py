"""In a span of sweeps."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import model_validator

from sociophys.parameters import parameter
from sociophys.schedules import check_order
from sociophys.triggers import NEVER, TriggerBase


class Between(TriggerBase):
    """True for start <= t < end.

    Examples
    --------
    >>> [t for t in range(9) if Between(start=3, end=5).active(t, {})]
    [3, 4]
    """

    start: int = parameter(ge=0, unit="sweeps", doc="First sweep at which it holds.")
    end: int = parameter(gt=0, unit="sweeps", doc="First sweep at which it no longer holds.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        return check_order(self)

    def active(self, t: int, recorded: Mapping[str, Any]) -> bool:
        """Return whether t lies in the span."""
        return self.start <= t < self.end

    def changes_after(self, t: int) -> float:
        """Return the next edge of the span."""
        return next((edge for edge in (self.start, self.end) if edge > t), NEVER)
