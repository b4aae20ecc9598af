"""The shape of opinions: dispersion, dip, bimodality, Esteban-Ray; against definitions, goldens and other programs."""

import itertools

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.stats import kurtosis, skew

from sociophys import analysis
from sociophys.analyzers.esteban_ray import EstebanRay
from sociophys.analyzers.opinion import Opinion
from sociophys.distribution import FEW, bimodality, dip_of, dip_p, dispersion
from sociophys.kernels.conjugate import solve
from sociophys.kernels.dip import dips

RNG = np.random.default_rng(7)
SAMPLES = {
    "one hump": RNG.normal(size=25),
    "two humps": np.concatenate([RNG.normal(-3, 1, 12), RNG.normal(3, 0.5, 11)]),
    "ties": RNG.integers(0, 9, 30).astype(float),
    "two points": np.array([0.0] * 7 + [1.0] * 5),
    "one point": np.ones(6),
    "three": np.array([0.0, 0.1, 1.0]),
}


def settled(sample):
    """Return the opinions that Friedkin and Johnsen's averaging ends at."""
    return solve(sample.network, 1.0 + sample.network.degrees, sample.opinions.values)


def dip_twin(x):
    """Return the dip by its definition: the nearest distribution with one hump, by linear programs mode by mode.

    Unknown are its values at the different x and the distance d. It stays within d of the upper and lower corners,
    grows ever faster up to the mode and ever slower after it; at the mode it may jump.
    """
    points, counts = np.unique(x, return_counts=True)
    after = np.cumsum(counts) / len(x)
    before = after - counts / len(x)
    k = len(points)
    best = 1.0
    for mode in range(k):  # unknowns: F(x-) for all, F(x) at the mode, d
        rows, right = [], []

        def add(row, bound, rows=rows, right=right):
            rows.append(row)
            right.append(bound)

        def value(i, is_after=False, mode=mode):
            return k if is_after and i == mode else i

        for i in range(k):
            for at, target in ((value(i), before[i]), (value(i, True), after[i])):
                for sign in (1, -1):
                    row = np.zeros(k + 2)
                    row[at], row[-1] = sign, -1
                    add(row, sign * target)
        for i in range(k - 1):
            row = np.zeros(k + 2)
            row[value(i, True)], row[value(i + 1)] = 1, -1
            add(row, 0)
        row = np.zeros(k + 2)
        row[mode], row[k] = 1, -1
        add(row, 0)
        for i in range(k - 2):
            a, b, c = points[i : i + 3]
            row = np.zeros(k + 2)  # slope of the first piece less that of the second
            for at, part in (
                (value(i + 1), 1 / (b - a)),
                (value(i, True), -1 / (b - a)),
                (value(i + 2), -1 / (c - b)),
                (value(i + 1, True), 1 / (c - b)),
            ):
                row[at] += part
            if i + 1 < mode:
                add(row, 0)
            elif i + 1 > mode:
                add(-row, 0)
        cost = np.zeros(k + 2)
        cost[-1] = 1
        found = linprog(cost, np.array(rows), right, bounds=[(0, 1)] * (k + 1) + [(0, None)])
        best = min(best, found.fun)
    return best


@pytest.mark.parametrize("name", SAMPLES)
def test_dip_is_the_distance_to_the_nearest_single_hump(name):
    x = SAMPLES[name]
    found = dip_of(x)
    assert found >= 1 / (2 * len(x))
    assert found == pytest.approx(max(dip_twin(x), 1 / (2 * len(x))), abs=1e-7)


def test_dip_is_that_of_another_program():
    diptest = pytest.importorskip("diptest")
    rng = np.random.default_rng(1)
    for n in rng.integers(4, 80, 200):
        for x in (rng.normal(size=n), rng.integers(0, 12, n).astype(float)):
            assert dip_of(x) == pytest.approx(diptest.dipstat(x), abs=1e-12)


def test_many_dips_at_once():
    rows = np.sort(np.random.default_rng(1).random((5, 30)), axis=1)
    assert dips(rows).tolist() == [dip_of(row) for row in rows]


def test_golden_shape_of_settled_karate(karate):
    z = settled(karate)
    assert dip_of(z) == pytest.approx(0.119698, abs=1e-6)
    assert 1e-4 <= dip_p(dip_of(z), 34) < 6e-4  # 2.2e-4 by the table of Hartigan & Hartigan
    assert bimodality(z) == pytest.approx(0.6975, abs=5e-5)


def test_golden_dip_of_settled_polblogs(polblogs):
    assert dip_of(settled(polblogs)) == pytest.approx(0.0782, abs=5e-5)


def test_p_of_the_dip_is_even_under_one_flat_hump():
    rng = np.random.default_rng(2)
    found = [dip_p(dip_of(rng.random(60)), 60) for _ in range(60)]
    assert 0.3 < np.mean(found) < 0.7
    assert dip_p(dip_of(rng.random(3000)), 3000) > 0.001
    assert dip_p(0.25, 3000) == 1 / 10_000


def test_bimodality_is_that_of_unbiased_moments():
    x = SAMPLES["two humps"]
    n = len(x)
    g, k = skew(x, bias=False), kurtosis(x, bias=False)
    assert bimodality(x) == pytest.approx((g**2 + 1) / (k + 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))), rel=1e-12)
    assert bimodality(np.linspace(0, 1, 100_000)) == pytest.approx(5 / 9, abs=1e-3)


@pytest.mark.parametrize("scale", ["continuous", "categorical"])
def test_dispersion_is_the_mean_over_pairs(make, scale):
    values = RNG.choice([-1.0, 0.0, 1.0], 30) if scale == "categorical" else RNG.uniform(-1, 1, 30)
    found = Opinion().measure(make.sample_of([], values, scale=scale), RNG)["opinion_dispersion"]
    assert found == pytest.approx(np.mean([abs(a - b) for a, b in itertools.combinations(values, 2)]), abs=1e-12)
    assert dispersion(values) == pytest.approx(found, abs=1e-12)


def test_humps_need_many_values(make, karate):
    two = analysis.analyze(karate, ["opinion"], nulls=0).numbers
    assert {two[name].reason for name in ("dip", "dip_p", "bimodality")} == {FEW}
    many = analysis.analyze(make.sample_of([], np.linspace(-1, 1, 40), scale="continuous"), ["opinion"]).numbers
    assert many["dip_p"].value > 0.9
    assert many["dip"].value == pytest.approx(1 / 80)
    assert Opinion().measure(make.sample_of([], [1]), RNG)["opinion_dispersion"] == "only one opinion is known"
    nobody = Opinion().measure(make.sample_of([], [np.nan, np.nan]), RNG)
    assert nobody.pop("opinion_coverage") == 0
    assert set(nobody.values()) == {"nobody's opinion is known"}


def test_esteban_ray(make):
    def polarization(values, **more):
        scale = "continuous" if len(set(np.abs(values))) > 2 else "categorical"
        return EstebanRay(**more).measure(make.sample_of([], values, scale=scale), RNG)["esteban_ray"]

    halves = [1, 1, -1, -1]
    assert [polarization(halves, alpha=a) for a in (0.5, 1.0, 1.6)] == pytest.approx([1, 1, 1])
    skewed = [1, 1, 1, -1]
    assert polarization(skewed) == pytest.approx(np.var(skewed))
    assert polarization([1, 1, 1]) == 0
    spread = polarization(np.linspace(-0.999, 0.999, 1000))
    assert spread == pytest.approx(2 * 20 * sum(abs(a - b) for a in range(20) for b in range(20)) * 0.05**3 * 0.1 / 20)
    assert polarization([np.nan]) == "nobody's opinion is known"
