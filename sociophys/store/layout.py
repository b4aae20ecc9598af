"""Where everything of a run lies: the paths below ``<out>/<name>-<id8>``."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from sociophys.store.seal import storing

_PARTS = ("observables.parquet", "snapshots", "checkpoint")
_FILES = (
    "scenario.resolved.yaml",
    "manifest.json",
    "events.parquet",
    "nodes.parquet",
    "summary.json",
    "document.json",
    "report.html",
)


def _file_name(name: str) -> str:
    """Return a scenario's name as a folder name on any system."""
    return re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII).strip("-.")[:60] or "run"


@dataclass(frozen=True)
class RunDirectory:
    """The folder of one run; a property or method a path, nothing is read or written here.

    Sealed pieces are named ``<point>-u<unit>-s<segment>``: the point by the first 8 hex digits of its scenario's
    hash, the work unit and the segment by number, so that a piece has one name whoever makes it.
    """

    root: Path

    @classmethod
    def of(cls, out: str | os.PathLike[str], name: str, run_id: str) -> RunDirectory:
        """Return the folder of a run in ``out``."""
        return cls(Path(out) / f"{_file_name(name)}-{run_id[:8]}")

    @property
    def resolved(self) -> Path:
        """The explicit scenario."""
        return self.root / "scenario.resolved.yaml"

    @property
    def manifest(self) -> Path:
        """Versions, hashes, kernel, estimates, timings, status."""
        return self.root / "manifest.json"

    @property
    def observables(self) -> Path:
        """The folder of sealed Parquet segments."""
        return self.root / "observables.parquet"

    @property
    def events(self) -> Path:
        """What levers did, all points."""
        return self.root / "events.parquet"

    @property
    def nodes(self) -> Path:
        """One row a node and point."""
        return self.root / "nodes.parquet"

    @property
    def summary(self) -> Path:
        """Every headline number with its error."""
        return self.root / "summary.json"

    @property
    def document(self) -> Path:
        """What the report shows, as plain data."""
        return self.root / "document.json"

    @property
    def report(self) -> Path:
        """The report."""
        return self.root / "report.html"

    @property
    def snapshots(self) -> Path:
        """The folder of spin frames."""
        return self.root / "snapshots"

    @property
    def checkpoint(self) -> Path:
        """The folder from which an interrupted run goes on."""
        return self.root / "checkpoint"

    @property
    def lock(self) -> Path:
        """The lock that one process at a time holds."""
        return self.root / ".lock"

    def segment(self, point: str, unit: int, number: int) -> Path:
        """Return where the records of one segment of a unit lie."""
        return self.observables / f"{point}-u{unit:04d}-s{number:05d}.parquet"

    def frames(self, point: str, unit: int, number: int) -> Path:
        """Return where the spin frames of one segment of a unit lie."""
        return self.snapshots / f"{point}-u{unit:04d}-s{number:05d}.frames"

    def event_part(self, point: str, unit: int, number: int) -> Path:
        """Return where the events of one segment of a unit lie before they are merged."""
        return self.checkpoint / f"{point}-u{unit:04d}-s{number:05d}.events.parquet"

    def state(self, point: str, unit: int) -> Path:
        """Return where the checkpoint of a unit lies."""
        return self.checkpoint / f"{point}-u{unit:04d}.state"

    def settled(self, point: str) -> Path:
        """Return where the burn-in that was found for a point lies."""
        return self.checkpoint / f"{point}.settled.json"

    def clear(self) -> None:
        """Remove what a run leaves, and nothing else that may lie in the folder."""
        with storing(self.root):
            for part in _PARTS:
                if (self.root / part).is_dir():
                    shutil.rmtree(self.root / part)
            for name in _FILES:
                (self.root / name).unlink(missing_ok=True)
