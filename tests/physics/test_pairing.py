"""Paired comparison: intervals against closed forms, exact chains and their own coverage; what sharing luck buys."""

import hashlib
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from sociophys.pairing import Question, Reading, contrast, decide, intervals, variance_ratio
from sociophys.theory.exact import states
from sociophys.workflow.run import run

RNG = np.random.default_rng(20)
COUPLING, NOISE, FIELD = 1.0, 3.0, 0.4


def reading(values, block=1, **more):
    return Reading(np.asarray(values, float), block, np.zeros(0), np.zeros((0, 0)), {}, **more)


def beside(base, other, block=1, smallest=None, **more):
    return contrast("b", "base", reading(base, block), reading(other, block), Question("m", "end", smallest), **more)


def test_paired_interval_is_students():
    base, other = RNG.normal(size=(2, 12))
    found = beside(base, other)
    difference = other - base
    low, high = stats.t.interval(0.95, 11, difference.mean(), stats.sem(difference))
    np.testing.assert_allclose([found.low, found.high], [low, high])
    by_welch = stats.ttest_ind(other, base, equal_var=False).confidence_interval(0.95)
    unpaired = beside(base, other, are_paired=False)
    np.testing.assert_allclose([unpaired.low, unpaired.high], [by_welch.low, by_welch.high])


def test_blocks_are_the_units_and_three_are_needed():
    base, other = RNG.normal(size=(2, 12))
    means = (other - base).reshape(4, 3).mean(axis=1)
    found = beside(base, other, block=3)
    low, high = stats.t.interval(0.95, 3, means.mean(), stats.sem(means))
    np.testing.assert_allclose([found.low, found.high], [low, high])
    few = beside(base, other, block=6)
    assert (few.verdict, few.low, few.difference.error) == ("undefined", None, None)
    assert "2 order blocks" in few.reason


def test_course_is_the_same_interval_at_each_record():
    differences = RNG.normal(size=(12, 5))
    differences[0, 3] = np.nan
    course, low, high = intervals(differences, 2)
    found = beside(np.zeros(12), differences[:, 1], block=2)
    np.testing.assert_allclose([course[1], low[1], high[1]], [found.difference.value, found.low, found.high])
    assert np.isnan([course[3], low[3], high[3]]).all()


def test_numbers_undefined_in_a_run_are_left_out():
    base, other = RNG.normal(size=(2, 12))
    other[4] = np.nan
    found = beside(base, other)
    kept = np.delete(other - base, 4)
    assert found.difference.value == pytest.approx(kept.mean())
    assert beside(base, np.full(12, np.nan)).verdict == "undefined"


@pytest.mark.parametrize(("effect", "smallest"), [(0.0, None), (0.0, 1.0), (0.3, None)])
def test_interval_covers_the_truth_95_times_in_100(effect, smallest):
    """200 comparisons of 16 blocks of 4 correlated runs; band: 1 in 1000 of a binomial of 0.95 on either side."""
    rng = np.random.default_rng(3)
    n, covered, verdicts = 200, 0, []
    for _ in range(n):
        shared, order = rng.normal(size=64), np.repeat(rng.normal(size=16), 4)
        base = shared + 0.3 * rng.normal(size=64)
        found = beside(base, shared + 0.5 * order + effect + 0.3 * rng.normal(size=64), 4, smallest)
        covered += found.low <= effect <= found.high
        verdicts.append(found.verdict)
    assert stats.binom.ppf(0.001, n, 0.95) <= covered <= stats.binom.ppf(0.999, n, 0.95)
    if smallest:
        assert verdicts.count("no_difference") > 0.95 * n
    elif not effect:
        assert verdicts.count("undecided") >= stats.binom.ppf(0.001, n, 0.95)
        assert "no_difference" not in verdicts


def test_variance_ratio_is_what_correlation_buys():
    one, noise = RNG.normal(size=(2, 20_000))
    other = 0.9 * one + np.sqrt(1 - 0.81) * noise
    assert variance_ratio(one, other, 1) == pytest.approx(2 / (2 - 1.8), rel=0.05)
    assert variance_ratio(one, one + 1, 1) is None


def test_pairs_that_never_part_do_not_differ():
    values = RNG.normal(size=8)
    assert beside(values, values).verdict == "no_difference"
    assert decide(0.2, 0.2) == "more"


def test_a_sign_that_is_luck_is_not_compared():
    sides = [reading(RNG.normal(size=8), is_luck=True) for _ in range(2)]
    assert "luck" in contrast("b", "base", *sides, Question("m", "end")).reason


def scenario(**more):
    """A complete network of six friends, exact by its 64 states, without and with a weak field."""
    return {
        "name": "pair",
        "seed": 3,
        "network": {"load": {"kind": "complete", "n_nodes": 6}, "couple": [{"kind": "uniform", "strength": COUPLING}]},
        "dynamics": {"kind": "glauber", "temperature": NOISE},
        "run": {"sweeps": 60, "burn_in": 20, "replicas": 128, "order_block": 8, "snapshot_every": 20},
        "analyze": {"nulls": 0, "analyzers": ["opinion"]},
        "variants": {"pressed": {"fields": [{"kind": "uniform", "strength": FIELD}]}},
        "outcome": {"measure": "m", "smallest_effect": 0.05},
        "robustness": {"dynamics.temperature": [4.0]},
        **more,
    }


def exact_m(field, noise=NOISE):
    """Return <m> of Boltzmann's law over all 64 states."""
    spins = states(6).astype(float)
    total = spins.sum(axis=1)
    weight = np.exp((COUPLING * (total**2 - 6) / 2 + field * total) / noise)
    return float(weight @ total / weight.sum() / 6)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    result = run(scenario(), out=tmp_path_factory.mktemp("pairs"), workers=1, report=False)
    settings = {point["point"]: point["settings"] for point in result.summary["points"]}
    points = {(s["variant"], s.get("dynamics.temperature")): point for point, s in settings.items()}
    table = result.table("observables")
    series = {
        name: table[table["point"] == point].pivot(index="replica", columns="sweep", values="m").to_numpy()
        for name, point in points.items()
    }
    return SimpleNamespace(result=result, comparison=result.summary["comparison"], series=series)


def test_difference_is_the_exact_one(finished):
    for found, noise in ((finished.comparison["contrasts"][0], NOISE), (finished.comparison["settings"][0], 4.0)):
        exact = exact_m(FIELD, noise) - exact_m(0.0, noise)
        assert abs(found["difference"]["value"] - exact) < 4 * found["difference"]["error"]
        assert found["verdict"] == "more"
    assert finished.comparison["holds"] == 1


def test_more_field_is_never_less_m_between_friends(finished):
    """Engine rule 10: the coupling is monotone, so each pair stays ordered at every sweep."""
    assert (finished.series["base", None] <= finished.series["pressed", None]).all()
    assert (finished.series["base", 4.0] <= finished.series["pressed", 4.0]).all()


def test_sharing_luck_pays(finished):
    [found] = finished.comparison["contrasts"]
    assert found["variance_ratio"] > 1.5
    assert np.nanmean(found["together"]["correlation"]) > 0.3
    assert found["together"]["frame_sweeps"] == [0.0, 20.0, 40.0, 60.0]
    m_apart = (finished.series["pressed", None] - finished.series["base", None]).mean(axis=0)[[0, 20, 40, 60]]
    np.testing.assert_allclose(found["together"]["differing"], m_apart / 2)  # ordered: who differs counts the gap


def test_numbers_are_those_of_the_records(finished):
    [found] = finished.comparison["contrasts"]
    late = (finished.series["pressed", None] - finished.series["base", None])[:, 30:].mean(axis=1)
    np.testing.assert_allclose(found["per_replica"], late)
    rows = finished.result.table("contrasts")
    assert list(rows["path"]) == ["", "dynamics.temperature"]
    assert rows["difference"].iloc[0] == pytest.approx(late.mean())


def test_same_bytes_with_two_workers(finished, tmp_path):
    def hashes(folder):
        files = [folder / "summary.json", *sorted((folder / "observables.parquet").iterdir())]
        return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]

    again = run(scenario(), out=tmp_path, workers=2, report=False)
    assert hashes(again.directory) == hashes(finished.result.directory)


def test_end_states_are_compared_by_their_numbers(tmp_path):
    plain = scenario(outcome={"measure": "opinion_mean"}, robustness={})
    plain["run"] = {**plain["run"], "sweeps": 20}
    [found] = run(plain, out=tmp_path, report=False).summary["comparison"]["contrasts"]
    assert (found["at"], found["verdict"], found["sweeps"]) == ("end", "more", [])
