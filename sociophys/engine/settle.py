"""How long to wait: burn-in by R-hat from two opposite starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from sociophys.chains import r_hat
from sociophys.engine.loop import Machine, start
from sociophys.engine.plan import plan
from sociophys.initial.all_up import AllUp
from sociophys.initial.random import Random
from sociophys.kernels.measure import bond_sums, spin_sums
from sociophys.model import Model
from sociophys.network import Network
from sociophys.theory.slow import slow_direction
from sociophys.trajectory import State

Array = np.ndarray
CHAINS = 8  # from each start
DRAWS = 64  # looks a window
MOST_UPDATES = 400_000_000
LIMIT = 1.05
_WORTH: dict[float | str, float] = {"frozen": 1.0, "frozen apart": np.inf}  # chains that stand alike agree


@dataclass(frozen=True)
class Settled:
    """What two opposite starts say.

    Attributes
    ----------
    burn_in: sweeps after which they agree, or the longest tried. settled: whether they agree.
    r_hat: the worst of the last values (infinite if frozen apart).
    r_hats: the last values by what was looked at; 'frozen' where nothing moves, 'frozen apart' where that is at
        different values.
    """

    burn_in: int
    settled: bool
    r_hat: float
    r_hats: dict[str, float | str] = field(default_factory=dict)


def settle(model: Model, pause: Callable[[], None] = lambda: None) -> Settled:
    """Return the first window [B, 2B), B = 64, 128, ..., in which all-up and random starts agree.

    Agreement: split R-hat over 8 + 8 independent chains under 1.05, at the noise and the fields of sweep 0 and
    without levers, of m, of the sum of J_ij s_i s_j and of the overlap with a slow direction. Of m and the overlap the
    size only where no side is singled out; where one is, chains that hold out on opposite sides have not settled.
    The search ends at a fixed number of updates, so it is a function of the model; ``pause`` is called at every look
    and may end it by raising.
    """
    alone = replace(model.settings, order_block=1)  # chains that share a visiting order would agree too easily
    pilot = replace(model, interventions=(), seed=model.seed + 1, settings=alone)
    cap = max(DRAWS, MOST_UPDATES // (4 * CHAINS * model.network.n_nodes))
    machine = Machine(pilot, plan(pilot), _two_starts(pilot, 2 * cap))
    window = DRAWS
    looks = Looks(model.network, replace(pilot, initial=Random()).aligns)
    machine.advance(machine.state.t + window)
    while True:
        found = {name: _r_hat(chains) for name, chains in looks.of(machine, window, pause).items()}
        worst = max(_WORTH.get(value, value) for value in found.values())
        if worst < LIMIT or 2 * window > cap:
            return Settled(window, bool(worst < LIMIT), float(worst), found)
        window *= 2


def _two_starts(model: Model, sweeps: int) -> State:
    """Return a state long before sweep 0 whose first chains start all up and whose others start at random."""
    numbers = np.arange(CHAINS)
    waiting = replace(model, settings=replace(model.settings, burn_in=sweeps))
    up = start(replace(waiting, initial=AllUp()), numbers)
    mixed = start(replace(waiting, initial=Random()), numbers + CHAINS)
    n, numbered = model.network.n_nodes, np.arange(2 * CHAINS)
    memory = {bound.name: bound.member.memory_of(bound.arrays, n, numbered) for bound in model.fields}
    both = (
        np.concatenate([getattr(up, name), getattr(mixed, name)], axis=-1) for name in ("spins", "replicas", "flips")
    )
    spins, replicas, flips = (np.ascontiguousarray(part) for part in both)
    return State(up.t, spins, replicas, memory, spin_sums=np.zeros(spins.shape, np.int16), flips=flips)


class Looks:
    """What is looked at: m, the bonds, and one slow overlap; sizes where a state and its mirror image are alike."""

    def __init__(self, network: Network, mirrored: bool) -> None:
        self._network, self._mirrored = network, mirrored
        self._slow = slow_direction(network)

    def of(self, machine: Machine, window: int, pause: Callable[[], None]) -> dict[str, Array]:
        """Advance by one window; return each number of every chain at DRAWS looks, each (n_chains, DRAWS)."""
        rows = []
        for _ in range(DRAWS):
            pause()
            machine.advance(machine.state.t + window // DRAWS)
            rows.append(self._numbers(machine.state.spins))
        return {name: np.stack([row[name] for row in rows], axis=1).astype(np.float64) for name in rows[0]}

    def _numbers(self, spins: Array) -> dict[str, Array]:
        net = self._network
        sided = {"m": spin_sums(spins), "slow_overlap": sum_along(self._slow, spins)}
        if self._mirrored:
            sided = {f"abs_{name}": np.abs(values) for name, values in sided.items()}
        return {**sided, "bonds": bond_sums(net.indptr, net.indices, net.couplings, spins, False)}


def sum_along(direction: Array, spins: Array) -> Array:
    """Return sum_i v_i s_i of each column, (n_replicas,) float64, in an order of its own (no BLAS: same bits)."""
    return np.add.reduce(direction[:, None] * spins, axis=0)


def _r_hat(chains: Array) -> float | str:
    """Return R-hat; of chains that stand still, whether they stand at the same value."""
    found = r_hat(chains)
    if isinstance(found, str):
        alike = np.ptp(chains) <= 1e-9 * max(1.0, float(np.abs(chains).max()))
        return "frozen" if alike else "frozen apart"
    return found
