"""The n-fold way: Glauber or Metropolis dynamics that skips all attempts at which nothing happens."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np

from sociophys.dynamics import Key, Moves, Sampler
from sociophys.dynamics.glauber import HeatBath
from sociophys.dynamics.metropolis import Relief
from sociophys.kernels.n_fold import advance_n_fold, tree_levels
from sociophys.kernels.wholes import quantum_for, wholes
from sociophys.network import Network
from sociophys.parameters import parameter

Array = np.ndarray
RULES = {"glauber": HeatBath, "metropolis": Relief}
_KEPT_BYTES = 1 << 28  # trees of all replicas up to here stay; above, each is made anew: the same bits, slower


class NFold(Sampler):
    """The same dynamics as ``glauber`` in order random, from change to change: made for cold, nearly frozen runs.

    Bortz, Kalos & Lebowitz 1975, doi 10.1016/0021-9991(75)90060-1. A sweep is n_nodes attempts as ever, of which
    only those that change somebody are made; how many pass before the next is drawn (geometric). Exact at every
    instant, also for directed J, changing fields and noise, pins and T = 0, where it ends early once nobody can
    change. Pays where fewer than about one attempt in thirty changes somebody; warm runs are faster attempt by attempt.
    """

    needs_equilibrium: ClassVar[bool] = False

    rule: Literal["glauber", "metropolis"] = parameter("glauber", doc="The law of an attempt.")

    def moves(self, network: Network, replicas: Array, key: Key, memory: dict[str, Array]) -> Moves:
        """Return the n-fold way on a network."""
        return _Changes(network, replicas, key, memory, RULES[self.rule]())

    @property
    def is_reversible(self) -> bool:
        """Whether detailed balance holds per sweep for symmetric J: as for the rule in order random."""
        return True


class _Changes(Moves):
    """Trees of rates; nothing but the spins must survive a stop."""

    def __init__(self, network: Network, replicas: Array, key: Key, memory: dict[str, Array], rule: Any) -> None:
        super().__init__(network, replicas, key, memory)
        self._rule = rule
        n, size = network.n_nodes, np.abs(network.couplings)
        loads = np.bincount(network.rows, size, minlength=n)
        quantum = quantum_for(float(loads.max(initial=0.0)))
        values = wholes(network.couplings, quantum)
        tie = 1e-6 * loads + 1e-12  # engine rule 8
        self._wiring = (network.indptr, network.indices, values, tie, quantum)
        self._reach = self._transposed(values)
        self._levels = tree_levels(n)
        rows = len(replicas) if (8 * n + 8 * int(self._levels[-1])) * len(replicas) <= _KEPT_BYTES else 1
        self._sums, self._tree = np.zeros((rows, n), np.int64), np.zeros((rows, int(self._levels[-1])))
        self._stale = np.ones(len(replicas), np.bool_)
        self._controls: tuple[Array, ...] = ()

    def _transposed(self, values: Array) -> tuple[Array, Array, Array]:
        """Return whom everybody acts on: (indptr int64, indices int32, couplings in quanta)."""
        net = self.network
        turned = net.matrix(np.arange(net.n_slots, dtype=np.int64)).T.tocsr()
        return turned.indptr.astype(np.int64), turned.indices.astype(np.int32), values[turned.data]

    def load(self, spins: Array) -> None:
        """Take over spins; all rates are made anew."""
        super().load(spins)
        self._stale[:] = True

    def control(self, h: Array, beta: Array, pins: Array) -> None:
        """Make all rates anew where a control has changed: the waiting time is cut and redrawn."""
        given = (h, beta, pins)
        if not self._controls or any(not np.array_equal(a, b) for a, b in zip(given, self._controls, strict=True)):
            self._controls = tuple(np.ascontiguousarray(table.copy()) for table in given)
            self._stale[:] = True

    def advance(self, t: int, n_sweeps: int, flips: Array) -> None:
        """Go from change to change."""
        advance_n_fold(
            self._wiring, self._reach, self._controls, self.own, self._sums, self._tree, self._levels, self._stale,
            self.replicas, flips, t, n_sweeps, self.key, self._rule,
        )  # fmt: skip
