"""Influence from the sign of a tie alone."""

from __future__ import annotations

import numpy as np

from sociophys.couplings import Coupling
from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.parameters import parameter


class FromSign(Coupling):
    """Set J_ij = positive for friendly ties and J_ij = negative for hostile ones, whatever their weight.

    With the defaults this is the +-J model of structural balance. Couplings set by rules before it are forgotten.
    """

    positive: float = parameter(1.0, doc="Influence of a friendly tie (weight above 0).", unit="J", ge=0)
    negative: float = parameter(-1.0, doc="Influence of a hostile tie (weight below 0).", unit="J", le=0)

    def couple(self, couplings: np.ndarray, network: Network, graph: Graph, rng: np.random.Generator) -> np.ndarray:
        """Return (n_slots,) couplings made of the signs of ``network.weights``."""
        return np.select([network.weights > 0, network.weights < 0], [self.positive, self.negative], 0.0)
