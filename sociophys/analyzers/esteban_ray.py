"""Polarization as people feel it: kinship within a group times distance from the others."""

from __future__ import annotations

import numpy as np

from sociophys.analyzers import Analyzer
from sociophys.opinions import Sample
from sociophys.parameters import parameter

Array = np.ndarray


class EstebanRay(Analyzer):
    """Measures Esteban and Ray's polarization of the distribution of opinions; the network is ignored.

    Sides are groups as they are; continuous opinions are put in ``bins`` equal ones first, and the result depends on
    their number.

    Notes
    -----
    ``esteban_ray`` = K sum_ij p_i^(1 + alpha) p_j |x_i - x_j| with K = 2^alpha, so that it is 1 where one half stands
    at -1 and the other at +1 (Esteban & Ray 1994, doi 10.2307/2951734), in [0, 1]. For two sides at -1 and +1 and
    alpha = 1 it is the variance. No null: dealing opinions anew does not change it.
    """

    alpha: float = parameter(1.0, gt=0, le=1.6, doc="How much large groups count; 0 would be the Gini index.")
    bins: int = parameter(20, ge=2, le=1000, doc="Bins of continuous opinions over -1 to 1.")

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return the polarization of the known opinions."""
        opinions = sample.opinions
        values = opinions.values[opinions.is_known]
        if not len(values):
            return {"esteban_ray": "nobody's opinion is known"}
        if opinions.scale == "continuous":
            count, edges = np.histogram(values, self.bins, (-1.0, 1.0))
            place = (edges[:-1] + edges[1:]) / 2
        else:
            place, count = np.array([-1.0, 0.0, 1.0]), np.array([np.sum(values == x) for x in (-1, 0, 1)])
        share = count / len(values)
        distance = np.abs(place[:, None] - place)
        return {"esteban_ray": float(2**self.alpha * share ** (1 + self.alpha) @ distance @ share)}
