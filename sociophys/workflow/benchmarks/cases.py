"""What the kernels are measured on: networks, couplings, replicas, a temperature."""

from __future__ import annotations

import fnmatch
import functools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from sociophys import manifests, registry, rng
from sociophys.graph import Graph
from sociophys.model import Model, RunSettings, bind
from sociophys.network import Network

SINGLE, LANES, BITS = 1, 64, 512  # replicas that call for each kernel family
EVER = 300_000  # sweeps: more than are ever measured
_LOADERS = {
    "Erdos-Renyi": lambda n: registry.member("loaders", "erdos_renyi")(n_nodes=n, mean_degree=10.0),
    "Barabasi-Albert": lambda n: registry.member("loaders", "barabasi_albert")(n_nodes=n, ties=5),
    "square lattice": lambda n: registry.member("loaders", "square_lattice")(length=round(n**0.5)),
    "ego_twitter": lambda n: registry.member("loaders", "dataset")(name="ego_twitter"),
}


class Case(NamedTuple):
    """One row: a network of about so many nodes, its couplings ('unit', 'signed', 'weighted'), replicas, noise."""

    network: str
    n_nodes: int
    couplings: str
    n_replicas: int
    temperature: float = 10.0

    @property
    def name(self) -> str:
        """What the table calls it."""
        size = f"{self.n_nodes:.0e}".replace("e+0", "e")
        return f"{self.network} {size}, {self.couplings} couplings, T = {self.temperature:g}"


def cases(*, quick: bool, pattern: str = "") -> Iterator[Case]:
    """Yield the cases whose name holds ``pattern`` (``*`` and ``?`` as in file names), small networks first."""
    for case in _quick() if quick else _all():
        if fnmatch.fnmatch(case.name.lower(), f"*{pattern.lower()}*"):
            yield case


def _quick() -> Iterator[Case]:
    yield from _families("Erdos-Renyi", 10_000)
    yield from (Case("Barabasi-Albert", 10_000, "unit", replicas) for replicas in (SINGLE, LANES, BITS))
    yield from (Case("square lattice", 10_000, "unit", replicas, 2.5) for replicas in (SINGLE, LANES, BITS))


def _all() -> Iterator[Case]:
    yield from _quick()
    if manifests.locate("ego_twitter"):
        yield from (Case("ego_twitter", 81_306, "unit", replicas) for replicas in (SINGLE, LANES, BITS))
    yield from (Case("Barabasi-Albert", 1_000_000, "unit", replicas) for replicas in (SINGLE, LANES, BITS))
    yield from (Case("square lattice", 1_000_000, "unit", replicas, 2.5) for replicas in (SINGLE, LANES, BITS))
    yield from _families("Erdos-Renyi", 1_000_000)


def _families(network: str, n_nodes: int) -> Iterator[Case]:
    """Yield each kind of couplings in each family that serves it: bit-sliced has no weights."""
    for couplings in ("unit", "signed", "weighted"):
        for replicas in (SINGLE, LANES, BITS):
            if (couplings, replicas) != ("weighted", BITS):
                yield Case(network, n_nodes, couplings, replicas)


@functools.lru_cache(maxsize=1)
def ties(network: str, n_nodes: int, couplings: str) -> tuple[Graph, Network]:
    """Return the graph of a case and its network; the last one is kept, since cases of one network stand together."""
    draw = rng.generator(1, "benchmark", n_nodes)
    graph: Graph = _LOADERS[network](n_nodes).load(draw)
    weight = {
        "unit": lambda: np.ones(graph.n_edges),
        "signed": lambda: draw.choice((-1.0, 1.0), graph.n_edges),
        "weighted": lambda: draw.uniform(0.5, 1.5, graph.n_edges),
    }[couplings]()
    graph = replace(graph, edges=graph.edges.assign(weight=weight))
    return graph, Network.from_graph(graph)


def model(case: Case, n_blocks: int = 1, **members: Any) -> Model:
    """Bind Glauber dynamics to the network of a case: random order, m recorded at every sweep.

    All replicas share a visiting order, or fall into ``n_blocks`` blocks of so many each. ``members``: ``fields`` and
    ``interventions``, if any.
    """
    graph, network = ties(case.network, case.n_nodes, case.couplings)
    glauber = registry.member("dynamics", "glauber").model_validate({"temperature": case.temperature})
    settings = RunSettings(EVER, replicas=n_blocks * case.n_replicas, order_block=case.n_replicas)
    return bind(
        graph=graph,
        network=network,
        opinions=None,
        dynamics=glauber,
        initial=registry.member("initial", "random")(),
        observables=("m",),
        settings=settings,
        seed=1,
        **members,
    )
