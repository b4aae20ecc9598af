"""Variants are complete scenarios, points of one run; mistakes and cuts reach into them."""

import pytest

from sociophys.engine.plan import shared_family
from sociophys.errors import NotDefinedError, ScenarioError
from sociophys.scenario.build import build
from sociophys.scenario.load import load
from sociophys.scenario.resolve import resolve
from sociophys.studies.variants import Variants, label, points, sides
from sociophys.workflow.contrasts import require_outcome

BASE = {
    "network": {"load": "karate"},
    "dynamics": {"kind": "glauber", "temperature": {"relative": 0.9, "to": "mean_field"}},
    "fields": [{"kind": "uniform", "strength": 0.1}],
    "run": {"replicas": 64, "sweeps": 1000, "record_every": 10, "burn_in": 50},
}
CAMPAIGN = {
    "kind": "broadcast",
    "toward": "plus",
    "strength": {"kind": "pulse", "height": 1, "start": 500, "width": 50},
}


def compared(variants, **more):
    return resolve(load({**BASE, "variants": variants, **more}))


def named(resolved):
    return {label(settings): point for settings, point in points(resolved)}


def test_each_variant_is_the_scenario_one_would_write():
    found = named(compared({"campaign": {"fields": [CAMPAIGN]}, "hot": {"dynamics": {"temperature": 3}}}))
    assert list(found) == ["base", "campaign", "hot"]
    assert found["base"].run_id == resolve(load(BASE)).run_id
    assert found["campaign"].run_id == resolve(load({**BASE, "fields": [CAMPAIGN]})).run_id
    hot = {**BASE, "dynamics": {"kind": "glauber", "temperature": 3}}
    assert found["hot"].run_id == resolve(load(hot)).run_id


def test_names_and_order_of_variants_are_part_of_the_run_and_its_own_name_is_not():
    one, other = {"fields": [CAMPAIGN]}, {"dynamics.temperature": 3}
    first = compared({"a": one, "b": other})
    assert first.run_id != compared({"b": other, "a": one}).run_id
    assert first.run_id != compared({"a": one, "c": other}).run_id
    assert first.run_id == compared({"a": one, "b": other}, name="called-otherwise").run_id
    assert first.run_id == resolve(load(first.plain)).run_id


def test_settings_are_tried_on_both_sides_one_at_a_time():
    tried = {"seed": [2, 3], "dynamics.temperature.relative": [0.8, 1.1]}
    resolved = compared({"campaign": {"fields": [CAMPAIGN]}, "none": {"fields": []}}, robustness=tried)
    assert len(sides(resolved)) == 3 + 2 * 4
    found = list(named(resolved))
    assert len(found) == 3 + 2 * 4
    assert "campaign, seed = 2" in found
    assert not any(name.startswith("none,") for name in found)
    assert len(Variants().plan(load(resolved.plain), {resolved.id8})) == len(found)


def test_a_setting_that_changes_nothing_is_refused():
    resolved = compared({"campaign": {"fields": [CAMPAIGN]}}, robustness={"dynamics.temperature.relative": [0.9, 1.1]})
    with pytest.raises(ScenarioError, match="0.9 is the value as written"):
        sides(resolved)


def test_options_reach_into_variants():
    plain = {**BASE, "variants": {"campaign": {"fields": [CAMPAIGN]}}}
    found = load(plain, [("variants.campaign.fields[0].toward", "minus"), ("variants.campaign.initial", "all_up")])
    assert found.variants["campaign"].scenario.fields[0].toward == "minus"
    assert found.variants["campaign"].scenario.initial.kind == "all_up"


def test_quick_cuts_variants_settings_and_the_time_that_decides():
    pressed = {"campaign": {"fields": [CAMPAIGN]}}
    tried = {"seed": [2, 3, 4, 5]}
    found = load({**BASE, "variants": pressed, "outcome": {"at": 600}, "robustness": tried}, quick=True)
    pulse = found.variants["campaign"].scenario.fields[0].strength
    assert (pulse.start, pulse.width) == (50, 5)
    assert found.variants["campaign"].scenario.run == found.run
    assert (found.outcome.at, found.robustness) == (60, {"seed": [2, 5]})


def test_mistakes_on_the_network_are_said_at_the_line_of_the_variant(tmp_path):
    file = tmp_path / "tried.yaml"
    file.write_text(
        "network: {load: karate}\ndynamics: {kind: glauber, temperature: 2}\nvariants:\n"
        "  odd:\n    fields: [{kind: attribute, column: height}]\n"
    )
    point = named(resolve(load(file)))["odd"]
    with pytest.raises(Exception, match=r"tried.yaml:5:\d+ variants.odd.fields\[0\]"):
        build(point)


def test_one_family_serves_all_that_is_compared():
    resolved = compared({"fed": {"feed": {"kind": "similarity"}}, "hot": {"dynamics.temperature": 3}})
    models = {name: build(point) for name, point in named(resolved).items()}
    family, why, *passed_by = shared_family(models)
    assert (family, why[:7]) == ("single", "single:")
    assert any("in 'fed' the feed 'similarity'" in sentence for sentence in passed_by)
    del models["fed"]
    assert shared_family(models)[0] == "lanes"


def test_a_sampler_is_not_paired_with_what_moves_in_time():
    resolved = compared({"drawn": {"dynamics": {"kind": "wolff", "temperature": 3}, "fields": []}})
    with pytest.raises(NotDefinedError, match="share no coins"):
        shared_family({name: build(point) for name, point in named(resolved).items()})


@pytest.mark.parametrize(
    ("outcome", "variant", "message"),
    [
        ({"measure": "m"}, {"dynamics.temperature": 3}, "luck in both variants that decide"),
        ({"measure": "ei_indx"}, {"dynamics.temperature": 3}, "Did you mean 'ei_index'"),
        ({"measure": "overlap"}, {"dynamics.temperature": 3}, "neither recorded nor a number"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_run(outcome, variant, message):
    resolved = compared({"other": variant}, fields=[], outcome=outcome)
    with pytest.raises(ScenarioError, match=message):
        require_outcome(resolved, points(resolved))


def test_a_field_in_one_of_them_makes_m_no_luck():
    resolved = compared({"pressed": {"fields": [CAMPAIGN]}}, fields=[], outcome={"measure": "m"})
    require_outcome(resolved, points(resolved))
