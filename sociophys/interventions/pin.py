"""Pin: hold people at a side, whatever the pressure (zealots); release them when it ends."""

from typing import Any, ClassVar

import numpy as np

from sociophys.interventions import Change, Intervention, View
from sociophys.parameters import parameter
from sociophys.select import Selection, selection, side_sign
from sociophys.setting import Draw, Setting


class Pin(Intervention):
    """Zealots: s_i is set to a side and held there (Mobilia 2003, doi 10.1103/PhysRevLett.91.028701).

    An attempt on a pinned node does nothing, so the others keep their rate of one reconsideration a sweep.
    """

    only_pins: ClassVar[bool] = True

    to: str = parameter(doc="Side they are held at: plus, minus, or the name the scenario gives a side.")
    nodes: selection() = parameter(Selection(), doc="Who is held; everybody if not given.")

    def bind(self, setting: Setting, draw: Draw) -> tuple[np.ndarray, np.ndarray]:
        """Return the node numbers and the side of each."""
        nodes = self.nodes.pick(setting.network, setting.graph, setting.opinions, draw())
        return nodes, np.full(len(nodes), side_sign(self.to, setting.opinions, "to"), np.int8)

    def act(self, bound: Any, view: View, who: np.ndarray, t: int, draw: Draw) -> Change:
        """Return who is held where."""
        nodes, sides = bound
        return Change(f"{len(nodes)} people held at {self.to}", nodes, pin=sides, cost={"people": float(len(nodes))})

    @property
    def singles_out_a_side(self) -> bool:
        """Return True: a pin prefers a side."""
        return True
