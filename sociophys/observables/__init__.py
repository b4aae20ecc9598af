"""Observables: one number a replica, recorded while a run goes on."""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sociophys.network import Network
from sociophys.parameters import Member

Array = np.ndarray


@dataclass(frozen=True)
class Frame:
    """The state an observable sees: spins and h (n_nodes, n_replicas or 1), flips since the last record, networks.

    ``groups`` lists (network, columns): all columns share one network unless a lever has rewired some.
    """

    spins: Array
    h: Array
    flips: Array
    groups: list[tuple[Network, Array]]

    def by_network(self, measure: Callable[[Network, Array], Array]) -> Array:
        """Return measure(network, spins of its columns) put together, (n_replicas,) float64."""
        if len(self.groups) == 1:
            return measure(self.groups[0][0], self.spins).astype(np.float64)
        values = np.empty(self.spins.shape[1])
        for network, columns in self.groups:
            values[columns] = measure(network, np.ascontiguousarray(self.spins[:, columns]))
        return values


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
