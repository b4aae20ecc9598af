"""Files that a scenario reads: named with their line where they cannot be read, and never through a hidden door."""

import re

import pytest

from sociophys.errors import MissingError, ScenarioError
from sociophys.scenario.build import build
from sociophys.scenario.load import load
from sociophys.scenario.resolve import resolve

TEXT = """schema: sociophys/1
name: own
question: What next?
seed: 1
network:
  load: {kind: file, path: ties.csv, directed: false}
  opinions: {file: people.csv, column: side}
dynamics: {kind: glauber, temperature: 1.0}
initial: random
run: {sweeps: 2, replicas: 2}
"""


@pytest.fixture
def folder(tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "own.yaml").write_text(TEXT)
    (inside / "ties.csv").write_text("source,target\na,b\nb,c\n")
    (inside / "people.csv").write_text("id,side\na,x\nb,y\nc,y\n")
    return inside


def refused(folder):
    with pytest.raises(MissingError) as caught:
        resolve(load(folder / "own.yaml"))
    return [str(mistake) for mistake in caught.value.mistakes]


def test_every_missing_file_is_named_with_its_line(folder):
    (folder / "ties.csv").rename(folder / "tie.csv")
    (folder / "people.csv").unlink()
    first, second = refused(folder)
    assert re.search(r"own\.yaml:6:\d+ network\.load\.path .*ties\.csv.*no such file.*tie\.csv", first)
    assert re.search(r"own\.yaml:7:\d+ network\.opinions\.file .*people\.csv.*no such file", second)


def test_links_inside_the_folder_are_followed_and_those_that_lead_out_are_not(folder):
    before = resolve(load(folder / "own.yaml")).run_id
    (folder / "ties.csv").rename(folder / "kept.csv")
    (folder / "ties.csv").symlink_to("kept.csv")
    assert resolve(load(folder / "own.yaml")).run_id == before
    outside = folder.parent / "secret.csv"
    (folder / "kept.csv").rename(outside)
    (folder / "ties.csv").unlink()
    (folder / "ties.csv").symlink_to(outside)
    (message,) = refused(folder)
    assert "own.yaml:6" in message
    assert "leads out of the scenario's folder" in message
    (folder / "own.yaml").write_text(TEXT.replace("ties.csv", "../secret.csv"))
    assert resolve(load(folder / "own.yaml")).run_id == before


def test_a_circle_of_links_is_one_message(folder):
    (folder / "ties.csv").unlink()
    (folder / "ties.csv").symlink_to("round.csv")
    (folder / "round.csv").symlink_to("ties.csv")
    (message,) = refused(folder)
    assert "ties.csv" in message


@pytest.mark.parametrize("line", ["include: own.yaml", "extends: [own.yaml]", "network: !include own.yaml"])
def test_scenarios_include_nothing(folder, line):
    (folder / "own.yaml").write_text(TEXT + line + "\n")
    with pytest.raises(ScenarioError, match="unknown key|stands here and on line|tag"):
        load(folder / "own.yaml")


CHOSEN = "fields: [{kind: broadcast, toward: plus, strength: 1, nodes: {ids_file: targets.txt}}]\n"


def test_a_file_of_ids_is_an_input_like_the_others(folder, monkeypatch):
    (folder / "own.yaml").write_text(TEXT + CHOSEN)
    (message,) = refused(folder)
    assert re.search(r"own\.yaml:11:\d+ fields\[0\]\.nodes\.ids_file .*targets\.txt.*no such file", message)
    (folder / "targets.txt").write_text("b\n")
    monkeypatch.chdir(folder.parent)
    found = resolve(load("inside/own.yaml"))
    assert set(found.inputs) == {"ties.csv", "people.csv", "targets.txt"}
    assert build(found).fields[0].arrays.tolist() == [[0], [1], [0]]
    assert "inside/targets.txt" in found.to_yaml(folder.parent / "run")
    (folder / "targets.txt").write_text("c\n")
    assert resolve(load("inside/own.yaml")).run_id != found.run_id
    (folder / "targets.txt").rename(folder / "whom.txt")
    (folder / "whom.txt").write_text("b\n")
    (folder / "own.yaml").write_text(TEXT + CHOSEN.replace("targets", "whom"))
    assert resolve(load("inside/own.yaml")).run_id == found.run_id
