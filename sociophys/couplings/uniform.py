"""Every tie pulls alike."""

from __future__ import annotations

import numpy as np

from sociophys.couplings import Coupling
from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.parameters import parameter


class Uniform(Coupling):
    """Give every tie the same influence, whatever its weight or sign: J_ij = strength.

    Below 0 everybody opposes whom they are tied to (an antiferromagnet).
    """

    strength: float = parameter(1.0, doc="Influence of every tie; below 0 it opposes.", unit="J", ge=-1e6, le=1e6)

    def couple(self, couplings: np.ndarray, network: Network, graph: Graph, rng: np.random.Generator) -> np.ndarray:
        """Return (n_slots,) couplings, all equal."""
        return np.full(network.n_slots, self.strength)
