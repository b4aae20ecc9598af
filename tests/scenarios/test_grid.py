"""Grid points: complete scenarios of their own, in file order; curves over one number."""

from types import SimpleNamespace

import pytest

from sociophys.chains import FROM_MEMORY
from sociophys.errors import ScenarioError
from sociophys.estimate import Estimate
from sociophys.panels import Curves, Table
from sociophys.scenario.load import load
from sociophys.scenario.resolve import resolve
from sociophys.studies.grid import Grid, points

BASE = {
    "network": {"load": "karate"},
    "dynamics": {"kind": "glauber", "temperature": {"relative": 0.9, "to": "mean_field"}},
    "fields": [{"kind": "uniform", "strength": 0.0}],
    "run": {"replicas": 32},
}


def grid(**axes):
    return resolve(load({**BASE, "grid": axes}))


def test_no_grid_is_one_point_that_sets_nothing():
    resolved = resolve(load(BASE))
    [(settings, point)] = points(resolved)
    assert settings == {}
    assert point.run_id == resolved.run_id


def test_points_come_in_file_order_last_axis_fastest():
    found = points(grid(**{"dynamics.temperature.relative": [0.5, 1.0], "fields[0].strength": [0.1, 0.2]}))
    assert [tuple(settings.values()) for settings, _ in found] == [(0.5, 0.1), (0.5, 0.2), (1.0, 0.1), (1.0, 0.2)]
    assert found[2][1].scenario.dynamics.temperature.relative.value == 1.0
    assert found[2][1].scenario.fields[0].strength.value == 0.1
    assert len({point.run_id for _, point in found}) == 4


def test_a_point_is_the_scenario_one_would_write():
    [(_, point), _] = points(grid(**{"dynamics.temperature.relative": [0.5, 1.0]}))
    alone = {**BASE, "dynamics": {"kind": "glauber", "temperature": {"relative": 0.5, "to": "mean_field"}}}
    assert point.run_id == resolve(load(alone)).run_id


def test_spaced_axes_give_round_numbers():
    found = points(grid(**{"fields[0].strength": {"kind": "linspace", "start": 0, "stop": 1, "n": 11}}))
    assert [settings["fields[0].strength"] for settings, _ in found][3] == 0.3
    found = points(grid(seed={"kind": "linspace", "start": 1, "stop": 3, "n": 3}))
    assert [point.scenario.seed for _, point in found] == [1, 2, 3]


def test_replicas_on_the_grid_take_their_own_order_blocks():
    found = points(grid(**{"run.replicas": [16, 64]}))
    assert [point.scenario.run.order_block for _, point in found] == [1, 4]


def test_values_that_cannot_stand_together_are_refused():
    resolved = grid(**{"run.sweeps": [100, 1000], "run.record_every": [10, 400]})
    with pytest.raises(
        ScenarioError, match=r"grid point run\.sweeps=100, run\.record_every=400: run\.record_every: 400"
    ):
        points(resolved)


def test_points_that_are_the_same_scenario_are_refused():
    with pytest.raises(ScenarioError, match="the same scenario as initial=random"):
        points(grid(initial=["random", {"kind": "random"}]))


def test_plan_leaves_out_what_is_done():
    scenario = load({**BASE, "grid": {"seed": [1, 2, 3]}})
    [(_, first), *_] = points(resolve(scenario))
    assert [s.seed for s in Grid().plan(scenario)] == [1, 2, 3]
    assert [s.seed for s in Grid().plan(scenario, {first.id8})] == [2, 3]
    assert Grid().plan(scenario, {point.id8 for _, point in points(resolve(scenario))}) == []


def finished(settings, value):
    """A point, and its numbers: one with an error between runs, one with an error from a single run's memory."""
    model = SimpleNamespace(settings=SimpleNamespace(order_block=1), aligns=False)
    in_time = Estimate(5.0, 0.1, reason=f"{FROM_MEMORY} (worth 90 independent draws)", tag="Simulated")
    numbers = {"m": Estimate(value, 0.01, n_units=4, tag="Simulated"), "walls": in_time}
    return SimpleNamespace(settings=settings, model=model), numbers


def test_conclude_draws_a_curve_an_observable_and_says_what_its_errors_are():
    path = "dynamics.temperature.relative"
    results, numbers = zip(finished({path: 1.0}, 0.2), finished({path: 0.5}, 0.8), strict=True)
    plain = resolve(load({**BASE, "grid": {path: [1.0, 0.5]}})).plain
    analysis = Grid().conclude(results, numbers, plain)
    m, walls, table = analysis.panels["touchy"]
    assert isinstance(m, Curves)
    assert m.curves[0][1:] == ([0.5, 1.0], [0.8, 0.2], [0.01, 0.01])
    assert m.mark == 0.9
    assert m.caption.endswith("only, between independent runs.")
    assert isinstance(walls, Curves)
    assert walls.curves[0][3] == [0.1, 0.1]
    assert "from how long a run remembers" in walls.caption
    assert isinstance(table, Table)
    assert list(analysis.tables["grid"].columns) == [path, "m", "walls", "m_error", "walls_error"]


def test_conclude_without_a_number_on_the_axis_has_a_table_only():
    results, numbers = zip(finished({"initial": "random"}, 0.2), finished({"initial": "all_up"}, 0.8), strict=True)
    assert [type(panel) for panel in Grid().conclude(results, numbers).panels["touchy"]] == [Table]


def test_conclude_without_a_grid_says_nothing():
    result, numbers = finished({}, 0.2)
    assert Grid().conclude([result], [numbers]).panels == {}
