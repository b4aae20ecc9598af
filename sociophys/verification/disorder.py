"""Frozen disorder: random fields, the Nishimori line, ground states of the +-J glass."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from sociophys.couplings import Coupling
from sociophys.couplings.nishimori import Nishimori
from sociophys.couplings.random_sign import RandomSign
from sociophys.fields.attribute import Attribute
from sociophys.graph import Graph
from sociophys.initial.random import Random
from sociophys.loaders.random_regular import RandomRegular
from sociophys.model import Model
from sociophys.schedules.ramp import Ramp
from sociophys.theory.random_field import lower_branch
from sociophys.verification.case import Case, Check
from sociophys.verification.errors import controlled, mean
from sociophys.verification.laboratory import Laboratory, copies
from sociophys.verification.square import square

Array = np.ndarray


def run_random_field(lab: Laboratory) -> list[Check]:
    """Raise the field on random regular graphs from all down until nobody turns any more."""
    checks = []
    for degree, spread, field in ((4, 2.2, 0.5), (4, 2.2, 1.0), (3, 1.0, 1.1), (4, 2.5, 0.8)):
        models = []
        for k in range(12):
            graph = lab.graph(RandomRegular(n_nodes=60_000, degree=degree), degree, spread, field, k)
            normal = lab.generator("field", degree, spread, field, k).normal(field, spread, graph.n_nodes)
            graph = Graph(pd.DataFrame({"h": normal}, index=graph.nodes.index), graph.edges, directed=False)
            models.append(
                lab.model(
                    graph, 0.0, degree, spread, field, k, order="sequential", initial=Random(share_plus=0.0),
                    fields=[Attribute(column="h")], sweeps=90, record_every=30, replicas=1,
                )
            )  # fmt: skip
        m = np.array([records["m"][-1, 0] for records in lab.records(models)])
        where = f"z = {degree}, R = {spread:g}, H = {field:g}"
        checks.append(Check(f"m on the lower branch, {where}", lower_branch(degree, spread, field), *mean(m)))
    return checks


def products(model: Model, spins: Array, n_copies: int) -> Array:
    """Return s_i s_j of each tie, (n_copies, ties of one, n_replicas) int8, and its coupling's sign is in ``signs``."""
    i, j = model.network.edge_ends
    return (spins[i] * spins[j]).reshape(n_copies, -1, spins.shape[1])


def run_nishimori(lab: Laboratory) -> list[Check]:
    """Measure energy and correlations of many small squares with random signs, side by side in one run."""
    length, n_copies, checks = 4, lab.much(6000, 2500), []
    whole = copies([square(length)] * n_copies)
    for share in (0.8, 0.89):
        rule = Nishimori(negative=1 - share)
        model = lab.model(
            whole, rule.noise, share, coupling=rule, observables=(), initial=Random(),
            sweeps=lab.much(400, 200), burn_in=300, record_every=100, snapshot_every=100, replicas=16, order_block=16,
        )  # fmt: skip
        frames = [spins for _, spins in lab.records([model])[0].frames]
        signs = np.sign(model.network.couplings[model.network.edge_slots]).reshape(n_copies, -1)
        energy = np.zeros(n_copies)
        one, two = np.zeros(n_copies), np.zeros(n_copies)
        for spins in frames:
            pairs = products(model, spins, n_copies)
            each = pairs.mean(axis=2)
            energy -= 2 * np.mean(signs * each, axis=1)
            one += each.mean(axis=1)
            r = pairs.shape[2]
            two += np.mean((pairs.sum(axis=2, dtype=np.int64) ** 2 - r) / (r * (r - 1)), axis=1)
        unit, control = 1 / len(frames), (signs.mean(axis=1), 2 * share - 1)  # luck of the draw of signs taken out
        checks.append(Check(f"[u] at p = {share}", 2 * rule.energy, *controlled(energy * unit, *control)))
        checks.append(Check(f"[<ss'>] - [<ss'>^2] at p = {share}", 0.0, *controlled((one - two) * unit, *control)))
    return checks


def anneal(lab: Laboratory, graph: Graph, coupling: Coupling, sweeps: int, restarts: int, *parts: object) -> Model:
    """Return a model that cools from T = 2 to 0 at an even pace, ``restarts`` times with one visiting order."""
    return lab.model(
        graph, Ramp(begin=2.0, end=0.0, stop=sweeps), *parts, coupling=coupling, order="sequential",
        observables=("energy",), sweeps=sweeps + 5, record_every=sweeps, replicas=restarts, order_block=restarts,
    )  # fmt: skip


def ground_states(
    lab: Laboratory, graphs: list[Graph], coupling: Coupling, sweeps: int, restarts: int, *parts: object
) -> Array:
    """Return the lowest energy a node that annealing finds in each graph, (n_graphs,): all side by side in one run."""
    n_copies, n = len(graphs), graphs[0].n_nodes
    model = anneal(lab, copies(graphs), coupling, sweeps, restarts, n, *parts)
    last = lab.records([model])[0].last
    j = model.network.couplings[model.network.edge_slots].reshape(n_copies, -1)
    energy = -np.einsum("ke,ker->kr", j, products(model, last, n_copies).astype(np.float64))
    return energy.min(axis=1) / n


BOETTCHER = {64: (-1.2276, 0.0009), 128: (-1.2439, 0.0008)}


def run_ground_states(lab: Laboratory) -> list[Check]:
    """Anneal random regular graphs of degree 3 with random signs, and take the limit of large ones."""
    checks, found = [], []
    for n, sweeps, samples in ((64, 3_000, 400), (128, 5_000, 300)):
        graphs = [lab.graph(RandomRegular(n_nodes=n, degree=3), n, k) for k in range(lab.much(samples, 64))]
        got, error = mean(ground_states(lab, graphs, RandomSign(), sweeps, 16))
        quoted, its_error = BOETTCHER[n]
        found.append((n, got, error))
        checks.append(Check(f"e0, n = {n}", quoted, got, math.hypot(error, its_error)))
    sizes, energies, errors = (np.array(part) for part in zip(*found, strict=True))
    (_, limit), covariance = np.polyfit(sizes ** (-2 / 3), energies, 1, w=1 / errors, cov="unscaled")
    checks.append(Check("e0, n to infinity", -1.2716, float(limit), math.sqrt(covariance[1, 1]), tolerance=0.002))
    return checks


CASES = (
    Case("T2-21", "random field at T = 0, lower branch", "Dhar, Shukla & Sethna 1997", run_random_field, cold=True),
    Case("T2-28", "Nishimori line, 4 x 4 squares", "Nishimori 1981", run_nishimori, quick=True),
    Case("T2-29", "+-J ground states, degree 3", "Boettcher 2003; sizes by annealing", run_ground_states, cold=True),
)  # fmt: skip
