"""Where order sets in on random graphs that are trees near every node, J = 1; the universal number seen there."""

from __future__ import annotations

import math

from scipy.optimize import brentq
from scipy.special import gamma

BINDER = 1 - gamma(1.25) * gamma(0.25) / (3 * gamma(0.75) ** 2)  # of the weight exp(-m^4), mean field: 0.270520


def regular(degree: int) -> float:
    """Return T_c of the random regular graph: (k - 1) tanh(1 / T) = 1 (Bethe 1935, doi 10.1098/rspa.1935.0122)."""
    return 1 / math.atanh(1 / (degree - 1))


def poisson(mean_degree: float) -> float:
    """Return T_c of the Erdos-Renyi graph: c tanh(1 / T) = 1 (Leone et al. 2002, doi 10.1140/epjb/e2002-00220-0)."""
    return 1 / math.atanh(1 / mean_degree)


def configuration(mean: float, mean_square: float) -> float:
    """Return T_c of the graph with given degrees, 1 / T_c = ln(<k^2> / (<k^2> - 2 <k>)) / 2.

    Dorogovtsev, Goltsev & Mendes 2002, doi 10.1103/PhysRevE.66.016104, eq. 1.
    """
    return 2 / math.log(mean_square / (mean_square - 2 * mean))


def small_world(shortcuts: float) -> float:
    """Return T_c of the ring with Poisson shortcuts, mean c a node: c tanh(1 / T) exp(2 / T) = 1.

    Ostilli & Mendes 2008, doi 10.1103/PhysRevE.78.031102. c = 1 gives the square lattice's T_c.
    """
    beta = brentq(lambda b: shortcuts * math.tanh(b) * math.exp(2 * b) - 1, 1e-9, 50.0, xtol=1e-14)
    return 1 / float(beta)


def spin_glass(degree: int) -> float:
    """Return T_c of the +-J glass on the random regular graph: (k - 1) tanh^2(1 / T) = 1 (Thouless 1986).

    Doi 10.1103/PhysRevLett.56.1082.
    """
    return 1 / math.atanh(1 / math.sqrt(degree - 1))
