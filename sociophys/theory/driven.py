"""Mean opinion of an all-to-all society under a pressure that swings: the dynamic transition of mean-field theory."""

from __future__ import annotations

import math

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

Array = np.ndarray
_PRECISION = {"method": "DOP853", "rtol": 1e-7, "atol": 1e-9}


def order_parameter(h0: float, temperature: float, frequency: float, settle: int = 100, periods: int = 20) -> float:
    """Return Q, the mean of m over whole periods, of dm/dt = -m + tanh((m + h0 cos wt) / T) from m = 1.

    Tome & de Oliveira 1990, doi 10.1103/PhysRevA.41.4251; Q > 0 where opinion is too slow to follow. ``frequency``: w
    in radians a sweep. ``settle``: periods left out at the start.
    """
    period = 2 * math.pi / frequency

    def slope(t: float, y: Array) -> list[float]:
        return [-y[0] + math.tanh((y[0] + h0 * math.cos(frequency * t)) / temperature), y[0]]

    settled = solve_ivp(slope, (0, settle * period), [1.0, 0.0], **_PRECISION).y[0, -1]
    end = solve_ivp(slope, (0, periods * period), [settled, 0.0], **_PRECISION).y[1, -1]
    return float(end) / (periods * period)


def critical_amplitude(temperature: float, frequency: float) -> float:
    """Return the h0 at which Q vanishes: there the orbit with m(t + half a period) = -m(t) turns stable.

    Its growth over half a period is exp of the integral of -1 + (1 - tanh^2) / T. For a continuous transition (high T).
    """
    half = math.pi / frequency

    def swing(m: float, h0: float) -> Array:
        def slope(t: float, y: Array) -> list[float]:
            follows = math.tanh((y[0] + h0 * math.cos(frequency * t)) / temperature)
            return [-y[0] + follows, -1 + (1 - follows**2) / temperature]

        return np.asarray(solve_ivp(slope, (0, half), [m, 0.0], **_PRECISION).y[:, -1])

    def growth(h0: float) -> float:
        start = brentq(lambda m: swing(m, h0)[0] + m, -1.0, 1.0, xtol=1e-9)
        return float(swing(start, h0)[1])

    return float(brentq(growth, 0.3, 1.5, xtol=1e-6))


def held(h0: float, temperature: float, frequency: float, sweeps: int) -> Array:
    """Return m at sweeps 0 to ``sweeps``, (sweeps + 1,), from m = 1, where the pressure stands still within a sweep.

    The same equation with cos(w t) taken at the start of each sweep: what a simulation does that freezes its fields for
    a sweep, in the limit of many people.
    """
    found = [1.0]
    for t in range(sweeps):
        h = h0 * math.cos(frequency * t)
        step = solve_ivp(lambda _, m, h=h: -m + np.tanh((m + h) / temperature), (0, 1), found[-1:], **_PRECISION)
        found.append(float(step.y[0, -1]))
    return np.array(found)
