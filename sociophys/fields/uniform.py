"""The same pressure on everybody."""

from typing import Any

import numpy as np

from sociophys.fields import Field
from sociophys.parameters import parameter
from sociophys.schedules import schedule
from sociophys.setting import Draw, Setting


class Uniform(Field):
    """A climate of opinion: h_i(t) = strength(t) for all i; negative presses toward the minus side.

    The uniform magnetic field of the Ising model (Ising 1925, doi 10.1007/BF02980577).
    """

    strength: schedule(ge=-100, le=100) = parameter(unit="couplings", doc="Pressure on each person, positive to plus.")

    def bind(self, setting: Setting, draw: Draw) -> None:
        """Need nothing of the network."""

    def write(self, bound: None, memory: dict[str, np.ndarray], t: int, h: np.ndarray) -> None:
        """Add the strength at sweep t to every entry."""
        h += self.strength.at(t)

    def changes_after(self, t: int) -> float:
        """Return when the strength changes next."""
        return self.strength.changes_after(t)

    def at_rest(self) -> Any:
        """Return whether the strength is zero throughout."""
        return self.strength.bounds() == (0.0, 0.0)
