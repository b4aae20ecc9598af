"""Influence that is not returned: the directed random graph, and two groups of which one flees the other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sociophys.graph import Graph
from sociophys.initial.all_up import AllUp
from sociophys.theory import mean_field
from sociophys.verification.case import Case, Check
from sociophys.verification.errors import mean
from sociophys.verification.laboratory import Laboratory, random_inputs

Array = np.ndarray


def three_inputs(lab: Laboratory, n: int, *parts: object) -> Graph:
    """Return a directed graph in which everybody hears three people at random (one may count twice)."""
    return random_inputs(lab.generator("inputs", *parts), n, 3)


def run_three(lab: Laboratory) -> list[Check]:
    """Measure the stationary m; one graph is one independent unit, whatever the order."""
    n, checks = lab.much(30_000), []
    for beta in (0.6, 0.8):
        for order in ("random", "synchronous"):
            models = [
                lab.model(
                    three_inputs(lab, n, beta, order, k), 1 / beta, beta, order, k, order=order, initial=AllUp(),
                    sweeps=100, burn_in=50, replicas=1,
                )
                for k in range(16)
            ]  # fmt: skip
            m = np.array([records["m"].mean() for records in lab.records(models)])
            expected = mean_field.directed_three(beta)
            checks.append(Check(f"m at beta = {beta}, {order}", expected, *mean(m), tolerance=5e-4))
    return checks


def two_groups(n: int, within: float, across: float) -> Graph:
    """Return the complete directed graph of two groups of n: A follows B by K / n and B flees A; J / n within."""
    target, source = np.divmod(np.arange(4 * n * n), 2 * n)
    own = (target < n) == (source < n)
    weight = np.where(own, within, np.where(target < n, across, -across)) / n
    keep = target != source
    edges = pd.DataFrame({"source": source[keep], "target": target[keep], "weight": weight[keep]})
    return Graph(pd.DataFrame(index=pd.RangeIndex(2 * n).astype("str")), edges, directed=True)


def mean_period(m: Array) -> float:
    """Return the mean time between rises of m through 0, (n_records,), each placed by a straight line."""
    at = np.flatnonzero((m[:-1] < 0) & (m[1:] >= 0))
    rises = at + m[at] / (m[at] - m[at + 1])
    return float((rises[-1] - rises[0]) / (len(rises) - 1))


def period(lab: Laboratory, n: int, beta: float, within: float, across: float) -> tuple[float, float]:
    """Return the mean period over replicas with visiting orders of their own, and its error."""
    model = lab.model(
        two_groups(n, within, across), 1 / beta, n, beta, across,
        initial=AllUp(), sweeps=240, burn_in=40, replicas=16, snapshot_every=1, order_block=1,
    )  # fmt: skip
    frames = lab.records([model])[0].frames
    m = np.array([spins[:n].mean(axis=0) for _, spins in frames])
    return mean(np.array([mean_period(column) for column in m.T]))


def run_rotation(lab: Laboratory) -> list[Check]:
    """Measure the period of two groups of 300 and of 600, and take the limit of large ones, in 1 / n."""
    checks = []
    for beta, across in ((1.5, 0.6), (2.0, 1.2)):
        expected = mean_field.rotation(beta, 1.0, across)[0]
        (small, small_error), (large, large_error) = (period(lab, n, beta, 1.0, across) for n in (300, 600))
        error = float(np.hypot(2 * large_error, small_error))
        got = 2 * large - small
        checks.append(Check(f"period, K = {across}, beta = {beta}", expected, got, error, tolerance=0.01 * expected))
    return checks


CASES = (
    Case(
        "T2-17", "directed random graph with three inputs", "Derrida, Gardner & Zippelius 1987", run_three, quick=True
    ),
    Case("T2-18", "two non-reciprocal groups, all to all", "Avni et al. 2025, mean field", run_rotation),
)
