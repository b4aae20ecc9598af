"""512 replicas of an order block as bits: where all ties of a person are equally strong."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from sociophys.engine.bit_layout import Layout, lines, make_tables
from sociophys.engine.controls import Controls
from sociophys.engine.mover import Key, Mover, Tally
from sociophys.engine.wiring import Visits
from sociophys.kernels.bit_hubs import new_desk
from sociophys.kernels.bit_packing import count_unequal, count_up, pack, unpack, unpack_some
from sociophys.kernels.bit_planes import COUNTER_PLANES, LANES, WORDS, take_counts
from sociophys.kernels.bit_rows import row_sizes
from sociophys.kernels.bit_sliced import advance_groups
from sociophys.model import Model
from sociophys.observables import bonds as bonds_of
from sociophys.trajectory import State

Array = np.ndarray
MOST_NODES = 2**29 - 2  # words are numbered by 32 bits
_FIRST_CACHE, _SECOND_CACHE = 2**14, 2**20  # bytes of opinions that lie near anyway; that lie nearer than memory


def why_not(model: Model) -> str:
    """Return why this family cannot serve the model; empty where it can."""
    if model.feed is not None:
        return f"the feed '{model.feed.kind}' is evaluated for each replica at the moment of update"
    for bound in model.interventions:
        if bound.member.rewires:
            return f"the lever '{bound.name}' changes ties"
        if bound.member.per_replica:
            return f"the lever '{bound.name}' looks at the opinions of each replica"
        if bound.member.when.is_condition:
            return f"the lever '{bound.name}' waits for a condition, so replicas come to differ in more than opinions"
    for bound in model.fields:
        if bound.member.per_replica:
            return f"the field '{bound.name}' presses differently in each replica"
    if model.network.n_nodes > MOST_NODES:
        return f"{model.network.n_nodes} nodes are more than {MOST_NODES}"
    sizes, degrees = np.zeros(model.network.n_nodes), np.zeros(model.network.n_nodes, np.int64)
    if not row_sizes(model.network.indptr, model.network.couplings, sizes, degrees)[0]:
        return "the ties of one person differ in strength"
    return ""


class BitSliced(Mover):
    """Replicas as bits of words, (n_groups, 8 (n + 2)) uint64: up to 512 of an order block in a group."""

    name: ClassVar[str] = "bit_sliced"
    follows: ClassVar[bool] = False

    def __init__(self, model: Model, state: State, visits: Visits, key: Key) -> None:
        self._layout = Layout.of(model.network)
        self._columns, self._groups = _grouped(state.replicas, model.settings.order_block)
        n_groups, n_words = len(self._columns), (model.network.n_nodes + 2) * WORDS
        self._words = lines(n_groups * n_words // WORDS).reshape(n_groups, n_words)
        self._words[:, -WORDS:] = 2**64 - 1
        self._copy = lines(n_words // WORDS if model.dynamics.order == "synchronous" else 0)
        self._flips = lines(n_groups * COUNTER_PLANES).reshape(n_groups, -1)
        self._active = lines(n_groups).reshape(n_groups, WORDS)
        for g, (low, high) in enumerate(self._columns):
            pack(np.ones(high - low, np.int8), high - low, 0, high - low, self._active[g])
        self._desk, self._totals = new_desk(), np.zeros(LANES, np.int64)
        self._held: tuple[Array, ...] = ()
        super().__init__(model, state, visits, key)

    def _load(self) -> None:
        """Pack the spins of the state into words and count them."""
        spins = self.state.spins.reshape(-1)
        for words, (low, high) in zip(self._words, self._columns, strict=True):
            pack(spins, self.state.spins.shape[1], low, high - low, words)
        self._count()

    def _store(self) -> None:
        """Unpack the words into the state's spins."""
        spins = self.state.spins.reshape(-1)
        for words, (low, high) in zip(self._words, self._columns, strict=True):
            unpack(words, self.state.spins.shape[1], low, high - low, spins)

    def some(self, columns: Array) -> Array:
        """Unpack some columns only."""
        found = np.empty((len(self.state.spins), len(columns)), np.int8)
        for words, (low, high) in zip(self._words, self._columns, strict=True):
            places = np.flatnonzero((columns >= low) & (columns < high))
            unpack_some(words, columns[places] - low, places, found)
        return found

    def recount(self) -> None:
        """Count the words anew."""
        self._count()

    def control(self, controls: Controls) -> None:
        """Make tables of thresholds for every class of people: same degree, |J|, pressure and noise."""
        held = (controls.h[:, 0] + 0.0, controls.beta[:, 0], controls.pins[:, 0].copy())  # + 0.0: no -0.0
        if self._held and all(np.array_equal(old, new) for old, new in zip(self._held, held, strict=True)):
            return
        self._held = held
        h, beta, pins = held
        self._own, self._tables, self._places = make_tables(self.model.dynamics.law(), self._layout, h, beta, pins)

    def _advance(self, t: int, stride: int, n_records: int) -> Tally:
        """Advance all groups; then count."""
        layout, opinions = self._layout, self._words.shape[1] * 8
        reach = 0 if opinions <= _FIRST_CACHE else layout.reach
        ahead = np.uint64(2 if opinions <= _SECOND_CACHE else 4)
        advance_groups(
            self._places, layout.rows, layout.turned, self._own, self._tables, self._words, self._copy, self._active,
            self._groups, self.visits.sites, self.visits.code, ahead, np.uint64(reach), t, stride, self.key,
            self._flips, self._desk,
        )  # fmt: skip
        flips = np.zeros_like(self.tally.m)
        for planes, (low, high) in zip(self._flips, self._columns, strict=True):
            self._totals[:] = 0
            take_counts(planes, self._totals)
            flips[low:high] = self._totals[: high - low]
        self._count()
        return Tally(self.tally.m[None], flips[None], self.tally.bonds[None])

    def _count(self) -> None:
        """Count m, and the bonds where they are tracked."""
        n = self.model.network.n_nodes
        self.tally.m = np.zeros(self.state.spins.shape[1], np.int64)
        for words, (low, high) in zip(self._words, self._columns, strict=True):
            self._totals[:] = 0
            count_up(words, n, self._desk.planes, self._totals)
            self.tally.m[low:high] = 2 * self._totals[: high - low] - n
        if self.tracks_bonds:
            self._count_bonds()

    def _count_bonds(self) -> None:
        layout = self._layout
        if not layout.one_size:  # ties of several strengths, but of one a person
            self.store()
            self.tally.bonds = self.state.bonds = bonds_of(self.model.network, self.state.spins)
            return
        bonds = np.zeros(self.state.spins.shape[1])
        for words, (low, high) in zip(self._words, self._columns, strict=True):
            self._totals[:] = 0
            count_unequal(words, layout.rows, layout.turned, layout.starts, layout.degrees, self._desk, self._totals)
            bonds[low:high] = layout.one_size * (layout.n_ties - 2 * self._totals[: high - low])
        self.tally.bonds = self.state.bonds = bonds


def _grouped(replicas: Array, block: int) -> tuple[list[tuple[int, int]], Array]:
    """Return the columns of each group, and (order block, number of the group, its first replica), (n_groups, 3).

    A group is up to 512 replicas of an order block, by their number in it.
    """
    a_block = -(-block // LANES)
    owner = replicas // block * a_block + replicas % block // LANES
    lows = np.flatnonzero(np.concatenate([[True], owner[1:] != owner[:-1]]))
    highs = [*lows[1:], len(replicas)]
    groups = np.stack([replicas[lows] // block, owner[lows], replicas[lows]], axis=1)
    return [(int(low), int(high)) for low, high in zip(lows, highs, strict=True)], groups.astype(np.int64)
