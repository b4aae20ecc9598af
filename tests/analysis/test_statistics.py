"""Errors that cover, chains that settle, replicas that are aligned."""

import math

import numpy as np
import pytest
from scipy.signal import lfilter

from sociophys.chains import (
    FROM_MEMORY,
    binned,
    burn_in_by_mser,
    is_still,
    kinds_of_error,
    memory,
    r_hat,
    time_estimate,
    time_variance,
)
from sociophys.estimate import Estimate
from sociophys.statistics import align, block_estimate, outcome_shares, wilson


def autoregression(phi, shape, seed):
    """Stationary x_t = phi x_{t-1} + noise along the last axis; tau (1 + phi) / (1 - phi), variance 1 / (1 - phi^2)."""
    noise = np.random.default_rng(seed).normal(size=shape)
    noise[..., 0] /= math.sqrt(1 - phi**2)
    return lfilter([1], [1, -phi], noise, axis=-1)


def test_block_error_covers_although_replicas_of_a_block_agree():
    rng = np.random.default_rng(1)
    hits, trials, block, n_blocks = 0, 400, 4, 32
    for _ in range(trials):
        values = np.repeat(rng.normal(size=n_blocks), block) + 0.3 * rng.normal(size=block * n_blocks)
        found = block_estimate(values, block)
        hits += abs(found.value) < 1.96 * found.error
        assert found.error > 1.5 * values.std() / math.sqrt(len(values))  # replicas as units would claim too much
    assert 0.91 < hits / trials < 0.98


def test_block_one_is_the_plain_standard_error():
    values = np.random.default_rng(2).normal(size=50)
    found = block_estimate(values, 1)
    assert found.error == pytest.approx(values.std(ddof=1) / math.sqrt(50))
    assert (found.n_units, found.tag, found.coverage) == (50, "Simulated", 1.0)


def test_last_block_may_be_short():
    found = block_estimate(np.arange(33.0), 2)
    assert (found.n_units, found.value) == (17, 16.0)


@pytest.mark.parametrize(
    ("values", "block", "reason"),
    [([1.0], 1, "single independent run"), (np.arange(8.0), 8, "single"), (np.arange(16.0), 4, "4 order blocks; 16")],
)
def test_no_error_without_independent_units(values, block, reason):
    found = block_estimate(np.array(values), block)
    assert found.error is None
    assert reason in found.reason


def test_undefined_replicas_lower_the_coverage():
    found = block_estimate(np.array([1.0, np.nan, 3.0, np.nan]), 1)
    assert (found.value, found.coverage, found.n_units) == (2.0, 0.5, 2)
    assert block_estimate(np.array([np.nan]), 1).value is None


def test_r_hat_of_settled_drifting_and_frozen_chains():
    rng = np.random.default_rng(3)
    settled = rng.normal(size=(4, 500))
    assert 0.99 < r_hat(settled) < 1.02
    assert r_hat(settled + np.arange(4)[:, None]) > 1.5
    assert r_hat(settled + np.linspace(0, 4, 500)) > 1.3
    assert r_hat(settled + np.linspace(0, 4, 500), split=False) < 1.02
    assert r_hat(np.ones((4, 500))) == "frozen"
    assert r_hat(np.repeat([[1.0], [-1.0]], 500, axis=1)) == "frozen"


@pytest.mark.parametrize("phi", [0.0, 0.5, 0.9])
def test_memory_of_an_autoregression__is_the_known_one(phi):
    """The z-scores of tau over 200 series: no bias beyond a tenth of a standard error, and its error is about right."""
    tau = (1 + phi) / (1 - phi)
    found = [memory(x) for x in autoregression(phi, (200, 4, 2000), 4)]
    assert np.mean([m.tau for m in found]) == pytest.approx(tau, rel=0.05)
    z = np.array([(m.tau - tau) / m.error for m in found])
    assert 0.3 < z.std() < 1.2
    assert all(m.is_known and m.worth == pytest.approx(8000 / m.tau) for m in found)


@pytest.mark.parametrize(("phi", "shape"), [(0.0, (1, 500)), (0.5, (1, 400)), (0.9, (1, 2000)), (0.9, (4, 2000))])
def test_error_from_memory__covers(phi, shape):
    """95 % intervals around the mean of one correlated series hold the true mean 92 to 98 times in 100."""
    found = [time_estimate(x) for x in autoregression(phi, (600, *shape), 5)]
    z = np.array([e.value / e.error for e in found if e.error is not None])
    assert len(z) > 0.9 * len(found)
    assert 0.92 <= np.mean(np.abs(z) < 1.96) <= 0.98
    assert z.std() == pytest.approx(1, abs=0.12)


@pytest.mark.parametrize(("phi", "shape", "block"), [(0.5, (1, 1000), 1), (0.8, (1, 4000), 1), (0.8, (4, 1000), 2)])
def test_variance_from_memory__covers(phi, shape, block):
    """The variance of one draw, x ~ N(0, 1 / (1 - phi^2)), without bias and with the error it has."""
    found = [time_variance(x, block, 1 - phi**2) for x in autoregression(phi, (500, *shape), 9)]
    known = [e for e in found if e.error is not None]
    assert len(known) > 0.9 * len(found)
    z = np.array([(e.value - 1) / e.error for e in known])
    assert z.std() == pytest.approx(1, abs=0.15)
    values = np.array([e.value for e in known])
    assert abs(values.mean() - 1) < 4 * values.std() / math.sqrt(len(values))
    assert 0.9 <= np.mean(np.abs(z) < 1.96) <= 0.98


def test_kinds_of_error__are_counted():
    runs, none = Estimate(1.0, 0.1), Estimate(1.0, reason="no error: a single independent run")
    memory_of_one = Estimate(1.0, 0.1, reason=f"{FROM_MEMORY} (worth 60 independent draws)")
    assert kinds_of_error([runs, runs]) == "between independent runs"
    assert kinds_of_error([memory_of_one]).startswith("from how long a run remembers")
    assert "between independent runs; at 1 of 3 points from" in kinds_of_error([runs, memory_of_one, none])
    assert kinds_of_error([runs, memory_of_one, none]).endswith("1 of 3 points have none")
    assert kinds_of_error([none]).startswith("which no point has")


def test_error_without_memory__would_claim_far_too_much():
    """The proof that the test above bites: sd / sqrt(n) covers a third of the time at tau = 19."""
    x = autoregression(0.9, (600, 2000), 5)
    z = x.mean(axis=1) / (x.std(axis=1) / math.sqrt(2000))
    assert np.mean(np.abs(z) < 1.96) < 0.5


def test_too_short_a_record__has_no_error_but_a_reason():
    found = [time_estimate(x) for x in autoregression(0.98, (100, 1, 1000), 6)]  # ten memories
    assert np.mean([e.error is None for e in found]) > 0.95
    assert any("shorter than 50 times its own memory" in e.reason for e in found)


def test_frozen_chains__have_no_memory_to_speak_of():
    still = memory(np.ones((3, 100)))
    assert still.is_frozen
    assert (still.tau, still.worth, still.is_known) == (math.inf, 0.0, False)
    assert "frozen" in time_estimate(np.ones(100)).reason
    assert is_still(np.array([[1.0, 1.0, 1.0], [1.0, 1.0, 2.0]])).tolist() == [True, False]


def test_chains_that_stand_apart__remember_for_ever():
    """Each looks settled alone; together they say that a run is no sample of what can happen."""
    x = autoregression(0.5, (4, 1000), 7)
    assert memory(x).is_known
    apart = memory(x + 10 * np.arange(4)[:, None])
    assert not apart.is_known
    assert apart.tau > 100


def test_bins__longer_than_the_memory_are_independent():
    x = autoregression(0.9, (1, 100_000), 8)
    by_bins = [binned(x, length).std(ddof=1) / math.sqrt(100_000 // length) for length in (1, 1000)]
    true = math.sqrt(19 / (1 - 0.81) / 100_000)
    assert by_bins[0] < 0.3 * true
    assert by_bins[1] == pytest.approx(true, rel=0.25)
    assert binned(np.arange(7.0), 3).tolist() == [[2.0, 5.0]]


def test_burn_in_by_mser__ends_where_the_way_there_ends():
    x = autoregression(0.5, (16, 2000), 9)
    way = 20 * np.exp(-np.arange(2000) / 60)  # below the noise of 16 chains from about 5 * 60 on
    assert 200 <= burn_in_by_mser(x + way) <= 700
    assert burn_in_by_mser(x) <= 200
    assert burn_in_by_mser(x + np.linspace(0, 20, 2000)) is None
    assert burn_in_by_mser(x[:, :20]) is None


def test_outcomes_and_their_interval():
    assert outcome_shares(np.array([0.5, -0.1, 0.0, 1.0])) == {"plus": 2, "minus": 1, "even": 1}
    assert wilson(0, 20) == pytest.approx((0.0, 0.161125), abs=1e-6)
    assert wilson(10, 20) == pytest.approx((0.299298, 0.700702), abs=1e-6)
    assert wilson(0, 0) == (0.0, 1.0)


def test_alignment_flips_whole_replicas():
    spins = np.array([[1, -1, 1], [1, -1, 1], [-1, 1, 1]], np.int8)
    aligned, flips = align(spins)
    assert flips.tolist() == [1, -1, 1]
    assert aligned.dtype == np.int8
    assert aligned[:, 1].tolist() == spins[:, 0].tolist()
    aligned, flips = align(spins.astype(float), np.array([-1.0, np.nan, np.nan]))
    assert flips.tolist() == [-1, 1, -1]
    assert aligned.dtype == np.float64
