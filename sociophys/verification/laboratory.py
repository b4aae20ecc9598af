"""Where cases run: the package's own engine, with seeds by name and, on request, a wrong temperature."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sociophys import rng
from sociophys.couplings import Coupling
from sociophys.dynamics import Dynamics
from sociophys.dynamics.glauber import Glauber
from sociophys.engine.loop import run, start
from sociophys.engine.plan import Plan, plan
from sociophys.fields import Field
from sociophys.graph import Graph
from sociophys.initial import Initial
from sociophys.initial.random import Random
from sociophys.loaders import Loader
from sociophys.model import Model, RunSettings, bind
from sociophys.network import Network
from sociophys.opinions import Opinions
from sociophys.registry import kind_of

Array = np.ndarray


@dataclass(frozen=True)
class Records:
    """What a run left: columns (n_records, n_replicas) by observable, frames (sweep, (n_nodes, n_replicas) spins)."""

    columns: dict[str, Array]
    frames: list[tuple[int, Array]]

    def __getitem__(self, name: str) -> Array:
        """Return a column."""
        return self.columns[name]

    @property
    def last(self) -> Array:
        """The spins at the end, (n_nodes, n_replicas) int8."""
        return self.frames[-1][1]


@dataclass(frozen=True)
class Laboratory:
    """How much work a case may do, from which seed, and by what factor all its temperatures are off.

    Attributes
    ----------
    effort: factor on the length of runs; 1 in the full form. heat: 1, or the error that a proof of power makes.
    name: the case; its random numbers are its own.
    """

    effort: float = 1.0
    seed: int = 1
    heat: float = 1.0
    name: str = ""

    def much(self, count: float, at_least: int = 1) -> int:
        """Return a count (sweeps, samples) scaled by the effort."""
        return max(at_least, round(count * self.effort))

    def seed_of(self, *parts: object) -> int:
        """Return a seed of its own for a part of the case."""
        return int.from_bytes(rng.digest("verify", self.seed, self.name, *parts)[:4], "little")

    def generator(self, *parts: object) -> np.random.Generator:
        """Return a generator of its own for a part of the case."""
        return rng.generator(self.seed, "verification", self.name, *parts)

    def graph(self, loader: Loader, *parts: object) -> Graph:
        """Return the graph that a loader gives for a part of the case."""
        return loader.load(self.generator(kind_of(loader), *parts))

    def model(
        self,
        graph: Graph,
        temperature: Any,
        *parts: object,
        coupling: Coupling | None = None,
        dynamics: type[Dynamics] = Glauber,
        order: str = "random",
        initial: Initial | None = None,
        opinions: Opinions | None = None,
        fields: Sequence[Field] = (),
        observables: Iterable[str] = ("m",),
        **settings: Any,
    ) -> Model:
        """Bind a model of a graph; a temperature that is a number is multiplied by ``heat``."""
        network = Network.from_graph(graph)
        if coupling is not None:
            drawn = coupling.couple(network.couplings, network, graph, self.generator(coupling.kind, *parts))
            network = network.with_couplings(drawn)
        noise = temperature * self.heat if isinstance(temperature, (int, float)) else temperature
        return bind(
            graph=graph,
            network=network,
            opinions=opinions,
            dynamics=dynamics(order=order, temperature=noise),
            initial=initial or Random(),
            fields=tuple(fields),
            observables=tuple(observables),
            settings=RunSettings(**settings),
            seed=self.seed_of("model", *parts),
        )

    def records(self, models: Sequence[Model]) -> list[Records]:
        """Run models on all cores and return what each left; the numbers do not depend on the cores."""
        plans = [plan(model) for model in models]
        jobs = [
            (model, the_plan, unit) for model, the_plan in zip(models, plans, strict=True) for unit in the_plan.units
        ]
        parts = iter(in_threads(_simulate, jobs))
        return [_joined([next(parts) for _ in the_plan.units]) for the_plan in plans]


def in_threads(work: Callable[..., Any], jobs: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Return the results of compiled work in the order of the jobs, done on all cores."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda job: work(*job), jobs))


def _simulate(model: Model, the_plan: Plan, unit: Array) -> Records:
    state = start(model, unit)
    rows: list[dict[str, Array]] = []
    frames: list[tuple[int, Array]] = []
    for segment in run(model, the_plan, state):
        rows.append(segment.rows)
        frames += segment.frames
    columns = {name: np.concatenate([row[name] for row in rows]) for name in model.observables}
    return Records({name: column.reshape(-1, len(unit)) for name, column in columns.items()}, frames)


def _joined(parts: list[Records]) -> Records:
    """Return the units of a model side by side."""
    columns = {name: np.concatenate([part[name] for part in parts], axis=1) for name in parts[0].columns}
    frames = [
        (same[0][0], np.concatenate([spins for _, spins in same], axis=1))
        for same in zip(*(part.frames for part in parts), strict=True)
    ]
    return Records(columns, frames)


def graph_of(source: Array, target: Array, n_nodes: int, directed: bool, **attributes: Array) -> Graph:
    """Return a graph of given ties of weight 1; ``attributes`` are columns of its node table."""
    edges = pd.DataFrame({"source": source, "target": target, "weight": np.ones(len(source))})
    return Graph(pd.DataFrame(attributes, index=pd.RangeIndex(n_nodes).astype("str")), edges, directed)


def random_inputs(draw: np.random.Generator, n_nodes: int, degree: int) -> Graph:
    """Return a directed graph in which everybody hears ``degree`` others at random (one may count twice)."""
    target = np.repeat(np.arange(n_nodes), degree)
    source = (target + 1 + draw.integers(n_nodes - 1, size=len(target))) % n_nodes
    return graph_of(source, target, n_nodes, directed=True)


def copies(graphs: Sequence[Graph]) -> Graph:
    """Return graphs of one size side by side as one: many small systems in one run."""
    n = graphs[0].n_nodes
    ends = [
        np.concatenate([graph.edges[end].to_numpy() + k * n for k, graph in enumerate(graphs)])
        for end in ("source", "target")
    ]
    return graph_of(*ends, n * len(graphs), graphs[0].directed)
