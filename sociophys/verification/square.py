"""Equilibrium of the square lattice: infinite, finite, its order parameter, and the universal cumulant at T_c."""

from __future__ import annotations

import numpy as np

from sociophys.dynamics.wolff import Wolff
from sociophys.graph import Graph
from sociophys.initial.all_up import AllUp
from sociophys.initial.random import Random
from sociophys.loaders.square_lattice import SquareLattice
from sociophys.theory import ising2d
from sociophys.verification.case import Case, Check
from sociophys.verification.errors import binder, cumulant, jackknife, mean, moments
from sociophys.verification.laboratory import Laboratory, Records

TC = ising2d.CRITICAL
BLOCK = 512  # replicas that share an order are independent in equilibrium averages


def square(length: int) -> Graph:
    """Return the periodic square lattice."""
    return SquareLattice(length=length).load(np.random.default_rng(0))


def equilibrium(lab: Laboratory, length: int, temperature: float, sweeps: int, burn_in: int, every: int) -> Records:
    """Return m and energy of 1024 replicas; below T_c from all up, so that none is caught with a stripe."""
    model = lab.model(
        square(length), temperature, length, temperature,
        initial=AllUp() if temperature < TC else Random(), observables=("m", "energy"),
        sweeps=sweeps, burn_in=burn_in, record_every=every, replicas=2 * BLOCK, order_block=BLOCK,
    )  # fmt: skip
    return lab.records([model])[0]


def energy(records: Records, n: int) -> tuple[float, float]:
    """Return the energy a site."""
    return mean(records["energy"].mean(axis=0) / n)


def specific_heat(records: Records, n: int, temperature: float) -> tuple[float, float]:
    """Return (<E^2> - <E>^2) / (n T^2), from the fluctuations over time and replicas."""
    shifted = records["energy"] - records["energy"].mean()

    def statistic(means: np.ndarray) -> float:
        return float(means[1] - means[0] ** 2) / n / temperature**2

    return jackknife(moments(shifted, 1, 2), statistic)


def run_infinite(lab: Laboratory) -> list[Check]:
    """Measure u, c and M at four temperatures away from T_c, where a torus of 64 is as good as infinite."""
    checks = []
    for t in (1.5, 2.0, 2.5, 3.0):
        records = equilibrium(lab, 64, t, lab.much(1000, 20), 300 if t < 1.9 or t > 2.9 else 1000, 10)
        n = 64**2
        checks.append(Check(f"u at T = {t:g}", ising2d.energy(t), *energy(records, n)))
        if t in (2.0, 2.5):
            checks.append(Check(f"c at T = {t:g}", ising2d.specific_heat(t), *specific_heat(records, n, t)))
        if t < TC:
            checks.append(Check(f"M at T = {t:g}", ising2d.magnetization(t), *mean(records["m"].mean(axis=0))))
    return checks


SIZES = {8: (4_000, 400), 16: (6_000, 1_500), 32: (10_000, 5_000), 64: (8_000, 12_000)}


def run_finite(lab: Laboratory) -> list[Check]:
    """Measure e and c at T_c of four tori."""
    checks = []
    for length, (sweeps, burn_in) in SIZES.items():
        records = equilibrium(lab, length, TC, lab.much(sweeps), burn_in, 10)
        e, c = ising2d.torus(length, TC)
        checks.append(Check(f"e at Tc, L = {length}", e, *energy(records, length**2)))
        checks.append(Check(f"c at Tc, L = {length}", c, *specific_heat(records, length**2, TC)))
    return checks


def run_order(lab: Laboratory) -> list[Check]:
    """Measure <|m|> and U4 of small tori."""
    checks = []
    for length, t in ((6, TC), (8, TC), (8, 2.0), (8, 2.5)):
        records = equilibrium(lab, length, t, lab.much(10_000), 1_000, 10)
        order, u4 = ising2d.torus_order(length, t)
        where = f"L = {length}, T = {t:.4g}"
        checks.append(Check(f"<|m|>, {where}", order, *mean(np.abs(records["m"]).mean(axis=0))))
        checks.append(Check(f"U4, {where}", u4, *jackknife(binder(records["m"]), cumulant)))
    return checks


def run_cumulant(lab: Laboratory) -> list[Check]:
    """Measure U4 at T_c by clusters, where its correction, about 1 / L^2, is below the tolerance."""
    model = lab.model(
        square(32), TC, dynamics=Wolff, sweeps=lab.much(1500), burn_in=100, replicas=64, order_block=1
    )  # fmt: skip
    m = lab.records([model])[0]["m"]
    return [Check("U4 at Tc, L = 32", ising2d.BINDER, *jackknife(binder(m), cumulant), tolerance=0.003)]


CASES = (
    Case("T2-01", "2D Ising, infinite lattice", "Onsager 1944, Yang 1952", run_infinite),
    Case("T2-02", "2D Ising, finite torus at Tc", "Kaufman 1949, Ferdinand & Fisher 1969", run_finite),
    Case("T2-03", "2D Ising, order parameter", "transfer matrix", run_order, quick=True),
    Case("T2-04", "2D Ising, universal cumulant (Wolff)", "Salas & Sokal 2000", run_cumulant),
)
