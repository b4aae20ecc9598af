"""Ladders of noise levels for replica exchange: even in ln T, or spaced so that exchanges succeed as often as wanted."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from sociophys.network import Network

Array = np.ndarray
WANTED = 0.25  # accepted exchanges: 20 to 30 % carry a copy up and down soonest (Rathore et al. 2005)
MOST_RUNGS = 96
PROBES = 24
_STEPS = 40  # halvings of an interval


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
    """Return inverse temperatures from the largest of ``betas`` down, neighbours accepting about ``WANTED``.

    Parameters
    ----------
    betas: (n,) falling, of a pilot run. energies, variances: (n,) mean and variance of the energy there.
    """
    at, rising = np.log(betas[::-1]), slice(None, None, -1)
    mean_at: Callable[[float], float] = lambda b: float(np.interp(np.log(b), at, energies[rising]))
    spread_at: Callable[[float], float] = lambda b: float(np.interp(np.log(b), at, variances[rising]))

    def accepted(one: float, other: float) -> float:
        return expected_acceptance(one - other, (mean_at(one), mean_at(other)), (spread_at(one), spread_at(other)))

    ladder, last = [float(betas[-1])], float(betas[0])
    while ladder[-1] < last and len(ladder) < MOST_RUNGS:
        low, high = ladder[-1], last
        if accepted(last, ladder[-1]) < WANTED:
            for _ in range(_STEPS):
                middle = math.sqrt(low * high)
                low, high = (middle, high) if accepted(middle, ladder[-1]) > WANTED else (low, middle)
        ladder.append(high)
    return np.array([last, *reversed(ladder[:-1])])
