"""What a kernel family looks like to the loop: it owns the moving spins and counts while it moves them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from sociophys.engine.controls import Controls
from sociophys.engine.wiring import Visits
from sociophys.kernels.measure import spin_sums
from sociophys.kernels.orders import SYNCHRONOUS
from sociophys.model import Model
from sociophys.observables import bonds
from sociophys.trajectory import State

Array = np.ndarray
Key = tuple[np.uint32, np.uint32]


@dataclass
class Tally:
    """What is known of each replica without a look at its spins; arrays (n_replicas,), or (n_records, n_replicas).

    Attributes
    ----------
    m: int64, sum of spins. flips: int64, changes of mind since they were zeroed, or since the record before.
    bonds: float64, sum of J_ij s_i s_j over the ties, each once; of size 0 where nobody asks.
    """

    m: Array
    flips: Array
    bonds: Array


class Kept(NamedTuple):
    """The moving spins as their family holds them, and what was known of them."""

    moving: Array
    tally: Tally


class Mover(ABC):
    """The spins of a unit in the layout of one kernel family.

    Each file of ``engine/movers`` is one family, with a function ``why_not(model) -> str``: why the family cannot
    serve a model, empty where it can (samplers are asked for by the dynamics). Which family serves is a function of
    model, network and replicas only.
    """

    name: ClassVar[str]
    follows: ClassVar[bool] = True  # whether one call of a kernel can count many records

    def __init__(self, model: Model, state: State, visits: Visits, key: Key) -> None:
        self.model, self.state, self.visits, self.key = model, state, visits, key
        self.tracks_bonds = model.tracks_bonds
        self.sums_bonds = self.tracks_bonds and visits.code == SYNCHRONOUS  # who flip together share ties
        self.tally = Tally(np.zeros(0, np.int64), state.flips, state.bonds)
        self.load()
        if self.tracks_bonds and not state.bonds.size:
            self.recount()

    def load(self) -> None:
        """Take the spins over from the state: at the start, and after a lever has set some."""
        self._moved = False
        self._load()

    def store(self) -> None:
        """Write the spins into the state, where they have moved since."""
        if self._moved:
            self._store()
            self._moved = False

    @abstractmethod
    def _load(self) -> None:
        """Take the spins over and count m."""

    @abstractmethod
    def _store(self) -> None:
        """Write the spins into the state."""

    @property
    def spins(self) -> Array:
        """The spins, (n_nodes, n_replicas) int8: a look."""
        self.store()
        return self.state.spins

    def keep(self) -> Kept:
        """Return what :meth:`take_back` needs; of families that ``follow``."""
        return Kept(self._moving.copy(), Tally(self.tally.m, self.tally.flips.copy(), self.tally.bonds))

    def take_back(self, kept: Kept) -> None:
        """Undo the sweeps made since :meth:`keep`, under the same controls."""
        self._moving[:] = kept.moving
        self._moved = True
        self.tally.m, self.tally.flips[:] = kept.tally.m, kept.tally.flips
        if self.tracks_bonds:
            self.tally.bonds = self.state.bonds = kept.tally.bonds

    @property
    def _moving(self) -> Array:
        """The moving spins as they are held, of families that ``follow``."""
        raise NotImplementedError

    def some(self, columns: Array) -> Array:
        """Return the spins of some columns, (n_nodes, n_columns) int8."""
        return np.take(self.spins, columns, axis=1)

    @property
    def m(self) -> Array:
        """Sum of spins, (n_replicas,) int64, as counted."""
        return self.tally.m

    @property
    def packed(self) -> list[tuple[Array, int, int]]:
        """(words, first replica, how many) where the spins are held as bits, one word a person; else empty."""
        return []

    @abstractmethod
    def control(self, controls: Controls) -> None:
        """Take over pressure, noise and pins: they have changed."""

    def press(self, controls: Controls) -> None:
        """Take over the pressure: nothing else has changed since :meth:`control`."""
        self.control(controls)

    def advance(self, t: int, stride: int, n_records: int = 1) -> Tally:
        """Make ``stride`` sweeps ``n_records`` times, from sweep t on, under the same controls.

        Returns what is counted after each stride, arrays (n_records, n_replicas); ``tally`` is the last of them.
        """
        together = n_records if self.follows and not self.sums_bonds else 1
        parts = [self._stride(t + k * stride, stride, together) for k in range(0, n_records, together)]
        seen = Tally(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("m", "flips", "bonds")))
        seen.flips[0] += self.tally.flips
        self.tally.flips[:] = seen.flips[-1]
        return seen

    def _stride(self, t: int, stride: int, n_records: int) -> Tally:
        self._moved = True
        seen = self._advance(t, stride, n_records)
        if self.sums_bonds:
            self.store()
            seen.bonds = bonds(self.model.network, self.state.spins)[None]
        self.tally.m = seen.m[-1].copy()
        if self.tracks_bonds:
            self.tally.bonds = self.state.bonds = seen.bonds[-1].copy()
        return seen

    @abstractmethod
    def _advance(self, t: int, stride: int, n_records: int) -> Tally:
        """Move and count as :meth:`advance` says, flips of each stride alone; one record a call unless ``follows``."""

    def recount(self) -> None:
        """Sum the spins, and the bonds where they are tracked, anew from the spins of the state."""
        self.tally.m = spin_sums(self.state.spins)
        if self.tracks_bonds:
            self.tally.bonds = self.state.bonds = bonds(self.model.network, self.state.spins)
