"""Friends and foes by chance: the +-J spin glass."""

from __future__ import annotations

import numpy as np

from sociophys.couplings import Coupling
from sociophys.couplings._ties import per_tie
from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.parameters import parameter


class RandomSign(Coupling):
    """Make each tie hostile with a probability, whatever it was: J_ij = -strength or +strength.

    Undirected: one sign a tie, J_ij = J_ji. Directed: one sign an arrow. Rules before it are forgotten.

    Notes
    -----
    The +-J form of the spin glass of Edwards & Anderson 1975, doi 10.1088/0305-4608/5/5/017. With p = ``negative``:
    mean coupling strength (1 - 2 p), variance 4 strength^2 p (1 - p), a triangle is frustrated with probability (1 - (1
    - 2 p)^3) / 2.
    """

    negative: float = parameter(0.5, doc="Probability that a tie is hostile.", ge=0, le=1)
    strength: float = parameter(1.0, doc="Size of every influence.", unit="J", gt=0, le=1e6)

    def couple(self, couplings: np.ndarray, network: Network, graph: Graph, rng: np.random.Generator) -> np.ndarray:
        """Return (n_slots,) couplings of one size, symmetric if the network is undirected."""
        return per_tie(network, lambda k: np.where(rng.random(k) < self.negative, -self.strength, self.strength))
