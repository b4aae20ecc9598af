"""One run with two threads beside two independent processes of one thread: what sharing a process costs.

The three take turns: the two processes at work together, then the two threads. A goal of 0.93 of the processes' rate.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from sociophys.executors import threads
from sociophys.workflow.benchmarks.cases import BITS, LANES, SINGLE, Case, model
from sociophys.workflow.benchmarks.child import Child
from sociophys.workflow.benchmarks.engine import Engine

GOAL = 0.93
ROUNDS, SECONDS = 7, 1.0
_PROGRAM = "import sys; from sociophys.workflow.benchmarks.threads import answer; answer(*map(int, sys.argv[1:]))"


def cases(*, quick: bool) -> Iterator[Case]:
    """Yield one case a kernel family, at 10^4 and (not quick) 10^6 nodes."""
    for n_nodes in (10_000,) if quick else (10_000, 1_000_000):
        yield from (Case("Erdos-Renyi", n_nodes, "unit", replicas) for replicas in (SINGLE, LANES, BITS))


def bench(*, quick: bool = False, note: Callable[[str], None] = lambda text: None) -> list[dict[str, Any]]:
    """Measure every case; one row each, ``ratio``: updates a second of two threads over those of two processes."""
    rows = []
    for case in cases(quick=quick):
        note(f"measuring two threads, {case.name}, {case.n_replicas} replica(s) a block")
        rows.append(measure(case, rounds=3 if quick else ROUNDS, seconds=0.3 if quick else SECONDS))
    return rows


def measure(case: Case, *, rounds: int, seconds: float) -> dict[str, Any]:
    """Measure one case: an order block a thread, an order block a process, all making the same sweeps."""
    engine = Engine(model(case))
    engine.prepare(seconds)
    children = [_child(case, engine.sweeps, n_units) for n_units in (1, 1, 2)]
    try:
        for child in children:
            child.wait_ready()
        pairs = [(_together(children[:2]), _together(children[2:])) for _ in range(rounds)]
    finally:
        for child in children:
            child.close()
    return {
        "case": case.name,
        "kernel": engine.kernel,
        "n_nodes": case.n_nodes,
        "n_replicas": case.n_replicas,
        "updates_per_second": 2 * engine.updates / statistics.median(shared for _, shared in pairs),
        "ratio": statistics.median(apart / shared for apart, shared in pairs),
    }


def _child(case: Case, sweeps: int, n_units: int) -> Child:
    place = list(cases(quick=False)).index(case)
    return Child([sys.executable, "-c", _PROGRAM, str(place), str(sweeps), str(n_units)])


def _together(children: list[Child]) -> float:
    """Return the seconds until all have answered, asked at once."""
    begin = time.perf_counter()
    for child in children:
        child.ask("go")
    for child in children:
        child.answer()
    return time.perf_counter() - begin


def answer(place: int, sweeps: int, n_units: int) -> None:
    """Be the other process: at every line advance ``n_units`` order blocks by so many sweeps, each in a thread."""
    bound = model(list(cases(quick=False))[place], n_units)
    engines = [Engine(bound, unit) for unit in range(n_units)]
    for engine in engines:
        engine.take(sweeps)
    said = "ready"
    for _ in itertools.chain([""], sys.stdin):  # the first round is nobody's: it compiles
        threads.run(_advance, engines, lambda *_: None, n_units)
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()
        said = "done"


def _advance(engine: Engine, report: Callable[[int], None], stopping: Callable[[], bool]) -> None:
    engine.advance()
