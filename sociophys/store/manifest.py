"""What made a run: versions, hashes, kernel, estimates, timings, status; no host, user or absolute path."""

from __future__ import annotations

import importlib.metadata
import json
import platform
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from sociophys.errors import Mistake, StoreError
from sociophys.results_version import RESULTS_VERSION
from sociophys.store.layout import RunDirectory
from sociophys.store.seal import DamagedError, digest_of, is_intact, read_sealed, seal, storing, to_json

SCHEMA = "sociophys-run/1"
Status = Literal["running", "done", "interrupted"]


def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


def versions() -> dict[str, str]:
    """Return the versions that numbers may depend on, and the kind of machine."""
    packages = {name: _version(name) for name in ("sociophys", "numpy", "numba", "scipy", "pyarrow")}
    return {"python": platform.python_version(), **packages, "machine": f"{sys.platform}-{platform.machine()}"}


def write(directory: RunDirectory, manifest: Mapping[str, Any]) -> None:
    """Seal the manifest in place of the one before."""
    seal(directory.manifest, to_json({"schema": SCHEMA, "results_version": RESULTS_VERSION, **manifest}))


def read(directory: RunDirectory) -> dict[str, Any] | None:
    """Return the manifest, or None where there is none that can be read."""
    try:
        plain = json.loads(read_sealed(directory.manifest))
    except (DamagedError, ValueError, RecursionError):
        return None
    is_ours = isinstance(plain, dict) and isinstance(plain.get("files") or {}, dict)
    return plain if is_ours else None


def require_same_results(directory: RunDirectory, manifest: Mapping[str, Any] | None, run_id: str) -> None:
    """Refuse to go on with a run that another results version, or another scenario, began.

    Raises
    ------
    StoreError
        With the way out.
    """
    if manifest is None:
        return
    where, advice = str(directory.root), "Start afresh with --no-resume, or choose another folder with --out."
    found = manifest.get("results_version")
    if found != RESULTS_VERSION:
        what = f"was written under results version {found}, which gives other numbers"
        raise StoreError(Mistake(where, what, f"version {RESULTS_VERSION}", advice))
    if manifest.get("run_id") != run_id:
        raise StoreError(Mistake(where, "holds another scenario, whose id begins alike", advice=advice))


def sealed_files(directory: RunDirectory) -> dict[str, str]:
    """Return the sha256 of every file that a finished run vouches for, by path within the run directory."""
    single = (directory.resolved, directory.events, directory.nodes, directory.summary, directory.document)
    inside = (*directory.observables.glob("*.parquet"), *directory.snapshots.glob("*.frames"))
    with storing(directory.root):
        return {_relative(directory, path): digest_of(path) for path in (*single, *sorted(inside)) if path.exists()}


def _relative(directory: RunDirectory, path: Path) -> str:
    return path.relative_to(directory.root).as_posix()


def damaged_files(directory: RunDirectory, manifest: Mapping[str, Any] | None) -> list[str]:
    """Return the files that a finished run vouches for and that are gone or no longer what they were."""
    files = (manifest or {}).get("files") or {}
    return [name for name, digest in files.items() if not is_intact(directory.root / name, digest)]


def is_done(manifest: Mapping[str, Any] | None, run_id: str) -> bool:
    """Return whether a manifest says that this run was finished under this results version."""
    said = manifest or {}
    expected = {"status": "done", "run_id": run_id, "results_version": RESULTS_VERSION}
    return all(said.get(key) == value for key, value in expected.items())
