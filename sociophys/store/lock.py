"""One process at a time writes a run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from sociophys.errors import Mistake, StoreError
from sociophys.store.seal import storing


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of a run directory; the system frees it when the process ends, however it ends.

    Raises
    ------
    StoreError
        If another process holds it.
    """
    with storing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(path)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout as error:
            advice = "Wait for it, or choose another folder with --out."
            raise StoreError(Mistake(str(path.parent), "is being written by another process", "", advice)) from error
    try:
        yield
    finally:
        lock.release()
