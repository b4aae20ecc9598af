"""What the tests of whole runs share: a small scenario, a program that runs it, and the hashes of what it left."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import sociophys

EQUAL = (
    "observables.parquet",
    "snapshots",
    "events.parquet",
    "nodes.parquet",
    "summary.json",
    "document.json",
    "scenario.resolved.yaml",
)
PACKAGE = str(Path(sociophys.__file__).parents[1])

# Units and segments are cut small, so that a run of a second has many; the plan is otherwise the package's own.
PROGRAM = f"""
import sys
sys.path.insert(0, {PACKAGE!r})
import json
import sociophys.engine.plan as plan
plan.UNIT_SECONDS, plan.SEGMENT_SECONDS = json.loads(sys.argv[3])
from sociophys.workflow.run import run
print(run(json.loads(sys.argv[1]), out=sys.argv[2], report=False, **json.loads(sys.argv[4])).directory)
"""


def scenario(**more):
    plain = {
        "schema": "sociophys/1",
        "name": "small",
        "question": "Does a killed run end in the same bytes?",
        "seed": 5,
        "network": {"load": {"kind": "erdos_renyi", "n_nodes": 60, "mean_degree": 6.0}},
        "dynamics": {"kind": "glauber", "temperature": 3.0},
        "initial": "random",
        "fields": [{"kind": "personal_feed", "strength": 0.3}],
        "interventions": [{"kind": "heat", "to": 6.0, "when": {"kind": "between", "start": 20, "end": 40}}],
        "run": {"burn_in": 50, "sweeps": 1000, "record_every": 5, "replicas": 4, "snapshot_every": 50},
    }
    return {**plain, **more}


SMALL = (1e-9, 3e-4)  # seconds a unit, seconds a segment


def started(plain, out, cut=SMALL, **options):
    """Start a run in a process of its own."""
    words = [sys.executable, "-c", PROGRAM, json.dumps(plain), str(out), json.dumps(cut), json.dumps(options)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def ended(process):
    """Wait for a run to end well; return its folder."""
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return Path(out.strip().splitlines()[-1])


def hashes(directory, names=EQUAL):
    """Return the sha256 of every file that must come out the same."""
    files = [p for name in names for p in sorted([directory / name, *(directory / name).glob("*")]) if p.is_file()]
    return {p.relative_to(directory).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
