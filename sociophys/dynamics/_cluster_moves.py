"""What both cluster samplers share: satisfied ties bind, clusters turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sociophys.dynamics import Key, Moves, Sampler
from sociophys.network import Network
from sociophys.theory.balance import is_balanced

Array = np.ndarray


class ClusterMoves(Moves):
    """``turns`` moves a sweep of a compiled cluster kernel; nothing but the spins must survive a stop."""

    def __init__(
        self, network: Network, replicas: Array, key: Key, memory: dict[str, Array], kernel: Callable[..., Any],
        turns: int,
    ) -> None:  # fmt: skip
        super().__init__(network, replicas, key, memory)
        self._kernel, self._turns = kernel, turns
        self._wiring = (network.indptr, network.indices, network.couplings)

    def control(self, h: Array, beta: Array, pins: Array) -> None:
        """Set how likely each satisfied tie binds: 1 - exp(-2 |J| / T)."""
        self._beta = float(beta[0, 0])
        self._binds = -np.expm1(-2.0 * self._beta * np.abs(self.network.couplings))
        self._h, self._pins = np.ascontiguousarray(h), np.ascontiguousarray(pins)

    def advance(self, t: int, n_sweeps: int, flips: Array) -> None:
        """Make the moves."""
        self._kernel(
            self._wiring, self._binds, self._h, self._pins, self._beta, self.own, self.replicas, flips, t, n_sweeps,
            self._turns, self.key,
        )  # fmt: skip


class ClusterSampler(Sampler):
    """A sampler of such moves."""

    def cautions(self, network: Network) -> tuple[str, ...]:
        """Return what hostile ties do to clusters where they close loops that cannot all be satisfied."""
        if is_balanced(network):
            return ()
        return ("some ties can never be satisfied together (frustration): clusters span everybody before runs settle",)

    @property
    def is_reversible(self) -> bool:
        """Return True: each move is in detailed balance and all are alike."""
        return True
