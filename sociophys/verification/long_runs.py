"""Long cases: numbers that others measured with far more work. They are told, and gate nothing."""

from __future__ import annotations

import math

import numpy as np

from sociophys.couplings import Coupling
from sociophys.couplings.gaussian import Gaussian
from sociophys.couplings.random_sign import RandomSign
from sociophys.graph import Graph
from sociophys.loaders.complete import Complete
from sociophys.loaders.cubic_lattice import CubicLattice
from sociophys.loaders.random_regular import RandomRegular
from sociophys.verification.case import Case, Check
from sociophys.verification.disorder import ground_states
from sociophys.verification.errors import binder, cumulant, jackknife, mean
from sociophys.verification.laboratory import Laboratory
from sociophys.verification.square import BLOCK, square

CUBIC_K = 0.221654626  # Ferrenberg, Xu & Landau 2018, doi 10.1103/PhysRevE.97.043301
CUBIC_U4, CUBIC_OMEGA = 0.4655, 0.83


def cube(length: int) -> Graph:
    """Return the periodic cubic lattice."""
    return CubicLattice(length=length).load(np.random.default_rng(0))


def beyond(found: list[tuple[float, float]], factor: float) -> tuple[float, float]:
    """Return the limit of (number, error) at two sizes between which its correction shrinks by ``factor``."""
    (small, small_error), (large, large_error) = found
    share = 1 / (factor - 1)
    return large + share * (large - small), math.hypot((1 + share) * large_error, share * small_error)


def run_cubic(lab: Laboratory) -> list[Check]:
    """Measure U4 at K_c of two cubes and take the limit: it comes down to it as L^-0.83, from 0.017 above at L = 8.

    The band is for corrections beyond that one.
    """
    found = []
    for length, sweeps in ((8, 20_000), (16, 40_000)):
        model = lab.model(
            cube(length), 1 / CUBIC_K, length, sweeps=lab.much(sweeps), burn_in=sweeps // 10, record_every=20,
            replicas=2 * BLOCK, order_block=BLOCK,
        )  # fmt: skip
        found.append(jackknife(binder(lab.records([model])[0]["m"]), cumulant))
    limit, error = beyond(found, 2**CUBIC_OMEGA)
    return [Check("U4 at Kc, L to infinity", CUBIC_U4, limit, error, tolerance=0.004)]


def run_kirkpatrick(lab: Laboratory) -> list[Check]:
    """Anneal complete graphs with normal couplings of variance 1 / n; e(n) = e + 0.70 n^(-2/3).

    Many side by side, for a sweep of one at a noise of its own costs more than its spins do.
    """
    checks = []
    for n, sweeps, samples in ((64, 3_000, 256), (128, 6_000, 128)):
        complete = Complete(n_nodes=n).load(np.random.default_rng(0))
        rule = Gaussian(mean=0.0, sd=n**-0.5)
        lowest = ground_states(lab, [complete] * lab.much(samples, 16), rule, sweeps, 16, n)
        expected = -0.763167 + 0.70 * n ** (-2 / 3)
        checks.append(Check(f"e0, n = {n}", expected, *mean(lowest), tolerance=0.003))
    return checks


def run_lattices(lab: Laboratory, shape: str, quoted: dict[str, float], sweeps: int) -> list[Check]:
    """Anneal lattices with random signs and with normal couplings; on small tori energies lie above the limit."""
    rules: dict[str, Coupling] = {"+-J": RandomSign(), "normal": Gaussian(mean=0.0, sd=1.0)}
    graph, where = (square(16), "16 x 16") if shape == "square" else (cube(6), "6 x 6 x 6")
    checks = []
    for name, expected in quoted.items():
        lowest = ground_states(lab, [graph] * lab.much(200, 32), rules[name], sweeps, 32, name)
        checks.append(Check(f"e0, {name}, {where}", expected, *mean(lowest), tolerance=0.012))
    return checks


def run_square_glass(lab: Laboratory) -> list[Check]:
    """Find ground states of the two-dimensional glass."""
    return run_lattices(lab, "square", {"+-J": -1.4019, "normal": -1.3148}, 20_000)


def run_cubic_glass(lab: Laboratory) -> list[Check]:
    """Find ground states of the three-dimensional glass."""
    return run_lattices(lab, "cubic", {"+-J": -1.7876, "normal": -1.700}, 20_000)


def run_regular_glass(lab: Laboratory) -> list[Check]:
    """Find ground states of random regular graphs of degree 4 to 6, and take the limit of large ones."""
    checks = []
    for degree, quoted in ((4, -1.472), (5, -1.673), (6, -1.826)):
        found = []
        for n, samples in ((64, 512), (128, 384)):
            graphs = [
                lab.graph(RandomRegular(n_nodes=n, degree=degree), n, degree, k) for k in range(lab.much(samples, 32))
            ]
            found.append(mean(ground_states(lab, graphs, RandomSign(), 6_000, 16, degree)))
        limit, error = beyond(found, 2 ** (2 / 3))  # e(n) = e + a n^(-2/3)
        checks.append(Check(f"e0, degree {degree}, n to infinity", quoted, limit, error, tolerance=0.004))
    return checks


CASES = (
    Case("T3-01", "cubic lattice, universal cumulant", "Ferrenberg, Xu & Landau 2018", run_cubic, long=True),
    Case(
        "T3-02", "Sherrington-Kirkpatrick ground states", "Boettcher 2005", run_kirkpatrick, long=True, cold=True
    ),
    Case(
        "T3-03", "square glass, ground states", "De Simone et al. 1996, Campbell et al. 2004", run_square_glass,
        long=True, cold=True,
    ),
    Case(
        "T3-04", "cubic glass, ground states", "Roma et al. 2009, Katzgraber 2006", run_cubic_glass, long=True,
        cold=True,
    ),
    Case(
        "T3-05", "+-J ground states, degree 4 to 6", "Boettcher 2003", run_regular_glass, long=True, cold=True
    ),
)  # fmt: skip
