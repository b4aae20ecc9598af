"""Ties between alike people set apart from ties between different ones."""

from __future__ import annotations

import numpy as np

from sociophys.couplings import Coupling
from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.parameters import parameter
from sociophys.reading.tables import as_text


class Homophily(Coupling):
    """Multiply the influence of a tie by ``same`` if both ends have one value of an attribute, else by ``different``.

    On ties of weight 1 the factors are the influences themselves: ``different: -0.3`` sets ties across parties to
    -0.3. Where the value of either end is missing the factor is ``unknown``. Symmetric couplings stay symmetric.
    """

    attribute: str = parameter(doc="Node attribute that is compared.", min_length=1)
    same: float = parameter(1.0, doc="Factor on ties between people with the same value.", ge=-1e6, le=1e6)
    different: float = parameter(0.0, doc="Factor on ties between people with different values.", ge=-1e6, le=1e6)
    unknown: float = parameter(1.0, doc="Factor where a value is missing.", ge=-1e6, le=1e6)

    def couple(self, couplings: np.ndarray, network: Network, graph: Graph, rng: np.random.Generator) -> np.ndarray:
        """Return (n_slots,) couplings times the factors; raises GraphError if there is no such attribute."""
        value = graph.attribute(self.attribute).map(as_text).to_numpy(object)
        one, other = value[network.rows], value[network.indices]
        factor = np.where(one == other, self.same, self.different)
        return couplings * np.where((one == "") | (other == ""), self.unknown, factor)
