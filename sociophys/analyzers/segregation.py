"""Segregation indices of sociology: how much ties keep to a side, sizes of the sides allowed for."""

from __future__ import annotations

import numpy as np

from sociophys.analyzers import Analyzer
from sociophys.opinions import Sample
from sociophys.partition import sided, sided_share, why_not_two_sides

Array = np.ndarray
_NUMBERS = ("adaptive_ei", "freeman", "log_odds", "gupta_anderson_may", "coleman_plus", "coleman_minus")


class Segregation(Analyzer):
    """Measures segregation by the indices of Freeman, Coleman, Moody, Gupta and others, and the adaptive E-I index.

    All are functions of the four numbers of ties between two sides and of the sizes of the sides. They correct for
    sizes, not for how many ties each person has. Among people with a side, friendly ties counted, weights not used;
    with arrows, from who listens to whom is heard.

    Notes
    -----
    ``adaptive_ei`` = (d_AA + d_BB - 2 d_AB) / (d_AA + d_BB + 2 d_AB), d densities of ties (Chen, Salloum, Gronow,
    Ylä-Anttila & Kivela 2021, doi 10.1016/j.gloenvcha.2021.102348), in [-1, 1]. ``freeman`` = 1 - E / E_random, E the
    ties across (Freeman 1978). ``log_odds``: natural logarithm of the odds that two of one side are tied over those
    that two of different sides are (Moody 2001, doi 10.1086/338954); with an empty cell 1/2 is added to all four
    (Haldane 1956). ``gupta_anderson_may``: (sum of shares of own ties by side - 1) / (2 - 1), in [-1, 1] (Gupta,
    Anderson & May 1989). ``coleman_plus``, ``coleman_minus``: own ties beyond those expected over the most possible
    beyond (Coleman 1958), in [-1, 1]. Formulas as in Bojanowski & Corten 2014, doi 10.1016/j.socnet.2014.04.001.
    """

    nulls = ("rewired_ties",)

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return the indices; each says for itself where it is undefined."""
        reason = why_not_two_sides(sample)
        if reason:
            return dict.fromkeys(_NUMBERS, reason)
        sides = sided(sample)[1]
        sizes = np.array([np.count_nonzero(sides == side) for side in (1, -1)])
        return indices(_mixing(sample), sizes, sample.network.directed)

    def coverage(self, sample: Sample) -> float:
        """Return the share of friendly ties that join two people with a side."""
        return sided_share(sample)


def _mixing(sample: Sample) -> Array:
    """Return ends of friendly ties by side of who listens and of who is heard, (2, 2), +1 first."""
    network, sides = sample.network, sample.opinions.sides
    listening, heard = sides[network.rows], sides[network.indices]
    keep = (network.weights > 0) & (listening != 0) & (heard != 0) & (network.rows != network.indices)
    cell = (listening[keep] < 0) * 2 + (heard[keep] < 0)
    return np.bincount(cell, minlength=4).reshape(2, 2).astype(np.float64)


def indices(mixing: Array, sizes: Array, directed: bool) -> dict[str, float | str]:
    """Return all indices of a mixing matrix.

    Parameters
    ----------
    mixing: (2, 2) ends of ties by side of who chooses and of who is chosen; undirected ties are in it from both ends.
    sizes: (2,) people of each side. directed: whether an arrow is one end, or a tie two.
    """
    n, ends, own = sizes.sum(), mixing.sum(), np.trace(mixing)
    pairs, across = sizes * (sizes - 1.0), 2.0 * sizes[0] * sizes[1]
    crossing = ends - own
    rows = mixing.sum(axis=1)
    everybody = "one side is a single person" if np.any(sizes < 2) else ""
    return {
        "adaptive_ei": everybody or _adaptive(np.diag(mixing) / np.maximum(pairs, 1), crossing / across),
        "freeman": float(1.0 - crossing / (ends * across / (n * (n - 1.0)))),
        "log_odds": _log_odds(own, crossing, pairs.sum(), across, 1.0 if directed else 2.0),
        "gupta_anderson_may": "a side has no tie" if not rows.all() else float((np.diag(mixing) / rows).sum() - 1.0),
        "coleman_plus": _coleman(mixing[0, 0], rows[0], (sizes[0] - 1.0) / (n - 1.0)),
        "coleman_minus": _coleman(mixing[1, 1], rows[1], (sizes[1] - 1.0) / (n - 1.0)),
    }


def _adaptive(inside: Array, across: float) -> float:
    return float((inside.sum() - 2 * across) / (inside.sum() + 2 * across))


def _log_odds(own: float, crossing: float, pairs: float, across: float, ends: float) -> float:
    cells = np.array([own, across - crossing, crossing, pairs - own]) / ends
    if not cells.all():
        cells += 0.5
    return float(np.log(cells[0] * cells[1] / (cells[2] * cells[3])))


def _coleman(own: float, total: float, share: float) -> float | str:
    if not total:
        return "the side has no tie"
    expected = total * share
    if own >= expected:
        return float((own - expected) / (total - expected))
    return float((own - expected) / expected)
