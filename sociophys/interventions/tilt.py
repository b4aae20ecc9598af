"""Tilt: press some people toward a side for a while, whoever does it."""

from typing import Any, ClassVar

import numpy as np

from sociophys.interventions import Change, Intervention, View
from sociophys.parameters import parameter
from sociophys.select import Selection, selection, side_sign
from sociophys.setting import Draw, Setting


class Tilt(Intervention):
    """While it holds, ``strength`` times the side is added to h_i of the people selected, after the fields.

    h_i = fields + side * strength: the external field of the Ising model (Castellano, Fortunato & Loreto 2009,
    doi 10.1103/RevModPhys.81.591, section III), pulled as a lever: a broadcast that answers to a trigger, or to what is
    measured in each run. Costs strength times people times sweeps (``field_sweeps``).
    """

    presses: ClassVar[bool] = True

    toward: str = parameter(doc="Side it presses to: plus, minus, or the name the scenario gives a side.")
    strength: float = parameter(ge=0, le=100, unit="couplings", doc="Pressure on each person selected.")
    nodes: selection() = parameter(Selection(), doc="Who is pressed; everybody if not given.")

    def bind(self, setting: Setting, draw: Draw) -> tuple[np.ndarray, np.ndarray]:
        """Return the node numbers and the pressure on each."""
        nodes = self.nodes.pick(setting.network, setting.graph, setting.opinions, draw())
        return nodes, np.full(len(nodes), side_sign(self.toward, setting.opinions) * self.strength)

    def act(self, bound: Any, view: View, who: np.ndarray, t: int, draw: Draw) -> Change:
        """Return the pressure."""
        nodes, pressure = bound
        action = f"{len(nodes)} people pressed to {self.toward} by {self.strength:g}"
        return Change(action, nodes, field=pressure, cost={"people": float(len(nodes))})

    @property
    def singles_out_a_side(self) -> bool:
        """Return whether it presses at all."""
        return self.strength > 0
