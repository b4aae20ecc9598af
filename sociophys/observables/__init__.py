"""Observables: one number a replica, recorded while a run goes on."""

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from sociophys.kernels.measure import bond_sums
from sociophys.network import Network
from sociophys.parameters import Member

Array = np.ndarray


@dataclass(frozen=True)
class Frame:
    """The state an observable sees: spins and h (n_nodes, n_replicas or 1), flips since the last record, networks.

    ``groups`` lists (network, columns), columns rising: all share one network unless a lever has rewired some.
    """

    spins: Array
    h: Array
    flips: Array
    groups: list[tuple[Network, Array]]

    @cached_property
    def bonds(self) -> tuple[Array, Array]:
        """Sum of J_ij s_i s_j and number of s_i != s_j over the ties, each (n_replicas,); arrows count one by one."""
        if len(self.groups) == 1:
            return _bonds(self.groups[0][0], self.spins)
        parts = [_bonds(network, np.ascontiguousarray(self.spins[:, columns])) for network, columns in self.groups]
        pairs, unequal = (np.concatenate(part) for part in zip(*parts, strict=True))
        return pairs, unequal


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
