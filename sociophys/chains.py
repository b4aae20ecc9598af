"""Numbers from records in time: how long a run remembers, what its averages are worth, whether it has settled.

Draws are records; times here are counted in draws, and a caller who knows the distance of two records turns them into
sweeps. ``chains`` are (n_chains, n_draws), one row a run; a single series is one row.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from sociophys.estimate import Estimate

Array = np.ndarray
Frozen = Literal["frozen"]
ENOUGH = 50  # lengths of memory in a record from which on its error can be trusted
FROM_MEMORY = "error from the memory of the record in time"
_STILL = 1e-12  # of the size of the numbers: less is no movement


@dataclass(frozen=True)
class Memory:
    """How long chains remember.

    Attributes
    ----------
    tau: integrated autocorrelation time in draws, 1 + 2 sum_k rho(k): n / tau draws are worth as much as independent
        ones; infinite where nothing moves. error: one standard error of tau.
    worth: independent draws that all chains together are worth (ESS). is_known: whether the record spans tau often
        enough.
    """

    tau: float
    error: float
    worth: float
    is_known: bool

    @property
    def is_frozen(self) -> bool:
        """Whether nothing moved in any chain: no sign of having settled."""
        return math.isinf(self.tau)


def is_still(chains: Array) -> Array:
    """Return in which chains nothing moves, (n_chains,) bool."""
    chains = np.atleast_2d(np.asarray(chains, np.float64))
    return np.asarray(np.ptp(chains, axis=1) <= _STILL * np.maximum(1.0, np.abs(chains).max(axis=1)))


def memory(chains: Array, window: float = 5.0) -> Memory:
    """Return how long chains remember; runs that share mean and law share one autocorrelation.

    Parameters
    ----------
    window: the sum over lags stops at the first lag W >= window x tau.

    Notes
    -----
    Automatic window after Sokal 1997 (doi 10.1007/978-1-4899-0319-8_6, section 3) and Madras & Sokal 1988, appendix C.
    The mean is taken out of the same draws, which makes the autocorrelation small by tau / N: undone to first order as
    in Wolff 2004 (doi 10.1016/S0010-4655(03)00467-3, equation 49), tau (1 + (2 W + 1) / N); its error is
    tau sqrt(2 (2 W + 1) / N), equation 42. All chains are set against their common mean, so chains that stand apart
    remember for ever.
    """
    chains = np.atleast_2d(np.asarray(chains, np.float64))
    n_chains, n_draws = chains.shape
    if not n_draws or is_still(chains).all():
        return Memory(math.inf, 0.0, 0.0, False)
    total = n_chains * n_draws
    sums = 2 * np.cumsum(_autocorrelation(chains)) - 1
    stops = np.flatnonzero(np.arange(n_draws) >= window * np.maximum(sums, 1.0))
    stop = int(stops[0]) if len(stops) else n_draws - 1
    wide = (2 * stop + 1) / total
    tau = max(1.0, float(sums[stop]) * (1 + wide))
    error = tau * math.sqrt(2 * wide)
    is_known = len(stops) > 0 and stop < n_draws / 2 and total >= ENOUGH * tau
    return Memory(tau, error, total / tau, bool(is_known))


def _autocorrelation(chains: Array) -> Array:
    """Return rho(k) of the lags 0 to n_draws - 1, averaged over chains; each lag over the pairs there are of it."""
    n_draws = chains.shape[1]
    moved = chains - chains.mean()
    spectrum = np.fft.rfft(moved, n=2 * n_draws, axis=1)
    covariance = np.fft.irfft(np.abs(spectrum) ** 2, axis=1)[:, :n_draws].mean(axis=0)
    covariance = covariance / (n_draws - np.arange(n_draws))
    return np.asarray(covariance / covariance[0])


def time_estimate(chains: Array) -> Estimate:
    """Return the mean over all draws with the error that their memory leaves.

    sd sqrt(tau / N), widened by sqrt(v / (v - 2)), v = 2 (tau / its error)^2, as for Student's t with v degrees of
    freedom: tau is known no better than that. For too few runs to compare with each other. Without an error, and with
    the reason, where nothing moves or the record is shorter than ``ENOUGH`` memories; ``n_units`` is what the draws
    are worth.
    """
    chains = np.atleast_2d(np.asarray(chains, np.float64))
    value = float(chains.mean())
    found = memory(chains)
    if found.is_frozen:
        return Estimate(value, reason="no error: nothing moves any more (frozen)", tag="Simulated")
    if not found.is_known:
        reason = f"no error: the record is shorter than {ENOUGH} times its own memory"
        return Estimate(value, reason=reason, tag="Simulated")
    freedom = max(2.5, 2 * (found.tau / found.error) ** 2)
    error = math.sqrt(float(chains.var(ddof=1)) / found.worth * freedom / (freedom - 2))
    reason = f"{FROM_MEMORY} (worth {found.worth:.0f} independent draws)"
    return Estimate(value, error=error, n_units=int(found.worth), reason=reason, tag="Simulated")


def unit_means(values: Array, block: int) -> Array:
    """Return means over each ``block`` of consecutive chains, (n_blocks, n_draws): chains of a block are no units."""
    first = np.arange(0, len(values), max(1, block))
    sizes = np.diff(np.append(first, len(values)))
    return np.asarray(np.add.reduceat(values, first, axis=0) / sizes[:, None])


def time_variance(chains: Array, block: int = 1, scale: float = 1.0) -> Estimate:
    """Return ``scale`` times the variance of one draw with the error that the memory of the record leaves.

    For too few runs to compare with each other, as :func:`time_estimate`: the mean of (x - mean)^2 with its own memory.
    The mean is taken from the same draws, which makes that too small by the mean's squared error: undone.
    """
    chains = np.atleast_2d(np.asarray(chains, np.float64))
    mean = time_estimate(unit_means(chains, block))
    square = time_estimate(unit_means((chains - chains.mean()) ** 2, block))
    value = scale * float(chains.var())
    if mean.error is None or square.error is None:
        return Estimate(value, reason=mean.reason if mean.error is None else square.reason, tag="Simulated")
    return replace(square, value=value + scale * mean.error**2, error=scale * square.error)


def kinds_of_error(estimates: Iterable[Estimate]) -> str:
    """Say in a clause where the errors of points come from: runs, the memory of single ones in time, or nowhere."""
    known = [estimate for estimate in estimates if estimate.value is not None]
    in_time = sum(estimate.reason.startswith(FROM_MEMORY) for estimate in known)
    without = sum(estimate.error is None for estimate in known)
    if without == len(known):
        return "which no point has: too few independent runs, and records that are too short or stand still"
    kind = "between independent runs"
    if in_time:
        own = "from how long a run remembers (autocorrelation time), for there are too few runs to compare"
        whole = in_time == len(known) - without
        kind = own if whole else f"{kind}; at {in_time} of {len(known)} points {own}"
    return f"{kind}; {without} of {len(known)} points have none" if without else kind


def binned(chains: Array, length: int) -> Array:
    """Return means of consecutive bins of ``length`` draws, (n_chains, n_bins): nearly independent if length >> tau.

    Draws that fill no bin are left out at the beginning, where a run may still remember its start. Flyvbjerg &
    Petersen 1989, doi 10.1063/1.457480.
    """
    chains = np.atleast_2d(np.asarray(chains, np.float64))
    n_bins = chains.shape[1] // length
    kept = chains[:, chains.shape[1] - n_bins * length :]
    return np.asarray(kept.reshape(len(chains), n_bins, length).mean(axis=2))


def burn_in_by_mser(chains: Array, batch: int = 5) -> int | None:
    """Return how many draws to leave out at the beginning (MSER-5), or None where the record is too short to say.

    Notes
    -----
    The d that minimises the marginal standard error sum_{k >= d} (y_k - mean)^2 / (n - d)^2 of means y of batches of 5
    draws, averaged over chains (White 1997, doi 10.1177/003754979706900601; White, Cobb & Spratt 2000). A d beyond
    half of the record means that it still drifts.
    """
    means = binned(chains, batch).mean(axis=0)
    n = len(means)
    if n < 2 * batch:
        return None
    after = np.arange(n, 0, -1)
    first, second = (np.cumsum((means - means.mean())[::-1] ** power)[::-1] for power in (1, 2))
    spread = (second - first**2 / after) / after.astype(np.float64) ** 2
    found = int(np.argmin(spread[: n - batch + 1]))
    return None if found > n // 2 else found * batch


def r_hat(chains: Array, split: bool = True) -> float | Frozen:
    """Compare the spread between chains with the spread within them; near 1 when all have settled alike.

    Parameters
    ----------
    chains: (n_chains, n_draws) float64. split: cut each chain in two halves first, so that a drift shows.

    Returns
    -------
    R-hat >= about 1, or 'frozen' when no chain moves at all: such chains have not converged, they stand still.

    Notes
    -----
    sqrt(((n - 1) / n W + B / n) / W), B / n the variance of chain means, W the mean variance within chains
    (Gelman & Rubin 1992, doi 10.1214/ss/1177011136; split form in Gelman et al., Bayesian Data Analysis 3, 11.4).
    """
    chains = np.atleast_2d(np.asarray(chains, np.float64))
    if split:
        half = chains.shape[1] // 2
        chains = np.concatenate([chains[:, :half], chains[:, half : 2 * half]])
    if chains.shape[0] < 2 or chains.shape[1] < 2:
        raise ValueError(f"R-hat needs two chains of two draws; got {chains.shape}")
    n_draws = chains.shape[1]
    within = float(chains.var(axis=1, ddof=1).mean())
    if within <= 1e-24 * max(1.0, float(np.abs(chains).max()) ** 2):
        return "frozen"
    between = float(chains.mean(axis=1).var(ddof=1))
    return math.sqrt((n_draws - 1) / n_draws + between / within)
