"""What people hear: the opinions of those who act on them, and numbers of what they hear beside what they think."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sociophys.network import Network
from sociophys.opinions import Opinions, Sample

Array = np.ndarray
CELLS = 20  # of the grid over -1 to 1, each way
_TINY = 1e-12
_NEARLY = 1e-9  # who hears -0.9 stands on the edge of a cell, whatever floating point says
SINGLE = "single side: opinions do not differ"


@dataclass(frozen=True)
class Exposure:
    """Own opinions beside those heard, each (n_nodes,) float64.

    Attributes
    ----------
    own: opinions, 0 where unknown. known: where there is one, bool. total: weight of the friendly ties to people of
    known opinion. heard: weighted mean opinion over these, NaN where there are none or the own is unknown.
    same: weighted share of those on the own side among those with a side, NaN where there are none.
    voiced: weight of the ties to people with a side. sides: -1, 0, +1.
    """

    own: Array
    known: Array
    total: Array
    heard: Array
    same: Array
    voiced: Array
    sides: Array

    @property
    def counted(self) -> Array:
        """Who hears somebody, (n_nodes,) bool."""
        return np.isfinite(self.heard)


def exposure(sample: Sample) -> Exposure:
    """Return what everybody hears along friendly ties, weights used; with arrows, from those one listens to."""
    network, opinions = sample.network, sample.opinions
    known = _known(opinions)
    values, sides = np.where(known, opinions.values, 0.0), opinions.sides.astype(np.float64)
    friends = network.matrix(_friendly(network))
    total, heard = friends @ known.astype(np.float64), friends @ values
    two_sides = np.array_equal(values, sides)
    voiced = total if two_sides else friends @ np.abs(sides)
    balance = sides * (heard if two_sides else friends @ sides)  # those of one's own side less those of the other
    same = np.clip((voiced + balance) / 2, 0.0, voiced)
    return Exposure(values, known, total, _ratio(heard, total, known), _ratio(same, voiced, sides != 0), voiced, sides)


def _known(opinions: Opinions) -> Array:
    return opinions.is_known if opinions.scale == "continuous" else opinions.sides != 0


def _friendly(network: Network) -> Array:
    """Return the weights of friendly ties, (n_slots,); 0 for hostile ones and loops."""
    if not network.has_self_coupling and network.weights.min(initial=1.0) >= 0:
        return network.weights
    return np.where((network.weights > 0) & (network.rows != network.indices), network.weights, 0.0)


def _ratio(part: Array, whole: Array, where: Array) -> Array:
    return np.divide(part, whole, out=np.full(len(whole), np.nan), where=where & (whole > 0))


def correlation(x: Array, y: Array) -> float | str:
    """Return Pearson's correlation, or why there is none."""
    x, y = x - x.mean(), y - y.mean()
    scale = float(np.sqrt(np.dot(x, x) * np.dot(y, y)))
    if scale > _TINY * len(x):
        return float(np.dot(x, y) / scale)
    return "everybody hears the same mean opinion" if np.any(x) else SINGLE


def moran(found: Exposure) -> float | str:
    """Return (n / sum w) sum_ij w_ij (x_i - mean)(x_j - mean) / sum_i (x_i - mean)^2 over people of known opinion."""
    x = found.own[found.known]
    mean = x.mean()
    x = x - mean
    spread = float(np.dot(x, x))
    if spread <= _TINY * len(x):
        return SINGLE
    total = found.total[found.known]
    pull = np.nan_to_num(found.heard[found.known] - mean) * total
    return float(len(x) * np.dot(x, pull / total.sum()) / spread)


def entropy(share: Array) -> float:
    """Return the mean entropy of two shares that make 1, in bits: 0 where one is all, 1 for half and half."""
    p = share[(share > 0) & (share < 1)]
    return float(-(p * np.log2(p) + (1 - p) * np.log2(1 - p)).sum() / len(share))


def isolation(found: Exposure) -> float | str:
    """Return the mean exposure of one side to itself less that of the other side to it."""
    plus, minus = (found.same[np.isfinite(found.same) & (found.sides == side)] for side in (1, -1))
    if not len(plus) or not len(minus):
        return "single side: nobody of the other has a neighbour with a side"
    return float(plus.mean() + minus.mean() - 1.0)


def inbreeding(found: Exposure, side: int) -> float | str:
    """Return (H - w) / (1 - w): H the own share of a side's ties, w its share of the people with a side."""
    of_side = found.sides == side
    ties = float(found.voiced[of_side].sum())
    people = np.count_nonzero(found.sides)
    share = np.count_nonzero(of_side) / people if people else 0.0
    if not ties or share in (0, 1):
        return "the side has no tie to people with a side" if 0 < share < 1 else "single side or none"
    own = float(np.nansum(found.same[of_side] * found.voiced[of_side])) / ties
    return (own - share) / (1 - share)


def grid(x: Array, y: Array) -> Array:
    """Return how many people stand where on the fixed grid, (CELLS, CELLS) int64, [y, x] from -1 up."""
    place = [np.minimum((values + 1) * (CELLS / 2) + _NEARLY, CELLS - 1).astype(np.int64) for values in (x, y)]
    return np.bincount(place[1] * CELLS + place[0], minlength=CELLS * CELLS).reshape(CELLS, CELLS)


def information(counts: Array) -> float:
    """Return the mutual information of the two directions of a grid of counts, in bits."""
    joint = counts / counts.sum()
    apart = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    filled = joint > 0
    return max(0.0, float(np.sum(joint[filled] * np.log2(joint[filled] / apart[filled]))))
