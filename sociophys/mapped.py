"""Arrays in a folder, mapped from disk instead of read: a folder is written whole or not at all, and checked."""

from __future__ import annotations

import json
import mmap
import os
import platform
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from sociophys.errors import Mistake, StoreError

Array = np.ndarray
CONTENTS = "contents.json"
_CHUNK = 1 << 24
_COPY_ON_WRITE: dict[str, Any] = {"access": mmap.ACCESS_COPY}
if sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64"):
    _NO_RESERVE = 0x4000  # MAP_NORESERVE of these machines; Python has no name for it
    _COPY_ON_WRITE = {"flags": mmap.MAP_PRIVATE | _NO_RESERVE, "prot": mmap.PROT_READ | mmap.PROT_WRITE}


@contextmanager
def writing(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write into; at the end it is sealed and takes the name ``folder``, replacing it.

    Nothing is left where the block raises. Where another process finishes first, either folder stays.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        yield unfinished
        files = {path.name: checksum(path) for path in sorted(unfinished.iterdir()) if path.is_file()}
        (unfinished / CONTENTS).write_text(json.dumps(files), encoding="utf-8")
        unfinished.chmod(0o755)
        _rename(unfinished, folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _rename(unfinished: Path, folder: Path) -> None:
    if folder.exists():
        outworn = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        folder.replace(outworn)
        shutil.rmtree(outworn, ignore_errors=True)
    unfinished.replace(folder)


def checksum(path: Path) -> list[int]:
    """Return size in bytes and CRC-32 of a file: enough against a cut or a worn disk, and faster than sha."""
    size = crc = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            size, crc = size + len(chunk), zlib.crc32(chunk, crc)
    return [size, crc]


def check(folder: Path) -> None:
    """Raise :class:`StoreError` unless every file of a sealed folder is there as it was written."""
    try:
        files = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
        with ThreadPoolExecutor() as pool:
            found = list(pool.map(checksum, (folder / name for name in files)))
        wrong = [name for name, crc in zip(files, found, strict=True) if crc != files[name]]
    except (OSError, ValueError, AttributeError):
        raise StoreError(Mistake(str(folder), "this is no whole folder of arrays")) from None
    if wrong:
        raise StoreError(Mistake(str(folder / wrong[0]), "the file is not as it was written"))


def load(path: Path) -> Array:
    """Return a .npy file as an array that reads from disk when touched; changing it changes no file.

    Written by hand because ``np.load(mmap_mode="c")`` asks for memory in reserve, which the system refuses for a file
    larger than the memory there is.
    """
    with path.open("rb") as file:
        np.lib.format.read_magic(file)
        shape, _, dtype = np.lib.format.read_array_header_1_0(file)
        offset = file.tell()
        whole = mmap.mmap(file.fileno(), 0, **_COPY_ON_WRITE)
    return np.frombuffer(whole, dtype, int(np.prod(shape)), offset).reshape(shape)


def create(folder: Path, name: str, length: int, dtype: type) -> Array:
    """Return a new array of zeros that is the file ``name``.npy; raises OSError where the disk has no room for it."""
    path = folder / f"{name}.npy"
    array = np.lib.format.open_memmap(path, "w+", dtype=dtype, shape=(length,))
    if hasattr(os, "posix_fallocate"):  # a sparse file on a full disk would kill the process at the first write
        with path.open("r+b") as file:
            os.posix_fallocate(file.fileno(), 0, path.stat().st_size)
    return np.asarray(array)


def save_text(path: Path, words: Array) -> None:
    """Write text, (n,) object, as two files: UTF-8 end to end, and the length of each in characters."""
    np.save(path.with_suffix(".lengths.npy"), np.fromiter(map(len, words), np.int64, len(words)))
    path.with_suffix(".txt").write_bytes("".join(words).encode("utf-8", "surrogatepass"))


def load_text(path: Path) -> Array:
    """Return text written by :func:`save_text`, (n,) object."""
    ends = np.cumsum(np.load(path.with_suffix(".lengths.npy"), allow_pickle=False)).tolist()
    text = path.with_suffix(".txt").read_bytes().decode("utf-8", "surrogatepass")
    words = np.empty(len(ends), object)
    words[:] = [text[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]
    return words
