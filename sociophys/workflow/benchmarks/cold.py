"""How long a second process needs to its first sweep, kernels compiled already: imports, the model, the kernels."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from sociophys.importing import imported

GOAL = 1.5  # seconds
ROUNDS = 5
_KERNELS = {"single": 1, "lanes": 64, "bit_sliced": 512}  # replicas that call for each
_PROGRAM = "import sys; from sociophys.workflow.benchmarks.cold import first_sweep; first_sweep(int(sys.argv[1]))"


def bench(*, quick: bool = False, note: Callable[[str], None] = lambda text: None) -> list[dict[str, Any]]:
    """Measure every kernel family; one row each: seconds from the start of the process, and what they went into.

    ``cpu``: what the processor worked in these seconds; on a machine that is busy otherwise only it says something.
    """
    rows = []
    for kernel, n_replicas in _KERNELS.items():
        note(f"starting processes that make one sweep, {n_replicas} replica(s)")
        _process(n_replicas)  # fills the cache
        trials = [_process(n_replicas) for _ in range(2 if quick else ROUNDS)]
        parts = {
            key: statistics.median(trial[key] for trial in trials) for key in ("seconds", "cpu", "imports", "model")
        }
        rows.append({"kernel": trials[0].get("kernel", kernel), "n_replicas": n_replicas, **parts})
    return rows


def _process(n_replicas: int) -> dict[str, Any]:
    """Return what one process says of itself, and the seconds until its first sweep was made."""
    begin = time.time()
    words = [sys.executable, "-c", _PROGRAM, str(n_replicas)]
    # The first process leaves its bytecode as it leaves its kernels.
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=variables)
    said: dict[str, Any] = json.loads(done.stdout)
    return said | {"seconds": said["at"] - begin, "imports": said["imported_at"] - begin}


def first_sweep(n_replicas: int) -> None:
    """Be the process: bind a scenario as ``run`` does, make a sweep, say when."""
    imported("sociophys.workflow.run", for_good=True)  # all that a run needs, the way the command line takes it
    from sociophys.engine.loop import run, start
    from sociophys.engine.plan import plan
    from sociophys.scenario.build import build
    from sociophys.scenario.load import load
    from sociophys.scenario.resolve import resolve

    imported_at = time.time()
    model = build(resolve(load(scenario(n_replicas))))
    bound_at = time.time()
    chosen = plan(model)
    next(run(model, chosen, start(model, chosen.units[0])))
    said = {"imported_at": imported_at, "model": bound_at - imported_at, "at": time.time(), "cpu": time.process_time()}
    sys.stdout.write(json.dumps({"kernel": chosen.kernel, **said}) + "\n")


def scenario(n_replicas: int) -> dict[str, Any]:
    """Return a small scenario of one sweep."""
    return {
        "schema": "sociophys/1",
        "name": "cold",
        "question": "How soon is the first sweep made?",
        "network": {"load": {"kind": "erdos_renyi", "n_nodes": 1000, "mean_degree": 10.0}},
        "dynamics": {"kind": "glauber", "temperature": 10.0},
        "run": {"sweeps": 1, "burn_in": 0, "replicas": n_replicas, "order_block": n_replicas, "observables": ["m"]},
    }
