"""Booleans as a function of time (sweeps): when a lever is pulled, when a field refreshes its memory."""

import math
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from sociophys.parameters import Member, choice

NEVER = math.inf


class TriggerBase(Member):
    """A boolean of the sweep t >= 0, or, for conditions, of each replica's last recorded observables."""

    is_condition: ClassVar[bool] = False

    @abstractmethod
    def active(self, t: int, recorded: Mapping[str, Any]) -> Any:
        """Return whether it holds at sweep t: a bool, or (n_replicas,) bool for conditions."""

    def changes_after(self, t: int) -> float:
        """Return the first sweep after t at which a trigger of time may change; infinity if never."""
        return t + 1


def trigger() -> Any:
    """Return the parameter type 'a trigger': a block with a kind, or a bare number n for 'every n sweeps'."""
    return choice("triggers", number=("every", "n"))
