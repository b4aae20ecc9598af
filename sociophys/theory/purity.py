"""How like-minded groups are by chance: known opinions dealt anew among the people who have one, groups kept."""

from __future__ import annotations

import functools

import numpy as np

Array = np.ndarray
NEAR = 0.5  # opinions this close to the median of their group count as like-minded with it
_DRAWS = (
    200,
    2_000,
    40_000_000,
)  # fewest and most deals, and deals x people up to which there are more than the fewest


def hypergeometric(n_people: int, n_marked: int, size: int) -> Array:
    """Return P(k of a group's ``size`` are marked), k = 0 .. size, where ``n_marked`` of ``n_people`` are."""
    from scipy.special import gammaln

    def log_choose(n: int, k: Array) -> Array:
        return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)

    chance, least = np.zeros(size + 1), max(0, size - (n_people - n_marked))
    k = np.arange(least, min(size, n_marked) + 1)
    logarithm = log_choose(n_marked, k) + log_choose(n_people - n_marked, size - k)
    chance[k] = np.exp(logarithm - log_choose(n_people, np.array(size)))
    return chance


def stance_tail(size: int, counts: tuple[int, ...]) -> Array:
    """Return P(the most frequent stance of a group of ``size`` has k people or more), k = 0 .. size.

    Parameters
    ----------
    counts: people of each stance among all.

    Notes
    -----
    A sum over stances of hypergeometric tails: exact above half the group, where two stances cannot both reach k, and
    for two stances everywhere; else (three stances, none above half) an upper bound.
    """
    tails = [np.cumsum(hypergeometric(sum(counts), n, size)[::-1])[::-1] for n in counts]
    return np.minimum(1.0, np.sum(tails, axis=0))


@functools.lru_cache(maxsize=64)
def stance_limits(sizes: tuple[int, ...], counts: tuple[int, ...], level: float) -> tuple[float, ...]:
    """Return for each group the largest share of one stance that chance reaches more often than ``level``."""
    limits = []
    for size in sizes:
        likely = np.flatnonzero(stance_tail(size, counts) > level)
        limits.append(float(likely[-1] / size) if size else 1.0)
    return tuple(limits)


def near_median(values: Array, group: Array, n_groups: int) -> Array:
    """Return the share of each group's values within ``NEAR`` of its median, (n_groups,); NaN without values.

    Parameters
    ----------
    values: (n_values,) opinions. group: (n_values,) group of each, 0 .. n_groups - 1.
    """
    order = np.lexsort((values, group))
    return _near(values[order], np.bincount(group, minlength=n_groups))


def _near(values: Array, sizes: Array) -> Array:
    """Return the share near the median of groups that stand one after the other, each in rising order."""
    filled = sizes > 0
    ends = np.cumsum(sizes)[filled]
    starts, own = ends - sizes[filled], sizes[filled]
    median = (values[starts + (own - 1) // 2] + values[starts + own // 2]) / 2
    close = np.abs(values - np.repeat(median, own)) <= NEAR + 1e-12
    found = np.full(len(sizes), np.nan)
    found[filled] = np.add.reduceat(close, starts, dtype=np.int64) / own if len(own) else 0.0
    return found


@functools.lru_cache(maxsize=4)
def near_draws(sizes: tuple[int, ...], values: bytes, seed: int) -> Array:
    """Return :func:`near_median` of groups whose people were drawn by lot, (n_groups, n_draws), rising in each row.

    Parameters
    ----------
    sizes: people of each group; together no more than there are values. values: all opinions, float64, rising.
    """
    from sociophys import rng

    everybody = np.frombuffer(values, np.float64)
    fewest, most, work = _DRAWS
    n_draws = int(np.clip(work // max(1, 20 * len(everybody)), fewest, most))
    generator, own = rng.generator(seed, "analyzers", "chambers", "near"), np.array(sizes, np.int64)
    place = np.repeat(np.arange(len(own)), own) * len(everybody)
    found = np.empty((len(own), n_draws))
    for k in range(n_draws):
        drawn = np.sort(place + generator.permutation(len(everybody))[: len(place)]) - place
        found[:, k] = _near(everybody[drawn], own)
    return np.sort(found, axis=1)
