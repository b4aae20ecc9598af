"""Majority vote on the square lattice: no energy, and yet Ising's universal numbers."""

from __future__ import annotations

import math

import numpy as np

from sociophys.dynamics.majority_vote import MajorityVote
from sociophys.verification.case import Case, Check
from sociophys.verification.errors import binder, crossing, cumulant, jackknife
from sociophys.verification.laboratory import Laboratory
from sociophys.verification.square import square

Array = np.ndarray
SHARES = (0.073, 0.075, 0.077)
BLOCK, BLOCKS = 64, 16  # no detailed balance: an order block is the independent unit
RUNS = {8: (4_000, 500), 32: (10_000, 4_000)}


def noise(share: float) -> float:
    """Return the temperature at which the majority is defied with a probability."""
    return 2 / math.log((1 - share) / share)


def run_majority(lab: Laboratory) -> list[Check]:
    """Find where U4 of two sizes cross, and its value at the quoted place."""
    features = []
    for length, (sweeps, burn_in) in RUNS.items():
        models = [
            lab.model(
                square(length), noise(q), length, q, dynamics=MajorityVote, sweeps=lab.much(sweeps), burn_in=burn_in,
                record_every=10, replicas=BLOCK * BLOCKS, order_block=BLOCK,
            )
            for q in SHARES
        ]  # fmt: skip
        of_blocks = [binder(records["m"]).reshape(BLOCKS, BLOCK, 2).mean(axis=1) for records in lab.records(models)]
        features.append(np.stack(of_blocks, axis=1))
    units = np.stack(features, axis=1)  # (blocks, sizes, shares, 2)

    def u4(means: Array) -> Array:
        return 1 - means[..., 1] / (3 * means[..., 0] ** 2)

    place = jackknife(units, lambda means: crossing(np.array(SHARES), np.diff(u4(means), axis=0)[0]))
    value = jackknife(units[:, 1, 1], cumulant)
    return [
        Check("crossing of U4, L = 8 and 32, at q", 0.075, *place, tolerance=0.001),
        Check("U4 at q = 0.075, L = 32", 0.611, *value, tolerance=0.005),
    ]


CASES = (Case("T2-14", "majority vote on the square", "de Oliveira 1992", run_majority),)
