"""The shape of a distribution of opinions: how far apart two people stand, and whether there are two humps."""

from __future__ import annotations

import numpy as np

from sociophys import rng
from sociophys.kernels.dip import dip, dips

Array = np.ndarray
MIN_DISTINCT = 20  # values: fewer are steps, and steps are humps of their own
FEW = f"fewer than {MIN_DISTINCT} different values"
_DRAWS, _BATCH = 9_999, 1_111  # samples of one hump behind p, and how many are drawn at a time
_ENOUGH = 50  # of them with as large a dip: p is then known well enough
_SAMPLE = 500  # values in each: from here on the dip only shrinks with the root of their number


def has_many(values: Array) -> bool:
    """Return whether there are at least 20 different values; most often the first few say so."""
    first = values[:200]
    if len(set(first.tolist())) >= MIN_DISTINCT:
        return True
    return len(values) > len(first) and len(np.unique(values)) >= MIN_DISTINCT


def dispersion(values: Array) -> float:
    """Return the mean distance of two people, over all pairs: in O(n log n) by sorting; at least two values."""
    n = len(values)
    rank = np.arange(n)
    return float(2 * np.dot(np.sort(values), 2 * rank - (n - 1)) / (n * (n - 1)))


def bimodality(values: Array) -> float:
    """Return the bimodality coefficient: 5/9 for a uniform distribution, 1 for two points; more than three values.

    Notes
    -----
    (g^2 + 1) / (k + 3 (n - 1)^2 / ((n - 2)(n - 3))) with skewness g and excess kurtosis k corrected for bias (Pfister,
    Schwarz, Janczyk, Dale & Freeman 2013, doi 10.3389/fpsyg.2013.00700). Skewed distributions of one hump exceed 5/9
    too.
    """
    n = len(values)
    centred = values - values.mean()
    centred = centred / np.abs(centred).max()  # else powers of small spreads vanish
    square = centred * centred
    variance, third, fourth = (float(np.dot(square, x)) / n for x in (np.ones(n), centred, square))
    skewness = np.sqrt(n * (n - 1.0)) / (n - 2) * third / variance**1.5
    excess = (n - 1.0) / ((n - 2.0) * (n - 3.0)) * ((n + 1) * (fourth / variance**2 - 3) + 6)
    return float((skewness**2 + 1) / (excess + 3 * (n - 1.0) ** 2 / ((n - 2.0) * (n - 3.0))))


def dip_of(values: Array) -> float:
    """Return Hartigan's dip of values in any order."""
    return float(dip(np.sort(values)))


def dip_p(found: float, n: int) -> float:
    """Return how often n values of a distribution with one flat hump have as large a dip: (1 + those) / (1 + all).

    Notes
    -----
    The uniform distribution is the hardest case of one hump (Hartigan & Hartigan 1985, section 5). The draws depend on
    n alone. Above 500 values samples of 500 stand for them, as sqrt(n) times the dip has a limit. Drawing ends early
    once 50 samples have as large a dip (Besag & Clifford 1991, doi 10.1093/biomet/78.2.301).
    """
    size = min(n, _SAMPLE)
    goal, draw = found * np.sqrt(n / size) - 1e-12, rng.generator(0, "estimates", "dip", size)
    larger = drawn = 0
    while drawn < _DRAWS and larger < _ENOUGH:
        steps = np.cumsum(draw.standard_exponential((_BATCH, size + 1)), axis=1)
        larger += int(np.count_nonzero(dips(steps[:, :-1] / steps[:, -1:]) >= goal))
        drawn += _BATCH
    return (1 + larger) / (1 + drawn)
