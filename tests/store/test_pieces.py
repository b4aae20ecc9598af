"""Segments, frames, events and checkpoints come back as they were; same content, same bytes; damage is found."""

import numpy as np
import pandas as pd
import pytest

from sociophys.network import Network
from sociophys.store import checkpoint as checkpoints
from sociophys.store.checkpoint import Checkpoint
from sociophys.store.layout import RunDirectory
from sociophys.store.seal import DamagedError
from sociophys.store.segments import (
    read_events,
    read_segments,
    read_table,
    scenario_of,
    write_events,
    write_segment,
    write_table,
)
from sociophys.store.snapshots import FrameFile, write_frames
from sociophys.trajectory import Bits, Event, State


def rows(sweeps, replicas=(0, 1)):
    n = len(sweeps) * len(replicas)
    sweep, replica = np.repeat(sweeps, len(replicas)), np.tile(replicas, len(sweeps))
    return {"replica": replica, "sweep": sweep, "m": np.linspace(-1, 1, n), "energy": np.full(n, np.nan)}


def test_segments_read_together_and_say_where_they_come_from(tmp_path):
    directory = RunDirectory(tmp_path)
    paths = [directory.segment("p", 0, k) for k in range(2)]
    digests = [write_segment(path, rows([2 * k, 2 * k + 1]), "p", "ab" * 32) for k, path in enumerate(paths)]
    assert digests[0] == write_segment(tmp_path / "again", rows([0, 1]), "p", "ab" * 32)
    assert scenario_of(paths[0]) == "ab" * 32
    table = read_segments(paths)
    assert list(table.columns) == ["point", "replica", "sweep", "m", "energy"]
    assert table["sweep"].tolist() == [0, 1, 2, 3] * 2
    assert table["energy"].isna().all()
    assert pd.read_parquet(directory.observables).shape == (8, 5)  # the folder is a data set to others too
    assert len(read_segments([])) == 0


def test_events_keep_order_and_costs(tmp_path):
    events = [
        Event(5, 1, "pin", "held", (("people", 3.0),)),
        Event(2, 0, "heat", "on"),
        Event(2, 0, "rewire", "x", (("ties", 2.0),)),
    ]
    listed = [("p", event) for event in events]
    write_events(tmp_path / "events.parquet", listed, "id")
    assert read_events(tmp_path / "events.parquet") == listed
    write_events(tmp_path / "none.parquet", [], "id")
    assert read_events(tmp_path / "none.parquet") == []


def test_tables_of_mixed_columns_become_text(tmp_path):
    frame = pd.DataFrame({"name": ["a", "b"], "mixed": pd.Series([1, "x"], dtype=object), "gap": [0.5, np.nan]})
    write_table(tmp_path / "t", frame, "id")
    again = read_table(tmp_path / "t")
    assert again["mixed"].tolist() == ["1", "x"]
    assert read_table(tmp_path / "t", ["gap"]).shape == (2, 1)


@pytest.mark.parametrize("shape", [(1, 1), (7, 3), (64, 2)])
def test_any_frame_reads_back(tmp_path, shape):
    rng = np.random.default_rng(1)
    spins = np.where(rng.random(shape) < 0.5, 1, -1).astype(np.int8)
    frames = []
    for k in range(40):
        spins = np.where(rng.random(shape) < 0.05, -spins, spins)
        frames.append((5 * k, spins.copy()))
    packed = [(sweep, Bits.of(spins)) for sweep, spins in frames]
    digest = write_frames(tmp_path / "f", packed)
    assert digest == write_frames(tmp_path / "g", packed)
    file = FrameFile(tmp_path / "f")
    assert file.sweeps == [5 * k for k in range(40)]
    for number in (0, 15, 16, 17, 39, -1):
        sweep, read = file.read(number)
        assert sweep == frames[number][0]
        assert read.dtype == np.int8
        np.testing.assert_array_equal(read, frames[number][1])


def test_a_file_of_something_else_is_no_file_of_frames(tmp_path):
    (tmp_path / "f").write_bytes(b"PAR1 and more")
    with pytest.raises(DamagedError, match="no file of frames"):
        FrameFile(tmp_path / "f")


@pytest.fixture
def state():
    rng = np.random.default_rng(2)
    spins = np.where(rng.random((5, 3)) < 0.5, 1, -1).astype(np.int8)
    slots = np.ones(4)
    network = Network(
        np.array([0, 2, 4, 4, 4, 4]),
        np.array([1, 2, 0, 2], np.int32),
        slots,
        -slots,
        True,
        np.array(list("abcde"), object),
    )
    return State(
        t=17,
        spins=spins,
        replicas=np.array([3, 4, 5]),
        memory={"personal_feed": {"seen": rng.random((5, 3))}, "uniform": {}},
        latches={"pin": np.array([True, False, True])},
        standing={"pin": {"who": np.array([True, False, True]), "nodes": np.array([4, 0]), "pin": np.ones(2, np.int8)}},
        networks={1: network},
        recorded={"m": rng.random(3), "": np.zeros(0)},
        spin_sums=rng.integers(-9, 9, (5, 3)).astype(np.int32),
        flips=np.array([1, 2, 3]),
        n_records=9,
    )


def same(one, other):
    assert one.t == other.t
    assert one.n_records == other.n_records
    for name in ("spins", "replicas", "spin_sums", "flips"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
        assert getattr(one, name).dtype == getattr(other, name).dtype
        assert getattr(other, name).flags.writeable
    for name in ("latches", "recorded"):
        assert getattr(one, name).keys() == getattr(other, name).keys()
        for key, array in getattr(one, name).items():
            np.testing.assert_array_equal(array, getattr(other, name)[key])
    assert one.standing.keys() == other.standing.keys()
    for lever, chosen in one.standing.items():
        assert chosen.keys() == other.standing[lever].keys()
        assert all(np.array_equal(array, other.standing[lever][name]) for name, array in chosen.items())
    assert one.memory.keys() == other.memory.keys()
    np.testing.assert_array_equal(one.memory["personal_feed"]["seen"], other.memory["personal_feed"]["seen"])
    for column, network in one.networks.items():
        for name in ("indptr", "indices", "weights", "couplings", "directed", "names"):
            np.testing.assert_array_equal(getattr(network, name), getattr(other.networks[column], name))


def test_a_checkpoint_comes_back_whole(tmp_path, state):
    kept = Checkpoint("ab", state, False, 2, {"observables.parquet/x": "00"})
    path = tmp_path / "c" / "p-u0000.state"
    assert checkpoints.load(path, state.networks[1].names) is None
    digest = checkpoints.save(path, kept)
    found = checkpoints.load(path, state.networks[1].names)
    assert (found.scenario_id, found.is_done, found.segments, found.sealed) == ("ab", False, 2, kept.sealed)
    same(state, found.state)
    assert checkpoints.save(path, found) == digest


def test_every_damage_to_a_checkpoint_is_found(tmp_path, state):
    path = tmp_path / "s"
    checkpoints.save(path, Checkpoint("ab", state, True, 1))
    content = path.read_bytes()
    rng = np.random.default_rng(3)
    for _ in range(50):
        broken = bytearray(content)
        broken[rng.integers(len(content))] ^= 1 << rng.integers(8)
        path.write_bytes(broken)
        with pytest.raises(DamagedError):
            checkpoints.load(path, state.networks[1].names)
        path.write_bytes(content[: rng.integers(len(content))])
        with pytest.raises(DamagedError):
            checkpoints.load(path, state.networks[1].names)
