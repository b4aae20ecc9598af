"""Kinetics: the chain relaxing and coarsening, the square lattice after a quench, the end of a metastable state."""

from __future__ import annotations

import numpy as np

from sociophys.dynamics.n_fold import NFold
from sociophys.fields.uniform import Uniform
from sociophys.initial.all_up import AllUp
from sociophys.loaders.ring import Ring
from sociophys.theory import chain, ising2d
from sociophys.verification.case import Case, Check
from sociophys.verification.errors import by_block, jackknife, mean
from sociophys.verification.laboratory import Laboratory
from sociophys.verification.square import square

Array = np.ndarray
BLOCK, BLOCKS = 64, 16  # transients: an order block is the independent unit
FROZEN_PERIODIC = 0.3390  # Barros, Krapivsky & Redner 2009, doi 10.1103/PhysRevE.80.040101

LIFETIME, LIFETIME_ERROR = 74.1, 0.3


def run_relaxation(lab: Laboratory) -> list[Check]:
    """Let a chain forget its consensus at beta = 0.4."""
    ring = lab.graph(Ring(n_nodes=20_000))
    model = lab.model(ring, 2.5, initial=AllUp(), sweeps=3, replicas=BLOCK * BLOCKS, order_block=BLOCK)
    m = by_block(lab.records([model])[0]["m"], BLOCK)
    return [Check(f"m at t = {t}", float(chain.magnetization(t, 0.4)), *mean(m[t])) for t in (1, 2, 3)]


def run_chain_quench(lab: Laboratory) -> list[Check]:
    """Let a random chain coarsen at T = 0."""
    n = 20_000
    ring = lab.graph(Ring(n_nodes=n))
    model = lab.model(ring, 0.0, observables=("walls",), sweeps=4, replicas=BLOCK * BLOCKS, order_block=BLOCK)
    pairs = by_block(1 - 2 * lab.records([model])[0]["walls"] / n, BLOCK)
    return [Check(f"<s s'> at t = {t}", float(chain.neighbour_correlation(t)), *mean(pairs[t])) for t in (1, 2, 3, 4)]


def has_stripes(spins: Array, length: int) -> Array:
    """Return in which replicas all rows or all columns are uniform but not everybody is alike, (n_replicas,) bool."""
    grid = spins.reshape(length, length, -1)
    rows = np.all(grid == grid[:, :1], axis=(0, 1))
    columns = np.all(grid == grid[:1], axis=(0, 1))
    return (rows | columns) & (np.abs(grid.sum(axis=(0, 1), dtype=np.int64)) < length**2)


def run_stripes(lab: Laboratory) -> list[Check]:
    """Quench squares to T = 0 and count straight stripes, which never end; diagonal ones are still on their way."""
    checks = []
    for length in (32, 64):
        model = lab.model(
            square(length), 0.0, length, dynamics=NFold, sweeps=5 * length**2, record_every=5 * length**2,
            replicas=lab.much(2000, 64), order_block=1,
        )  # fmt: skip
        stripes = has_stripes(lab.records([model])[0].last, length)
        checks.append(Check(f"share of straight stripes, L = {length}", FROZEN_PERIODIC, *mean(stripes)))
    return checks


def run_coarsening(lab: Laboratory) -> list[Check]:
    """Fit the power with which the walls of a large square vanish at T = 0."""
    times = np.unique(np.round(np.geomspace(50, 400, 20))).astype(int)
    model = lab.model(square(512), 0.0, dynamics=NFold, observables=("walls",), sweeps=400, replicas=16, order_block=1)
    walls = lab.records([model])[0]["walls"][times].T

    def power(mean_walls: Array) -> float:
        return -float(np.polyfit(np.log(times), np.log(mean_walls), 1)[0])

    return [Check("exponent of the walls, t = 50 to 400", 0.5, *jackknife(walls, power), tolerance=0.04)]


def run_lifetime(lab: Laboratory) -> list[Check]:
    """Reverse a field of 0.3 at 0.8 T_c and wait for m to reach 0, between two records on a straight line.

    Replicas that share an order are as good as independent here: blocks scatter by what single runs say.
    """
    model = lab.model(
        square(128), 0.8 * ising2d.CRITICAL, initial=AllUp(), fields=[Uniform(strength=-0.3)],
        sweeps=120, replicas=lab.much(1024, 256), order_block=256,
    )  # fmt: skip
    m = lab.records([model])[0]["m"]
    after = np.argmax(m <= 0, axis=0)
    assert np.all(after > 0), "some run outlived the window"
    above, below = (np.take_along_axis(m, at[None], axis=0)[0] for at in (after - 1, after))
    got, error = mean(after - 1 + above / (above - below))
    return [Check("lifetime in sweeps", LIFETIME, got, float(np.hypot(error, LIFETIME_ERROR)))]


CASES = (
    Case("T2-10", "chain, relaxation", "Glauber 1963", run_relaxation, quick=True),
    Case("T2-11", "chain, coarsening at T = 0", "Glauber 1963", run_chain_quench, quick=True, cold=True),
    Case(
        "T2-12",
        "square, frozen stripes at T = 0 (n-fold way)",
        "Barros, Krapivsky & Redner 2009",
        run_stripes,
        cold=True,
    ),
    Case(
        "T2-13",
        "square, coarsening exponent (n-fold way)",
        "Allen & Cahn 1979 (corrections from below)",
        run_coarsening,
        cold=True,
    ),
    Case("T2-22", "square, metastable lifetime", "74.1(3); Korniss et al. 2000: about 74.6", run_lifetime, quick=True),
)
