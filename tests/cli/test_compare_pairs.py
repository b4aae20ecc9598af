"""``sociophys compare`` of scenarios and of runs: variants by file, what must agree, and pairs from stored records."""

import json
import shlex
from pathlib import Path

import pytest

import sociophys as sp
from sociophys.cli import main
from sociophys.errors import SociophysError
from sociophys.scenario.load import load
from sociophys.workflow.compare_scenarios import beside

CALM = """
network: {load: {kind: file, path: ties.csv, directed: false}}
dynamics: {kind: glauber, temperature: 3.0}
run: {sweeps: 40, burn_in: 10, replicas: 16, observables: [m, abs_m]}
analyze: {analyzers: [opinion], nulls: 0}
"""
PRESSED = CALM.replace("run: {", "fields: [{kind: uniform, strength: 0.8}]\nrun: {")


@pytest.fixture(autouse=True)
def inside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("else").mkdir()
    ties = "source,target\n" + "".join(f"p{k},p{(k + step) % 12}\n" for k in range(12) for step in (1, 2))
    for folder, name, text in ((".", "calm", CALM), ("else", "pressed", PRESSED)):
        Path(folder, f"{name}.yaml").write_text(text)
        Path(folder, "ties.csv").write_text(ties)


def call(capsys, *words):
    code = main(["compare", *words])
    out, err = capsys.readouterr()
    return code, out, err


def test_scenarios_become_base_and_variants(capsys):
    code, out, err = call(capsys, "calm.yaml", "else/pressed.yaml", "--set", "outcome.measure=m", "--out", "runs")
    assert code == 0, err
    assert "m over the second half is more with 'pressed'" in out
    [run] = Path("runs").iterdir()
    again = load(run / "scenario.resolved.yaml")
    assert list(again.variants["pressed"].changes) == ["fields"]  # the same ties, wherever their file lies
    assert shlex.split(out.splitlines()[-1])[-2:] == [str(run), "--open"]
    summary = json.loads((run / "summary.json").read_text())
    assert summary["comparison"]["contrasts"][0]["verdict"] == "more"


def test_what_pairs_share_is_taken_from_the_first_and_said():
    plain = {**load("calm.yaml").marked.plain, "seed": 7, "fields": [{"kind": "uniform", "strength": 1}]}
    found = beside(["calm.yaml", {**plain, "name": "other"}])
    assert found.notes == ["other has another seed; all take that of calm"]
    assert found.document["seed"] == 1
    assert beside([{**plain, "name": "one"}, "calm.yaml"]).document["variants"] == {"calm": {"fields": []}}


def test_what_only_the_base_has_is_taken_away():
    plain = load("calm.yaml").marked.plain
    fed = {**plain, "feed": {"kind": "similarity"}, "name": "fed"}
    found = load(beside([fed, "calm.yaml"]).document)
    assert found.variants["calm"].changes == {"without": ["feed"]}
    assert found.variants["calm"].scenario.feed is None


def test_all_that_stands_against_a_comparison_is_said_at_once():
    plain = load("calm.yaml").marked.plain
    grid = {**plain, "name": "curve", "grid": {"dynamics.temperature": [1, 2]}}
    longer = {**plain, "name": "longer", "run": {**plain["run"], "sweeps": 50}}
    with pytest.raises(SociophysError) as caught:
        beside(["calm.yaml", grid, longer, {**plain, "name": "twin"}])
    said = str(caught.value)
    assert "curve: has grid of its own" in said
    assert "50 sweeps beside the 40 of calm" in said
    assert "twin: says the same as calm" in said


def test_runs_are_paired_from_their_records():
    runs = [sp.run(path, out="runs", report=False).directory for path in ("calm.yaml", "else/pressed.yaml")]
    found = sp.compare_runs(runs, measure="m")
    together = sp.compare_scenarios(["calm.yaml", "else/pressed.yaml"], overrides=[("outcome.measure", "m")], out="all")
    [row] = together.table("contrasts").to_dict("records")
    assert found.contrasts.deciding.difference.value == pytest.approx(row["difference"])
    assert found.contrasts.deciding.low == pytest.approx(row["low"])
    assert found.notes == ()
    other = sp.run("else/pressed.yaml", seed=9, out="runs", report=False).directory
    apart = sp.compare_runs([runs[0], other], measure="m")
    assert apart.notes == ("pressed and calm are not paired: they differ in seed",)
    assert apart.contrasts.deciding.variance_ratio is None
    with pytest.raises(SociophysError, match="'walls' was not recorded"):
        sp.compare_runs(runs, measure="walls")
    with pytest.raises(SociophysError, match="several points"):
        sp.compare_runs([runs[0], together.directory])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("calm.yaml",), "nothing beside it"),
        (("calm.yaml", "karate"), "different things cannot be put side by side"),
        (("calm.yaml", "else/pressed.yaml", "--nulls", "20"), "--nulls: says nothing about scenarios"),
        (("karate", "florentine", "--find", "spectral", "--quick"), "--quick: says nothing about graphs"),
        (("calm.yaml", "none.yaml"), "none.yaml: no such file"),
    ],
)
def test_odd_wishes_are_refused_in_words(capsys, words, message):
    code, out, err = call(capsys, *words)
    assert (code, out) == (2, "")
    assert message in err
