"""From which side what reaches a person comes, by diffusion: structural polarization without chosen influencers."""

from __future__ import annotations

import numpy as np

from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.kernels.conjugate import solve_both
from sociophys.network import Network
from sociophys.opinions import Sample
from sociophys.panels import Note, whole
from sociophys.parameters import parameter
from sociophys.partition import sided, why_not_two_sides
from sociophys.theory.returning import returns_exact, returns_series

Array = np.ndarray
EXACT_LIMIT = 1_500  # people up to whom the chance of returning is exact: dense, so that its time grows as n^3


class Diffusion(Analyzer):
    """Measures how much more of what spreads to a person comes from their own side than if sides did not matter (DSP).

    Something spreads from everybody along friendly ties and is passed on with probability ``follow`` at each step. 0:
    sides do not matter (also where everybody is tied to everybody); about 1/2: nothing crosses. Only people with a
    side and friendly ties among them; arrows and weights are not used. People without a tie are left out.

    Notes
    -----
    ``dsp`` = 1/2 sum_S [mean_{j in S} P_in(j) - (n_S - 1) / (n - 1)], where P_in(j) is the share of own-side people in
    sum_i q_i(j), and q_i the personalised PageRank from i without the own entry, scaled to sum 1 (Preti, Riondato,
    Gionis & De Francisci Morales 2025, arXiv:2512.03937). The double sum is one linear system a side once the chance
    pi_i(i) of being at i is known. That is exact up to 1500 people; above, returns after two steps are exact and later
    ones as if the walk had forgotten where it began, which moves the score by 0.001 to 0.002. Twins are measured alike.
    Range -1/2 to n / (2 (n - 1)).
    """

    nulls = ("rewired_ties",)
    follow: float = parameter(0.85, gt=0, lt=1, unit="a step", doc="Probability of passing on to a neighbour.")

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return the diffusion-based structural polarization."""
        reason = why_not_two_sides(sample)
        if reason:
            return {"dsp": reason}
        network, sides = sided(sample)
        chance = returns_exact if self._is_exact(network) else returns_series
        return {"dsp": polarization(network, sides, self.follow, chance(network, self.follow))}

    def coverage(self, sample: Sample) -> float:
        """Return the share of all people who have a side and a friendly tie to somebody with a side."""
        return 0.0 if why_not_two_sides(sample) else _n_tied(sided(sample)[0]) / sample.network.n_nodes

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """Say how the chance of returning was computed."""
        if estimates["dsp"].value is None:
            return Analysis(estimates)
        text = f"Diffusion-based structural polarization: what spreads is passed on with probability {self.follow:g}. "
        if self._is_exact(sided(sample)[0]):
            text += "The chance of coming back is exact."
        else:
            text += (
                f"Above {whole(EXACT_LIMIT)} people the chance of coming back is exact for two steps and taken from "
                "the long run beyond; this moves the score by about 0.001, here and in the twins it is compared with."
            )
        return Analysis(estimates, {"methods_notes": [Note(text)]})

    @staticmethod
    def _is_exact(network: Network) -> bool:
        return _n_tied(network) <= EXACT_LIMIT


def _n_tied(network: Network) -> int:
    return int(np.count_nonzero(network.degrees))


def polarization(network: Network, sides: Array, follow: float, returns: Array) -> float:
    """Return DSP by one linear system a side.

    Parameters
    ----------
    sides: (n_nodes,) -1 or +1. returns: (n_nodes,) pi_i(i), the personalised PageRank from i at i; 1 without a tie.

    Notes
    -----
    sum_i v_i pi_i = (1 - a) (I - a A D^-1)^-1 v = (1 - a) D y with (D - a A) y = v.
    """
    degrees = network.degrees.astype(np.float64)
    tied = degrees > 0
    scale = np.where(tied, 1 / np.where(tied, 1 - returns, 1.0), 0.0)  # so that what leaves i sums to 1
    sent = (np.where(sides == 1, scale, 0.0), np.where(sides == -1, scale, 0.0))
    spread = solve_both(network, degrees, sent, coupling=follow)
    plus, minus = ((1 - follow) * degrees * y - own * returns for y, own in zip(spread, sent, strict=True))
    arrived = {1: plus, -1: minus}
    total, n = arrived[1] + arrived[-1], np.count_nonzero(tied)
    excess = 0.0
    for side in (1, -1):
        own = tied & (sides == side)
        excess += np.mean(arrived[side][own] / total[own]) - (np.count_nonzero(own) - 1) / (n - 1)
    return float(excess / 2)
