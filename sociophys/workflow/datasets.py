"""Data sets listed, described and fetched; the only place of the package that uses the network, and only on request."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from sociophys import manifests as _manifests
from sociophys.errors import GraphError, MissingError, Mistake, StoreError
from sociophys.manifests import manifest
from sociophys.reading import sniff

__all__ = ["fetch", "info", "list_datasets", "manifest", "manifests"]
_TIMEOUT = 30  # seconds without an answer
_LIMIT = 1 << 30  # bytes


def manifests() -> list[dict[str, Any]]:
    """Return all manifests, in alphabetical order of their names."""
    return [manifest(name) for name in _manifests.names()]


def list_datasets() -> list[str]:
    """Return the names of all data sets."""
    return list(_manifests.names())


def info(name: str) -> dict[str, Any]:
    """Return a manifest with one more key, ``here``: where its bytes lie on this machine ('' if they do not)."""
    entry = manifest(name)
    path = _manifests.locate(name)
    return entry | {"here": "shipped with networkx" if "shipped" in entry else str(path or "")}


def fetch(name: str) -> Path | None:
    """Bring a data set into the user's cache and return its path; None if a dependency ships it.

    The order is: the cache, the folder named by ``SOCIOPHYS_DATA_MIRROR``, the network. What arrives is
    compared with the manifest's sha256 before it takes its name, so a broken file never stays.

    Raises
    ------
    MissingError
        If the network cannot be reached or the address answers with an error.
    GraphError
        If what arrived is not what the manifest says.
    StoreError
        If the cache cannot be written (full, read-only).
    """
    entry = manifest(name)
    if "shipped" in entry:
        return None
    place = _manifests.cache_folder() / name / entry["file"]
    if place.is_file() and _manifests.checksum(place) == entry["sha256"]:
        return place
    in_mirror = _manifests.in_mirror(entry)
    if in_mirror:
        content, origin = sniff.read_bytes(in_mirror[0]), str(in_mirror[0])
    else:
        content, origin = _download(entry), entry["url"]
    _check(content, entry, origin)
    _store(content, place)
    return place


def _download(entry: dict[str, Any]) -> bytes:
    """Return the bytes behind a manifest's address."""
    request = urllib.request.Request(entry["url"], headers={"User-Agent": "sociophys"})
    advice = f"Put '{entry['file']}' into a folder and name the folder in SOCIOPHYS_DATA_MIRROR."
    where = f"data set {entry['name']}"
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:
            content: bytes = answer.read(_LIMIT)
    except urllib.error.HTTPError as error:
        raise MissingError(Mistake(where, f"{entry['url']} answers {error.code} {error.reason}", "", advice)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise MissingError(Mistake(where, f"{entry['url']} cannot be reached ({reason})", "", advice)) from None
    return content


def _check(content: bytes, entry: dict[str, Any], origin: str) -> None:
    found = hashlib.sha256(content).hexdigest()
    if found != entry["sha256"]:
        what = f"{len(content):,} bytes with sha256 {found[:12]}... are not what the manifest says"
        allowed = f"{entry['bytes']:,} bytes with sha256 {entry['sha256'][:12]}..."
        raise GraphError(Mistake(origin, what, allowed, "Nothing was stored. Fetch it again later, or use a mirror."))


def _store(content: bytes, place: Path) -> None:
    """Write the file under a temporary name and rename it; nothing half-written stays."""
    temporary = ""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=".part-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(place)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise StoreError(_not_stored(error, content, place)) from None


def _not_stored(error: OSError, content: bytes, place: Path) -> Mistake:
    advice = "Name another folder in SOCIOPHYS_CACHE_DIR."
    if error.errno == errno.ENOSPC:
        free = shutil.disk_usage(place.parent).free if place.parent.is_dir() else 0
        return Mistake(str(place), f"the disk is full ({free:,} bytes left)", f"{len(content):,} bytes", advice)
    return Mistake(str(place.parent), f"cannot be written ({error.strerror or error})", "", advice)
