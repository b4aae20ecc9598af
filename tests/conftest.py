"""Fixtures that the tests share."""

from pathlib import Path

import numpy as np
import pytest

from sociophys.loaders.file import File

REPOSITORY = Path(__file__).parents[1]
SHARED = REPOSITORY.parent / "shared"


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real networks beside the repository; skips where it is absent."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("shared data are not beside the repository")
    return folder


@pytest.fixture
def write(tmp_path):
    """Write a file and return its path; text or bytes."""

    def put(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


@pytest.fixture
def read(write, monkeypatch, tmp_path):
    """Read an edge list given as text through the file loader; messages then name the bare file."""
    monkeypatch.chdir(tmp_path)

    def load(content, name="ties.csv", **options):
        write(name, content)
        return File(path=name, **options).load(np.random.default_rng(0))

    return load


def pytest_make_parametrize_id(config, val, argname):
    """Name long bytes by their argument: packed ones hold the time of day, and all workers must agree on names."""
    return argname if isinstance(val, bytes) and len(val) > 16 else None
