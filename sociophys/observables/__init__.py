"""Observables: one number a replica, recorded while a run goes on."""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Protocol

import numpy as np

from sociophys.kernels.measure import bond_sums, field_sums
from sociophys.network import Network
from sociophys.parameters import Member

Array = np.ndarray


class Counts(Protocol):
    """What kernels have counted: sums of spins, flips since the last record, bonds (empty where not tracked)."""

    m: Array
    flips: Array
    bonds: Array


@dataclass(frozen=True)
class Frame:
    """The state an observable sees: counts, h (n_nodes, n_replicas or 1) and networks; spins cost a look.

    ``groups`` lists (network, columns), columns rising: all share one network unless a lever has rewired some.
    ``look`` returns the spins, (n_nodes, n_replicas) int8.
    """

    counts: Counts
    h: Array
    groups: list[tuple[Network, Array]]
    look: Callable[[], Array]

    @cached_property
    def spins(self) -> Array:
        """The spins, (n_nodes, n_replicas) int8."""
        return self.look()

    @property
    def m(self) -> Array:
        """Mean opinion, (n_replicas,) float64."""
        return self.counts.m / self.h.shape[0]

    @cached_property
    def ties(self) -> tuple[Array, Array]:
        """Sum of J_ij s_i s_j and number of s_i != s_j over the ties, each (n_replicas,); arrows count one by one."""
        if len(self.groups) == 1:
            return _bonds(self.groups[0][0], self.spins)
        parts = [_bonds(network, np.ascontiguousarray(self.spins[:, columns])) for network, columns in self.groups]
        pairs, unequal = (np.concatenate(part) for part in zip(*parts, strict=True))
        return pairs, unequal

    @cached_property
    def bonds(self) -> Array:
        """Sum of J_ij s_i s_j over the ties, each once (J symmetric), (n_replicas,) float64: as counted, or a look."""
        if self.counts.bonds.size:
            return self.counts.bonds
        return self.ties[0] * (0.5 if self.groups[0][0].directed else 1.0)  # symmetric arrows list a pair twice

    @cached_property
    def pull(self) -> Array:
        """Sum of h_i s_i, (n_replicas,) float64; a look only where h differs from person to person."""
        first = self.h[0]
        if np.array_equal(self.h, np.broadcast_to(first, self.h.shape)):
            return first * self.counts.m
        return field_sums(self.h, self.spins)


def _bonds(network: Network, spins: Array) -> tuple[Array, Array]:
    return bond_sums(network.indptr, network.indices, network.couplings, spins, not network.directed)


class Observable(Member):
    """One float64 a replica and record, made by compiled sums.

    ``needs_energy``: whether it exists only where an energy does. ``is_odd``: whether it changes its sign when all
    opinions are turned. ``unit`` and ``meaning``: for tables and the report.
    """

    needs_energy: ClassVar[bool] = False
    is_odd: ClassVar[bool] = False
    unit: ClassVar[str] = ""
    meaning: ClassVar[str] = ""

    @abstractmethod
    def measure(self, frame: Frame) -> Array:
        """Return (n_replicas,) float64."""
