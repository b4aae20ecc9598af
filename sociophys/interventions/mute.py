"""Mute: people lose their influence on others, and still listen."""

from typing import ClassVar

import numpy as np

from sociophys.interventions import Change, Intervention, View
from sociophys.network import Network
from sociophys.parameters import parameter
from sociophys.select import selection
from sociophys.setting import Draw, Setting


class Mute(Intervention):
    """While it holds, J_ij = 0 for every j selected: nobody is influenced by them, they are influenced as before.

    What moderation calls a shadow ban. The ties stay and are counted; J is no longer symmetric, so there is neither
    energy nor equilibrium. Without an end it is for good.
    """

    rewires: ClassVar[bool] = True

    nodes: selection() = parameter(doc="Who is muted.")

    def bind(self, setting: Setting, draw: Draw) -> np.ndarray:
        """Return the node numbers."""
        return self.nodes.pick(setting.network, setting.graph, setting.opinions, draw())

    def act(self, bound: np.ndarray, view: View, who: np.ndarray, t: int, draw: Draw) -> Change:
        """Return how many are muted; their ties are those of :meth:`retie`."""
        return Change(f"{len(bound)} people muted", cost={"people": float(len(bound))})

    def retie(self, bound: np.ndarray, network: Network) -> Network:
        """Return the network in which they influence nobody."""
        return network.with_couplings(np.where(np.isin(network.indices, bound), 0.0, network.couplings))
