"""Whether the ties across are the bridges that shortest paths must take."""

from __future__ import annotations

import numpy as np

from sociophys.analyzers import Analyzer
from sociophys.bridges import bridges
from sociophys.opinions import Sample
from sociophys.partition import sided, sided_share, why_not_two_sides

Array = np.ndarray
LIMIT = 300_000_000  # people x ties up to which shortest paths are counted: about ten seconds
_NUMBERS = ("betweenness_auc", "betweenness_ratio")


class BetweennessGap(Analyzer):
    """Compares how many shortest paths run over ties across with how many run over ties inside a side.

    It stands in for betweenness controversy, whose public programs compare samples that nothing puts in order. Among
    people with a side, friendly ties counted, weights not used, arrows ignored.

    Notes
    -----
    ``betweenness_auc``: the chance that a random tie across has a higher edge betweenness than a random tie inside,
    equal ones counted half (Mann & Whitney 1947, doi 10.1214/aoms/1177730491), in [0, 1], 1/2 where they do not
    differ. ``betweenness_ratio``: median of those across over that of those inside.
    """

    nulls = ("rewired_ties",)

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return the chance and the ratio of medians, or why there are none."""
        reason = why_not_two_sides(sample)
        if reason:
            return dict.fromkeys(_NUMBERS, reason)
        network, sides = sided(sample)
        i, j = network.edge_ends
        across = sides[i] != sides[j]
        if not across.any():
            return dict.fromkeys(_NUMBERS, "fully split: no tie leads across")
        if across.all():
            return dict.fromkeys(_NUMBERS, "no tie is inside a side")
        if network.n_nodes * network.n_edges > LIMIT:
            return dict.fromkeys(_NUMBERS, "this network is too large to count its shortest paths")
        load = bridges(network, pivots=network.n_nodes).share
        medians = (float(np.median(load[across])), float(np.median(load[~across])))
        return {"betweenness_auc": _auc(load, across), "betweenness_ratio": medians[0] / medians[1]}

    def coverage(self, sample: Sample) -> float:
        """Return the share of friendly ties that join two people with a side."""
        return sided_share(sample)


def _auc(load: Array, across: Array) -> float:
    """Return the share of pairs of a tie across and one inside in which the first has more, equal ones half."""
    _, kind, count = np.unique(np.round(load / load.max(), 12), return_inverse=True, return_counts=True)
    rank = np.cumsum(count) - (count - 1) / 2  # mean rank of equal ones, from 1
    n, rest = np.count_nonzero(across), np.count_nonzero(~across)
    return float((rank[kind][across].sum() - n * (n + 1) / 2) / (n * rest))
