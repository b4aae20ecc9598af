"""A run that is killed, interrupted, damaged or spread over workers ends in the same bytes as one left alone."""

import json
import os
import random
import shutil
import signal
import subprocess
import time
from dataclasses import replace

import pytest
from job import EQUAL, ended, hashes, scenario, started

from sociophys.errors import StoreError
from sociophys.store import manifest as manifests
from sociophys.store.layout import RunDirectory
from sociophys.workflow.run import rebuild, run

ROUNDS = int(os.environ.get("SOCIOPHYS_KILL_ROUNDS", "1"))
KILLS = 5  # a round


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A run left alone: folder, hashes, seconds from its first file to its end."""
    short = {"burn_in": 0, "sweeps": 50, "replicas": 2}
    run(scenario(run=short), out=tmp_path_factory.mktemp("warm"), report=False)  # kernels are compiled once
    out = tmp_path_factory.mktemp("alone")
    process = started(scenario(), out)
    wait_begun(process, out)
    begin = time.monotonic()
    directory = ended(process)
    return directory, hashes(directory), time.monotonic() - begin


def wait_for(condition, seconds=60):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.002)


def wait_begun(process, out, what="manifest.json", n=1):
    """Wait until a run has left so many of its files, or has ended."""
    wait_for(lambda: len(list(out.glob(f"*/{what}"))) >= n or process.poll() is not None)


def test_a_run_leaves_what_it_says(undisturbed):
    directory, made, _ = undisturbed
    assert {name.split("/")[0] for name in made} == set(EQUAL)
    assert sum(name.startswith("observables.parquet/") for name in made) > 4 * 5
    manifest = json.loads((directory / "manifest.json").read_text())
    assert manifest["status"] == "done"
    assert manifest["run_id"].startswith(directory.name[-8:])
    text = (directory / "manifest.json").read_text() + (directory / "summary.json").read_text()
    assert str(directory.parent) not in text
    assert os.uname().nodename not in text.replace("localhost", "")
    assert not list(directory.rglob("*.part"))


def test_killed_at_any_instant_and_run_again(undisturbed, tmp_path):
    _, expected, seconds = undisturbed
    chance = random.Random(1)
    kills = 0
    for round_ in range(ROUNDS):
        out = tmp_path / str(round_)
        for _ in range(KILLS):
            process = started(scenario(), out)
            wait_begun(process, out)
            time.sleep(chance.random() * seconds * 0.7)
            process.send_signal(signal.SIGKILL)
            kills += process.wait() == -signal.SIGKILL
            process.communicate()
        directory = ended(started(scenario(), out))
        assert hashes(directory) == expected
        assert not list(directory.rglob("*.part"))
    assert kills >= 3 * ROUNDS


@pytest.fixture(scope="module")
def gridded(tmp_path_factory):
    """A grid of five points run in one process, with its report: scenario, result, hashes."""
    base = scenario(run={"burn_in": 0, "sweeps": 300, "record_every": 10, "replicas": 4})
    plain = {**base, "grid": {"dynamics.temperature.absolute": [2.0, 2.5, 3.0, 3.5, 4.0]}}
    result = run(plain, out=tmp_path_factory.mktemp("gridded"), workers=1)
    return plain, result, hashes(result.directory, [*EQUAL, "report.html"])


@pytest.mark.parametrize(
    ("workers", "processes"), [(2, True), (2, False), pytest.param(4, False, marks=pytest.mark.long)]
)
def test_any_number_of_workers_gives_the_same_bytes(gridded, tmp_path, workers, processes):
    plain, _, expected = gridded
    assert "report.html" in expected
    shared = run(plain, out=tmp_path, workers=workers, processes=processes)
    assert hashes(shared.directory, [*EQUAL, "report.html"]) == expected
    shared.report.write_text("spoilt")
    assert rebuild(shared.directory) == shared.report
    assert hashes(shared.directory, ["report.html"])["report.html"] == expected["report.html"]


def test_another_cut_into_units_and_segments_changes_no_number(undisturbed, tmp_path):
    summary = json.loads((undisturbed[0] / "summary.json").read_text())
    assert run(scenario(), out=tmp_path, report=False).summary == summary


@pytest.mark.parametrize("processes", [True, pytest.param(False, marks=pytest.mark.long)])
def test_killed_with_its_workers_and_run_again(gridded, tmp_path, processes):
    plain, _, expected = gridded
    process = started(plain, tmp_path, workers=2, processes=processes)
    wait_begun(process, tmp_path, "checkpoint/*.state")
    assert process.poll() is None
    process.kill()
    process.communicate()
    # Another cut into segments was begun there, in threads into units too: gone on with or begun anew, same numbers.
    again = run(plain, out=tmp_path, workers=2)
    ours = hashes(again.directory, ["events.parquet", "nodes.parquet", "summary.json", "report.html"])
    assert ours.items() <= expected.items()


def test_a_grid_point_is_the_same_alone_and_within_the_grid(gridded, tmp_path):
    plain, result, expected = gridded
    base = {key: part for key, part in plain.items() if key != "grid"}
    for temperature in (2.0, 4.0):
        alone = run(base, overrides=[("dynamics.temperature.absolute", str(temperature))], out=tmp_path, report=False)
        pieces = hashes(alone.directory, ["observables.parquet", "snapshots"])
        assert pieces
        assert pieces.items() <= expected.items()
    assert len(result.table("points")) == 5
    assert result.table("points")["m"].notna().all()


def test_an_interrupt_is_said_and_gone_on_from(undisturbed, tmp_path):
    process = started(scenario(), tmp_path)
    wait_begun(process, tmp_path, "observables.parquet/*.parquet", 4)
    process.send_signal(signal.SIGINT)
    process.communicate()
    assert process.returncode in (-signal.SIGINT, 130, 1)
    directory = next(tmp_path.iterdir())
    assert json.loads((directory / "manifest.json").read_text())["status"] == "interrupted"
    assert hashes(ended(started(scenario(), tmp_path))) == undisturbed[1]


SHORT = scenario(run={"burn_in": 10, "sweeps": 50, "record_every": 5, "replicas": 4, "snapshot_every": 10})


@pytest.fixture(scope="module")
def short_run(tmp_path_factory):
    """A short finished run of four units."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sociophys.engine.plan.UNIT_SECONDS", 1e-9)
        return run(SHORT, out=tmp_path_factory.mktemp("short"), report=False)


@pytest.fixture
def small(short_run, tmp_path, monkeypatch):
    """The short run's scenario, and a copy of the run in this test's own folder."""
    monkeypatch.setattr("sociophys.engine.plan.UNIT_SECONDS", 1e-9)
    directory = tmp_path / short_run.directory.name
    shutil.copytree(short_run.directory, directory)
    return SHORT, replace(short_run, directory=directory)


class Notes:
    """A progress that listens."""

    def __init__(self):
        self.texts, self.total, self.made = [], 0.0, 0.0

    def begin(self, total_updates):
        self.total = total_updates

    def advance(self, updates):
        self.made += updates

    def note(self, text):
        self.texts.append(text)

    def end(self):
        self.texts.append("end")


def test_a_finished_run_is_returned_at_once_and_progress_adds_up(small, tmp_path):
    plain, done = small
    notes = Notes()
    again = run(plain, out=tmp_path, report=False, progress=notes)
    assert again == done
    assert notes.total == 0  # nothing was done
    run(plain, out=tmp_path / "anew", report=False, progress=notes)
    assert notes.made == notes.total == 60 * 4 * (50 + 10)


@pytest.mark.parametrize("how", ["flip", "truncate", "remove"])
@pytest.mark.parametrize(
    "what", ["observables.parquet/*-u0001-*", "snapshots/*-u0000-*", "summary.json", "nodes.parquet"]
)
def test_a_damaged_file_is_named_set_aside_and_made_again(small, tmp_path, what, how):
    plain, done = small
    expected = hashes(done.directory)
    victim = next(done.directory.glob(what))
    content = bytearray(victim.read_bytes())
    if how == "flip":
        content[len(content) // 2] ^= 1
        victim.write_bytes(content)
    elif how == "truncate":
        victim.write_bytes(content[: len(content) // 2])
    else:
        victim.unlink()
    notes = Notes()
    again = run(plain, out=tmp_path, report=False, progress=notes)
    found = hashes(again.directory)
    assert {name: found[name] for name in expected} == expected
    assert any(victim.name in text for text in notes.texts)
    assert victim.with_name(victim.name + ".corrupt").exists() == (how != "remove")


def test_a_damaged_checkpoint_is_named_set_aside_and_made_again(small, tmp_path):
    plain, done = small
    expected = hashes(done.directory)
    state = next(done.directory.glob("checkpoint/*-u0001.state"))
    state.write_bytes(state.read_bytes()[:-40])
    (done.directory / "summary.json").unlink()
    notes = Notes()
    assert hashes(run(plain, out=tmp_path, report=False, progress=notes).directory) == expected
    assert any(state.name in text for text in notes.texts)


def test_another_results_version_is_not_gone_on_with(small, tmp_path):
    plain, done = small
    path = done.directory / "manifest.json"
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps({**manifest, "results_version": manifest["results_version"] + 1}))
    with pytest.raises(StoreError, match="--no-resume"):
        run(plain, out=tmp_path, report=False)
    assert run(plain, out=tmp_path, report=False, resume=False).summary == done.summary


def test_two_processes_on_one_run(small, tmp_path):
    from sociophys.store.lock import locked

    plain, done = small
    (done.directory / "summary.json").unlink()
    with locked(RunDirectory(done.directory).lock), pytest.raises(StoreError, match="another process"):
        run(plain, out=tmp_path, report=False)
    assert run(plain, out=tmp_path, report=False).summary == done.summary


def test_a_full_disk_stops_with_a_sentence_and_leaves_a_run_to_go_on_with(small, tmp_path):
    plain, done = small
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24k", "tmpfs", disk]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no tmpfs may be mounted here")
    try:
        with pytest.raises(StoreError, match="disk is full"):
            run(plain, out=disk, report=False)
        assert not list(disk.rglob("*.part"))
        subprocess.run(["mount", "-o", "remount,size=4m", disk], check=True)
        assert hashes(run(plain, out=disk, report=False).directory) == hashes(done.directory)
    finally:
        subprocess.run(["umount", disk], check=True)


def test_the_manifest_tells_what_was_chosen(small):
    _, done = small
    manifest = manifests.read(RunDirectory(done.directory))
    (point,) = manifest["points"]
    assert point["kernel"]
    assert point["temperature_used"] == 3.0
    assert point["burn_in"] == 10
    assert {"python", "numpy", "numba", "sociophys", "machine"} <= manifest["versions"].keys()
    assert manifest["files"].keys() >= {"summary.json", "nodes.parquet", "events.parquet", "scenario.resolved.yaml"}


def test_a_report_may_be_drawn_later_and_not_from_a_damaged_document(small, tmp_path):
    plain, done = small
    assert done.report is None
    assert run(plain, out=tmp_path).report.exists()
    document = done.directory / "document.json"
    document.write_bytes(document.read_bytes().replace(b"small", b"large"))
    with pytest.raises(StoreError, match="damaged"):
        rebuild(done.directory)
    with pytest.raises(StoreError, match="cannot be read"):
        rebuild(tmp_path / "nothing")


def test_an_auto_burn_in_is_found_once_and_kept(tmp_path):
    plain = scenario(fields=[], interventions=[], run={"burn_in": "auto", "sweeps": 20, "replicas": 4})
    done = run(plain, out=tmp_path, report=False)
    assert done.summary["points"][0]["burn_in"] > 0
    assert done.summary["points"][0]["settled"] in (True, False)
    (settled,) = done.directory.glob("checkpoint/*.settled.json")
    expected, kept = hashes(done.directory), settled.read_bytes()
    settled.write_text("damaged")
    assert hashes(run(plain, out=tmp_path, report=False, resume=False).directory) == expected
    assert settled.read_bytes() == kept


def test_the_resolved_scenario_gives_the_same_run(small, tmp_path):
    _, done = small
    again = run(done.directory / "scenario.resolved.yaml", out=tmp_path / "again", report=False)
    assert again.run_id == done.run_id
    assert hashes(again.directory) == hashes(done.directory)


def test_tables(small):
    _, done = small
    observables = done.table("observables")
    assert len(observables) == 4 * 11
    assert {"m", "abs_m", "walls", "flips"} <= set(observables.columns)
    nodes = done.table("nodes")
    assert len(nodes) == 60
    assert nodes["mean_opinion"].between(-1, 1).all()
    assert nodes["wall_share"].between(0, 1).all() or nodes["wall_share"].isna().any()
    assert done.table("events").columns.tolist()[:5] == ["point", "sweep", "replica", "name", "action"]
    assert "m" in done.table("numbers")["number"].tolist()
    with pytest.raises(LookupError, match="observables"):
        done.table("observable")


def test_a_search_for_burn_in_ends_when_asked(tmp_path):
    """It may take minutes, and a thread cannot be killed."""
    from sociophys.scenario.load import load
    from sociophys.scenario.resolve import resolve
    from sociophys.workflow import unit

    resolved = resolve(load(scenario(run={"sweeps": 100, "burn_in": "auto", "replicas": 2})))
    asked = []

    def stopping():
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(unit._StoppedError):
        unit.burn_in_work([unit.Task(tmp_path, resolved)], lambda done: None, stopping)
    assert len(asked) == 4
    assert not list(tmp_path.rglob("*.json"))
    unit.forget_models()
