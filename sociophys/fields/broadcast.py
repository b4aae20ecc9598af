"""A broadcast: mass media pressing an audience toward one side."""

import numpy as np

from sociophys.fields import Pressure
from sociophys.parameters import parameter
from sociophys.schedules import schedule
from sociophys.select import Selection, selection, side_sign
from sociophys.setting import Draw, Setting


class Broadcast(Pressure):
    """One message to a whole audience: h_i(t) = side * strength(t) for i in ``nodes``, 0 elsewhere.

    The standard external field of opinion models with mass media (Castellano, Fortunato & Loreto 2009,
    doi 10.1103/RevModPhys.81.591, section III.H), here with a time course and an audience.
    """

    toward: str = parameter(doc="Side it argues for: plus, minus, or the name the scenario gives a side.")
    strength: schedule(ge=0, le=100) = parameter(unit="couplings", doc="Pressure on each person in the audience.")
    nodes: selection() = parameter(Selection(), doc="The audience; everybody if not given.")

    def bind(self, setting: Setting, draw: Draw) -> np.ndarray:
        """Return the direction of the pressure on each node, (n_nodes, 1) float64."""
        audience = self.nodes.pick(setting.network, setting.graph, setting.opinions, draw())
        direction = np.zeros((setting.network.n_nodes, 1))
        direction[audience] = side_sign(self.toward, setting.opinions)
        return direction
