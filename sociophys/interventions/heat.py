"""Heat or cool: set another noise level, for everybody or for a group."""

from typing import Any

import numpy as np

from sociophys.interventions import Change, Intervention, View
from sociophys.parameters import parameter
from sociophys.select import Selection, selection
from sociophys.setting import Draw, Setting


class Heat(Intervention):
    """While it holds, T_i = ``to`` for the nodes selected: more independence of mind (heat) or less (cool)."""

    to: float = parameter(ge=0, unit="couplings", doc="Noise level (temperature), absolute, while it holds.")
    nodes: selection() = parameter(Selection(), doc="Whose noise level changes; everybody's if not given.")

    def bind(self, setting: Setting, draw: Draw) -> np.ndarray:
        """Return the node numbers."""
        return self.nodes.pick(setting.network, setting.graph, setting.opinions, draw())

    def act(self, bound: np.ndarray, view: View, who: np.ndarray, t: int, draw: Draw) -> Any:
        """Return the new noise level."""
        return Change(f"noise level set to {self.to:g}", bound, self.to, cost={"people": float(len(bound))})
