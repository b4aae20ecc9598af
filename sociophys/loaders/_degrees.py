"""Laws of how many ties people have."""

from __future__ import annotations

from typing import Any

import numpy as np
from pydantic import model_validator

from sociophys.parameters import Strict, parameter

Array = np.ndarray


class PowerLaw(Strict):
    """P(k) proportional to k^-exponent for k = min .. max."""

    exponent: float = parameter(doc="P(k) falls as k^-exponent.", gt=1, le=10)
    min: int = parameter(doc="Smallest value.", ge=1)
    max: int = parameter(doc="Largest value.", ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _ordered(self) -> PowerLaw:
        if self.max < self.min:
            raise ValueError(f"max {self.max} is below min {self.min}; allowed {self.min} or more")
        return self

    @property
    def law(self) -> tuple[Array, Array]:
        """The values and their probabilities."""
        values = np.arange(self.min, self.max + 1)
        weight = (values / self.min) ** -self.exponent
        return values, weight / weight.sum()

    @property
    def mean(self) -> float:
        """The expected value."""
        values, share = self.law
        return float(values @ share)

    def draw(self, count: int, rng: np.random.Generator) -> Array:
        """Return independent values, (count,) int64."""
        cumulative = np.cumsum(self.law[1])
        at = np.searchsorted(cumulative, rng.random(count), side="right")
        return self.min + np.minimum(at, len(cumulative) - 1)


class Degrees(Strict):
    """How many ties people have, said in one of three ways; a bare list means ``listed``."""

    listed: list[int] | None = parameter(None, doc="the ties of each person, in order", min_length=2)
    power_law: PowerLaw | None = parameter(None, doc="P(k) proportional to k^-exponent for k = min .. max")
    poisson: float | None = parameter(None, doc="mean of a Poisson law", ge=0)

    @model_validator(mode="before")
    @classmethod
    def _expand(cls, raw: Any) -> Any:
        return {"listed": raw} if isinstance(raw, list) else raw

    @model_validator(mode="after")
    def _one(self) -> Degrees:
        given = [way for way in type(self).model_fields if getattr(self, way) is not None]
        if len(given) != 1:
            said = " and ".join(given) or "nothing"
            raise ValueError(f"the degrees say {said}; allowed exactly one of listed, power_law, poisson")
        if self.listed is not None:
            _check_list(self.listed)
        return self

    def draw(self, count: int, rng: np.random.Generator) -> Array:
        """Return the degrees of ``count`` people, (count,) int64; of a Poisson law at most count - 1."""
        if self.listed is not None:
            return np.array(self.listed, np.int64)
        if self.power_law is not None:
            return self.power_law.draw(count, rng)
        return np.minimum(rng.poisson(float(self.poisson or 0), count), count - 1)

    def total(self, count: int) -> float:
        """Return the expected sum of the degrees of ``count`` people."""
        if self.listed is not None:
            return sum(self.listed)
        return count * (self.power_law.mean if self.power_law is not None else float(self.poisson or 0))

    @property
    def highest(self) -> float:
        """The largest degree (of a Poisson law its mean)."""
        if self.listed is not None:
            return max(self.listed)
        return self.power_law.max if self.power_law is not None else float(self.poisson or 0)


def _check_list(degrees: list[int]) -> None:
    if min(degrees) < 0:
        raise ValueError(f"degree {min(degrees)} is below 0; allowed 0 or more")
    if sum(degrees) % 2:
        raise ValueError(f"the degrees add up to {sum(degrees)}, but a tie has two ends; allowed an even sum")
    if not is_graphical(np.array(degrees, np.int64)):
        raise ValueError("no simple graph has these degrees (Erdos & Gallai); allowed fewer ties for the most tied")


def is_graphical(degrees: Array) -> bool:
    """Return whether a simple graph has these degrees (Erdos & Gallai 1960), in O(n log n)."""
    d = np.sort(degrees)[::-1].astype(np.int64)
    k = np.arange(1, len(d) + 1)
    above = np.searchsorted(-d, -k, side="left")  # how many degrees exceed k
    from_k = np.maximum(above, k)
    total = np.concatenate([[0], np.cumsum(d)])
    right = k * (k - 1) + k * (from_k - k) + (total[-1] - total[from_k])
    return bool(total[-1] % 2 == 0 and np.all(total[1:] <= right))


def even_sum(degrees: Array, rng: np.random.Generator) -> tuple[Array, int]:
    """Return degrees with an even sum, one person (not tied to everybody) raised by 1 if need be, and how many."""
    if not degrees.sum() % 2:
        return degrees, 0
    able = np.flatnonzero(degrees < len(degrees) - 1)
    degrees = degrees.copy()
    degrees[able[rng.integers(len(able))]] += 1
    return degrees, 1
