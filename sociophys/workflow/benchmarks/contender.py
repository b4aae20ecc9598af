"""One peer in an interpreter of its own; the text of this file is handed to it, so it imports nothing of ours.

Arguments: name of the peer, temperature. In the working folder lie ``source.npy``, ``target.npy`` (int64),
``weight.npy`` (float64) and ``shape.npy`` (n_nodes, whether directed). Says 'ready', then answers each line, a wished
number of updates, with the updates made and the seconds they took.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np


def graph_tool(ties: Any, temperature: float) -> Callable[[int], int]:
    """Return what makes n asynchronous heat-bath updates with graph-tool's IsingGlauberState."""
    import graph_tool as gt
    from graph_tool.dynamics import IsingGlauberState

    source, target, weight, n_nodes, directed = ties
    graph = gt.Graph(directed=directed)
    graph.add_vertex(n_nodes)
    graph.add_edge_list(np.stack([source, target], axis=1))
    width: Any = 1.0
    if not np.all(weight == 1):
        width = graph.new_edge_property("double")
        width.a = weight
    state = IsingGlauberState(graph, beta=1.0 / temperature, w=width)

    def update(n_updates: int) -> int:
        state.iterate_async(niter=n_updates)
        return n_updates

    return update


def dwave_samplers(ties: Any, temperature: float) -> Callable[[int], int]:
    """Return what makes n heat-bath updates with dwave-samplers' annealer at one temperature (its J is minus ours)."""
    from dwave.samplers.sa.simulated_annealing import simulated_annealing

    source, target, weight, n_nodes, _ = ties
    h, beta = np.zeros(n_nodes), np.full(1, 1.0 / temperature)
    starts, ends, coupling = source.astype(np.intc), target.astype(np.intc), np.ascontiguousarray(-weight)
    spins = np.random.default_rng(1).choice(np.array([-1, 1], np.int8), (1, n_nodes))

    def update(n_updates: int) -> int:
        sweeps = max(1, n_updates // n_nodes)
        simulated_annealing(1, h, starts, ends, coupling, sweeps, beta, 1, spins, True, "Gibbs", None)
        return sweeps * n_nodes

    return update


def ndlib(ties: Any, temperature: float) -> Callable[[int], int]:
    """Return what makes n updates of NDlib's voter model: one person copies one neighbour."""
    import networkx as nx
    from ndlib.models import ModelConfig
    from ndlib.models.opinions import VoterModel

    source, target, _, _, directed = ties
    graph = nx.DiGraph() if directed else nx.Graph()  # of people with ties: the model fails where it meets another
    graph.add_edges_from(zip(target.tolist(), source.tolist(), strict=True))
    model = VoterModel(graph)
    config = ModelConfig.Configuration()
    config.add_model_parameter("fraction_infected", 0.5)
    model.set_initial_status(config)

    def update(n_updates: int) -> int:
        for _ in range(n_updates):
            model.iteration()
        return n_updates

    return update


def main() -> None:
    """Set up, then answer line by line."""
    name, temperature = sys.argv[1], float(sys.argv[2])
    n_nodes, directed = np.load("shape.npy").tolist()
    ties = (*(np.load(f"{part}.npy") for part in ("source", "target", "weight")), n_nodes, bool(directed))
    update = {"graph-tool": graph_tool, "dwave-samplers": dwave_samplers, "ndlib": ndlib}[name](ties, temperature)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        begin = time.perf_counter()
        made = update(max(1, int(line)))
        sys.stdout.write(f"{made} {time.perf_counter() - begin!r}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
