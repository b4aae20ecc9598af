"""How long to wait: burn-in by R-hat from two opposite starts."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sociophys.engine.loop import Machine, start
from sociophys.engine.plan import plan
from sociophys.initial.all_up import AllUp
from sociophys.initial.random import Random
from sociophys.kernels.measure import spin_sums, unequal_slots
from sociophys.model import Model
from sociophys.statistics import r_hat
from sociophys.trajectory import State

Array = np.ndarray
CHAINS = 8  # from each start
DRAWS = 64  # looks a window
MOST_UPDATES = 400_000_000
LIMIT = 1.05


@dataclass(frozen=True)
class Settled:
    """Burn-in in sweeps, whether R-hat fell under the limit by then, and its last value (infinite if frozen apart)."""

    burn_in: int
    settled: bool
    r_hat: float


def settle(model: Model) -> Settled:
    """Return the first window [B, 2B), B = 64, 128, ..., in which all-up and random starts agree.

    Agreement: split R-hat of |m| and of the walls over 8 + 8 chains under 1.05, at the noise and the fields of
    sweep 0 and without levers. The search ends at a fixed number of updates, so it is a function of the model.
    """
    pilot = replace(model, interventions=(), seed=model.seed + 1)
    cap = max(DRAWS, MOST_UPDATES // (4 * CHAINS * model.network.n_nodes))
    machine = Machine(pilot, plan(pilot), _two_starts(pilot, 2 * cap))
    window = DRAWS
    machine.advance(machine.state.t + window)
    while True:
        worst = max(_r_hat(chains) for chains in _look(machine, window))
        if worst < LIMIT or 2 * window > cap:
            return Settled(window, bool(worst < LIMIT), float(worst))
        window *= 2


def _two_starts(model: Model, sweeps: int) -> State:
    """Return a state long before sweep 0 whose first chains start all up and whose others start at random."""
    numbers = np.arange(CHAINS)
    waiting = replace(model, settings=replace(model.settings, burn_in=sweeps))
    up = start(replace(waiting, initial=AllUp()), numbers)
    mixed = start(replace(waiting, initial=Random()), numbers + CHAINS)
    memory = {bound.name: bound.member.memory(model.network.n_nodes, 2 * CHAINS) for bound in model.fields}
    both = (
        np.concatenate([getattr(up, name), getattr(mixed, name)], axis=-1) for name in ("spins", "replicas", "flips")
    )
    spins, replicas, flips = (np.ascontiguousarray(part) for part in both)
    return State(up.t, spins, replicas, memory, spin_sums=np.zeros(spins.shape, np.int32), flips=flips)


def _look(machine: Machine, window: int) -> list[Array]:
    """Advance by one window; return |m| and walls of every chain at DRAWS looks, each (n_chains, DRAWS)."""
    network = machine.model.network
    sizes, walls = [], []
    for _ in range(DRAWS):
        machine.advance(machine.state.t + window // DRAWS)
        sizes.append(np.abs(spin_sums(machine.state.spins)))
        walls.append(unequal_slots(network.indptr, network.indices, machine.state.spins))
    return [np.stack(sizes, axis=1).astype(np.float64), np.stack(walls, axis=1).astype(np.float64)]


def _r_hat(chains: Array) -> float:
    """Return R-hat; chains that stand still agree if they stand at the same value."""
    found = r_hat(chains)
    if isinstance(found, str):
        return 1.0 if np.ptp(chains) == 0 else np.inf
    return found
