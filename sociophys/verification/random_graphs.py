"""Where order sets in on random graphs: crossings of Binder's cumulant of two sizes, and estimates from ties."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.loaders.barabasi_albert import BarabasiAlbert
from sociophys.loaders.erdos_renyi import ErdosRenyi
from sociophys.loaders.random_regular import RandomRegular
from sociophys.loaders.ring_shortcuts import RingShortcuts
from sociophys.network import Network
from sociophys.theory import bethe
from sociophys.theory.temperature import non_backtracking
from sociophys.verification.case import Case, Check
from sociophys.verification.errors import binder, crossing, cumulant, jackknife, mean
from sociophys.verification.laboratory import Laboratory

Array = np.ndarray
Critical = Callable[[Graph], float]  # the critical temperature of a graph
AROUND = np.array([0.91, 0.94, 0.97, 1.0, 1.03])  # T / T_c, wide enough to find T_c where T is 5 % wrong
BLOCK = 64


def cumulants(lab: Laboratory, make: Callable[[int], Loader], critical: Critical, size: int, samples: int) -> Array:
    """Return <m^2> and <m^4> of each graph around its T_c, (n_samples, n_temperatures, 2)."""
    settings = {"sweeps": lab.much(700), "burn_in": 300, "record_every": 10, "replicas": BLOCK, "order_block": BLOCK}
    graphs = [lab.graph(make(size), size, k) for k in range(samples)]
    models = [
        lab.model(graph, float(critical(graph) * share), size, k, i, **settings)
        for k, graph in enumerate(graphs)
        for i, share in enumerate(AROUND)
    ]
    features = np.array([binder(records["m"]).mean(axis=0) for records in lab.records(models)])
    return features.reshape(samples, len(AROUND), 2)


def crossing_of(
    lab: Laboratory,
    make: Callable[[int], Loader],
    critical: Critical,
    sizes: tuple[int, int] = (500, 2000),
    samples: int = 16,
) -> tuple[float, float]:
    """Return the T / T_c at which U4 of two sizes is the same, and its error from independent graphs.

    T_c is that of the mean degree which a graph happens to have: small graphs scatter by percents.
    """
    small, large = (cumulants(lab, make, critical, size, samples) for size in sizes)

    def statistic(means: Array) -> float:
        u4 = np.array([[cumulant(point) for point in size] for size in means])
        return crossing(AROUND, u4[1] - u4[0])

    return jackknife(np.stack([small, large], axis=1), statistic)


def run_regular(lab: Laboratory) -> list[Check]:
    """Find the crossing for degrees 3 to 6."""
    checks = []
    for degree in (3, 4, 5, 6):
        found = crossing_of(
            lab, lambda n, k=degree: RandomRegular(n_nodes=n, degree=k), lambda _, k=degree: bethe.regular(k)
        )
        checks.append(Check(f"crossing / Tc, degree {degree}", 1.0, *found, tolerance=0.01))
    return checks


def mean_degree(graph: Graph) -> float:
    """Return the mean degree that a graph has."""
    return 2 * graph.n_edges / graph.n_nodes


def run_poisson(lab: Laboratory) -> list[Check]:
    """Find the crossing for two mean degrees, and the estimate that a graph's own ties give."""
    checks = []
    for c in (4, 6):
        found = crossing_of(
            lab, lambda n, c=c: ErdosRenyi(n_nodes=n, mean_degree=c), lambda graph: bethe.poisson(mean_degree(graph))
        )
        checks.append(Check(f"crossing / Tc, mean degree {c}", 1.0, *found, tolerance=0.01))
    graphs = [lab.graph(ErdosRenyi(n_nodes=5000, mean_degree=4), "own", k) for k in range(8)]
    own = [non_backtracking(Network.from_graph(graph)) / bethe.poisson(mean_degree(graph)) for graph in graphs]
    checks.append(Check("non-backtracking / Tc, c = 4, n = 5000", 1.0, *mean(np.array(own)), tolerance=0.01))
    return checks


def run_small_world(lab: Laboratory) -> list[Check]:
    """Find the crossing of the ring with shortcuts."""
    checks = []
    for c in (0.5, 1.0, 2.0):
        found = crossing_of(
            lab, lambda n, c=c: RingShortcuts(n_nodes=n, shortcuts=c),
            lambda graph: bethe.small_world(mean_degree(graph) - 2),
        )  # fmt: skip
        checks.append(Check(f"crossing / Tc, {c:g} shortcuts a node", 1.0, *found, tolerance=0.01))
    return checks


def from_degrees(graph: Graph) -> float:
    """Return T_c by the degrees that a graph has."""
    degrees = np.bincount(graph.edges[["source", "target"]].to_numpy().ravel())
    return bethe.configuration(float(degrees.mean()), float((degrees**2.0).mean()))


def run_preferential(lab: Laboratory) -> list[Check]:
    """Compare T_c by realised degrees with that of one graph a size; hubs differ from graph to graph."""
    checks = []
    for n, samples, quoted in ((1_000, 32, 10.1), (10_000, 16, 13.65), (100_000, 8, 17.1)):
        graphs = (lab.graph(BarabasiAlbert(n_nodes=n, ties=2), n, k) for k in range(samples))
        got = mean(np.array([from_degrees(graph) for graph in graphs]))
        checks.append(Check(f"Tc, n = {n:,}", quoted, *got, tolerance=0.1 * quoted))
    return checks


CASES = (
    Case("T2-05", "random regular graph, Tc", "Bethe 1935, Dorogovtsev et al. 2002", run_regular),
    Case("T2-06", "Erdos-Renyi graph, Tc", "Leone et al. 2002", run_poisson),
    Case("T2-07", "small world with an exact Tc", "Ostilli & Mendes 2008", run_small_world),
    Case(
        "T2-09", "Barabasi-Albert graph, Tc grows as ln n", "realised degrees, one graph a size", run_preferential,
        cold=True,
    ),
)  # fmt: skip
