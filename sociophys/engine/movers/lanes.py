"""The replicas of an order block side by side: one gather of a row serves up to 64 of them."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from sociophys.engine import controls as ctl
from sociophys.engine.mover import Mover, Tally
from sociophys.engine.wiring import wire
from sociophys.kernels.lanes import Controls, Counts, Spins, advance_lanes
from sociophys.kernels.lanes_rows import MOST_PAIRS, pack, pack_words, unpack_words
from sociophys.kernels.measure import spin_sums
from sociophys.kernels.orders import SYNCHRONOUS
from sociophys.kernels.room import aligned
from sociophys.model import Model
from sociophys.network import Network

Array = np.ndarray
WIDTHS = {16: np.uint16, 32: np.uint32, 64: np.uint64}  # lanes of a group, and the word that holds them
NEAR_BYTES, NEAR_WORDS = 2**18, 2**19  # what stays in the caches near a core without being asked for


def why_not(model: Model) -> str:
    """Return why this family cannot serve the model; empty where it can."""
    if model.feed is not None:
        return f"the feed '{model.feed.kind}' is evaluated for each replica at the moment of update"
    if any(bound.member.rewires and bound.member.ties_differ for bound in model.interventions):
        return "replicas come to have networks of their own"
    if not model.dynamics.vectorises:
        return f"the law of '{model.dynamics.kind}' is not written for vectors"
    if model.network.degrees.max(initial=0) > MOST_PAIRS:
        return f"a row has more than {MOST_PAIRS} ties"
    return ""


def group_columns(blocks: Array) -> list[tuple[int, int]]:
    """Return (first column, number of columns) of each group: at most 64 of one block, as even as they come."""
    borders = np.flatnonzero(np.diff(blocks)) + 1
    parts = np.split(np.arange(len(blocks)), borders)
    groups = [group for part in parts for group in np.array_split(part, -(-len(part) // 64))]
    return [(int(group[0]), len(group)) for group in groups]


class Lanes(Mover):
    """Columns of the state as bits of words, a group of up to 64 in the words of one row of ``words``."""

    name: ClassVar[str] = "lanes"
    _controls: Controls

    def _load(self) -> None:
        """Pack the spins; the first time the network too."""
        if not hasattr(self, "_rows"):
            self._lay_out()
        for words, (low, count) in zip(self._spins.words, self._groups, strict=True):
            pack_words(self.state.spins, low, count, words)
        self.tally.m = spin_sums(self.state.spins)

    def _lay_out(self) -> None:
        state, network = self.state, self.model.network
        self._lay_rows(network)
        blocks = state.replicas // self.model.settings.order_block
        self._groups = group_columns(blocks)
        self._width = min(width for width in WIDTHS if width >= max(count for _, count in self._groups))
        n, n_groups, word = network.n_nodes, len(self._groups), WIDTHS[self._width]
        replicas = self._by_lane(state.replicas.astype(np.uint32))
        seen = aligned(n if self.visits.code == SYNCHRONOUS else 0, word)
        firsts = np.array([low for low, _ in self._groups])
        words = aligned(n_groups * n, word).reshape(n_groups, n)
        self._spins = Spins(words, seen, replicas, blocks[firsts])
        self._sites = self.visits.sites.copy()
        far = self._rows.pairs.nbytes + self._rows.records.nbytes > NEAR_BYTES
        self._stages = np.uint64(3 if words[0].nbytes > NEAR_WORDS else 2 if far else 0)

    def _lay_rows(self, network: Network) -> None:
        """Lay out the ties: at the start, and when levers have changed those of all replicas alike."""
        wiring = wire(network)
        self._network, self._rows = network, pack(wiring.indptr, wiring.indices, wiring.couplings, wiring.tie)

    def _by_lane(self, values: Array) -> Array:
        """Return (..., n_columns) as (n_groups, ..., lanes); lanes without a replica repeat the last."""
        columns = [np.minimum(low + np.arange(self._width), low + count - 1) for low, count in self._groups]
        return np.ascontiguousarray(np.stack([values[..., own] for own in columns]))

    def _store(self) -> None:
        """Unpack the spins."""
        for words, (low, count) in zip(self._spins.words, self._groups, strict=True):
            unpack_words(words, low, count, self.state.spins)

    @property
    def _moving(self) -> Array:
        """The words."""
        return self._spins.words

    def control(self, controls: ctl.Controls) -> None:
        """Write what all lanes share into the records, the rest a group at a time."""
        n, n_groups = self.model.network.n_nodes, len(self._groups)
        if controls.groups[0][0] is not self._network:
            self._lay_rows(controls.groups[0][0])
        wide_beta = self._widened(controls.beta_node * np.ones((1, 1)), self._rows.numbers[3::4])
        noise = np.broadcast_to(controls.beta_replica, self.state.replicas.shape).astype(np.float32)
        if wide_beta.size:
            wide_beta = self._widened(controls.beta, self._rows.numbers[3::4])
        pinned = np.zeros((n_groups, n if controls.pins.any() else 0), self._spins.words.dtype)
        if pinned.size and controls.pins.shape[1] == 1:
            pinned[:, controls.pins[:, 0] != 0] = ~pinned.dtype.type(0)
        elif pinned.size:
            for words, (low, count) in zip(pinned, self._groups, strict=True):
                pack_words(np.abs(controls.pins), low, count, words)
        cold = bool(np.isinf(controls.beta_node.astype(np.float32)).any() or np.isinf(noise).any())
        self._controls = Controls(self._by_lane(noise), *self._pressed(controls), wide_beta, pinned, cold)

    def press(self, controls: ctl.Controls) -> None:
        """Write pressure only."""
        own_h, gain, starts, stride, lines = self._pressed(controls)
        self._controls = self._controls._replace(own_h=own_h, gain=gain, starts=starts, stride=stride, lines=lines)

    def _pressed(self, controls: ctl.Controls) -> tuple[Array, np.float32, Array, int, Array]:
        """Write the pressure that lanes share into the records; return the rest as the kernel's controls have it.

        Nothing is copied where every group fills its lanes: replicas then lie as lanes do.
        """
        values, gain, lines = controls.h_replica
        if controls.h.shape[1] > 1:  # levers press in some replicas
            values, gain, lines = controls.pressure.astype(np.float32), np.float32(1), lines[:0]
            self._rows.numbers[2::4] = 0.0
        else:
            self._rows.numbers[2::4] = controls.h[:, 0]
        n_lines, stride = values.shape
        starts = np.array([low for low, _ in self._groups], np.uint64)
        if values.size and any(count < self._width for _, count in self._groups):
            starts = np.arange(len(starts), dtype=np.uint64) * np.uint64(n_lines * self._width)
            values, stride = self._by_lane(values), self._width
        if n_lines == 1:  # everybody's
            lines, stride = lines[:0], 0
        return values.reshape(-1), gain, starts, stride, lines

    def _widened(self, values: Array, shared: Array) -> Array:
        """Write (n, 1) values into the records and return nothing; return (n, n_replicas) ones group by group."""
        if values.shape[1] == 1:
            shared[:] = values[:, 0]
            return np.zeros((len(self._groups), 0), np.float32)
        return self._by_lane(values.astype(np.float32)).reshape(len(self._groups), -1)

    def _advance(self, t: int, stride: int, n_records: int) -> Tally:
        """Advance all groups and add up what was counted."""
        shape = (n_records, *self._spins.replicas.shape)
        counts = Counts(np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape), self.tracks_bonds)
        if self.tracks_bonds:
            counts.bonds[0] = self._by_lane(self.tally.bonds)
        advance_lanes(
            self._rows, self._controls, self._spins, counts, self._sites, self.visits.code, self._stages, t, stride,
            self.key, self.model.dynamics.law(),
        )  # fmt: skip
        flips, rises = self._by_column(counts.flips), self._by_column(counts.rises)
        bonds = self._by_column(counts.bonds) if self.tracks_bonds else np.zeros((n_records, 0))
        return Tally(self.tally.m + np.cumsum(2 * (2 * rises - flips), axis=0), flips, bonds)

    @property
    def packed(self) -> list[tuple[Array, int, int]]:
        """The words of each group, its first column and how many it has."""
        return [(words, low, count) for words, (low, count) in zip(self._spins.words, self._groups, strict=True)]

    def _by_column(self, values: Array) -> Array:
        """Return (n_records, n_groups, lanes) as (n_records, n_columns)."""
        return np.concatenate([values[:, g, :count] for g, (_, count) in enumerate(self._groups)], axis=1)
