"""What outside pressure and waiting levers cost: a model with them beside the same model without, in one run.

Both make the same sweeps in turns, m recorded at every one, and processor time is counted. A ratio is the median of
paired rounds, and that of the least times. The floor adds to the plain sweep only the bytes that must move, at the
rate at which one core adds to an array as large as everybody's memory.
"""

from __future__ import annotations

import fnmatch
import functools
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from sociophys import manifests, registry
from sociophys.workflow.benchmarks.cases import LANES, Case, model
from sociophys.workflow.benchmarks.engine import Engine
from sociophys.workflow.benchmarks.floor import add_to

SWEEPS, ROUNDS, QUICK_ROUNDS = 20, 9, 3
_SWING = {"kind": "oscillation", "amplitude": 0.2, "period": 37.0, "mean": 0.2}
_NEVER = {"kind": "when", "measure": "m", "above": 2.0}


class Load(NamedTuple):
    """A row: what is added, the goal for its ratio, and the bytes it must move a sweep, a person and a replica.

    ``parts``: (family, kind, parameters) of each member.
    """

    name: str
    parts: tuple[tuple[str, str, Mapping[str, Any]], ...]
    goal: float
    a_person: float = 0.0
    a_spin: float = 0.0


def _broadcast(strength: Any) -> tuple[str, str, Mapping[str, Any]]:
    return "fields", "broadcast", {"toward": "plus", "strength": strength}


def _trending(among: Any) -> tuple[str, str, Mapping[str, Any]]:
    return "fields", "trending", {"strength": 0.3, "among": among, "lag": 5}


def _personal(strength: Any) -> tuple[str, str, Mapping[str, Any]]:
    return "fields", "personal_feed", {"strength": strength}


# a pressure that changes is written to everybody's record, 4 of its 16 bytes; a memory is read, written, and read again
LOADS = (
    Load("broadcast", (_broadcast(0.3),), 1.05),
    Load("broadcast that changes every sweep", (_broadcast(_SWING),), 1.05, a_person=24),
    Load("two of them", (_broadcast(_SWING), _broadcast(0.1)), 1.05, a_person=24),
    Load("personal feed", (_personal(0.3),), 1.4, a_spin=12),
    Load("personal feed that changes every sweep", (_personal(_SWING),), 1.4, a_spin=12),
    Load("broadcast and personal feed", (_broadcast(_SWING), _personal(0.3)), 1.4, a_person=24, a_spin=12),
    Load("trending", (_trending("everybody"),), 1.4),
    Load("trending in a community", (_trending("community"),), 1.4, a_person=12),
    Load("waiting lever", (("interventions", "heat", {"to": 20.0, "when": _NEVER}),), 1.02),
    Load("two waiting levers", (("interventions", "heat", {"to": 20.0, "when": _NEVER}),
         ("interventions", "pin", {"to": "plus", "when": _NEVER}),), 1.02),
)  # fmt: skip


def case_for(*, quick: bool) -> Case:
    """Return the network measured on: ego_twitter, or one as large where it is not at hand."""
    if quick:
        return Case("Erdos-Renyi", 10_000, "unit", LANES)
    name = "ego_twitter" if manifests.locate("ego_twitter") else "Barabasi-Albert"
    return Case(name, 81_306, "unit", LANES)


def bench(
    *, quick: bool = False, pattern: str = "", note: Callable[[str], None] = lambda text: None
) -> list[dict[str, Any]]:
    """Measure the loads whose name holds ``pattern``; one row each."""
    case = case_for(quick=quick)
    plain = _engine(case, ())
    rows = []
    for load in (load for load in LOADS if fnmatch.fnmatch(load.name, f"*{pattern.lower()}*")):
        note(f"measuring {load.name}, {case.name}")
        rows.append(measure(case, plain, load, rounds=QUICK_ROUNDS if quick else ROUNDS))
    return rows


def measure(case: Case, plain: Engine, load: Load, *, rounds: int) -> dict[str, Any]:
    """Measure a load beside the plain model, in turns; ``ratio``: the median of rounds, ``least``: of least times."""
    loaded = _engine(case, load.parts)
    pairs = [(_seconds(plain), _seconds(loaded)) for _ in range(rounds)]
    best, found = (min(times) for times in zip(*pairs, strict=True))
    n_bytes = case.n_nodes * (load.a_person + load.a_spin * case.n_replicas)
    return {
        "case": f"{case.network}, {case.n_replicas} replicas: {load.name}",
        "kernel": loaded.kernel,
        "ratio": statistics.median(after / before for before, after in pairs),
        "least": found / best,
        "goal": load.goal,
        "milliseconds": 1e3 * found / SWEEPS,
        "floor": 1 + n_bytes / stream(case.n_nodes * case.n_replicas) / (best / SWEEPS),
    }


def _engine(case: Case, parts: tuple[tuple[str, str, Mapping[str, Any]], ...]) -> Engine:
    """Return an engine with members added, compiled, past its first sweeps."""
    added: dict[str, tuple[Any, ...]] = {"fields": (), "interventions": ()}
    for family, kind, given in parts:
        added[family] += (registry.member(family, kind).model_validate(given),)
    engine = Engine(model(case, **added))
    engine.take(SWEEPS)
    engine.advance()
    return engine


def _seconds(engine: Engine) -> float:
    begin = time.thread_time()
    engine.advance()
    return time.thread_time() - begin


@functools.cache
def stream(n_numbers: int) -> float:
    """Return the bytes a second of reading and writing an array of so many float32: the fastest of some passes."""
    numbers, times = np.zeros(n_numbers, np.float32), []
    add_to(numbers, np.float32(1))
    for _ in range(5):
        begin = time.thread_time()
        add_to(numbers, np.float32(1))
        times.append(time.thread_time() - begin)
    return 2 * numbers.nbytes / max(min(times), 1e-9)
