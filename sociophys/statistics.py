"""Numbers from many runs: errors from independent units, outcome shares, replica alignment."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from sociophys.estimate import Estimate

Array = np.ndarray
MIN_BLOCKS = 16
_CHUNK = 65_536


def block_estimate(values: Array, block: int, tag: Literal["Simulated", "Measured"] = "Simulated") -> Estimate:
    """Estimate a mean over replicas with the error that independent order blocks give.

    Replicas of one order block share the visiting order and may be correlated, so the block, not the
    replica, is the unit. Blocks are contiguous: replicas 0..block-1, block..2 block-1 and so on.

    Parameters
    ----------
    values: (n_replicas,) float64, one number a replica; NaN where it is undefined (left out, lowers coverage).
    block: replicas per order block. tag: what the estimate is.

    Notes
    -----
    Standard error of a mean of B block means x_b with weights w_b = n_b / n:
    sqrt(B / (B - 1) sum_b w_b^2 (x_b - mean)^2); sd / sqrt(B) for blocks of one size. A shared order needs at
    least 16 blocks before its error can be trusted; below that the error is left out and the reason says so.
    """
    values = np.asarray(values, np.float64)
    known = np.isfinite(values)
    if not known.any():
        return Estimate.undefined("defined in no run", tag=tag)
    coverage = float(known.mean())
    units = np.arange(len(values)) // max(1, block)
    _, unit = np.unique(units[known], return_inverse=True)
    sizes = np.bincount(unit)
    value, n_units = float(values[known].mean()), len(sizes)
    reason = _why_no_error(n_units, block)
    if reason:
        return Estimate(value, n_units=n_units, coverage=coverage, reason=reason, tag=tag)
    means = np.bincount(unit, weights=values[known]) / sizes
    weights = sizes / sizes.sum()
    error = math.sqrt(n_units / (n_units - 1) * float(np.sum((weights * (means - value)) ** 2)))
    return Estimate(value, error=error, n_units=n_units, coverage=coverage, tag=tag)


def _why_no_error(n_units: int, block: int) -> str:
    if n_units < 2:
        return "no error: a single independent run"
    if block > 1 and n_units < MIN_BLOCKS:
        return f"no error: {n_units} order blocks; {MIN_BLOCKS} or order_block 1 are needed"
    return ""


def variance_estimate(draws: Array, block: int, scale: float = 1.0) -> Estimate:
    """Estimate ``scale`` times the variance of one draw from an ensemble of runs: n / T times it is a susceptibility.

    Parameters
    ----------
    draws: (n_draws, n_replicas) float64, draws in time from each replica. block: replicas per order block.

    Notes
    -----
    The variance of all draws about their common mean: the mean of the variances within runs misses what runs differ
    by, and is too small by 2 tau / n_draws. Error, and correction of the mean's own scatter, by the jackknife over
    order blocks (Efron 1982, doi 10.1137/1.9781611970319, sections 2 and 3).
    """
    draws = np.asarray(draws, np.float64)
    unit = np.arange(draws.shape[1]) // max(1, block)
    n_units = int(unit[-1]) + 1
    shifted = draws - draws.mean()  # no precision lost to a large mean
    first = np.bincount(unit, shifted.mean(axis=0))
    second = np.bincount(unit, (shifted**2).mean(axis=0))
    size = np.bincount(unit).astype(np.float64)
    value = scale * float(second.sum() / size.sum() - (first.sum() / size.sum()) ** 2)
    reason = _why_no_error(n_units, block)
    if reason:
        return Estimate(value, n_units=n_units, reason=reason, tag="Simulated")
    left = size.sum() - size
    without = scale * ((second.sum() - second) / left - ((first.sum() - first) / left) ** 2)
    error = math.sqrt((n_units - 1) / n_units * float(np.sum((without - without.mean()) ** 2)))
    value = n_units * value - (n_units - 1) * float(without.mean())
    return Estimate(value, error=error, n_units=n_units, tag="Simulated")


def outcome_shares(m_end: Array) -> dict[str, int]:
    """Count the runs that ended on each side: ``{"plus": a, "minus": b, "even": c}`` from final m, (n_replicas,)."""
    m_end = np.asarray(m_end, np.float64)
    even = np.abs(m_end) < 1e-12
    plus = int(np.sum((m_end > 0) & ~even))
    return {"plus": plus, "minus": int(np.sum((m_end < 0) & ~even)), "even": int(even.sum())}


def wilson(successes: float, n: int, z: float = 1.959964) -> tuple[float, float]:
    """Return the interval of a share by Wilson's score method (1927, doi 10.2307/2276774): honest near 0 and 1."""
    if n == 0:
        return 0.0, 1.0
    share, spread = successes / n, z * z / n
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def align(values: Array, reference: Array | None = None) -> tuple[Array, Array]:
    """Flip whole replicas so that they agree with a reference: for averages where nothing singles out a side.

    With a symmetric start and no field or pin, a run and its mirror image are equally likely; a per-person mean
    over both is 0 and says nothing. Each replica is flipped as a whole if its overlap with the reference is negative.

    Parameters
    ----------
    values: (n_nodes, n_replicas) spins or time-averaged spins.
    reference: (n_nodes,) opinions, NaN where unknown (ignored); the first replica when not given or all unknown.

    Returns
    -------
    aligned: as ``values``, same dtype. flips: (n_replicas,) int8, +1 kept or -1 flipped (also turns m of that run).
    """
    flips = alignment(np.asarray(values), reference)
    return values * flips.astype(np.asarray(values).dtype), flips


def alignment(values: Array, reference: Array | None = None) -> Array:
    """Return the flips that :func:`align` makes, (n_replicas,) int8."""
    target = np.nan_to_num(np.asarray(values[:, 0] if reference is None else reference, np.float64))
    target = target if np.any(target) else values[:, 0].astype(np.float64)
    overlap = np.zeros(values.shape[1])
    for begin in range(0, len(values), _CHUNK):  # bounded memory: spins are int8, products float64
        overlap += target[begin : begin + _CHUNK] @ values[begin : begin + _CHUNK]
    return np.where(overlap < 0, -1, 1).astype(np.int8)
