"""Packed files and archives, streamed: a file alone (gzip, bzip2, xz, zstd) or one member of a tar or zip archive.

Nothing is ever unpacked to a name an archive chose; what is read is counted, and a bomb stops at a cap.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

from sociophys.errors import GraphError, Mistake

MAX_UNPACKED = 4 << 30  # bytes
MAX_RATIO, SMALL = 100, 256 << 20  # real edge lists pack 3- to 30-fold; below SMALL nobody is hurt
BLOCK = 1 << 20
_ZSTD = b"\x28\xb5\x2f\xfd"
_OPENERS: dict[bytes, Any] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
NAMES = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", _ZSTD: "zstd"}
_DAMAGED = (tarfile.TarError, zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zlib.error, lzma.LZMAError)


def is_archive(path: Path) -> bool:
    """Whether a file is by its name a tar or zip archive rather than one packed file."""
    suffixes = {suffix.lower() for suffix in path.suffixes[-2:]}
    return bool(suffixes & {".tar", ".tgz", ".tbz2", ".txz", ".zip"})


def packing(path: Path) -> str:
    """Return what a file is packed with by its first bytes: gzip, bzip2, xz, zstd; '' where it is not packed."""
    if not path.stat().st_size:  # as are the files of /proc, some of which never end
        return ""
    with path.open("rb") as file:
        head = file.read(6)
    return next((name for magic, name in NAMES.items() if head.startswith(magic)), "")


def digest(path: Path) -> str:
    """Return the sha256 of a file's content, unpacked."""
    total = hashlib.sha256()
    for block in blocks(path):
        total.update(block)
    return total.hexdigest()


def blocks(path: Path, member: str = "", limit: int = MAX_UNPACKED) -> Iterator[bytes]:
    """Yield a file's content, unpacked, or that of one member of an archive.

    Parameters
    ----------
    member: name inside the archive; empty: the file itself, packed or not. limit: bytes, unpacked, that are too many.

    Raises
    ------
    GraphError
        If it is damaged or cut short, unpacks to too much, or has no such member; if an archive holds names that
        lead out of a folder, or the member is a link.
    """
    cap = min(limit, max(SMALL, MAX_RATIO * path.stat().st_size))
    source = _member(path, member, cap) if member else _alone(path)
    count = 0
    try:
        for block in source:
            count += len(block)
            if count > cap:
                raise GraphError(_too_large(path, cap))
            yield block
    except _DAMAGED:
        raise GraphError(
            Mistake(str(path), "is damaged or cut short and cannot be unpacked", "", "Fetch or copy it again.")
        ) from None


def _too_large(path: Path, cap: int) -> Mistake:
    advice = "If you trust it, unpack it yourself and name what comes out."
    return Mistake(str(path), f"unpacks to more than {cap >> 20} MB", "a real table", advice)


def _alone(path: Path) -> Iterator[bytes]:
    """Yield a file alone; a bomb is seen from its ratio, long before it has filled the memory."""
    count = 0
    with path.open("rb") as raw:
        head = raw.read(6)
        raw.seek(0)
        with _opened(raw, head) as file:
            for block in _chunks(file):
                count += len(block)
                if count > max(SMALL, MAX_RATIO * raw.tell()):
                    raise GraphError(_too_large(path, count))
                yield block


def _opened(raw: IO[bytes], head: bytes) -> Any:
    if head.startswith(_ZSTD):
        import pyarrow as pa

        return pa.CompressedInputStream(raw, "zstd")
    opener = next((opener for magic, opener in _OPENERS.items() if head.startswith(magic)), None)
    return opener(raw, "rb") if opener else raw


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block


def _member(path: Path, member: str, cap: int) -> Iterator[bytes]:
    return _from_zip(path, member, cap) if zipfile.is_zipfile(path) else _from_tar(path, member, cap)


class _Counted:
    """A stream that ends in an error beyond ``cap`` bytes: names in a tar archive alone can be gigabytes long."""

    def __init__(self, stream: IO[bytes], path: Path, cap: int) -> None:
        self._stream, self._path, self._cap, self._count = stream, path, cap, 0

    def read(self, size: int) -> bytes:
        block = self._stream.read(size)
        self._count += len(block)
        if self._count > self._cap:
            raise GraphError(_too_large(self._path, self._cap))
        return block


def _from_tar(path: Path, member: str, cap: int) -> Iterator[bytes]:
    """Yield a member of a tar archive, read from front to back; what stands before it counts towards the cap."""
    seen, size = [], 0
    with path.open("rb") as raw:
        head = raw.read(6)
    with (
        path.open("rb") as raw,
        _opened(raw, head) as plain,
        tarfile.open(fileobj=_Counted(plain, path, cap + tarfile.RECORDSIZE), mode="r|") as archive,  # type: ignore[call-overload]
    ):
        for entry in archive:
            name = _safe(path, entry.name)
            size += entry.size
            if size > cap:
                raise GraphError(_too_large(path, cap))
            seen.append(name)
            if name == member:
                if not entry.isreg():
                    raise GraphError(_no_file(path, name))
                yield from _chunks(archive.extractfile(entry))  # type: ignore[arg-type]  # a regular file has one
                return
    raise GraphError(_no_member(path, member, seen))


def _from_zip(path: Path, member: str, cap: int) -> Iterator[bytes]:
    with zipfile.ZipFile(path) as archive:
        entries = {_safe(path, entry.filename): entry for entry in archive.infolist()}
        if member not in entries:
            raise GraphError(_no_member(path, member, list(entries)))
        entry = entries[member]
        if entry.is_dir() or stat.S_ISLNK(entry.external_attr >> 16) or entry.flag_bits & 1:
            raise GraphError(_no_file(path, member))
        if entry.file_size > cap:
            raise GraphError(_too_large(path, cap))
        with archive.open(entry) as file:
            yield from _chunks(file)


def _safe(path: Path, name: str) -> str:
    """Return a member's name without a leading './'; refuse names that lead out of the folder."""
    place = PurePosixPath(name.replace("\\", "/"))
    if place.is_absolute() or ".." in place.parts or ":" in name[:3]:
        raise GraphError(Mistake(str(path), f"holds a name that leads out of its folder ({name!r})", "", "Not read."))
    return str(place)


def _no_file(path: Path, member: str) -> Mistake:
    return Mistake(str(path), f"'{member}' in it is a link, a folder or locked", "a plain file", "Not read.")


def _no_member(path: Path, member: str, seen: list[str]) -> Mistake:
    return Mistake(str(path), f"has no member '{member}'", ", ".join(seen[:6]) or "none: it is empty")
