"""Numbers as a function of time (sweeps): values shared by fields, temperatures and levers."""

import functools
import math
from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from sociophys.parameters import Member, choice

NEVER = math.inf


class ScheduleBase(Member):
    """A number as a function of the sweep t. Before sweep 0 the value of sweep 0 holds."""

    @abstractmethod
    def at(self, t: float) -> float:
        """Return the value at sweep t >= 0."""

    def changes_after(self, t: int) -> float:
        """Return the first sweep after t at which the value may differ; infinity if never."""
        return t + 1

    @abstractmethod
    def bounds(self) -> tuple[float, float]:
        """Return a lower and an upper bound of the values that the schedule takes."""


@functools.lru_cache(maxsize=256)
def total(values: ScheduleBase, sweeps: int, of: Callable[[float], float] = float) -> float:
    """Return the sum of the values of a schedule, or ``of`` them, at sweeps 0 to ``sweeps`` - 1."""
    parts, t = [], 0
    while t < sweeps:
        after = int(min(values.changes_after(t), sweeps))
        parts.append(of(values.at(t)) * (after - t))
        t = after
    return math.fsum(parts)


def check_order(span: Any) -> Any:
    """Return the span; raise ValueError unless its ``start`` comes before its ``stop`` or ``end``."""
    name = "stop" if hasattr(span, "stop") else "end"
    last = getattr(span, name)
    if span.start >= last:
        raise ValueError(f"start {span.start} is not before {name} {last}; allowed start < {name}")
    return span


def schedule(*, ge: float = -math.inf, le: float = math.inf) -> Any:
    """Return the parameter type 'a schedule': a block with a kind, or a bare number for a constant."""
    return choice("schedules", number=("constant", "value"), ge=ge, le=le)
