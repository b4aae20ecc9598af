"""The run id: the same for whatever does not change the numbers, another for whatever does."""

from pathlib import Path

import pytest

from sociophys.errors import MissingError
from sociophys.scenario.load import load
from sociophys.scenario.resolve import resolve

BASE = {
    "network": {
        "load": {"kind": "file", "path": "ties.csv"},
        "opinions": {"file": "people.csv", "column": "stance", "plus": "pro", "minus": "anti"},
    },
    "dynamics": {"kind": "glauber", "temperature": 2.0},
    "fields": [{"kind": "uniform", "strength": 0.1}],
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "ties.csv").write_text("source,target\nann,bob\nbob,cid\n")
    (tmp_path / "people.csv").write_text("user,stance\nann,pro\nbob,anti\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_id(*pairs):
    return resolve(load(BASE, pairs)).run_id


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", "other"),
        ("question", "Why?"),
        ("source", "a book"),
        ("report.names", "keep"),
        ("run.time_label", "weeks"),
        ("dynamics.temperature", "2"),
        ("dynamics.temperature.absolute", "{kind: constant, value: 2.0}"),
        ("dynamics.order", "random"),
        ("run.replicas", "64"),
        ("run.order_block", "4"),
        ("network.couple", "[]"),
        ("schema", "sociophys/1"),
    ],
)
def test_run_id_does_not_see(folder, path, value):
    assert run_id((path, value)) == run_id()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("seed", "2"),
        ("dynamics.temperature", "2.0001"),
        ("dynamics.order", "sequential"),
        ("fields[0].strength", "0.2"),
        ("initial", "all_up"),
        ("run.sweeps", "501"),
        ("run.replicas", "65"),
        ("run.order_block", "1"),
        ("network.couple", "[uniform]"),
        ("network.load.directed", "false"),
        ("network.opinions.plus", "anti"),
        ("grid", "{seed: [1, 2]}"),
    ],
)
def test_run_id_sees(folder, path, value):
    pairs = [(path, value)]
    if path == "network.opinions.plus":
        pairs.append(("network.opinions.minus", "pro"))
    assert run_id(*pairs) != run_id()


def test_run_id_sees_the_bytes_of_files_and_not_their_names(folder):
    before = run_id()
    Path("ties.csv").rename("other.csv")
    Path("people.csv").rename("column.csv")
    moved = [("network.load.path", "other.csv"), ("network.opinions.file", "column.csv")]
    assert run_id(*moved) == before
    Path("other.csv").write_text("source,target\nann,bob\nbob,cid\ncid,ann\n")
    assert run_id(*moved) != before


def test_run_id_sees_each_file(folder):
    before = run_id()
    Path("people.csv").write_text("user,stance\nann,pro\nbob,pro\ncid,anti\n")
    assert run_id() != before


def test_missing_input_names_the_near_one(folder):
    with pytest.raises(MissingError, match=r"tie\.csv: no such file\. Did you mean 'ties\.csv'\?"):
        run_id(("network.load.path", "tie.csv"))


def test_twin_in_another_folder_finds_the_files(folder):
    resolved = resolve(load(BASE))
    below = folder / "runs" / "one"
    below.mkdir(parents=True)
    twin = below / "scenario.resolved.yaml"
    twin.write_text(resolved.to_yaml(below))
    assert 'path: "../../ties.csv"' in twin.read_text()
    assert str(folder) not in twin.read_text()
    assert resolve(load(twin)).run_id == resolved.run_id


def test_grid_is_the_same_however_its_values_are_written(folder):
    listed = run_id(("grid", "{dynamics.temperature: [1, 2, 3]}"))
    assert run_id(("grid", "{dynamics.temperature: {kind: linspace, start: 1.0, stop: 3, n: 3}}")) == listed
    assert run_id(("grid", "{dynamics.temperature: [1, 2, 4]}")) != listed


def test_run_id_is_stable():
    document = {"network": {"load": "karate"}, "dynamics": {"kind": "glauber", "temperature": 2}, "analyze": []}
    resolved = resolve(load(document))
    assert len(resolved.run_id) == 64
    assert resolved.id8 == resolved.run_id[:8]
    assert resolve(load(document)).run_id == resolved.run_id
