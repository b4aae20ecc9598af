"""Models in which means close on themselves: directed random graphs, all-to-all groups, associative memories."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq, minimize_scalar
from scipy.special import erf


def _fixed_point(step: Callable[[float], float], start: float = 1.0) -> float:
    """Iterate a rising map from above to its largest fixed point."""
    m, before = start, math.inf
    while abs(m - before) > 1e-15:
        m, before = step(m), m
    return m


def directed_three(beta: float) -> float:
    """Return m of the directed random graph with in-degree 3: m = tanh(3b) m (3 + m^2) / 4 + 3 tanh(b) m (1 - m^2) / 4.

    Inputs are independent because backward trees do not meet (Derrida, Gardner & Zippelius 1987,
    doi 10.1209/0295-5075/4/2/007).
    """
    three, one = math.tanh(3 * beta), math.tanh(beta)
    return _fixed_point(lambda m: m * (three * (3 + m * m) + 3 * one * (1 - m * m)) / 4)


def directed_three_critical() -> float:
    """Return beta_c of the directed graph: 3 (tanh 3b + tanh b) / 4 = 1."""
    return float(brentq(lambda b: 0.75 * (math.tanh(3 * b) + math.tanh(b)) - 1, 0.1, 2.0, xtol=1e-14))


def diluted_memory(load: float) -> float:
    """Return the overlap m = erf(m / sqrt(2 alpha)) of the extremely diluted asymmetric memory at T = 0.

    Derrida, Gardner & Zippelius 1987, eq. 12; alpha = patterns over in-degree, below 2 / pi.
    """
    return _fixed_point(lambda m: float(erf(m / math.sqrt(2 * load))))


def hopfield(load: float) -> float:
    """Return the overlap of Hopfield's memory at T = 0, alpha = patterns over people, 0 above capacity.

    Amit, Gutfreund & Sompolinsky 1987 (doi 10.1016/0003-4916(87)90092-3), section 3, replica symmetric:
    y (sqrt(2 alpha) + 2 / sqrt(pi) exp(-y^2)) = erf y, m = erf y; the larger root.
    """
    if load >= hopfield_capacity()[0]:
        return 0.0
    top = _steepest()
    y = brentq(lambda y: _width(y) - math.sqrt(2 * load), top, 50.0, xtol=1e-14)
    return float(erf(y))


def hopfield_capacity() -> tuple[float, float]:
    """Return alpha_c and the overlap there (replica symmetric)."""
    y = _steepest()
    return _width(y) ** 2 / 2, float(erf(y))


def _width(y: float) -> float:
    """Return the sqrt(2 alpha) at which y solves the equation."""
    return float(erf(y) / y - 2 / math.sqrt(math.pi) * math.exp(-y * y))


def _steepest() -> float:
    return float(minimize_scalar(lambda y: -_width(y), bounds=(0.5, 4.0), method="bounded", options={"xatol": 1e-10}).x)


def rotation(beta: float, within: float, across: float) -> tuple[float, float]:
    """Return period and amplitude of two groups of which one follows and the other flees.

    dm_A / dt = -m_A + tanh(beta (J m_A + K m_B)), dm_B / dt = -m_B + tanh(beta (J m_B - K m_A)): Avni et al. 2025
    (doi 10.1103/PhysRevLett.134.117103), mean field. Onset at beta J = 1 with period 2 pi J / K.
    """

    def slope(_: float, m: np.ndarray) -> np.ndarray:
        pull = np.array([within * m[0] + across * m[1], within * m[1] - across * m[0]])
        return np.tanh(beta * pull) - m

    def crossing(_: float, m: np.ndarray) -> float:
        return float(m[0])

    crossing.direction = 1.0  # type: ignore[attr-defined]
    settled = solve_ivp(slope, (0, 200), [0.5, 0.0], "DOP853", events=crossing, rtol=1e-8, atol=1e-10, max_step=0.2)
    times = settled.t_events[0]
    late = settled.y[0, settled.t > 100]
    return float(times[-1] - times[-6]) / 5, float(np.abs(late).max())
