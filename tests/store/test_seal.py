"""Files are whole or absent, damage is found, refusals of the system are said in words."""

import errno
import json
import os

import pytest

from sociophys.errors import StoreError
from sociophys.store import seal as sealing
from sociophys.store.layout import RunDirectory
from sociophys.store.lock import locked
from sociophys.store.seal import DamagedError, quarantine, read_sealed, remove_leftovers, seal, to_json


def test_a_sealed_file_is_read_back_and_damage_is_found(tmp_path):
    path = tmp_path / "deep" / "file"
    digest = seal(path, [b"one", b"two"])
    assert read_sealed(path, digest) == b"onetwo"
    path.write_bytes(b"onetwp")
    with pytest.raises(DamagedError, match="checksum differs"):
        read_sealed(path, digest)
    assert quarantine(path).name == "file.corrupt"
    assert not path.exists()
    with pytest.raises(DamagedError, match="cannot be read"):
        read_sealed(path, digest)
    assert quarantine(path) is None


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EDQUOT, "disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "read-only"),
        (errno.EIO, "cannot be written"),
    ],
)
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_refused_write_says_what_to_do_and_leaves_what_was(tmp_path, monkeypatch, call, number, says):
    path = tmp_path / "file"
    seal(path, b"before")

    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(sealing.os, call, refuse)
    with pytest.raises(StoreError, match=says) as caught:
        seal(path, b"after")
    assert "--out" in str(caught.value)
    monkeypatch.undo()
    assert path.read_bytes() == b"before"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_full_disk_of_its_own(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.system(f"mount -t tmpfs -o size=64k tmpfs {disk} 2>/dev/null"):
        pytest.skip("no tmpfs may be mounted here; the refusal is played in the test above")
    try:
        seal(disk / "small", b"x" * 1000)
        with pytest.raises(StoreError, match="disk is full"):
            seal(disk / "large", b"x" * 1_000_000)
        assert [p.name for p in disk.iterdir()] == ["small"]
    finally:
        os.system(f"umount {disk}")


def test_a_folder_that_is_a_file_is_no_traceback(tmp_path):
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written"):
        seal(tmp_path / "out" / "file", b"x")


def test_an_interrupt_leaves_nothing_half_written(tmp_path):
    def chunks():
        yield b"half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seal(tmp_path / "file", chunks())
    assert list(tmp_path.iterdir()) == []


def test_leftovers_of_killed_processes_are_removed(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "x.parquet.123-4.part").write_bytes(b"half")
    (tmp_path / "sub" / "x.parquet").write_bytes(b"whole")
    assert remove_leftovers(tmp_path) == 1
    assert [p.name for p in (tmp_path / "sub").iterdir()] == ["x.parquet"]


def test_json_depends_on_the_data_only():
    import numpy as np

    plain = {"b": np.float64(0.1), "a": [np.int64(2), float("nan"), True, None, "é"]}
    assert to_json(plain) == to_json(dict(reversed(plain.items())))
    assert json.loads(to_json(plain)) == {"a": [2, None, True, None, "é"], "b": 0.1}


def test_a_second_holder_of_the_lock_is_told_so_and_a_stale_lock_is_none(tmp_path):
    path = tmp_path / "run" / ".lock"
    path.parent.mkdir()
    path.write_text("left by a killed process")
    with locked(path), pytest.raises(StoreError, match="another process"), locked(path):
        pass
    with locked(path):
        pass


def test_names_of_run_folders_are_safe_and_clear_takes_nothing_else(tmp_path):
    directory = RunDirectory.of(tmp_path, "../a b/ü:*?", "0123456789")
    assert directory.root.parent == tmp_path
    assert directory.root.name == "a-b-01234567"
    assert RunDirectory.of(tmp_path, "..", "0123456789").root.name == "run-01234567"
    seal(directory.segment("p", 0, 0), b"x")
    seal(directory.summary, b"x")
    seal(directory.root / "notes.txt", b"mine")
    directory.clear()
    assert [p.name for p in directory.root.iterdir()] == ["notes.txt"]
