"""One trajectory at a time: serves every model."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np

from sociophys.engine.controls import Controls
from sociophys.engine.mover import Key, Mover, Tally
from sociophys.engine.wiring import Visits, wire
from sociophys.kernels.brackets import UNDECIDED, brackets
from sociophys.kernels.extension import AllTies
from sociophys.kernels.measure import spin_sums
from sociophys.kernels.opinions import from_bits, to_bits
from sociophys.kernels.packed import LONGEST, Packed, Plain, pack, set_controls
from sociophys.kernels.room import aligned
from sociophys.kernels.single import Crowd, Desk, Pull, advance_single, desk
from sociophys.model import Model
from sociophys.network import Network
from sociophys.trajectory import State

Array = np.ndarray
BITS_FROM = 1 << 18  # people
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

    def __init__(self, model: Model, state: State, visits: Visits, key: Key) -> None:
        self._wired: dict[int, Wired] = {}  # by the first column that it serves
        self._rule: Any = model.dynamics.law()
        self._feed: Any = model.feed.row(model.feed_arrays) if model.feed else AllTies()
        self._brackets, self._beta, self._uniform, self._attempts = UNDECIDED, -1.0, False, 0
        rewires = any(bound.member.rewires for bound in model.interventions)
        self._as_bits = model.network.n_nodes > BITS_FROM and not rewires and _can_pack(model.network, model)
        super().__init__(model, state, visits, key)

    def _load(self) -> None:
        """Take the spins over, one row a replica."""
        rows = self.state.spins.T
        self._spins = to_bits(rows) if self._as_bits else np.ascontiguousarray(rows)
        self._tasks: list[tuple[Wired, Pull, Array]] = []  # a network each
        self.tally.m = spin_sums(self.state.spins)

    def _store(self) -> None:
        """Write the spins into the columns of the state."""
        rows = from_bits(self._spins, len(self.state.spins)) if self._as_bits else self._spins
        self.state.spins[:] = rows.T

    @property
    def _moving(self) -> Array:
        """The rows."""
        return self._spins

    def control(self, controls: Controls) -> None:
        """Keep the controls; a table of brackets holds for one noise only."""
        self._controls, self._tasks = controls, []
        beta = float(controls.beta.flat[0])
        self._uniform = bool((controls.beta == beta).all())
        if beta != self._beta or not self._uniform:
            self._brackets, self._beta, self._attempts = UNDECIDED, beta, 0

    def _advance(self, t: int, stride: int, n_records: int) -> Tally:
        """Advance all replicas, those of one network together."""
        self._attempts += n_records * stride * self.state.spins.size
        fits = self.model.dynamics.is_monotone and self._uniform and 0 < self._beta < np.inf
        if self._brackets is UNDECIDED and fits and self._attempts >= WORTH:
            self._brackets, self._tasks = brackets(self._rule, self._beta), []
        if not self._tasks:
            self._tasks = [self._task(network, columns) for network, columns in self._controls.groups]
        shape = (len(self.state.replicas), n_records)
        bonds = np.zeros(shape if self.tracks_bonds else (0, n_records))
        bonds[:, 0] = self.tally.bonds
        counted = np.zeros(shape, np.int64), np.zeros(shape, np.int64), bonds
        for wired, pull, columns in self._tasks:
            here = slice(int(columns[0]), int(columns[-1]) + 1)  # they stand side by side
            crowd = Crowd(self._spins[here], self.state.replicas[here], columns, *(part[here] for part in counted))
            advance_single(
                wired.ties, self._rule, self._feed, pull, self._brackets, wired.tools, crowd, self.visits.code,
                self.model.settings.order_block, t, stride, self.key,
            )  # fmt: skip
        return Tally(*(part.T for part in counted))

    def _task(self, network: Network, columns: Array) -> tuple[Wired, Pull, Array]:
        """Return what the kernel needs for the replicas in some columns, all of one network."""
        wired, controls = self._wire(network, int(columns[0])), self._controls
        own = controls.h_replica
        set_controls(wired.tools.records, controls.h, *own, controls.pins, 0)
        return wired, Pull(controls.h, *own, controls.beta, controls.pins, wired.tie), columns

    def _wire(self, network: Network, column: int) -> Wired:
        kept = self._wired.get(column)
        if kept is None or kept.network is not network:
            ties, records, tie = _ties(network, self.model)
            kept = self._wired[column] = Wired(
                network, ties, desk(self.visits.code, self.visits.sites, records, self._spins), tie
            )
        return kept


def _can_pack(network: Network, model: Model) -> bool:
    """Whether no feed reads the ties, and they fit packed rows in memory."""
    on_disk = isinstance(network.indices, np.memmap)
    return not (model.feed or on_disk or network.degrees.max(initial=0) > LONGEST)


def _ties(network: Network, model: Model) -> tuple[Packed | Plain, Array, Array]:
    """Return ties, records and widths of ties; plain where a feed reads them, or where they stay on disk."""
    n = network.n_nodes
    records = aligned(2 * n, np.uint64)
    if not _can_pack(network, model):
        wiring = wire(network)
        return Plain(wiring.indptr, wiring.indices, wiring.couplings), records, wiring.tie
    entries, tie = aligned(8 * int((-(-network.degrees // 4)).sum()), np.int32), np.empty(n)
    pack(network.indptr, network.indices, network.couplings, records, entries, tie)
    return Packed(entries), records, tie
