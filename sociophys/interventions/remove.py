"""Remove: people leave the network; they come back when the trigger ends."""

from typing import ClassVar

import numpy as np

from sociophys.interventions import Change, Intervention, View, without_slots
from sociophys.network import Network
from sociophys.parameters import parameter
from sociophys.select import selection
from sociophys.setting import Draw, Setting


class Remove(Intervention):
    """While it holds, the people selected have no ties, keep the opinion they had, and are out of the counts.

    Mean opinion and everything counted on ties is of the people who are left: attack and deplatforming as removal of
    vertices (Albert, Jeong & Barabasi 2000, doi 10.1038/35019019). A sweep stays one of n_nodes attempts, those on the
    removed do nothing. When it ends they return with their ties and the opinion they left with.
    """

    rewires: ClassVar[bool] = True
    keeps_number: ClassVar[bool] = False

    nodes: selection() = parameter(doc="Who is removed.")

    @property
    def per_replica(self) -> bool:
        """Return True: each run keeps the opinions its own people left with."""
        return True

    @property
    def ties_differ(self) -> bool:
        """Whether it waits for a condition: the people are the same in every run."""
        return bool(self.when.is_condition)

    def bind(self, setting: Setting, draw: Draw) -> np.ndarray:
        """Return the node numbers."""
        return self.nodes.pick(setting.network, setting.graph, setting.opinions, draw())

    def act(self, bound: np.ndarray, view: View, who: np.ndarray, t: int, draw: Draw) -> Change:
        """Return who leaves."""
        cost = {"people": float(len(bound))}
        return Change(f"{len(bound)} people removed", bound, pin=view.spins[bound], absent=True, cost=cost)

    def retie(self, bound: np.ndarray, network: Network) -> Network:
        """Return the network without their ties."""
        gone = np.zeros(network.n_nodes, bool)
        gone[bound] = True
        return without_slots(network, gone[network.rows] | gone[network.indices])
