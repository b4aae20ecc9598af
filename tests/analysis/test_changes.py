"""Changes of a series: found where they are, not found where there are none, p as defined."""

import itertools

import numpy as np
import pytest

from sociophys import changes as module
from sociophys.changes import FEWEST, changes


@pytest.fixture(autouse=True)
def fewer_orders(monkeypatch):
    monkeypatch.setattr(module, "ORDERS", 199)


def noise(seed, n, scale=1.0):
    return np.random.default_rng(seed).normal(size=n) * scale


@pytest.mark.parametrize("n", [8, 12, 25])
@pytest.mark.parametrize("kind", ["alike", "unlike errors", "beyond the errors"])
def test_false_alarms_are_rare(n, kind):
    """At 5 % of 200 series more than 17 alarms have a chance of 1 in 100."""
    errors = np.ones(n) if kind == "alike" else np.where(np.arange(n) < n // 3, 1.0, 0.2)
    beyond = 1.0 if kind == "beyond the errors" else 0.0
    alarms = sum(
        bool(changes(noise(k, n, errors) + noise(1000 + k, n, beyond), errors, seed=k).found) for k in range(200)
    )
    assert alarms <= 17


def test_a_step_is_found_at_its_place():
    found = changes(noise(1, 20, 0.1) + np.repeat([0.0, 1.0], 10))
    assert [change.index for change in found.found] == [10]
    assert found.found[0].before == pytest.approx(0.0, abs=0.1)
    assert found.found[0].after == pytest.approx(1.0, abs=0.1)
    assert found.p == found.found[0].p == pytest.approx(1 / 200)


def test_a_dip_has_two_ends():
    found = changes(noise(2, 18, 0.1) - np.repeat([0, 1, 0], 6), np.full(18, 0.1))
    assert [change.index for change in found.found] == [6, 12]
    assert len(set(found.levels)) == 3


def test_a_precise_window_counts_for_more():
    """A step that only windows with a large error show is none."""
    values, errors = noise(5, 16, 0.1), np.full(16, 0.1)
    values[6:11] += 1.0
    assert [change.index for change in changes(values, errors).found] == [6, 11]
    errors[6:11] = 5.0
    assert not changes(values, errors).found


def test_too_few_or_nothing_to_see():
    few = changes(range(FEWEST - 1))
    assert few.p is None
    assert "too few" in few.reason
    assert changes([1.5] * 12).reason == "nothing varies"


def test_eight_is_the_fewest_that_can_tell():
    """Of 7 values in all orders the sharpest step, 3 against 4, is matched by more than 5 %, of 8 by fewer."""
    shares = {}
    for n in (7, 8):
        half = {frozenset(part) for part in itertools.combinations(range(n), n // 2)}
        ends = [frozenset(range(n // 2)), frozenset(range(n - n // 2, n))]
        alike = {frozenset(range(n)) - part if n == 8 else part for part in ends} | set(ends)
        inner = {frozenset(range(k, k + n // 2)) for k in range(2, n - n // 2 - 1)}
        shares[n] = len((alike | inner) & half) / len(half)
    assert shares[7] > 0.05
    assert shares[8] <= 0.05


def test_sharpness_is_the_sum_of_squares_between():
    values, errors = noise(3, 9, 0.01), np.linspace(1, 2, 9)
    weights = errors**-2.0  # the values scatter less than their errors
    starts, stops = module._stretches(9)
    found = module._sharpness(values[None], errors, starts, stops)[0]
    for k, (a, b) in enumerate(zip(starts, stops, strict=True)):
        inside = np.isin(np.arange(9), range(a, b))
        mean = np.average(values, weights=weights)
        parts = [np.average(values[mask], weights=weights[mask]) for mask in (inside, ~inside)]
        between = sum(
            weights[mask].sum() * (part - mean) ** 2 for mask, part in zip((inside, ~inside), parts, strict=True)
        )
        assert found[k] == pytest.approx(between)


def test_what_scatters_beyond_the_errors_is_added_to_them():
    """DerSimonian and Laird's t^2, written out: chi square of the values less its mean, over the weights' own sum."""
    values, errors = noise(6, 9, 2.0), np.linspace(0.5, 1, 9)
    w = [1 / e**2 for e in errors]
    mean = sum(a * x for a, x in zip(w, values, strict=True)) / sum(w)
    chi = sum(a * (x - mean) ** 2 for a, x in zip(w, values, strict=True))
    t2 = (chi - 8) / (sum(w) - sum(a * a for a in w) / sum(w))
    assert t2 > 0
    np.testing.assert_allclose(module._weights(values[None], errors)[0], [1 / (e**2 + t2) for e in errors])


def test_stretches_leave_no_single_window():
    pairs = set(zip(*(ends.tolist() for ends in module._stretches(8)), strict=True))
    brute = {
        (a, b) for a in range(9) for b in range(a + 2, 9)
        if a != 1 and b != 7 and (a, b) != (0, 8)
    }  # fmt: skip
    assert pairs == brute


def test_same_seed_same_answer():
    series = noise(4, 15)
    assert changes(series, seed=3) == changes(series, seed=3)
