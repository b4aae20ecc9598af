"""Write a file whole or not at all: temporary name, fsync, rename, fsync of the directory.

A reader never sees half a file, whatever instant the process is killed at, and every file is known by the
sha256 of its contents, so that damage is found when it is read and not guessed from its existence.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sociophys.errors import Mistake, StoreError

Bytes = bytes | memoryview
_TEMPORARY = ".part"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_DENIED = (errno.EROFS, errno.EACCES, errno.EPERM)


class DamagedError(StoreError):
    """A sealed file whose bytes are not those that were sealed, or that is gone."""


@contextmanager
def storing(path: Path) -> Iterator[None]:
    """Turn the system's refusals to write into a :class:`StoreError` that says what to do."""
    try:
        yield
    except StoreError:
        raise
    except OSError as error:
        raise StoreError(_explain(path, error)) from error


def _explain(path: Path, error: OSError) -> Mistake:
    if error.errno in _FULL:
        advice = "Free some space and run again to go on from the last checkpoint, or choose another folder with --out."
        return Mistake(str(path), "cannot be written, the disk is full", advice=advice)
    if error.errno in _DENIED:
        return Mistake(str(path), "cannot be written, the folder is read-only", advice="Choose another with --out.")
    reason = os.strerror(error.errno) if error.errno else str(error)
    return Mistake(str(path), f"cannot be written ({reason})", advice="Choose another folder with --out.")


def seal(path: Path, content: Bytes | Iterable[Bytes]) -> str:
    """Write a file so that it is whole or absent; return the sha256 (hex) of its contents.

    Parameters
    ----------
    path: where; its folder is made. An older file of that name is replaced in one step.
    content: the bytes, or chunks of them.

    Raises
    ------
    StoreError
        If the disk is full or the folder read-only. Nothing half-written stays.
    """
    chunks: Iterable[Bytes] = [content] if isinstance(content, (bytes, memoryview)) else content
    # Two processes may seal the same file (an orphaned worker and its successor): their bytes agree, names must not.
    temporary = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}{_TEMPORARY}")
    with storing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            digest = _write(temporary, chunks)
            os.replace(temporary, path)  # noqa: PTH105 (one system call, named for what it is)
            sync_directory(path.parent)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
    return digest


def _write(path: Path, chunks: Iterable[Bytes]) -> str:
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for chunk in chunks:
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def sync_directory(directory: Path) -> None:
    """Make the names in a directory durable (a rename is not until its directory is synced)."""
    if os.name == "nt":  # directories cannot be opened there; the rename itself is journalled
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest_of(path: Path) -> str:
    """Return the sha256 (hex) of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_intact(path: Path, digest: str) -> bool:
    """Return whether a file is there and its contents are those that were sealed."""
    try:
        return digest_of(path) == digest
    except OSError:
        return False


def read_sealed(path: Path, digest: str | None = None) -> bytes:
    """Return a file's bytes, checked against the sha256 they were sealed with.

    Raises
    ------
    DamagedError
        If the file is gone or its bytes are others.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DamagedError(Mistake(str(path), "cannot be read", advice="Run the scenario again.")) from error
    if digest is not None and hashlib.sha256(content).hexdigest() != digest:
        raise DamagedError(Mistake(str(path), "is damaged, its checksum differs", advice="Run the scenario again."))
    return content


def quarantine(path: Path) -> Path | None:
    """Set a damaged file aside as ``<name>.corrupt`` (kept for whoever wants to look); None if it is gone."""
    aside = path.with_name(path.name + ".corrupt")
    with storing(path):
        try:
            os.replace(path, aside)  # noqa: PTH105
        except FileNotFoundError:
            return None
        sync_directory(path.parent)
    return aside


def remove_leftovers(directory: Path) -> int:
    """Remove the temporary files of killed processes below a directory; return how many there were."""
    leftovers = sorted(directory.rglob(f"*{_TEMPORARY}"))
    with storing(directory):
        for path in leftovers:
            path.unlink(missing_ok=True)
    return len(leftovers)


def to_json(plain: Any) -> bytes:
    """Return plain data as JSON bytes that depend on nothing but the data: sorted keys, shortest exact floats.

    NaN and infinities become null: JSON has none. NumPy scalars become numbers.
    """
    return (json.dumps(_plain(plain), sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if hasattr(value, "tolist"):  # NumPy scalars and arrays
        return _plain(value.tolist())
    if isinstance(value, float):
        return value if value - value == 0 else None
    return value
