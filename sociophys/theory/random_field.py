"""The random-field Ising model at T = 0 on a Bethe lattice: the lower branch of its hysteresis loop, J = 1."""

from __future__ import annotations

from math import comb

from scipy.special import ndtr


def lower_branch(degree: int, spread: float, field: float) -> float:
    """Return m when the field rises from minus infinity to ``field``; h_i is normal with deviation ``spread``.

    Dhar, Shukla & Sethna 1997 (doi 10.1088/0305-4470/30/15/013), eqs. 5 and 7: P = sum_m C(z-1, m) P^m
    (1 - P)^(z-1-m) p_m is that a node is up before its parent, p_m = Phi((2 m - z + H) / R) that m neighbours that
    are up suffice. Iterated from P = 0, the branch reached from below.
    """
    enough = [float(ndtr((2 * m - degree + field) / spread)) for m in range(degree + 1)]

    def up(children: int, p: float) -> float:
        return sum(comb(children, m) * p**m * (1 - p) ** (children - m) * enough[m] for m in range(children + 1))

    p, before = 0.0, -1.0
    while abs(p - before) > 1e-15:
        p, before = up(degree - 1, p), p
    return 2 * up(degree, p) - 1
