"""Standard errors from independent units: the mean, and the jackknife for what is made of several means."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

Array = np.ndarray


def mean(units: Array) -> tuple[float, float]:
    """Return mean and standard error of independent numbers, (n_units,)."""
    units = np.asarray(units, np.float64)
    return float(units.mean()), float(units.std(ddof=1) / math.sqrt(len(units)))


def controlled(units: Array, control: Array, known: float) -> tuple[float, float]:
    """Return mean and standard error of what a straight line in a variable of known mean leaves of the scatter.

    A control variate (Hammersley & Handscomb 1964, section 5.5); the bias is of order 1 / n_units.
    """
    slope, _ = np.polyfit(control, units, 1)
    return mean(units - slope * (control - known))


def by_block(values: Array, block: int) -> Array:
    """Return the mean of each order block along the last axis: the independent unit of transients."""
    return values.reshape(*values.shape[:-1], -1, block).mean(axis=-1)


def jackknife(units: Array, statistic: Callable[[Array], float]) -> tuple[float, float]:
    """Return a statistic of the mean of independent units, (n_units, ...), and its jackknife error.

    Efron 1982, doi 10.1137/1.9781611970319, section 3; the bias of order 1 / n_units is taken off.
    """
    units = np.asarray(units, np.float64)
    n = len(units)
    total = units.sum(axis=0)
    left = np.array([statistic((total - unit) / (n - 1)) for unit in units])
    whole = statistic(total / n)
    error = math.sqrt((n - 1) / n * float(np.sum((left - left.mean()) ** 2)))
    return n * whole - (n - 1) * float(left.mean()), error


def moments(values: Array, *powers: float) -> Array:
    """Return time averages of powers in each replica, (n_replicas, n_powers), of (n_records, n_replicas)."""
    return np.stack([(values**power).mean(axis=0) for power in powers], axis=1)


def binder(m: Array) -> Array:
    """Return the features of Binder's cumulant, <m^2> and <m^4>, in each replica."""
    return moments(m, 2, 4)


def cumulant(features: Array) -> float:
    """Return U4 = 1 - <m^4> / (3 <m^2>^2)."""
    return float(1 - features[1] / (3 * features[0] ** 2))


def crossing(at: Array, difference: Array) -> float:
    """Return where differences, (n_points,), fall through zero: between the two points of the largest such fall.

    Where none falls through zero, the zero of the straight line through all.
    """
    falls = np.where((difference[:-1] > 0) & (difference[1:] <= 0), -np.diff(difference), 0.0)
    k = int(np.argmax(falls))
    near = slice(k, k + 2) if falls[k] > 0 else slice(None)
    slope, offset = np.polyfit(at[near], difference[near], 1)
    return float(-offset / slope)
