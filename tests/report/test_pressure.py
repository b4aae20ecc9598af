"""Who was under what, from a run to its files, its numbers and its report."""

import json

import numpy as np
import pytest

from sociophys.errors import SociophysError
from sociophys.workflow.run import run

SCENARIO = {
    "schema": "sociophys/1",
    "name": "pressed",
    "network": {"load": "karate"},
    "dynamics": {"kind": "glauber", "temperature": 3.0},
    "fields": [
        {"kind": "broadcast", "toward": "plus", "strength": 0.8},
        {"kind": "personal_feed", "strength": 0.5},
    ],
    "run": {"sweeps": 40, "burn_in": 0, "replicas": 16, "order_block": 1, "observables": ["m"]},
    "analyze": {"analyzers": ["walls"], "nulls": 0},
}
PARTS = ["agreeing", "opposing", "media", "own_past"]


def changed(**settings):
    return {**SCENARIO, "run": {**SCENARIO["run"], **settings}}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """The same scenario with pressure split, as it is by itself, and without."""
    out = tmp_path_factory.mktemp("runs")
    return run(SCENARIO, out=out), run(changed(pressure="off"), out=out)


def test_run__says_who_was_under_what(results):
    found = results[0].summary["pressure"]
    assert set(found["parts"]) == set(PARTS)
    shares = [found["parts"][part]["share"] for part in PARTS]
    assert sum(share["value"] for share in shares) == pytest.approx(1.0)
    assert all(share["error"] > 0 for share in shares)
    assert set(found["changes"]) == {"opposing", "media", "own_past", "noise"}
    assert sum(found["changes"].values()) > 0
    table = results[0].table("pressure")
    assert len(table) == len(PARTS) * len(found["sweeps"])
    remembered = table[table["part"] == "own_past"]["value"].iloc[0]
    assert remembered == pytest.approx(0.5 / 20)  # strength / memory_time: of the past only the start is known


def test_people__have_parts_that_add_up_to_the_mean_over_looks(results):
    nodes, parts = results[0].table("nodes"), results[0].summary["pressure"]["parts"]
    for part in PARTS:
        assert nodes[f"pressure_{part}"].mean() == pytest.approx(parts[part]["mean"]["value"])
    ties = nodes["pressure_agreeing"] + nodes["pressure_opposing"]
    assert np.allclose(ties, nodes["n_influences"])  # J = 1
    assert (nodes["pressure_crowd"] == 0).all()
    assert set(nodes["pressure_dominant"]) <= set(PARTS)


def test_run__without_it_has_all_other_numbers_alike(results):
    split, plain = results
    kept = [name for name in split.summary if name not in ("run_id", "pressure", "points")]
    assert all(split.summary[name] == plain.summary[name] for name in kept)
    assert plain.summary["pressure"] == {}
    assert plain.table("pressure").empty
    assert not [name for name in plain.table("nodes") if name.startswith("pressure")]


def test_report__tells_it_as_simulated_with_two_pictures_and_tables(results):
    split, plain = (json.loads((one.directory / "document.json").read_bytes()) for one in results)
    panels = next(part for part in split["sections"] if part["id"] == "happened")["panels"]
    told = [panel for panel in panels if "pressure" in json.dumps(panel)]
    kinds = [panel["panel"] for panel in told]
    assert kinds.count("Curves") == 1
    assert kinds.count("Bars") == 1
    assert kinds.count("Details") == 4  # what it cost is told too
    assert all(panel["tag"] == "Simulated" for panel in told if panel["panel"] == "Sentence")
    curves = {name: heights for name, _, heights, _ in next(p for p in told if p["panel"] == "Curves")["curves"]}
    assert min(curves["opposing ties"]) < 0 < max(curves["agreeing ties"])
    assert "Who was under what" not in json.dumps(plain)


def test_run__refuses_it_of_a_sampler():
    wolff = {key: value for key, value in SCENARIO.items() if key != "fields"}
    wolff |= {"dynamics": {"kind": "wolff", "temperature": 3.0}, "run": {"sweeps": 5, "replicas": 2, "pressure": "on"}}
    with pytest.raises(SociophysError, match=r"run.pressure.*nobody's change of mind.*auto or off"):
        run(wolff)
