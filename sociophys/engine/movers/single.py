"""One trajectory at a time: serves every model."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from sociophys.engine.controls import Controls, network_groups
from sociophys.engine.mover import Mover
from sociophys.engine.wiring import Wiring, wire
from sociophys.kernels.extension import AllTies
from sociophys.kernels.single import advance_single
from sociophys.model import Model
from sociophys.network import Network


def why_not(model: Model) -> str:
    """Return why this family cannot serve the model: never."""
    return ""


class Single(Mover):
    """Columns of the state, moved one by one; replicas whose ties a lever has changed have wirings of their own."""

    name: ClassVar[str] = "single"
    _controls: Controls

    def load(self) -> None:
        """Count anew: the spins stay in the state."""
        self._wirings: dict[int, tuple[Network, Wiring]] = {}
        self.recount()

    def store(self) -> None:
        """Do nothing: the spins are in the state."""

    def control(self, controls: Controls) -> None:
        """Keep the controls; their columns are cut where replicas have wirings of their own."""
        self._controls = controls

    def advance(self, t: int, n_sweeps: int) -> None:
        """Advance all columns, those of one network together."""
        state, controls, law = self.state, self._controls, self.model.dynamics.law()
        block = self.model.settings.order_block
        feed = self.model.feed.row(self.model.feed_arrays) if self.model.feed else AllTies()
        for network, columns in network_groups(self.model, state):
            narrow = [a if a.shape[1] == 1 else a[:, columns] for a in (controls.h, controls.beta, controls.pins)]
            spins, flips = np.ascontiguousarray(state.spins[:, columns]), np.zeros(len(columns), np.int64)
            advance_single(
                self._wiring(network), *(np.ascontiguousarray(a) for a in narrow), self.visits.sites, self.visits.code,
                spins, flips, state.replicas[columns], block, t, n_sweeps, self.key, law, feed,
            )  # fmt: skip
            state.spins[:, columns] = spins
            state.flips[columns] += flips
        self.recount()

    def _wiring(self, network: Network) -> Wiring:
        if id(network) not in self._wirings:
            self._wirings = {key: kept for key, kept in self._wirings.items() if kept[0] is self.model.network}
            self._wirings[id(network)] = (network, wire(network))
        return self._wirings[id(network)][1]
