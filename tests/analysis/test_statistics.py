"""Errors that cover, chains that settle, replicas that are aligned."""

import math

import numpy as np
import pytest

from sociophys.statistics import align, autocorrelation_time, block_estimate, outcome_shares, r_hat, wilson


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
def test_autocorrelation_time_of_an_autoregression(phi):
    rng = np.random.default_rng(4)
    x = np.zeros((8, 20_000))
    noise = rng.normal(size=x.shape)
    for t in range(1, x.shape[1]):
        x[:, t] = phi * x[:, t - 1] + noise[:, t]
    assert autocorrelation_time(x[:, 100:]) == pytest.approx((1 + phi) / (1 - phi), rel=0.1)
    assert autocorrelation_time(np.ones(100)) == math.inf


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
