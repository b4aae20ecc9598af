"""Small networks to check members on: ties of both ways and of one, hostile ones, somebody without any."""

from __future__ import annotations

import functools

import numpy as np
import pandas as pd

from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.opinions import Opinions
from sociophys.setting import Setting

Array = np.ndarray
N = 10
NAMES = ("undirected", "directed", "signed", "with somebody without ties")


@functools.cache
def setting(name: str) -> Setting:
    """Return a network of ten people, its graph and opinions (one unknown), by one of ``NAMES``.

    People have the attributes ``score`` (numbers) and ``group`` (a or b).
    """
    people = np.arange(N - (name == NAMES[3]))
    source = np.concatenate([people, people, people[:2]])
    target = np.concatenate([np.roll(people, -1), np.roll(people, -2), people[:2] + 4])
    weight = 1.0 + np.arange(len(source)) % 3
    if name == "signed":
        weight[::4] *= -1
    nodes = pd.DataFrame(
        {"score": np.linspace(-1, 1, N), "group": ["a", "b"] * (N // 2)}, index=[f"p{i}" for i in range(N)]
    )
    edges = pd.DataFrame({"source": source, "target": target, "weight": weight})
    graph = Graph(nodes, edges, directed=name == "directed")
    values = np.where(np.arange(N) < N // 2, 1.0, -1.0)
    values[3] = np.nan
    return Setting(graph, Network.from_graph(graph), Opinions(values))


def spins(n_replicas: int, seed: int = 0) -> Array:
    """Return spins drawn at random, (n_nodes, n_replicas) int8."""
    drawn = np.random.default_rng(seed).integers(0, 2, (N, n_replicas))
    return (2 * drawn - 1).astype(np.int8)
