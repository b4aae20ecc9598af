"""Hopfield's memory at T = 0: dense and symmetric, and sparse and directed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sociophys.couplings.hebbian import Hebbian
from sociophys.graph import Graph
from sociophys.initial.all_up import AllUp
from sociophys.loaders.complete import Complete
from sociophys.theory import mean_field
from sociophys.verification.case import Case, Check
from sociophys.verification.errors import mean
from sociophys.verification.laboratory import Laboratory, random_inputs

Array = np.ndarray


def with_patterns(lab: Laboratory, graph: Graph, patterns: int, *parts: object) -> tuple[Graph, list[str]]:
    """Return the graph with random positions on issues, the first everybody's +1: m is the overlap with it."""
    draw = lab.generator("patterns", *parts)
    xi = draw.integers(2, size=(patterns, graph.n_nodes)) * 2.0 - 1
    xi[0] = 1.0
    names = [f"issue {k}" for k in range(patterns)]
    nodes = pd.DataFrame(dict(zip(names, xi, strict=True)), index=graph.nodes.index)
    return Graph(nodes, graph.edges, graph.directed), names


def overlaps(
    lab: Laboratory, graphs: list[Graph], patterns: int, scale: str, order: str, sweeps: int, last: int, *parts: object
) -> Array:
    """Return the overlap with the first pattern, from which the run starts, over the last records of each graph."""
    models = []
    for k, graph in enumerate(graphs):
        known, names = with_patterns(lab, graph, patterns, k, *parts)
        models.append(
            lab.model(
                known, 0.0, k, *parts, coupling=Hebbian(attributes=names, scale=scale), order=order,
                initial=AllUp(), sweeps=sweeps, replicas=1,
            )
        )  # fmt: skip
    return np.array([records["m"][-last:].mean() for records in lab.records(models)])


def run_hopfield(lab: Laboratory) -> list[Check]:
    """Store patterns in 1000 people, start at one of them and see what is left of it."""
    n, checks = 1000, []
    complete = Complete(n_nodes=n).load(np.random.default_rng(0))
    for load in (0.05, 0.1):
        m = overlaps(lab, [complete] * 8, round(load * n), "n_nodes", "random", 40, 1, load)
        checks.append(Check(f"overlap, alpha = {load}", mean_field.hopfield(load), *mean(m), tolerance=2e-3))
    return checks


def run_diluted(lab: Laboratory) -> list[Check]:
    """Store patterns in a directed graph in which everybody hears 100 of 30 000."""
    n, inputs, checks = 30_000, 100, []
    for load in (0.2, 0.4):
        graphs = [random_inputs(lab.generator("inputs", load, k), n, inputs) for k in range(3)]
        m = overlaps(lab, graphs, round(load * inputs), "mean_degree", "synchronous", 30, 10, load)
        expected = mean_field.diluted_memory(load)
        checks.append(Check(f"overlap, alpha = {load}", expected, *mean(m), tolerance=0.02 * expected))
    return checks


CASES = (
    Case("T2-19", "Hopfield's memory at T = 0", "Amit, Gutfreund & Sompolinsky 1987", run_hopfield, cold=True),
    Case("T2-20", "diluted directed memory at T = 0", "Derrida, Gardner & Zippelius 1987", run_diluted, cold=True),
)
