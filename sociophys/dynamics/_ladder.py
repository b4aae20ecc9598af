"""Ladders of noise levels for replica exchange: even in ln T, or spaced so that exchanges succeed often enough."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from sociophys.network import Network

Array = np.ndarray
WANTED = 0.25  # accepted exchanges: 20 to 30 % carry a copy up and down soonest (Rathore et al. 2005)
MOST_RUNGS = 96
PROBES = 24
_HALVINGS = 30


def geometric(coldest: float, hottest: float, rungs: int) -> Array:
    """Return temperatures from the coldest up, each the same factor above the one before, (rungs,)."""
    return np.geomspace(coldest, max(hottest, coldest), rungs) if rungs > 1 else np.array([coldest])


def warm_enough(network: Network, coldest: float) -> float:
    """Return a temperature above which nothing holds together: the leading eigenvalue of |J|, at least ``coldest``.

    No temperature of mean-field order lies above it, whatever the signs (twenty rounds of the power method).
    """
    size, vector = abs(network.matrix()), np.ones(network.n_nodes)
    largest = 0.0
    for _ in range(20):
        pushed = size @ vector
        largest = float(np.linalg.norm(pushed) / max(np.linalg.norm(vector), 1e-300))
        vector = pushed / max(float(np.abs(pushed).max()), 1e-300)
    return max(largest, coldest)


def expected_acceptance(difference: float, means: tuple[float, float], variances: tuple[float, float]) -> float:
    """Return <min(1, e^X)> for X = (b_1 - b_2)(E_1 - E_2) with Gaussian energies: N(-mu, v).

    Phi(-mu/sqrt v) + e^(v/2 - mu) Phi((mu - v)/sqrt v), evaluated without overflow. ``difference``: b_1 - b_2.
    """
    mu = -difference * (means[0] - means[1])
    v = difference**2 * (variances[0] + variances[1])
    if v <= 1e-300:
        return min(1.0, math.exp(-max(mu, 0.0)))
    root = math.sqrt(v)
    tail = 0.5 * math.erfc((v - mu) / root / math.sqrt(2.0))
    lifted = math.exp(min(v / 2 - mu, 700.0)) * tail if tail > 0 else 0.0
    return min(1.0, 0.5 * math.erfc(mu / root / math.sqrt(2.0)) + lifted)


def spaced(betas: Array, energies: Array, variances: Array) -> Array:
    """Return inverse temperatures from the largest of ``betas`` down, as few as let neighbours accept ``WANTED``.

    With that number of rungs all pairs then accept alike, as much more than ``WANTED`` as comes out even.

    Parameters
    ----------
    betas: (n,) falling, of a pilot run. energies, variances: (n,) mean and variance of the energy there.
    """
    at = np.log(betas[::-1])

    def accepted(one: float, other: float) -> float:
        ends = np.log([one, other])
        means, spreads = np.interp(ends, at, energies[::-1]), np.interp(ends, at, variances[::-1])
        return expected_acceptance(one - other, tuple(means), tuple(spreads))

    best = _climbed(betas, accepted, WANTED)
    low, high = WANTED, 1.0
    for _ in range(10):
        middle = 0.5 * (low + high)
        ladder = _climbed(betas, accepted, middle)
        if len(ladder) == len(best):
            best, low = ladder, middle
        else:
            high = middle
    return np.array(best)


def _climbed(betas: Array, accepted: Callable[[float, float], float], wanted: float) -> list[float]:
    """Return inverse temperatures, coldest first, each as far from the next hotter one as accepts ``wanted``."""
    ladder, last = [float(betas[-1])], float(betas[0])
    while ladder[-1] < last and len(ladder) < MOST_RUNGS:
        low, high = ladder[-1], last
        if accepted(last, low) < wanted:
            for _ in range(_HALVINGS):
                middle = math.sqrt(low * high)
                low, high = (middle, high) if accepted(middle, ladder[-1]) > wanted else (low, middle)
        ladder.append(high)
    return [last, *reversed(ladder[:-1])]
