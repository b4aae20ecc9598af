"""Peak memory of a run beyond its loaded network, in a process of its own: 10^6 people, 10^7 ties, 64 replicas."""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sociophys.workflow.benchmarks.files import peak_mb

GOAL = 500.0  # MB
_PROGRAM = "import sys; from sociophys.workflow.benchmarks.memory import run_one; run_one(*sys.argv[1:])"
_COUPLE: dict[str, list[dict[str, Any]]] = {"unit": [], "signed": [{"kind": "random_sign", "negative": 0.5}]}


def bench(*, quick: bool = False, note: Callable[[str], None] = lambda text: None) -> list[dict[str, Any]]:
    """Measure couplings of each kind; one row each.

    ``loaded_mb``: what the process holds with its model bound. ``simulating_mb`` and ``finishing_mb``: the peak beyond
    it while sweeps are made, sealed and checkpointed, and while the numbers of the finished run are put together.
    """
    rows = []
    for couplings in ("unit",) if quick else tuple(_COUPLE):
        note(f"running 64 replicas of 10^6 people in a process of its own, {couplings} couplings")
        with tempfile.TemporaryDirectory() as folder:
            words = [sys.executable, "-c", _PROGRAM, couplings, folder]
            done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)
        rows.append({"couplings": couplings, **json.loads(done.stdout.splitlines()[-1])})
    return rows


def run_one(couplings: str, folder: str) -> None:
    """Be the process: run the scenario, with a progress bar that looks at the memory."""
    from sociophys.workflow.run import run

    seen = _Watch()
    run(scenario(couplings), out=folder, workers=1, report=False, progress=seen)
    simulating, finishing = (peak - seen.loaded for peak in (seen.simulated, max(seen.simulated, peak_mb())))
    said = {"loaded_mb": seen.loaded, "simulating_mb": simulating, "finishing_mb": finishing}
    sys.stdout.write(json.dumps(said) + "\n")


def scenario(couplings: str, n_nodes: int = 1_000_000, replicas: int = 64) -> dict[str, Any]:
    """Return a scenario of a few sweeps with every observable."""
    load = {"kind": "erdos_renyi", "n_nodes": n_nodes, "mean_degree": 20.0}
    return {
        "schema": "sociophys/1",
        "name": "memory",
        "question": "How much memory does a large run need?",
        "network": {"load": load, "couple": _COUPLE[couplings]},
        "dynamics": {"kind": "glauber", "temperature": 20.0},
        "run": {"sweeps": 4, "burn_in": 0, "replicas": replicas, "order_block": replicas},
        "analyze": [],
    }


class _Watch:
    """Progress of a run that notes what the process holds when it begins, and its peak since."""

    loaded = simulated = 0.0

    def begin(self, total: float) -> None:
        """Let the peak count from here on."""
        if sys.platform == "linux":
            ctypes.CDLL(None).malloc_trim(0)  # freed, but not given back, it would hide what is taken later
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak is now what is held
        self.loaded = self.simulated = peak_mb()

    def advance(self, updates: float) -> None:
        """Note the peak so far: the last time is at the end of the last segment."""
        self.simulated = max(self.simulated, peak_mb())  # the system's counters lag by some pages

    def note(self, text: str) -> None:
        """Say nothing."""

    def end(self) -> None:
        """Do nothing."""
