"""Consensus at one side."""

import numpy as np

from sociophys.initial import Initial
from sociophys.network import Network
from sociophys.opinions import Opinions


class AllUp(Initial):
    """Everybody starts at the plus side: the ordered state."""

    def spins(self, network: Network, opinions: Opinions | None, rng: np.random.Generator) -> np.ndarray:
        """Return all +1."""
        return np.ones(network.n_nodes, np.int8)
