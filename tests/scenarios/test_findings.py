"""What the shipped scenarios on fields and levers found, in small: fewer runs, two or three points of their grids."""

import json
from pathlib import Path

import numpy as np
import pytest

from sociophys.engine.loop import run, start
from sociophys.engine.plan import plan
from sociophys.scenario.build import build
from sociophys.scenario.load import load
from sociophys.scenario.resolve import resolve
from sociophys.workflow import datasets

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def mean_opinion(name, variant=None, **changes):
    """Return m of a scenario cut short, (n_records, n_replicas); ``changes`` by path, __ for a dot."""
    small = {"run.replicas": 8, **{path.replace("__", "."): value for path, value in changes.items()}}
    scenario = load(SCENARIOS / f"{name}.yaml", [(path, json.dumps(value)) for path, value in small.items()])
    model = build(resolve(scenario.variants[variant].scenario if variant else scenario))
    the_plan, units = plan(model), []
    for unit in the_plan.units:
        rows = [segment.rows["m"] for segment in run(model, the_plan, start(model, unit))]
        units.append(np.concatenate(rows).reshape(-1, len(unit)))
    return np.concatenate(units, axis=1)


def test_filter_bubble__keeps_camps_that_agree_without_it():
    with_it, without = (
        mean_opinion("filter-bubble", **{"fields[0].strength": strength, "run.sweeps": 300}) for strength in (3, 0)
    )
    assert np.abs(with_it[-20:]).mean() < 0.2
    assert np.abs(without[-20:]).mean() > 0.6


@pytest.mark.parametrize(("noise", "low", "high"), [(0.6, 0.9, 1.0), (1.2, -0.2, 0.2)])
def test_broadcast__leaves_its_mark_below_the_reference_noise_only(noise, low, high):
    m = mean_opinion("broadcast-memory", **{"dynamics.temperature.relative": noise, "run.sweeps": 240})
    assert low < m[-20:].mean() < high


@pytest.mark.parametrize(("amplitude", "low", "high"), [(0.15, 0.9, 1.0), (1.0, -0.15, 0.15)])
def test_media__are_followed_only_if_they_swing_enough(amplitude, low, high):
    m = mean_opinion("hysteresis-media", **{"fields[0].strength.amplitude": amplitude, "run.sweeps": 400})
    assert low < m[100:200].mean() < high  # the second swing


@pytest.mark.parametrize(("period", "low", "high"), [(40, 0.85, 1.0), (240, -0.15, 0.15)])
def test_dynamic_transition__follows_the_slow_swing_only(period, low, high):
    m = mean_opinion("dynamic-transition", **{"fields[0].strength.period": period, "run.sweeps": 480})
    assert low < m[60:120].mean() < high


def test_driven_crowd__is_as_in_mean_field_theory():
    m = mean_opinion("driven-crowd", **{"run.sweeps": 176, "run.replicas": 16})
    assert m[-88:].mean() == pytest.approx(0.8886, abs=0.01)


@pytest.mark.parametrize(("size", "turned"), [(10, 0), (200, 8)])
def test_nucleation__small_groups_melt_and_large_ones_grow(size, turned):
    m = mean_opinion("nucleation", **{"interventions[0].nodes.around.size": size, "run.sweeps": 250})
    assert np.count_nonzero(m[-1] < 0) == turned


def test_committed_minority__bends_then_tips():
    few, many = (
        mean_opinion("committed-minority", **{"interventions[0].nodes.random": share, "run.replicas": 32})
        for share in (0.02, 0.13)
    )
    assert few.mean() > 0.0 > -0.45 > many[50:].mean()


def test_metastable_lifetime__is_as_listed():
    m = mean_opinion("metastable-lifetime")
    after = np.argmax(m <= 0, axis=0)
    assert after.min() > 0
    assert after.mean() == pytest.approx(75.0, abs=4 * 7.5 / np.sqrt(8))


def test_heat__dissolves_what_an_argument_does_not():
    heated, argued = (mean_opinion("heat-or-argue", variant) for variant in ("heated", "argued"))
    assert np.abs(heated[-1]).mean() > 0.6
    assert np.abs(argued[-1]).mean() < 0.1


def test_bridges__bring_agreement_as_the_broadcast_does():
    base, bridges, message = (mean_opinion("bridges-or-broadcasts", v) for v in (None, "bridges", "broadcast"))
    assert np.abs(base[-1]).mean() < 0.5 < 0.9 < np.abs(bridges[-1]).mean()
    assert message[-1].mean() > 0.9


def test_retweets__what_trends_prolongs_a_shock_or_stands_without_it(shared_data, monkeypatch, tmp_path):
    monkeypatch.setenv("SOCIOPHYS_DATA_MIRROR", str(shared_data))
    monkeypatch.setenv("SOCIOPHYS_CACHE_DIR", str(tmp_path))
    datasets.fetch("retweet_beefban")
    base, trending, strong = (mean_opinion("retweet-shock", v) for v in (None, "trending", "strong"))
    sweep = {10 * k: 5 * k for k in range(17)}  # a record every two sweeps
    assert trending[sweep[60]].mean() - base[sweep[60]].mean() == pytest.approx(0.12, abs=0.05)
    assert np.abs([base[-1].mean(), trending[-1].mean()]).max() < 0.15
    assert np.abs(strong[sweep[10]]).min() > 0.5 < strong[-1].min()
