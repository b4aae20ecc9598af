"""Influences of random size and sign: the Gaussian spin glass."""

from __future__ import annotations

import numpy as np

from sociophys.couplings import Coupling
from sociophys.couplings._ties import per_tie
from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.parameters import parameter


class Gaussian(Coupling):
    """Draw each influence from a normal law, whatever it was: J_ij = mean + sd z.

    Undirected: one draw a tie, J_ij = J_ji. Directed: one draw an arrow. Rules before it are forgotten.

    Notes
    -----
    Edwards & Anderson 1975, doi 10.1088/0305-4608/5/5/017. A tie is hostile with probability Phi(-mean / sd). On the
    complete network use ``sherrington_kirkpatrick``, which scales both with n_nodes.
    """

    mean: float = parameter(0.0, doc="Mean influence.", unit="J", ge=-1e6, le=1e6)
    sd: float = parameter(1.0, doc="Standard deviation of influences.", unit="J", ge=0, le=1e6)

    def couple(self, couplings: np.ndarray, network: Network, graph: Graph, rng: np.random.Generator) -> np.ndarray:
        """Return (n_slots,) couplings, symmetric if the network is undirected."""
        return per_tie(network, lambda k: rng.normal(self.mean, self.sd, k))
