"""Mistakes in levers are said at the key they stand under; none passes in silence."""

import pytest

from sociophys.errors import SociophysError
from sociophys.scenario.build import build
from sociophys.scenario.load import load
from sociophys.scenario.resolve import resolve
from sociophys.studies.variants import points
from sociophys.workflow.contrasts import require_outcome

BASE = {
    "network": {"load": "karate", "opinions": {"attribute": "club"}},
    "dynamics": {"kind": "glauber", "temperature": 3},
    "run": {"sweeps": 12, "replicas": 6, "burn_in": 0},
}


def refused(**more):
    with pytest.raises(SociophysError) as caught:
        build(resolve(load({**BASE, **more})))
    return [f"{mistake.where}: {mistake.what}" for mistake in caught.value.mistakes]


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ([-1], "interventions[0].when.times[0]: -1 is before sweep 0"),
        ([3, 99], "interventions[0].when.times[1]: 99 is beyond the 12 sweeps of the run"),
        (["a", 3], "interventions[0].when.times[0]: 'a' is not a whole number"),
    ],
)
def test_each_listed_time_lies_in_the_run(times, said):
    lever = {"kind": "pin", "to": "plus", "when": {"kind": "at", "times": times}}
    assert said in refused(interventions=[lever])


@pytest.mark.parametrize(
    ("lever", "said"),
    [
        ({"kind": "pin", "to": "sideways"}, "interventions[0].to: 'sideways' is not a side"),
        ({"kind": "tilt", "toward": "x", "strength": 1}, "interventions[0].toward: 'x' is not a side"),
        ({"kind": "pin", "to": "plus", "nodes": {"side": "x"}}, "interventions[0].nodes.side: 'x' is not a side"),
        ({"kind": "cut", "across": "nope"}, "interventions[0].across: 'nope' is no attribute"),
        (
            {"kind": "strengthen", "within": "opinions", "by": 2},
            "interventions[0].within: opinions change all the time, and these ties with them",
        ),
    ],
)
def test_a_lever_is_refused_at_the_key_that_is_wrong(lever, said):
    assert refused(interventions=[{**lever, "when": {"kind": "after", "start": 4}}]) == [said]


def test_an_observable_that_is_not_recorded_can_be_added():
    pressed = {"fields": [{"kind": "broadcast", "toward": "plus", "strength": 0.3}]}
    resolved = resolve(load({**BASE, "variants": {"a": pressed}, "outcome": {"measure": "polarization"}}))
    with pytest.raises(SociophysError, match=r"Add it to run\.observables"):
        require_outcome(resolved, points(resolved))


def test_quick_keeps_the_last_sweep_of_a_run_within_it():
    lever = {"kind": "pin", "to": "plus", "when": {"kind": "at", "times": [500, 999]}}
    found = load({**BASE, "run": {"sweeps": 1000, "replicas": 6}, "interventions": [lever]}, quick=True)
    assert found.interventions[0].when.times == (50, 99)
