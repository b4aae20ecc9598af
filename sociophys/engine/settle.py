"""How long to wait: burn-in by R-hat from two opposite starts."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sociophys.engine.loop import Machine, start
from sociophys.engine.plan import plan
from sociophys.initial.all_up import AllUp
from sociophys.initial.random import Random
from sociophys.kernels.measure import bond_sums, spin_sums
from sociophys.model import Model
from sociophys.network import Network
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

    Agreement: split R-hat over 8 + 8 independent chains under 1.05, at the noise and the fields of sweep 0 and
    without levers, of m, of the sum of J_ij s_i s_j and of the overlap with a slow direction. Of m and the overlap the
    size only where no side is singled out; where one is, chains that hold out on opposite sides have not settled.
    The search ends at a fixed number of updates, so it is a function of the model.
    """
    alone = replace(model.settings, order_block=1)  # chains that share a visiting order would agree too easily
    pilot = replace(model, interventions=(), seed=model.seed + 1, settings=alone)
    cap = max(DRAWS, MOST_UPDATES // (4 * CHAINS * model.network.n_nodes))
    machine = Machine(pilot, plan(pilot), _two_starts(pilot, 2 * cap))
    window = DRAWS
    looks = Looks(model.network, replace(pilot, initial=Random()).aligns)
    machine.advance(machine.state.t + window)
    while True:
        worst = max(_r_hat(chains) for chains in looks.of(machine, window))
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
    return State(up.t, spins, replicas, memory, spin_sums=np.zeros(spins.shape, np.int16), flips=flips)


class Looks:
    """What is looked at: m, the bonds, and one slow overlap; sizes where a state and its mirror image are alike."""

    def __init__(self, network: Network, mirrored: bool) -> None:
        self._network, self._mirrored = network, mirrored
        self._slow = slow_direction(network)

    def of(self, machine: Machine, window: int) -> list[Array]:
        """Advance by one window; return each number of every chain at DRAWS looks, each (n_chains, DRAWS)."""
        rows = []
        for _ in range(DRAWS):
            machine.advance(machine.state.t + window // DRAWS)
            rows.append(self._numbers(machine.state.spins))
        return [np.stack(column, axis=1).astype(np.float64) for column in zip(*rows, strict=True)]

    def _numbers(self, spins: Array) -> list[Array]:
        net = self._network
        sided = [spin_sums(spins), sum_along(self._slow, spins)]
        sided = [np.abs(values) for values in sided] if self._mirrored else sided
        return [*sided, bond_sums(net.indptr, net.indices, net.couplings, spins, False)[0]]


def sum_along(direction: Array, spins: Array) -> Array:
    """Return sum_i v_i s_i of each column, (n_replicas,) float64, in an order of its own (no BLAS: same bits)."""
    return np.add.reduce(direction[:, None] * spins, axis=0)


def slow_direction(network: Network) -> Array:
    """Return the direction in which opinions move slowest, roughly, (n_nodes,) float64 of mean size 1.

    J's symmetric part applied 50 times to a fixed vector turns it toward the leading eigenvectors: the common
    opinion of a friendly network, the camps of one with hostile ties, where m says nothing.
    """
    import scipy.sparse as sp

    matrix = network.matrix()
    matrix = (matrix + matrix.T) / 2
    matrix = matrix + sp.diags_array(np.asarray(abs(matrix).sum(axis=1)).ravel())  # no negative eigenvalues
    direction = 1.0 + 0.5 * np.cos(0.754877666 * np.arange(network.n_nodes))
    for _ in range(50):
        pushed = matrix @ direction
        size = np.abs(pushed).mean()
        if size == 0:
            break
        direction = pushed / size
    return direction


def _r_hat(chains: Array) -> float:
    """Return R-hat; chains that stand still agree if they stand at the same value."""
    found = r_hat(chains)
    if isinstance(found, str):
        return 1.0 if np.ptp(chains) <= 1e-9 * max(1.0, float(np.abs(chains).max())) else np.inf
    return found
