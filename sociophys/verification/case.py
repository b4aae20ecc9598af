"""What a case of verification is, and what it finds."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from sociophys.verification.laboratory import Laboratory

Z_MAX = 4.0


@dataclass(frozen=True)
class Check:
    """One number measured beside the one expected.

    Attributes
    ----------
    error: standard error of ``got`` (and of ``expected`` where that is a measurement of others), from independent
        units: order blocks, graphs, or replicas where those are independent.
    tolerance: how far a correct engine may be off at this size for reasons that are not chance; 0 where the
        expected value is exact for this system.
    """

    quantity: str
    expected: float
    got: float
    error: float
    tolerance: float = 0.0

    @property
    def z(self) -> float:
        """How many standard errors ``got`` lies beyond the tolerated band; without a band, the z-score."""
        distance = self.got - self.expected
        beyond = max(0.0, abs(distance) - self.tolerance)
        if beyond == 0.0:
            return 0.0
        return math.copysign(beyond / self.error if self.error > 0 else math.inf, distance)

    @property
    def passed(self) -> bool:
        """Whether |z| < 4; what is not a number has failed."""
        return math.isfinite(self.got) and abs(self.z) < Z_MAX


@dataclass(frozen=True)
class Case:
    """A system with a known answer.

    Attributes
    ----------
    run: simulate in a laboratory and return the checks. source: where the expected values are from.
    quick: whether it belongs to the quick form. long: whether it runs only when asked for, is told and gates nothing.
    cold: whether there is no temperature in it that could be wrong (T = 0, or a property of graphs).
    """

    id: str
    title: str
    source: str
    run: Callable[[Laboratory], list[Check]]
    quick: bool = False
    long: bool = False
    cold: bool = False
