"""Speed of the kernels on this machine: attempted updates a second, beside the plain loop one would write first.

Every case and its peer run in turns within one process, so that a busy machine slows both; medians are kept.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from sociophys import registry, rng
from sociophys.accelerate import jit
from sociophys.engine.loop import run, start
from sociophys.engine.plan import plan
from sociophys.graph import Graph
from sociophys.model import Model, RunSettings, bind
from sociophys.network import Network

MEAN_DEGREE, TEMPERATURE, LANES = 10.0, 10.0, 64
ROUNDS = 5


class Case(NamedTuple):
    """One line of the table: replicas in one order block of that width, unit or weighted couplings."""

    name: str
    n_nodes: int
    n_replicas: int
    is_weighted: bool


def cases(*, quick: bool) -> Iterator[Case]:
    """Yield the cases: single and lanes, unit and weighted, 10^4 and (not quick) 10^6 nodes."""
    for n_nodes in (10_000,) if quick else (10_000, 1_000_000):
        for family, n_replicas in (("single", 1), ("lanes", LANES)):
            for is_weighted in (False, True):
                name = f"{family}, {'weighted' if is_weighted else 'unit'} couplings"
                yield Case(name, n_nodes, n_replicas, is_weighted)


def bench(*, quick: bool = False, note: Callable[[str], None] = lambda text: None) -> list[dict[str, Any]]:
    """Measure every case; ``peers`` holds our speed over the peer's (above 1: ours is faster)."""
    rows = []
    for case in cases(quick=quick):
        note(f"measuring {case.name}, {case.n_nodes} nodes, {case.n_replicas} replica(s)")
        rows.append(measure(case, seconds=0.2 if quick else 1.0))
    return rows


def measure(case: Case, *, seconds: float) -> dict[str, Any]:
    """Measure one case in rounds of about ``seconds`` each, kernel and peer in turns."""
    model = _model(case)
    ours, peer = _engine(model), _plain(model)
    sweeps = [_sweeps_in(seconds, one) for one in (ours, peer)]
    rates = np.array([[_rate(one, n) for one, n in zip((ours, peer), sweeps, strict=True)] for _ in range(ROUNDS)])
    updates = case.n_nodes * np.array([case.n_replicas, 1])
    return {
        "case": case.name,
        "kernel": plan(model).kernel,
        "n_nodes": case.n_nodes,
        "n_replicas": case.n_replicas,
        "updates_per_second": float(statistics.median(rates[:, 0]) * updates[0]),
        "peers": {"plain_numba": float(statistics.median((rates * updates)[:, 0] / (rates * updates)[:, 1]))},
    }


def _model(case: Case) -> Model:
    """Bind Glauber dynamics at T = 10 to an Erdos-Renyi graph of mean degree 10."""
    draw = rng.generator(1, "benchmark", case.n_nodes)
    graph: Graph = registry.member("loaders", "erdos_renyi")(n_nodes=case.n_nodes, mean_degree=MEAN_DEGREE).load(draw)
    if case.is_weighted:
        graph = replace(graph, edges=graph.edges.assign(weight=draw.uniform(0.5, 1.5, graph.n_edges)))
    glauber = registry.member("dynamics", "glauber").model_validate({"temperature": TEMPERATURE})
    return bind(
        graph=graph,
        network=Network.from_graph(graph),
        opinions=None,
        dynamics=glauber,
        initial=registry.member("initial", "random")(),
        observables=("m",),
        settings=RunSettings(1, replicas=case.n_replicas, order_block=case.n_replicas),
        seed=1,
    )


Sweeper = Callable[[int], None]


def _engine(model: Model) -> Sweeper:
    """Return what makes n sweeps with the engine; two records each, first and last."""

    def sweep(n_sweeps: int) -> None:
        longer = replace(model, settings=replace(model.settings, sweeps=n_sweeps, record_every=n_sweeps))
        chosen = plan(longer)
        for _ in run(longer, chosen, start(longer, chosen.units[0])):
            pass

    return sweep


def _plain(model: Model) -> Sweeper:
    """Return what makes n sweeps of one replica with the plain loop."""
    network = model.network
    spins = np.where(rng.generator(2, "benchmark").random(network.n_nodes) < 0.5, 1, -1).astype(np.int8)

    def sweep(n_sweeps: int) -> None:
        plain_loop(network.indptr, network.indices, network.couplings, spins, n_sweeps * network.n_nodes)

    return sweep


@jit
def plain_loop(indptr: Any, indices: Any, couplings: Any, spins: Any, n_updates: Any) -> None:
    """Make heat-bath updates of random sites the way one would write it down first; spins change in place."""
    for _ in range(n_updates):
        i = np.random.randint(len(spins))  # noqa: NPY002  the compiled generator, part of what is measured
        f = 0.0
        for e in range(indptr[i], indptr[i + 1]):
            f += couplings[e] * spins[indices[e]]
        is_up = np.random.random() < 1.0 / (1.0 + np.exp(-2.0 * f / TEMPERATURE))  # noqa: NPY002
        spins[i] = 1 if is_up else -1


def _sweeps_in(seconds: float, sweep: Sweeper) -> int:
    """Return how many sweeps take about that long; the first call compiles."""
    sweep(1)
    return max(2, round(seconds * _rate(sweep, 4)))


def _rate(sweep: Sweeper, n_sweeps: int) -> float:
    """Return sweeps a second."""
    begin = time.perf_counter()
    sweep(n_sweeps)
    return n_sweeps / (time.perf_counter() - begin)
