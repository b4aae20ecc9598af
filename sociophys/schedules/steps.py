"""Values that hold between given times."""

from bisect import bisect_right
from typing import Self

from pydantic import field_validator, model_validator

from sociophys.parameters import parameter
from sociophys.schedules import NEVER, ScheduleBase


class Steps(ScheduleBase):
    """v(t) = values[k] from times[k] up to times[k+1]; ``before`` holds earlier.

    Examples
    --------
    >>> Steps(times=(0, 100), values=(1.0, 2.0)).at(99)
    1.0
    """

    times: tuple[int, ...] = parameter(min_length=1, unit="sweeps", doc="Rising sweeps at which the value changes.")
    values: tuple[float, ...] = parameter(min_length=1, doc="The value from each of the times on; as many as times.")
    before: float = parameter(0.0, doc="Value before the first of the times.")

    @field_validator("times", "values", mode="before")
    @classmethod
    def _from_list(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value

    @model_validator(mode="after")
    def _matching(self) -> Self:
        if len(self.times) != len(self.values):
            raise ValueError(f"{len(self.times)} times but {len(self.values)} values; allowed one value a time")
        if list(self.times) != sorted(set(self.times)) or self.times[0] < 0:
            raise ValueError(f"times {list(self.times)} are not rising from 0; allowed rising sweeps")
        return self

    def at(self, t: float) -> float:
        """Return the value at sweep t."""
        k = bisect_right(self.times, t)
        return self.values[k - 1] if k else self.before

    def changes_after(self, t: int) -> float:
        """Return the next of the times."""
        k = bisect_right(self.times, t)
        return self.times[k] if k < len(self.times) else NEVER

    def bounds(self) -> tuple[float, float]:
        """Return the smallest and the largest value."""
        return min(self.before, *self.values), max(self.before, *self.values)
