"""How narrow the passage between the two sides is."""

from __future__ import annotations

import numpy as np

from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.network import Network
from sociophys.opinions import Sample
from sociophys.partition import sided, sided_share, why_not_two_sides
from sociophys.theory.laplacian import laplacian_gap

Array = np.ndarray
MAX_SLOTS = 100_000  # ends of ties up to which eigenvalues are looked for: a second or two


class Conductance(Analyzer):
    """Measures which share of a side's tie ends lead across: the conductance of the cut between the two sides.

    Among people with a side, friendly ties, arrows ignored; ties are counted, weights are not used. 0: no tie leads
    across; about one half: sides do not matter.

    Notes
    -----
    ``conductance`` = cut / min(vol A, vol B), vol the sum of degrees, in [0, 1]. ``normalised_lambda2`` is the second
    eigenvalue of I - D^-1/2 A D^-1/2, ``fiedler_value`` that of D - A (algebraic connectivity). The best cut of this
    network has a conductance between ``conductance_least`` = lambda_2 / 2 and ``conductance_most`` = sqrt(2 lambda_2)
    (Cheeger's inequality; Chung 1997, theorem 2.3), so no two sides could be further apart than the first. These four
    belong to the network, not to the sides, and have no null.
    """

    nulls = ("rewired_ties",)

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return the conductance of the two sides, or why there is none."""
        reason = why_not_two_sides(sample)
        if reason:
            return {"conductance": reason}
        network, sides = sided(sample)
        smaller = (network.n_slots - abs(int(np.dot(network.degrees, sides)))) // 2
        crossing = np.count_nonzero(sides[network.rows] != sides[network.indices]) // 2
        return {"conductance": float(crossing / smaller)}

    def coverage(self, sample: Sample) -> float:
        """Return the share of friendly ties that join two people with a side."""
        return sided_share(sample)

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Add how narrow the narrowest passage of this network can be."""
        coverage = estimates["conductance"].coverage
        bounds = {
            name: Estimate.undefined(value, coverage=coverage)
            if isinstance(value, str)
            else Estimate(value, coverage=coverage)
            for name, value in _bounds(sided(sample)[0]).items()
        }
        return Analysis(estimates | bounds)


def _bounds(network: Network) -> dict[str, float | str]:
    names = ("normalised_lambda2", "fiedler_value", "conductance_least", "conductance_most")
    if network.n_nodes < 2 or not network.n_slots:
        return dict.fromkeys(names, "no friendly tie joins two people with a side")
    if network.n_slots > MAX_SLOTS:
        return dict.fromkeys(names, "this network is too large for its eigenvalues")
    normalised, plain = laplacian_gap(network, normalised=True), laplacian_gap(network)
    return dict(zip(names, (normalised, plain, normalised / 2, float(np.sqrt(2 * normalised))), strict=True))
