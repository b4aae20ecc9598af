"""--quick cuts the run and keeps its meaning."""

from pathlib import Path

import pytest

from sociophys.scenario.axes import n_points
from sociophys.scenario.load import load

SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
BASE = {
    "network": {"load": "karate"},
    "dynamics": {"kind": "glauber", "temperature": {"kind": "ramp", "begin": 4, "end": 1, "start": 100, "stop": 900}},
    "interventions": [
        {"kind": "heat", "to": 3, "when": {"kind": "between", "start": 200, "end": 400}},
        {"kind": "heat", "to": 3, "when": {"kind": "at", "times": [500, 600]}},
    ],
    "run": {"sweeps": 1000, "burn_in": 300, "record_every": 10, "replicas": 128, "order_block": 64},
    "grid": {"seed": {"kind": "linspace", "start": 1, "stop": 9, "n": 9}},
}


def test_quick_shrinks_all_times_alike_and_says_so():
    scenario = load(BASE, quick=True)
    assert (scenario.run.sweeps, scenario.run.burn_in, scenario.run.record_every) == (100, 30, 1)
    assert (scenario.run.replicas, scenario.run.block) == (8, 1)
    assert (scenario.dynamics.temperature.schedule.start, scenario.dynamics.temperature.schedule.stop) == (10, 90)
    assert (scenario.interventions[0].when.start, scenario.interventions[0].when.end) == (20, 40)
    assert scenario.interventions[1].when.times == (50, 60)
    assert scenario.grid == {"seed": [1, 5, 9]}
    assert scenario.analyze.nulls == 100
    assert scenario.notes == (
        "replicas cut from 128 to 8",
        "values of seed cut from 9 to 3",
        "nulls cut from 200 to 100",
        "sweeps cut from 1000 to 100, all times with them",
    )


def test_quick_cuts_less_where_times_would_merge():
    document = {
        **BASE,
        "interventions": [{"kind": "heat", "to": 3, "when": {"kind": "between", "start": 200, "end": 205}}],
    }
    assert load(document, quick=True).run.sweeps == 200


def test_quick_leaves_a_short_scenario_as_it_is():
    document = {**BASE, "run": {"sweeps": 50, "replicas": 4}, "interventions": [], "grid": {}, "analyze": {"nulls": 10}}
    document["dynamics"] = {"kind": "glauber", "temperature": 2}
    scenario = load(document, quick=True)
    assert scenario.notes == ()
    assert (scenario.run.sweeps, scenario.run.replicas) == (50, 4)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_quick_makes_a_small_run_of_every_shipped_scenario(path):
    whole, quick = load(path), load(path, quick=True)
    assert quick.run.sweeps * quick.run.replicas * n_points(quick.grid) <= 100 * 8 * 3
    assert [f.kind for f in quick.fields] == [f.kind for f in whole.fields]
    assert quick.name == whole.name
    assert quick.notes
