"""Manifests of real networks: where each comes from, what it means, and where its bytes lie on this machine."""

from __future__ import annotations

import functools
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import platformdirs

from sociophys.errors import MissingError, Mistake, near_miss
from sociophys.reading import sniff

_PLACES = (Path(__file__).parent / "_datasets", Path(__file__).parent.parent / "datasets")


@functools.cache
def _all() -> dict[str, dict[str, Any]]:
    place = next((folder for folder in _PLACES if folder.is_dir()), _PLACES[0])
    found = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(place.glob("*.json")))
    return {entry["name"]: entry for entry in found}


def names() -> tuple[str, ...]:
    """Return the names of all data sets, in alphabetical order."""
    return tuple(_all())


def manifest(name: str) -> dict[str, Any]:
    """Return the manifest of a data set; raises :class:`MissingError` with the near miss."""
    if name not in _all():
        advice = near_miss(name, names()) or "See: sociophys datasets list."
        raise MissingError(Mistake("data set", f"there is none called '{name}'", ", ".join(names()), advice))
    return dict(_all()[name])


def cache_folder() -> Path:
    """Return the folder for fetched data: under ``SOCIOPHYS_CACHE_DIR`` or the user's cache directory."""
    root = os.environ.get("SOCIOPHYS_CACHE_DIR") or platformdirs.user_cache_dir("sociophys")
    return Path(root) / "data"


def mirror_folder() -> Path | None:
    """Return the folder named by ``SOCIOPHYS_DATA_MIRROR``, if any."""
    named = os.environ.get("SOCIOPHYS_DATA_MIRROR")
    return Path(named).expanduser() if named else None


def locate(name: str) -> Path | None:
    """Return a file on this machine that holds a data set, checked: the user's cache, then the mirror; None if none."""
    entry = manifest(name)
    if "shipped" in entry:
        return None
    cached = cache_folder() / name / entry["file"]
    for path in (cached, *in_mirror(entry)):
        if path.is_file() and checksum(path) == entry["sha256"]:
            return path
    return None


def in_mirror(entry: dict[str, Any]) -> list[Path]:
    """Return the places in the mirror where a data set may lie, plain or packed, flat or in one level of folders."""
    root = mirror_folder()
    if root is None or not root.is_dir():
        return []
    aliases = [
        alias for file in (entry["file"], entry.get("mirror_file", "")) if file for alias in (file, f"{file}.gz")
    ]
    folders = [root, root / entry["name"], *sorted(path for path in root.iterdir() if path.is_dir())]
    return list(dict.fromkeys(path for folder in folders for alias in aliases if (path := folder / alias).is_file()))


def checksum(path: Path) -> str:
    """Return the sha256 of a file's bytes, unpacked if it is packed."""
    return hashlib.sha256(sniff.read_bytes(path)).hexdigest()


def require(name: str) -> Path:
    """Return the file of a data set; raises :class:`MissingError` that says how to fetch it. Never downloads."""
    path = locate(name)
    if path is None:
        advice = f"Run: sociophys datasets fetch {name}"
        raise MissingError(Mistake(f"data set {name}", "its file is not on this machine", "", advice))
    return path
