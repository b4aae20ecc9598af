"""Whether people at the border keep to their own side: boundary polarization."""

from __future__ import annotations

import numpy as np

from sociophys.analyzers import Analyzer
from sociophys.network import Network
from sociophys.opinions import Sample
from sociophys.partition import sided, sided_share, why_not_two_sides

Array = np.ndarray
_NUMBERS = ("boundary", "boundary_any", "boundary_people")


class Boundary(Analyzer):
    """Measures how far people at the border prefer the inside of their own side (Guerra and others' boundary score).

    At the border stands who has a tie across and a friend on the own side who has none. Its value for chance is far
    below 0, so only the distance from the null says anything. Among people with a side, friendly ties, arrows
    ignored; ties are counted, weights are not used.

    Notes
    -----
    ``boundary``: mean over the border of d_in / (d_in + d_b) - 1/2, in [-1/2, 1/2], with d_in the friends on the own
    side who do not stand at the border and d_b the friends across who do (Guerra, Meira, Cardie & Kleinberg 2013,
    ICWSM, read through three programs). ``boundary_any``: d_in the friends on the own side who have no tie across and
    d_b all friends across (Salloum, Chen & Kivela 2022, doi 10.1145/3512962). ``boundary_people``: the share of people
    at the border.
    """

    nulls = ("rewired_ties",)

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return both variants of the score, or why there are none."""
        reason = why_not_two_sides(sample)
        if reason:
            return dict.fromkeys(_NUMBERS, reason)
        network, sides = sided(sample)
        across = sides[network.rows] != sides[network.indices]
        if not across.any():
            return dict.fromkeys(_NUMBERS, "fully split: no tie leads across")
        n_across = _count(network, across)
        n_inside = _count(network, ~across & (n_across == 0)[network.indices])
        border = (n_across > 0) & (n_inside > 0)
        if not border.any():
            return {**dict.fromkeys(_NUMBERS[:2], "nobody at the border has a friend inside"), "boundary_people": 0.0}
        is_inner = ~across & ~border[network.indices]
        is_facing = across & border[network.indices]
        return {
            "boundary": _mean_preference(_count(network, is_inner), _count(network, is_facing), border),
            "boundary_any": _mean_preference(n_inside, n_across, border),
            "boundary_people": float(border.mean()),
        }

    def coverage(self, sample: Sample) -> float:
        """Return the share of friendly ties that join two people with a side."""
        return sided_share(sample)


def _count(network: Network, chosen: Array) -> Array:
    """Return how many slots of each row are chosen, (n_nodes,) int64."""
    return np.bincount(network.rows[chosen], minlength=network.n_nodes)


def _mean_preference(inward: Array, outward: Array, border: Array) -> float:
    inward, outward = inward[border], outward[border]
    return float(np.mean(inward / (inward + outward)) - 0.5)
