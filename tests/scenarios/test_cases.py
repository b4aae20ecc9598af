"""Valid scenarios resolve to their twins; invalid ones say exactly what is wrong, where, and what is allowed."""

import json
import re
from pathlib import Path

import pytest

from sociophys import manifests, registry
from sociophys.errors import ScenarioError
from sociophys.parameters import explicit
from sociophys.scenario.load import load
from sociophys.scenario.resolve import default_analyzers, resolve
from sociophys.scenario.write import dump
from sociophys.workflow import datasets

HERE = Path(__file__).parent
VALID = sorted(p for p in (HERE / "valid").glob("*.yaml") if not p.name.endswith(".resolved.yaml"))
INVALID = sorted((HERE / "invalid").glob("*.yaml"))
SHIPPED = sorted((HERE.parents[1] / "scenarios").glob("*.yaml"))


def with_families(message):
    """Write ``{loaders}`` for the list of all loaders, and so on, so that a new member changes no message here."""
    for family in registry.FAMILIES:
        kinds = registry.kinds(family)
        if len(kinds) > 1:
            message = message.replace(", ".join(kinds), "{" + family + "}")
    return message


def with_default_analyzers(plain):
    """Write ``default`` for the list of all analyzers, so that a new one changes no twin here."""
    analyze = plain["analyze"]
    if analyze["analyzers"] == explicit(default_analyzers()):
        return {**plain, "analyze": {**analyze, "analyzers": "default"}}
    return plain


def name(path):
    return path.stem


@pytest.mark.parametrize("path", VALID, ids=name)
def test_valid_scenario_has_its_twin(path):
    resolved = resolve(load(path))
    twin = path.with_suffix(".resolved.yaml").read_text("utf-8")
    assert dump(with_default_analyzers(resolved.plain)) == twin


@pytest.fixture
def data(request, monkeypatch):
    """Let a scenario on a fetched data set find it in the folder beside the repository."""
    named = re.search(r"kind: dataset, name: (\w+)", request.getfixturevalue("path").read_text("utf-8"))
    if named:
        monkeypatch.setenv("SOCIOPHYS_DATA_MIRROR", str(request.getfixturevalue("shared_data")))
        monkeypatch.setenv("SOCIOPHYS_CACHE_DIR", str(request.getfixturevalue("tmp_path") / "cache"))
        if manifests.record(named[1]).unchecked:  # found only after its first fetch
            datasets.fetch(named[1])


@pytest.mark.parametrize("path", [*VALID, *SHIPPED], ids=name)
@pytest.mark.usefixtures("data")
def test_twin_is_the_same_run(path, tmp_path):
    resolved = resolve(load(path))
    twin = tmp_path / "twin.yaml"
    twin.write_text(resolved.to_yaml(tmp_path), "utf-8")
    again = resolve(load(twin))
    assert again.run_id == resolved.run_id
    assert again.to_yaml(tmp_path) == resolved.to_yaml(tmp_path)


@pytest.mark.parametrize("path", VALID, ids=name)
def test_twin_says_the_same_as_a_dict(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    resolved = resolve(load(path))
    assert resolve(load(json.loads(json.dumps(resolved.plain)))).run_id == resolved.run_id


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_invalid_scenario_says_why(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    with pytest.raises(ScenarioError) as caught:
        load(path.name)
    assert with_families(str(caught.value)) + "\n" == path.with_suffix(".txt").read_text("utf-8")


def test_two_invalid_cases_for_each_valid_one():
    assert len(INVALID) >= 2 * len(VALID) >= 30


def test_every_invalid_message_stands_for_a_case():
    assert {p.stem for p in INVALID} == {p.stem for p in INVALID[0].parent.glob("*.txt")}


@pytest.mark.parametrize("path", SHIPPED, ids=name)
def test_shipped_scenarios_say_what_to_expect(path):
    scenario = load(path)
    assert scenario.name == path.stem
    assert scenario.question.endswith("?")
    assert scenario.source
    assert "What to expect before you run it" in path.read_text("utf-8")


def test_the_shipped_scenarios_are_all_here():
    assert len(SHIPPED) == 28
