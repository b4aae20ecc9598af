"""Fixtures of the loader tests."""

import numpy as np
import pytest

from sociophys.loaders.file import File


@pytest.fixture
def load_real():
    """Read a file by its path through the file loader."""

    def load(path, **options):
        return File(path=str(path), **options).load(np.random.default_rng(0))

    return load
