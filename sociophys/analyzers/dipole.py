"""How far apart the most connected people of each side pull everybody: the dipole moment."""

from __future__ import annotations

import numpy as np

from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.network import Network
from sociophys.opinions import Sample
from sociophys.panels import Note
from sociophys.parameters import parameter
from sociophys.partition import sided, why_not_two_sides
from sociophys.theory.absorption import busiest, pull, reaching, share_of, tied_of

Array = np.ndarray
_ZERO = 1e-6  # a pull below is 0: half-way people stand at 0 by symmetry, and rounding must not choose their side


class Dipole(Analyzer):
    """Measures how far apart the most connected people of each side pull all others (dipole moment).

    The people with most ties are held at their side and everybody else takes the mean of those they are tied to.
    1: two equal halves wholly on their sides; 0: nothing pulls apart. Only people with a side and friendly ties among
    them; arrows and weights are not used. Those who reach nobody of the most connected are left out.

    Notes
    -----
    mu = (1 - |n+ - n-| / n) |gc+ - gc-| / 2 with n+, n- the numbers of people pulled to each side and gc their mean
    pull (Morales et al. 2015, doi 10.1063/1.4913758); the held ones count. People pulled to neither
    count in n alone. ``share`` of each side is held, rounded down; the values are solved for, not iterated.
    """

    nulls = ("rewired_ties",)
    share: float = parameter(
        0.05, gt=0, le=1, unit="of a side", doc="Share of each side, with most ties, that is held."
    )

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return the dipole moment."""
        reason = why_not_two_sides(sample)
        if reason:
            return {"dipole": reason}
        network, ends = self._held(sample)
        return {"dipole": moment(pull(network, ends)[self._counted(network, ends)])}

    def coverage(self, sample: Sample) -> float:
        """Return the share of all people who are pulled."""
        if why_not_two_sides(sample):
            return 0.0
        return np.count_nonzero(self._counted(*self._held(sample))) / sample.network.n_nodes

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Say who is held."""
        if estimates["dipole"].value is None:
            return Analysis(estimates)
        text = (
            f"Dipole moment: the {100 * self.share:g} % of each side with most friendly ties (rounded down, at least "
            "one) are held at their side, all others solved for; of people with equally many ties those who stand "
            "first are held."
        )
        return Analysis(estimates, {"methods_notes": [Note(text)]})

    def _held(self, sample: Sample) -> tuple[Network, Array]:
        network, sides = sided(sample)
        return network, busiest(network, sides, share_of(tied_of(network, sides), self.share))

    @staticmethod
    def _counted(network: Network, ends: Array) -> Array:
        return reaching(network, ends) & (network.degrees > 0)


def moment(pulls: Array) -> float:
    """Return the dipole moment of pulls in [-1, 1]; there are some to both sides.

    Examples
    --------
    >>> moment(np.array([1.0, 1.0, -1.0, -1.0]))
    1.0
    """
    plus, minus = pulls[pulls > _ZERO], pulls[pulls < -_ZERO]
    balance = 1 - abs(len(plus) - len(minus)) / len(pulls)
    return float(balance * (plus.mean() - minus.mean()) / 2)
