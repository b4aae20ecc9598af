"""The same pressure on everybody."""

from sociophys.fields import Pressure
from sociophys.parameters import parameter
from sociophys.schedules import schedule
from sociophys.setting import Draw, Setting


class Uniform(Pressure):
    """A climate of opinion: h_i(t) = strength(t) for all i; negative presses toward the minus side.

    The uniform magnetic field of the Ising model (Ising 1925, doi 10.1007/BF02980577).
    """

    strength: schedule(ge=-100, le=100) = parameter(unit="couplings", doc="Pressure on each person, positive to plus.")

    def bind(self, setting: Setting, draw: Draw) -> float:
        """Return the shape: 1 for everybody."""
        return 1.0
