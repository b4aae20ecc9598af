"""A random start."""

import numpy as np

from sociophys.initial import Initial
from sociophys.network import Network
from sociophys.opinions import Opinions
from sociophys.parameters import parameter


class Random(Initial):
    """Each person independently at plus with probability ``share_plus``: infinite temperature at 1/2."""

    share_plus: float = parameter(0.5, ge=0, le=1, doc="Probability of starting at the plus side.")

    def spins(self, network: Network, opinions: Opinions | None, rng: np.random.Generator) -> np.ndarray:
        """Return one replica's start."""
        return np.where(rng.random(network.n_nodes) < self.share_plus, 1, -1).astype(np.int8)

    @property
    def singles_out_a_side(self) -> bool:
        """Whether one side is likelier."""
        return self.share_plus != 0.5
