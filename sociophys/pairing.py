"""Paired comparison: what differs between two variants whose runs share their luck, replica by replica."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sociophys.contrast import Contrast, Together, Verdict
from sociophys.estimate import Estimate

Array = np.ndarray
LEAST_BLOCKS = 3
LEVEL = 0.95
_NONE = np.zeros(0)


@dataclass(frozen=True)
class Reading:
    """What a comparison reads of one side.

    Attributes
    ----------
    values: (n_replicas,) float64, the measure of each replica at the time that decides; NaN where undefined.
    block: replicas per order block, the unit of errors.
    sweeps, series: (n_records,) and (n_replicas, n_records), the measure at each record; empty for a number of end
        states. recorded: what tells by opinions when two runs part, likewise, by name. people: their names.
    frames: yields kept frames, (sweep, (n_nodes, n_replicas) int8). cost: what levers spent, mean over replicas.
    is_luck: whether the sign of the measure is luck: nothing in the scenario singles out a side.
    """

    values: Array
    block: int
    sweeps: Array
    series: Array
    recorded: Mapping[str, Array]
    people: Any = ()
    frames: Callable[[], Iterator[tuple[int, Array]]] = lambda: iter(())
    cost: dict[str, float] = field(default_factory=dict)
    is_luck: bool = False


@dataclass(frozen=True)
class Question:
    """What is asked of two sides: which measure, when, and from what size on a difference matters."""

    measure: str
    at: str
    smallest_effect: float | None = None


def contrast(
    variant: str, compared_with: str, base: Reading, other: Reading, question: Question, *, are_paired: bool = True
) -> Contrast:
    """Return one variant beside another.

    Parameters
    ----------
    base, other: the two sides; paired ones have the same replicas, seed, visiting orders and kernel family.
    are_paired: False where runs share no luck: then the difference is that of two independent ensembles.
    """
    found = _difference(base, other, are_paired)
    reason = _luck(base, other, question.measure) or found.reason
    verdict = "undefined" if reason else decide(found.low, found.high, question.smallest_effect)
    has_course = are_paired and base.series.size > 0 and base.series.shape == other.series.shape
    course, low, high = intervals(other.series - base.series, base.block) if has_course else (_NONE, _NONE, _NONE)
    return Contrast(
        variant=variant,
        compared_with=compared_with,
        measure=question.measure,
        at=question.at,
        base=mean_of(base.values, base.block),
        other=mean_of(other.values, other.block),
        difference=Estimate(found.value, found.error, found.n_units, reason=found.reason, tag="Simulated"),
        low=found.low,
        high=found.high,
        per_replica=other.values - base.values if are_paired else _NONE,
        variance_ratio=variance_ratio(base.values, other.values, base.block) if are_paired else None,
        smallest_effect=question.smallest_effect,
        verdict=verdict,
        together=together(base, other) if are_paired else Together(_NONE, _NONE, _NONE, _NONE, _NONE),
        reason=reason,
        sweeps=base.sweeps if has_course else _NONE,
        course=course,
        course_low=low,
        course_high=high,
        cost=other.cost,
    )


def _luck(base: Reading, other: Reading, measure: str) -> str:
    if not (base.is_luck and other.is_luck):
        return ""
    return f"nothing singles out a side, so the sign of {measure} is luck in both"


def decide(low: float | None, high: float | None, smallest_effect: float | None = None) -> Verdict:
    """Return what a 95 % interval of a difference says; ``smallest_effect``: below it a difference does not matter.

    Two one-sided tests (Schuirmann 1987, doi 10.1007/BF01068419) with a 95 % interval in place of the 90 % one: each
    side errs in 2.5 of 100 cases.

    Examples
    --------
    >>> decide(0.1, 0.3), decide(0.1, 0.3, 0.2), decide(-0.1, 0.1, 0.2), decide(-0.1, 0.1)
    ('more', 'undecided', 'no_difference', 'undecided')
    """
    if low is None or high is None:
        return "undefined"
    least = smallest_effect or 0.0
    if low > least:
        return "more"
    if high < -least:
        return "less"
    is_small = -least <= low and high <= least  # without a smallest effect: no pair differs at all
    return "no_difference" if is_small else "undecided"


@dataclass(frozen=True)
class _Found:
    value: float | None
    error: float | None = None
    low: float | None = None
    high: float | None = None
    n_units: int = 0
    reason: str = ""


def _difference(base: Reading, other: Reading, are_paired: bool) -> _Found:
    if are_paired:
        return _of_blocks(other.values - base.values, base.block)
    return _unpaired(base, other)


def _of_blocks(values: Array, block: int) -> _Found:
    """Return mean, error and 95 % interval of one number a replica; NaN are left out."""
    means, weights = block_means(values[:, None], block)
    if not len(means):
        return _Found(None, reason="defined in no pair of runs")
    mean, n_units = float(weights @ means[:, 0]), len(means)
    if n_units < LEAST_BLOCKS:
        return _Found(mean, n_units=n_units, reason=_too_few(n_units))
    error = float(_error(means, weights)[0])
    reach = t_reach(n_units - 1) * error
    return _Found(mean, error, mean - reach, mean + reach, n_units)


def _too_few(n_units: int) -> str:
    return f"no interval: {n_units} order block{'s' if n_units > 1 else ''}; {LEAST_BLOCKS} or more are needed"


def _unpaired(base: Reading, other: Reading) -> _Found:
    """Return the difference of two independent means (Welch 1947, doi 10.1093/biomet/34.1-2.28)."""
    sides = [_of_blocks(one.values, one.block) for one in (base, other)]
    lost = next((side for side in sides if side.value is None or side.error is None), None)
    if lost is not None:
        values = [side.value for side in sides]
        known = None if None in values else float(values[1] or 0.0) - float(values[0] or 0.0)
        return _Found(known, n_units=min(side.n_units for side in sides), reason=lost.reason)
    variances = [float(side.error or 0.0) ** 2 for side in sides]
    value, total = float(sides[1].value or 0.0) - float(sides[0].value or 0.0), sum(variances)
    n_units = min(side.n_units for side in sides)
    if not total:
        return _Found(value, 0.0, value, value, n_units)
    freedom = total**2 / sum(v**2 / (side.n_units - 1) for v, side in zip(variances, sides, strict=True))
    error = math.sqrt(total)
    return _Found(value, error, value - t_reach(freedom) * error, value + t_reach(freedom) * error, n_units)


def mean_of(values: Array, block: int) -> Estimate:
    """Return the mean over replicas with its error over order blocks, from three blocks on."""
    found = _of_blocks(values, block)
    if found.value is None:
        return Estimate.undefined("defined in no run", tag="Simulated")
    reason = found.reason.replace("no interval", "no error")
    coverage = float(np.isfinite(values).mean())
    return Estimate(found.value, found.error, found.n_units, coverage=coverage, reason=reason, tag="Simulated")


def block_means(values: Array, block: int) -> tuple[Array, Array]:
    """Return (n_blocks, n_numbers) means over the replicas of each order block, and the weights of blocks.

    ``values``: (n_replicas, n_numbers); replicas with a NaN are left out.
    """
    known = np.isfinite(values).all(axis=1)
    _, unit = np.unique((np.arange(len(values)) // max(1, block))[known], return_inverse=True)
    sizes = np.bincount(unit).astype(np.float64)
    sums = np.zeros((len(sizes), values.shape[1]))
    np.add.at(sums, unit, values[known])
    return sums / sizes[:, None], sizes / max(1.0, sizes.sum())


def _error(means: Array, weights: Array) -> Array:
    """Return the standard error of the weighted mean of blocks: sqrt(B / (B - 1) sum_b w_b^2 (x_b - mean)^2)."""
    n_units = len(means)
    mean = weights @ means
    error: Array = np.sqrt(n_units / (n_units - 1) * np.sum((weights[:, None] * (means - mean)) ** 2, axis=0))
    return error


def t_reach(freedom: float) -> float:
    """Return Student's t that 95 of 100 draws stay within.

    Examples
    --------
    >>> round(t_reach(15), 4)
    2.1314
    """
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + LEVEL) / 2))


def intervals(differences: Array, block: int) -> tuple[Array, Array, Array]:
    """Return the mean of (n_replicas, n_records) and its 95 % interval at each record; NaN where there is none."""
    n_records = differences.shape[1]
    nowhere = np.full(n_records, np.nan)
    whole = np.isfinite(differences).all(axis=0)
    means, weights = block_means(differences[:, whole], block)
    course, low, high = nowhere.copy(), nowhere.copy(), nowhere.copy()
    course[whole] = weights @ means
    if len(means) >= LEAST_BLOCKS:
        reach = t_reach(len(means) - 1) * _error(means, weights)
        low[whole], high[whole] = course[whole] - reach, course[whole] + reach
    return course, low, high


def variance_ratio(base: Array, other: Array, block: int) -> float | None:
    """Return what sharing the luck saved: var(x) + var(y) over var(y - x), of block means.

    So many times more independent runs would be needed for the same error (Glasserman & Yao 1992,
    doi 10.1287/mnsc.38.6.884). None where all pairs differ alike, or there are fewer than three blocks.
    """
    both = np.stack([base, other, other - base], axis=1)
    means, _ = block_means(both, block)
    if len(means) < LEAST_BLOCKS:
        return None
    first, second, paired = means.var(axis=0, ddof=1)
    tiny = 1e-24 * max(1.0, float(np.abs(means).max())) ** 2
    return float((first + second) / paired) if paired > tiny else None


def together(base: Reading, other: Reading) -> Together:
    """Return how long paired runs stay together."""
    frame_sweeps, differing = _differing(base, other)
    return Together(_parted_at(base, other), *_correlations(base, other), frame_sweeps, differing)


def _parted_at(base: Reading, other: Reading) -> Array:
    if not len(base.sweeps):
        return np.full(len(base.values), np.inf)
    apart = np.zeros((len(base.values), len(base.sweeps)), bool)
    for name in base.recorded.keys() & other.recorded.keys():
        one, two = base.recorded[name], other.recorded[name]
        apart |= (one != two) & ~(np.isnan(one) & np.isnan(two))
    first = np.append(base.sweeps, np.inf)[np.where(apart.any(axis=1), apart.argmax(axis=1), len(base.sweeps))]
    return np.asarray(first, np.float64)


def _correlations(base: Reading, other: Reading) -> tuple[Array, Array]:
    """Return the sweeps and the correlation over pairs at each; NaN where either side stands still."""
    if not base.series.size or base.series.shape != other.series.shape:
        return _NONE, _NONE
    one, two = (side.series - side.series.mean(axis=0) for side in (base, other))
    scale = np.sqrt((one**2).sum(axis=0) * (two**2).sum(axis=0))
    tiny = 1e-12 * max(1.0, float(np.nanmax(np.abs(base.series), initial=0.0))) ** 2
    found = np.divide((one * two).sum(axis=0), scale, out=np.full(len(scale), np.nan), where=scale > tiny)
    return base.sweeps, np.clip(found, -1.0, 1.0)


def _differing(base: Reading, other: Reading) -> tuple[Array, Array]:
    """Return sweeps of kept frames and the mean share of people who differ within a pair (engine rule 10)."""
    if not np.array_equal(np.asarray(base.people), np.asarray(other.people)):
        return _NONE, _NONE
    sweeps, shares = [], []
    for (sweep, one), (_, two) in zip(base.frames(), other.frames(), strict=True):
        sweeps.append(float(sweep))
        shares.append(float(np.mean(one != two)))
    return np.array(sweeps), np.array(shares)
