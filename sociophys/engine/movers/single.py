"""One trajectory at a time: serves every model."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np

from sociophys.engine.controls import Controls, network_groups
from sociophys.engine.mover import Mover
from sociophys.engine.wiring import wire
from sociophys.kernels.brackets import UNDECIDED, Brackets, brackets
from sociophys.kernels.extension import AllTies
from sociophys.kernels.measure import spin_sums
from sociophys.kernels.orders import SYNCHRONOUS
from sociophys.kernels.packed import MOST_GROUPS, Packed, Plain, pack
from sociophys.kernels.single import Crowd, Desk, Pull, advance_single, desk
from sociophys.model import Model
from sociophys.network import Network

Array = np.ndarray
LINE = 64  # bytes of a cache line
WORTH = 20_000  # attempts at one noise from which on a table of brackets pays


def why_not(model: Model) -> str:
    """Return why this family cannot serve the model: never."""
    return ""


class Wired(NamedTuple):
    """A network as the kernel takes it."""

    network: Network
    ties: Packed | Plain
    tools: Desk
    tie: Array


class Single(Mover):
    """Spins (n_replicas, n_nodes); replicas whose ties a lever has changed have wirings of their own."""

    name: ClassVar[str] = "single"
    _controls: Controls

    def load(self) -> None:
        """Take the spins over, one row a replica."""
        self._spins = np.ascontiguousarray(self.state.spins.T)
        self.tally.m = spin_sums(self.state.spins)
        self._wired: dict[int, Wired] = {}
        self._rule: Any = self.model.dynamics.law()
        self._feed: Any = self.model.feed.row(self.model.feed_arrays) if self.model.feed else AllTies()
        self._brackets, self._beta, self._attempts = UNDECIDED, -1.0, 0

    def store(self) -> None:
        """Write the spins into the columns of the state."""
        self.state.spins[:] = self._spins.T

    def control(self, controls: Controls) -> None:
        """Keep the controls; a table of brackets holds for one noise only."""
        self._controls = controls
        beta = float(controls.beta[0, 0])
        if beta != self._beta or controls.beta.min() != controls.beta.max():
            self._brackets, self._beta, self._attempts = UNDECIDED, beta, 0

    def advance(self, t: int, n_sweeps: int) -> None:
        """Advance all replicas, those of one network together."""
        groups = network_groups(self.model, self.state)
        for network, columns in groups:
            self._advance(self._wire(network, int(columns[0])), columns, t, n_sweeps)
        if self.tracks_bonds and self.visits.code == SYNCHRONOUS:  # who flip together share ties
            self.store()
            self.recount()

    def _advance(self, wired: Wired, columns: Array, t: int, n_sweeps: int) -> None:
        """Advance the replicas in some columns, which stand side by side."""
        tally, here = self.tally, slice(int(columns[0]), int(columns[-1]) + 1)
        bonds = tally.bonds if self.tracks_bonds else np.zeros(len(self._spins))
        controls = self._controls
        advance_single(
            wired.ties, self._rule, self._feed, Pull(controls.h, controls.beta, controls.pins, wired.tie),
            self._table(len(columns) * n_sweeps), wired.tools,
            Crowd(self._spins[here], self.state.replicas[here], columns, tally.m[here], tally.flips[here], bonds[here]),
            self.visits.code, self.model.settings.order_block, t, n_sweeps, self.key,
        )  # fmt: skip

    def _table(self, sweeps: int) -> Brackets:
        """Return the table of brackets where it holds and pays, else one that decides nothing."""
        self._attempts += sweeps * self.model.network.n_nodes
        beta = self._controls.beta
        fits = self.model.dynamics.is_monotone and 0 < self._beta < np.inf and self._attempts >= WORTH
        if fits and self._brackets is UNDECIDED and beta.min() == beta.max():
            self._brackets = brackets(self._rule, self._beta)
        return self._brackets

    def _wire(self, network: Network, column: int) -> Wired:
        kept = self._wired.get(column)
        if kept is None or kept.network is not network:
            ties, records, tie = _ties(network, self.model)
            kept = self._wired[column] = Wired(network, ties, desk(self.visits.code, self.visits.sites, records), tie)
        return kept


def _ties(network: Network, model: Model) -> tuple[Packed | Plain, Array, Array]:
    """Return ties, records and widths of ties; plain where a feed reads them, or where they stay on disk."""
    n = network.n_nodes
    records = _aligned(2 * n, np.uint64)
    n_groups = -(-network.degrees // 4)
    if model.feed or isinstance(network.indices, np.memmap) or n_groups.max(initial=0) > MOST_GROUPS:
        records[:] = 0
        wiring = wire(network)
        return Plain(wiring.indptr, wiring.indices, wiring.couplings), records, wiring.tie
    entries, tie = _aligned(8 * int(n_groups.sum()), np.int32), np.empty(n)
    pack(network.indptr, network.indices, network.couplings, records, entries, tie)
    return Packed(entries), records, tie


def _aligned(length: int, dtype: type) -> Array:
    """Return an empty array that begins with a cache line."""
    room = np.empty(length * np.dtype(dtype).itemsize + LINE, np.uint8)
    begin = -room.ctypes.data % LINE
    return room[begin : begin + length * np.dtype(dtype).itemsize].view(dtype)
