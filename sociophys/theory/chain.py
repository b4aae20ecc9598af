"""The chain of Glauber 1963 (doi 10.1063/1.1703954), J = 1, h = 0, one attempt a spin and unit of time."""

from __future__ import annotations

import numpy as np
from scipy.special import ive

Array = np.ndarray


def magnetization(t: Array, beta: float) -> Array:
    """Return m(t) / m(0) = exp(-(1 - tanh 2 beta) t) (eq. 39)."""
    return np.exp(-(1 - np.tanh(2 * beta)) * np.asarray(t))


def neighbour_correlation(t: Array) -> Array:
    """Return <s_i s_(i+1)> at T = 0 from a random start: 1 - e^(-2t) [I_0(2t) + I_1(2t)] (eq. 63 at gamma = 1)."""
    t = np.asarray(t, np.float64)
    return 1 - ive(0, 2 * t) - ive(1, 2 * t)
