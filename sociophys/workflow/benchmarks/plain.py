"""The loop one would write first, as a peer in this process."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from sociophys import rng
from sociophys.accelerate import jit
from sociophys.network import Network


class PlainLoop:
    """Random-site heat bath of one replica, with the compiled global generator and no record."""

    name = "plain_numba"

    def __init__(self, network: Network, temperature: float) -> None:
        self._network, self._beta = network, 1.0 / temperature
        draw = rng.generator(2, "benchmark")
        self._spins = np.where(draw.random(network.n_nodes) < 0.5, 1, -1).astype(np.int8)
        self._updates = 1000

    def _seconds(self, n_updates: int) -> float:
        network = self._network
        begin = time.perf_counter()
        plain_loop(network.indptr, network.indices, network.couplings, self._spins, self._beta, n_updates)
        return time.perf_counter() - begin

    def prepare(self, seconds: float) -> None:
        """Compile, and choose how many updates take about so long."""
        self._seconds(1)
        self._updates = max(1000, round(seconds * 50_000 / self._seconds(50_000)))

    def rate(self) -> float:
        """Return updates a second."""
        return self._updates / self._seconds(self._updates)

    def close(self) -> None:
        """Nothing to give back."""


@jit
def plain_loop(indptr: Any, indices: Any, couplings: Any, spins: Any, beta: Any, n_updates: Any) -> None:
    """Make heat-bath updates of random sites the way one would write it down first; ``spins`` (n_nodes,) change."""
    for _ in range(n_updates):
        i = np.random.randint(len(spins))  # noqa: NPY002  the compiled generator, part of what is measured
        f = 0.0
        for e in range(indptr[i], indptr[i + 1]):
            f += couplings[e] * spins[indices[e]]
        is_up = np.random.random() < 1.0 / (1.0 + np.exp(-2.0 * f * beta))  # noqa: NPY002
        spins[i] = 1 if is_up else -1
