"""Hartigan's dip: how far a distribution is from having one hump."""

from __future__ import annotations

import numpy as np

from sociophys.accelerate import jit

Array = np.ndarray


@jit
def dip(x: Array) -> float:
    """Return the dip of sorted values, (n,) float64, rising: in [1 / (2 n), 1/4], about 0 for one hump.

    Notes
    -----
    The largest distance between the distribution function of the values and the nearest one with a single hump
    (Hartigan & Hartigan 1985, doi 10.1214/aos/1176346577): convex up to its mode and concave from there. Their
    algorithm (section 4): in the interval that may hold the mode, the greatest convex minorant of the lower corners
    and the least concave majorant of the upper corners; where these are furthest apart the mode is, and the interval
    shrinks to there until they are no further apart than what lies outside it misses. Heights are counted in values,
    so that corners of one value differ by 1, and the dip is half the distance over n.
    """
    n = len(x)
    below, above = np.empty(n, np.int64), np.empty(n, np.int64)
    low, high = 0, n - 1
    best = 1.0  # a step of the distribution function itself
    while high > low and x[high] > x[low]:
        n_below = _hull(x, low, high, 1.0, below)
        n_above = _hull(x, low, high, -1.0, above)
        gap, new_low, new_high = _widest(x, below[:n_below], above[:n_above])
        if gap <= best:
            break
        best = max(best, _missed(x, below[:n_below], 1.0, low, new_low))
        best = max(best, _missed(x, above[:n_above], -1.0, new_high, high))
        if new_low == low and new_high == high:
            break
        low, high = new_low, new_high
    return best / (2 * n)


@jit
def _hull(x: Array, low: int, high: int, sign: float, knots: Array) -> int:
    """Fill in the knots of the convex minorant (sign 1) or concave majorant (-1) of (x_i, i); return their number."""
    count = 0
    for k in range(low, high + 1):
        while count > 1:
            a, b = knots[count - 2], knots[count - 1]
            turn = (x[b] - x[a]) * (k - b) - (x[k] - x[b]) * (b - a)
            if sign * turn > 0:
                break
            count -= 1
        knots[count] = k
        count += 1
    return count


@jit
def _line(x: Array, a: int, b: int, at: float) -> float:
    """Return the height at x = ``at`` of the line through the corners a and b."""
    if x[b] == x[a]:
        return float(b)
    return a + (b - a) * (at - x[a]) / (x[b] - x[a])


@jit
def _widest(x: Array, below: Array, above: Array) -> tuple[float, int, int]:
    """Return how far the majorant is above the minorant at most, and the knots of each that hold the place."""
    gap, low, high = 0.0, below[0], above[-1]
    i, j = 0, 0
    while i < len(below) - 1 or j < len(above) - 1:
        # both lines run from knot i (j) to the next; the nearer end of the two is the next place to look at
        if j == len(above) - 1 or (i < len(below) - 1 and x[below[i + 1]] <= x[above[j + 1]]):
            i += 1
            k = below[i]
            after = above[min(j + 1, len(above) - 1)]
            distance = _line(x, above[j], after, x[k]) - k + 1
            if distance > gap:
                gap, low, high = distance, k, after
        else:
            j += 1
            k = above[j]
            before = below[i]
            after = below[min(i + 1, len(below) - 1)]
            distance = k - _line(x, before, after, x[k]) + 1
            if distance > gap:
                gap, low, high = distance, before, k
    return gap, low, high


@jit
def _missed(x: Array, knots: Array, sign: float, begin: int, end: int) -> float:
    """Return how far the opposite corners of the values from ``begin`` to ``end`` are from a hull at most."""
    worst = 1.0
    for c in range(len(knots) - 1):
        a, b = knots[c], knots[c + 1]
        if a >= begin and b <= end and b - a > 1 and x[b] > x[a]:
            for k in range(a, b + 1):
                worst = max(worst, sign * (k - _line(x, a, b, x[k])) + 1)
    return worst


@jit
def dips(samples: Array) -> Array:
    """Return the dip of each row of sorted values, (n_samples,) float64."""
    found = np.empty(len(samples))
    for k in range(len(samples)):
        found[k] = dip(samples[k])
    return found
