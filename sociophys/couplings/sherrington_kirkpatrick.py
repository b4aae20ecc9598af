"""Everybody loves or hates everybody a little: the mean-field spin glass."""

from __future__ import annotations

import numpy as np

from sociophys.couplings import Coupling
from sociophys.couplings._ties import per_tie
from sociophys.errors import GraphError, Mistake
from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.parameters import parameter


class SherringtonKirkpatrick(Coupling):
    """Draw each influence of a complete network from a normal law with mean J0 / n and standard deviation J / sqrt n.

    n = n_nodes. Undirected: one draw a tie. Directed (``{kind: complete, directed: true}``): one draw an arrow, the
    asymmetric model, which has no energy. Refused on networks that are not complete, where n is not the number of
    neighbours: use ``gaussian`` there. Rules before it are forgotten.

    Notes
    -----
    Sherrington & Kirkpatrick 1975, doi 10.1103/PhysRevLett.35.1792. Symmetric, J0 = 0: T_c = J, ground-state energy
    -0.763167 J a person as n grows; for J0 > J it orders below T = J0. Asymmetric (Aguilera, Igarashi & Shimazaki 2023,
    doi 10.1038/s41467-023-39107-y): no order for J > sqrt(2 / pi) J0 at any temperature.
    """

    j0: float = parameter(0.0, doc="J0: n_nodes times the mean influence.", unit="J", ge=-1e6, le=1e6)
    j: float = parameter(
        1.0, doc="J: sqrt(n_nodes) times the standard deviation of influences.", unit="J", ge=0, le=1e6
    )

    def couple(self, couplings: np.ndarray, network: Network, graph: Graph, rng: np.random.Generator) -> np.ndarray:
        """Return (n_slots,) couplings, symmetric if undirected; raises GraphError if the network is not complete."""
        n = network.n_nodes
        tied = network.n_slots - int(np.sum(network.indices == network.rows))
        if tied != n * (n - 1):
            what = f"{tied / (n * (n - 1)):.1%} of all pairs are tied" if n > 1 else "one person has no ties"
            advice = "On other networks use {kind: gaussian, mean: ..., sd: ...}."
            raise GraphError(Mistake("sherrington_kirkpatrick", what, "a complete network", advice))
        return per_tie(network, lambda k: rng.normal(self.j0 / n, self.j / np.sqrt(n), k))
