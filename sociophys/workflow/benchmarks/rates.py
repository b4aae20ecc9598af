"""Updates a second of the kernels with m recorded at every sweep, beside peers and the machine's floor.

Engine and peers run in turns, so that a busy machine slows all alike: rates are medians over rounds, ratios medians of
what each round gives.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sociophys.workflow.benchmarks import peers as others
from sociophys.workflow.benchmarks.cases import Case, cases, model, ties
from sociophys.workflow.benchmarks.engine import Engine
from sociophys.workflow.benchmarks.floor import floor
from sociophys.workflow.benchmarks.plain import PlainLoop

ROUNDS, SECONDS = 7, 1.0
QUICK_ROUNDS, QUICK_SECONDS = 3, 0.3
Note = Callable[[str], None]


def bench(
    *, quick: bool = False, pattern: str = "", peers: Sequence[str] = (), note: Note = lambda text: None
) -> list[dict[str, Any]]:
    """Measure every case; one row each.

    ``peers`` of a row: our updates a second over the peer's (above 1: ours is faster). ``floor_ratio``: our time an
    update over the least the machine allows (1: nothing is left to gain), bound by ``bound`` in ``level``.
    """
    found = others.chosen(peers)
    rows: list[dict[str, Any]] = []
    same = itertools.groupby(cases(quick=quick, pattern=pattern), key=lambda case: (*case[:3], case.temperature))
    for _, group in same:
        rows += _of_network(list(group), found, quick=quick, note=note)
    return rows


def _of_network(group: list[Case], found: dict[str, str], *, quick: bool, note: Note) -> Iterator[dict[str, Any]]:
    """Measure the cases of one network beside the same peers, which are started once."""
    case, seconds = group[0], QUICK_SECONDS if quick else SECONDS
    note(f"making {case.name}")
    graph, network = ties(case.network, case.n_nodes, case.couplings)
    running = others.start(found, graph, case.temperature, seconds, note)
    if others.PLAIN in found:
        running.append(PlainLoop(network, case.temperature))
        running[-1].prepare(seconds)
    try:
        for one in group:
            note(f"measuring {one.name}, {one.n_replicas} replica(s)")
            yield measure(one, running, seconds=seconds, rounds=QUICK_ROUNDS if quick else ROUNDS)
    finally:
        for peer in running:
            peer.close()


def measure(case: Case, running: Iterable[Any], *, seconds: float, rounds: int) -> dict[str, Any]:
    """Measure one case in rounds of about ``seconds`` each, engine and peers in turns."""
    bound = model(case)
    engine = Engine(bound)
    engine.prepare(seconds)
    least = floor(bound.network, case.couplings, engine.kernel, case.n_replicas)
    ours: list[float] = []
    ratios: dict[str, list[float]] = {peer.name: [] for peer in running}
    for _ in range(rounds):
        ours.append(engine.rate())
        for peer in running:
            ratios[peer.name].append(ours[-1] / peer.rate())
    speed = statistics.median(ours)
    return {
        "case": case.name,
        "kernel": engine.kernel,
        "n_nodes": bound.network.n_nodes,
        "n_replicas": case.n_replicas,
        "updates_per_second": speed,
        "peers": {name: statistics.median(values) for name, values in ratios.items()},
        "floor_ratio": 1.0 / (speed * least.seconds),
        "bound": least.bound,
        "level": least.level,
    }
