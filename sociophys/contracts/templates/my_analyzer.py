"""An analyzer of your own: numbers of a network with opinions. Rename the file and its class together."""

import numpy as np

from sociophys.analyzers import Analyzer
from sociophys.parameters import parameter


class MyAnalyzer(Analyzer):
    """Share of people all of whose influences that are known stand on their own side."""

    nulls = ("rewired_ties",)  # what it is compared with: the same degrees, ties dealt anew

    fewest: int = parameter(2, ge=1, unit="ties", doc="Count only people with so many known influences.")

    def measure(self, sample, rng):
        """Return numbers by name; a text in place of a number says why there is none."""
        network, side = sample.network, sample.opinions.sides
        known = (side[network.rows] != 0) & (side[network.indices] != 0)
        agrees = known & (side[network.rows] == side[network.indices])
        n = network.n_nodes
        heard = np.bincount(network.rows[known], minlength=n)
        agreeing = np.bincount(network.rows[agrees], minlength=n)
        counted = heard >= self.fewest
        if not counted.any():
            return {"surrounded": f"nobody has {self.fewest} influences whose opinion is known"}
        return {"surrounded": float(np.mean(agreeing[counted] == heard[counted]))}
