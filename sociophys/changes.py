"""Where a series changes: stretches of windows with another mean, found against the same windows in random order."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sociophys import rng

Array = np.ndarray
FEWEST = 8  # values: with 7, the sharpest step there can be is matched by more than 5 % of the orders
LEVEL = 0.05
ORDERS = 999
_SHORTEST = 2  # windows of a stretch: a single one is an outlier, not a change
_CELLS = 4_000_000  # orders times stretches that are looked at together


@dataclass(frozen=True)
class Change:
    """A change between value ``index - 1`` and value ``index``: means of the stretches on both sides, and p."""

    index: int
    before: float
    after: float
    p: float


@dataclass(frozen=True)
class Changes:
    """The changes of a series in order; ``p`` of the sharpest, None where ``reason`` says why none was looked for."""

    found: tuple[Change, ...] = ()
    p: float | None = None
    n: int = 0
    reason: str = ""
    levels: tuple[float, ...] = field(default=(), repr=False)


def changes(
    values: Sequence[float], errors: Sequence[float] | None = None, seed: int = 0, level: float = LEVEL
) -> Changes:
    """Find where the mean of a series changes.

    Parameters
    ----------
    values: (n,) float64, in order. errors: (n,) standard error of each, by which it is weighted; alike if not given.
    seed: of the random orders. level: p below which a stretch counts as different.

    Returns
    -------
    The changes; ``levels``: the mean of the stretch that each value belongs to.

    Notes
    -----
    Circular binary segmentation (Olshen, Venkatraman, Lucito & Wigler 2004, doi 10.1093/biostatistics/kxh008, section
    2): of all stretches of two windows or more, the one whose mean differs most from that of the rest, by the sum of
    squares between the two. Its p is the share of random orders of the same values whose sharpest stretch is as sharp,
    (1 + such) / (1 + orders); if it is ``level`` or less, the series is cut at both ends of the stretch and each part
    is looked at in the same way. So where the order in time means nothing, no change at all is found with probability
    1 - ``level``. A steady drift has an order too, and shows as one step or more.

    Departure from the paper: values may be known to different errors s_i. Weights are 1 / (s_i^2 + t^2), with t^2 what
    the values scatter beyond their errors (DerSimonian & Laird 1986, doi 10.1016/0197-2456(86)90046-2, equation 8), and
    what is put in random order are deviations from the mean in units of their own spread, sqrt(s_i^2 + t^2) less what
    each has pulled the mean to itself; t is found anew in every order.

    Examples
    --------
    >>> found = changes([1.0, 1.2, 0.9, 1.1, 1.0, 3.0, 3.1, 2.9, 3.2, 3.0])
    >>> [(change.index, round(change.before, 2), round(change.after, 2)) for change in found.found], found.p
    ([(5, 1.04, 3.04)], 0.025)
    """
    series = np.asarray(values, np.float64)
    spread = np.zeros(len(series)) if errors is None else np.asarray(errors, np.float64)
    if len(series) < FEWEST:
        return Changes(n=len(series), reason=f"{len(series)} windows are too few to tell: {FEWEST} are needed")
    if np.ptp(series) <= 1e-12 * max(1.0, float(np.abs(series).max())):
        return Changes(n=len(series), reason="nothing varies", levels=(float(series[0]),) * len(series))
    draw = rng.generator(seed, "estimates", "changes")
    cuts: dict[int, float] = {}
    p = _split(series, spread, 0, len(series), cuts, draw, level)
    ends = [0, *sorted(cuts), len(series)]
    weights = _weights(series[None], spread)[0]
    means = [float(np.average(series[a:b], weights=weights[a:b])) for a, b in itertools.pairwise(ends)]
    found = tuple(Change(at, means[k], means[k + 1], cuts[at]) for k, at in enumerate(ends[1:-1]))
    levels = tuple(means[k] for k, (a, b) in enumerate(itertools.pairwise(ends)) for _ in range(b - a))
    return Changes(found, p, len(series), "", levels)


def _split(
    series: Array, spread: Array, begin: int, end: int, cuts: dict[int, float], draw: Any, level: float
) -> float | None:
    """Cut a part of the series where it changes, then its parts; returns p of the first look, None if too short."""
    values, errors = series[begin:end], spread[begin:end]
    if len(values) < FEWEST or np.ptp(values) <= 1e-12 * max(1.0, float(np.abs(values).max())):
        return None
    weights = _weights(values[None], errors)[0]
    mean, leverage = np.average(values, weights=weights), weights / weights.sum()
    residuals = (values - mean) * np.sqrt(weights / (1 - leverage))
    starts, stops = _stretches(len(values))
    sharp = _sharpness(values[None], errors, starts, stops)[0]
    best = int(np.argmax(sharp))
    orders = np.array([draw.permutation(len(values)) for _ in range(ORDERS)])
    rows = max(1, _CELLS // len(starts))
    as_sharp = 0
    for k in range(0, ORDERS, rows):
        dealt = residuals[orders[k : k + rows]] / np.sqrt(weights)
        as_sharp += int(np.sum(_sharpness(dealt, errors, starts, stops).max(axis=1) >= sharp[best] * (1 - 1e-9)))
    p = (1 + as_sharp) / (1 + ORDERS)
    if p > level:
        return p
    inner = [begin + int(starts[best]), begin + int(stops[best])]
    ends = sorted({begin, *inner, end})
    cuts |= dict.fromkeys(ends[1:-1], p)
    for a, b in itertools.pairwise(ends):
        _split(series, spread, a, b, cuts, draw, level)
    return p


def _weights(values: Array, errors: Array) -> Array:
    """Return 1 / (s_i^2 + t^2) of each row, (n_rows, n), with t^2 >= 0 the scatter of its values beyond the errors s_i.

    Parameters
    ----------
    values: (n_rows, n) float64, a series a row. errors: (n,) float64.
    """
    if (errors <= 1e-9 * float(np.ptp(values))).any():  # an error of zero would outweigh everything
        return np.ones(values.shape)
    inverse = errors**-2.0
    mean = values @ inverse / inverse.sum()
    beyond = (values - mean[:, None]) ** 2 @ inverse - (values.shape[1] - 1)
    scatter = np.maximum(0.0, beyond / (inverse.sum() - np.sum(inverse**2) / inverse.sum()))
    return 1.0 / (errors**2 + scatter[:, None])


def _stretches(n: int) -> tuple[Array, Array]:
    """Return begin and end of every stretch that leaves, on each side of it, nothing or two values or more."""
    start, stop = np.triu_indices(n + 1, _SHORTEST)
    good = ((start == 0) | (start >= _SHORTEST)) & ((stop == n) | (n - stop >= _SHORTEST)) & (stop - start < n)
    return start[good], stop[good]


def _sharpness(values: Array, errors: Array, starts: Array, stops: Array) -> Array:
    """Return the weighted sum of squares between each stretch and the rest, (n_rows, n_stretches).

    Parameters
    ----------
    values: (n_rows, n) float64, a series a row. errors: (n,) float64. starts, stops: of the stretches.
    """
    weights = _weights(values, errors)
    sums, mass = (np.pad(np.cumsum(part, axis=1), ((0, 0), (1, 0))) for part in (weights * values, weights))
    inside, within = sums[:, stops] - sums[:, starts], mass[:, stops] - mass[:, starts]
    total, whole = sums[:, -1:], mass[:, -1:]
    return inside**2 / within + (total - inside) ** 2 / (whole - within) - total**2 / whole
