"""Parallel tempering with all that its ladder knows: every noise level's numbers and the lowest energies met."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sociophys.dynamics.tempering import Rungs, Tempering
from sociophys.engine.loop import Machine, start
from sociophys.engine.movers.sampler import SamplerMover
from sociophys.engine.plan import plan
from sociophys.errors import Mistake, NotDefinedError
from sociophys.model import Model

Array = np.ndarray


@dataclass(frozen=True)
class Tempered:
    """What a ladder shows, by temperature.

    Attributes
    ----------
    temperatures: (n_rungs,) rising. accepted: (n_rungs - 1,) share of exchanges made between neighbouring rungs.
    m, energy: (n_rungs, n_records, n_replicas) float64, mean opinion and energy E of one copy a rung.
    best_energy: (n_replicas,) lowest energy met in each run. best_spins: (n_nodes, n_replicas) int8, where.
    """

    temperatures: Array
    accepted: Array
    m: Array
    energy: Array
    best_energy: Array
    best_spins: Array

    @property
    def abs_m(self) -> Array:
        """|m| of each rung and record, (n_rungs, n_records, n_replicas)."""
        return np.abs(self.m)


def temper(model: Model) -> Tempered:
    """Run all replicas of a model with ``tempering`` dynamics and return what its whole ladder shows.

    Records are made every ``record_every`` sweeps after burn-in (a number here), at all noise levels alike.

    Raises
    ------
    NotDefinedError
        If the dynamics is another, or burn-in is left to R-hat.
    """
    if not isinstance(model.dynamics, Tempering):
        raise NotDefinedError(Mistake("dynamics", f"'{model.dynamics.kind}' has no ladder", "tempering"))
    if model.settings.burn_in == "auto":
        raise NotDefinedError(Mistake("run.burn_in", "'auto' looks at one noise level only", "a number of sweeps"))
    machine = Machine(model, plan(model), start(model, np.arange(model.settings.replicas)))
    m, energy = [], []
    if model.settings.burn_in:
        machine.advance(0)
    for stop in range(model.settings.record_every, model.settings.sweeps + 1, model.settings.record_every):
        machine.advance(stop)
        rungs = _rungs(machine)
        m.append(rungs.spins[:, :, 0].mean(axis=-1).T)
        energy.append(rungs.energies[:, :, 0].T)
    return _gathered(model, _rungs(machine), np.stack(m, axis=1), np.stack(energy, axis=1))


def _rungs(machine: Machine) -> Rungs:
    mover = machine.mover
    assert isinstance(mover, SamplerMover)
    assert isinstance(mover.moves, Rungs)
    return mover.moves


def _gathered(model: Model, rungs: Rungs, m: Array, energy: Array) -> Tempered:
    offered, made = rungs.memory["exchanges"].sum(axis=-1)[:, :-1]
    best = np.ascontiguousarray(rungs.memory["best"])
    h = rungs.h[:, None]
    lowest = -np.sum((0.5 * (model.network.matrix() @ best) + h) * best, axis=0)
    accepted = np.divide(made, offered, out=np.zeros(len(made)), where=offered > 0)
    return Tempered(1.0 / rungs.betas, accepted, m, energy, lowest, best)
