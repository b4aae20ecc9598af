"""Influence from the weight of a tie."""

from __future__ import annotations

from typing import Literal

import numpy as np

from sociophys.couplings import Coupling
from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.parameters import parameter

_TRANSFORMS = {"identity": np.positive, "log1p": np.log1p, "tanh": np.tanh, "sqrt": np.sqrt}


class FromWeight(Coupling):
    """Make influence of the tie's weight, the sign kept: J_ij = strength * sign(w) f(|w| / scale).

    A hundred retweets do not pull a hundred times as hard: log1p and tanh say how fast influence saturates.
    Couplings set by rules before it are forgotten; rules after it act on its result.
    """

    transform: Literal["identity", "log1p", "tanh", "sqrt"] = parameter(
        "identity", doc="f: identity, log1p = ln(1 + x), tanh, sqrt."
    )
    scale: float = parameter(1.0, doc="Weight that counts as one unit.", unit="weight", gt=0)
    strength: float = parameter(1.0, doc="Factor on the result.", unit="J", ge=0)

    def couple(self, couplings: np.ndarray, network: Network, graph: Graph, rng: np.random.Generator) -> np.ndarray:
        """Return (n_slots,) couplings made of ``network.weights``."""
        weights = network.weights
        return self.strength * np.sign(weights) * _TRANSFORMS[self.transform](np.abs(weights) / self.scale)
