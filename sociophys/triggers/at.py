"""At listed sweeps."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from pydantic import field_validator

from sociophys.parameters import parameter
from sociophys.triggers import NEVER, TriggerBase


class At(TriggerBase):
    """True at the listed sweeps only.

    Examples
    --------
    >>> [t for t in range(9) if At(times=(2, 5)).active(t, {})]
    [2, 5]
    """

    times: tuple[int, ...] = parameter(min_length=1, unit="sweeps", doc="The sweeps at which it fires.")

    @field_validator("times", mode="before")
    @classmethod
    def _from_list(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value

    @field_validator("times")
    @classmethod
    def _in_order(cls, times: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(sorted(times))

    def active(self, t: int, recorded: Mapping[str, Any]) -> bool:
        """Return whether t is listed."""
        return t in self.times

    def changes_after(self, t: int) -> float:
        """Return the next listed sweep, or the sweep after one."""
        if t in self.times:
            return t + 1
        k = bisect_right(self.times, t)
        return self.times[k] if k < len(self.times) else NEVER
