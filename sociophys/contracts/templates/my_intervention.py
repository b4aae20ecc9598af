"""A lever of your own: what changes while its trigger holds. Rename the file and its class together."""

import numpy as np

from sociophys.interventions import Change, Intervention
from sociophys.parameters import parameter


class MyIntervention(Intervention):
    """Quiet rooms: while it holds, people with at most ``ties`` ties have the noise level ``to``."""

    to: float = parameter(0.5, ge=0, le=1000, unit="couplings", doc="Their noise level (temperature).")
    ties: int = parameter(4, ge=0, unit="ties", doc="Up to how many ties.")

    def bind(self, setting, draw):
        """Return what is needed later, made once: here the numbers of the people."""
        return np.flatnonzero(setting.network.degrees <= self.ties)

    def act(self, bound, view, who, t, draw):
        """Return the change, in words and with its cost; None if there is none."""
        return Change(f"noise level set to {self.to:g}", bound, temperature=self.to, cost={"people": float(len(bound))})
