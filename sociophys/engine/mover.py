"""What a kernel family looks like to the loop: it owns the moving spins and counts while it moves them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sociophys.engine.controls import Controls
from sociophys.engine.wiring import Visits
from sociophys.kernels.measure import bond_sums, spin_sums
from sociophys.model import Model
from sociophys.trajectory import State

Array = np.ndarray
Key = tuple[np.uint32, np.uint32]


@dataclass
class Tally:
    """What is known of each replica without a look at its spins.

    Attributes
    ----------
    m: (n_replicas,) int64, sum of spins now. flips: (n_replicas,) int64, changes of mind since they were zeroed.
    bonds: (n_replicas,) float64, sum of J_ij s_i s_j over the ties now, each once; empty where nobody asks.
    """

    m: Array
    flips: Array
    bonds: Array


class Mover(ABC):
    """The spins of a unit in the layout of one kernel family.

    Each file of ``engine/movers`` is one family, with a function ``why_not(model) -> str``: why the family cannot
    serve a model, empty where it can (samplers are asked for by the dynamics). Which family serves is a function of
    model, network and replicas only.
    """

    name: ClassVar[str]

    def __init__(self, model: Model, state: State, visits: Visits, key: Key) -> None:
        self.model, self.state, self.visits, self.key = model, state, visits, key
        self.tracks_bonds = model.tracks_bonds
        self.tally = Tally(np.zeros(0, np.int64), state.flips, state.bonds)
        self.load()
        if self.tracks_bonds and not state.bonds.size:
            self.recount()

    @abstractmethod
    def load(self) -> None:
        """Take the spins over from the state: at the start, and after a lever has set some."""

    @abstractmethod
    def store(self) -> None:
        """Write the spins into the state."""

    @abstractmethod
    def control(self, controls: Controls) -> None:
        """Take over pressure, noise and pins: they have changed."""

    @abstractmethod
    def advance(self, t: int, n_sweeps: int) -> None:
        """Make sweeps t to t + n_sweeps - 1 under the same controls, counting into ``tally``."""

    def recount(self) -> None:
        """Sum the spins, and the bonds where they are tracked, anew from the spins of the state."""
        self.tally.m = spin_sums(self.state.spins)
        if self.tracks_bonds:
            self.tally.bonds = self.state.bonds = bonds(self.model, self.state.spins)


def bonds(model: Model, spins: Array) -> Array:
    """Return sum of J_ij s_i s_j over the ties, each once, (n_replicas,) float64; J is symmetric."""
    network = model.network
    pairs: Array = bond_sums(network.indptr, network.indices, network.couplings, spins, not network.directed)
    return 0.5 * pairs if network.directed else pairs
