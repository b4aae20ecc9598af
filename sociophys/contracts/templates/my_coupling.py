"""A coupling rule of your own: how strongly a tie pulls. Rename the file and its class together."""

import numpy as np

from sociophys.couplings import Coupling
from sociophys.parameters import parameter


class MyCoupling(Coupling):
    """Busy people count less: J_ij is divided by (1 + k_i k_j)^exponent, k the number of influences."""

    exponent: float = parameter(0.5, ge=0, le=10, doc="How much less; 0 changes nothing.")

    def couple(self, couplings, network, graph, rng):
        """Return new couplings, (n_slots,): slot e is the influence of network.indices[e] on network.rows[e]."""
        ties = network.degrees.astype(np.float64)
        return couplings / (1.0 + ties[network.rows] * ties[network.indices]) ** self.exponent
