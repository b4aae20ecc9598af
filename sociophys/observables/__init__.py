"""Observables: one number a replica, recorded while a run goes on."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Literal, Protocol

import numpy as np

from sociophys.errors import Mistake, NotDefinedError, SociophysError
from sociophys.kernels.measure import bond_sums, tie_counts, weighted_sums
from sociophys.network import Network
from sociophys.parameters import Member
from sociophys.setting import Setting

Array = np.ndarray
Need = Literal["energy", "heat", "partners"]


class Counts(Protocol):
    """What kernels have counted: sums of spins, flips since the last record, bonds (empty where not tracked)."""

    m: Array
    flips: Array
    bonds: Array


class Obeyed(Protocol):
    """Pressure that replicas share (h), inverse noise, and the side (+1, -1) at which somebody is held, else 0.

    Each (n_nodes, 1) or (n_nodes, n_replicas). ``blocks``: (n_replicas,) int64 rising, equal for replicas of one
    model that ask people in the same order. ``absent``: (n_nodes, n_replicas) bool, who is out of every count, of no
    columns where nobody is; ``absent_m``: (n_replicas,) int64, the sum of their spins.
    """

    h: Array
    pins: Array
    blocks: Array
    absent: Array
    absent_m: Array

    @property
    def pressure(self) -> Array:
        """All pressure, h and what differs between replicas."""

    @property
    def beta(self) -> Array:
        """Inverse noise."""


@dataclass(frozen=True)
class Frame:
    """What an observable sees of a unit's replicas at a record; what was counted costs nothing, spins cost a look.

    Attributes
    ----------
    counts: what kernels have counted; (n_records, n_replicas) for records at which nobody looks at the spins.
    look: returns the spins, (n_nodes, n_replicas) int8.
    groups: (network, columns), columns rising: all share one network unless a lever has rewired some.
    controls: what the kernels obey. order: in which people are asked.
    """

    counts: Counts
    groups: list[tuple[Network, Array]]
    look: Callable[[], Array]
    controls: Obeyed
    order: str

    @cached_property
    def spins(self) -> Array:
        """The spins, (n_nodes, n_replicas) int8."""
        return self.look()

    @property
    def has_looked(self) -> bool:
        """Whether anybody has asked for the spins."""
        return "spins" in vars(self)

    @property
    def flips(self) -> Array:
        """Changes of mind since the last record, (n_replicas,) int64."""
        return self.counts.flips

    @property
    def m(self) -> Array:
        """Mean opinion of the people who are left, (n_replicas,) float64; NaN where nobody is."""
        n, absent = self.controls.h.shape[0], self.controls.absent
        if not absent.size:
            return self.counts.m / n
        left = n - absent.sum(axis=0)
        return (self.counts.m - self.controls.absent_m) / np.where(left > 0, left, np.nan)

    @property
    def walls(self) -> Array:
        """Ties with s_i != s_j, (n_replicas,) int64; arrows count one by one."""
        network = self.groups[0][0]
        return self.frustrated if self._counts_tension and not network.has_hostile else self._ties[0]

    @property
    def frustrated(self) -> Array:
        """Ties with J_ij s_i s_j < 0, (n_replicas,) int64; arrows count one by one."""
        if not self._counts_tension:
            return self._ties[1]
        network = self.groups[0][0]
        each = (2.0 if network.directed else 1.0) / (network.strength or 1.0)  # a bond is counted once, arrows twice
        return np.rint((network.n_edges - each * self.counts.bonds) / 2).astype(np.int64)

    @property
    def _counts_tension(self) -> bool:
        """Whether the bonds tell how many ties are under tension: all are equally strong."""
        return bool(self.counts.bonds.size and len(self.groups) == 1 and self.groups[0][0].strength)

    @cached_property
    def _ties(self) -> tuple[Array, Array]:
        both = self.each(lambda net, spins: np.stack(tie_counts(*_csr(net), spins, not net.directed)))
        return both[0], both[1]

    @cached_property
    def bonds(self) -> Array:
        """Sum of J_ij s_i s_j over the ties, each once (J symmetric), (n_replicas,) float64: as counted, or a look."""
        if self.counts.bonds.size:
            return self.counts.bonds
        return self.each(bonds)

    @cached_property
    def pull(self) -> Array:
        """Sum of h_i s_i, (n_replicas,) float64; a look only where h differs from person to person."""
        pressure = self.controls.pressure
        first = pressure[0]
        if np.array_equal(pressure, np.broadcast_to(first, pressure.shape)):
            return first * self.counts.m
        return np.asarray(weighted_sums(pressure, self.spins))

    def each(self, measure: Callable[[Network, Array], Array]) -> Array:
        """Return ``measure(network, spins)`` of every group, side by side along the last axis (replicas)."""
        if len(self.groups) == 1:
            return measure(self.groups[0][0], self.spins)
        parts = [measure(network, np.ascontiguousarray(self.spins[:, columns])) for network, columns in self.groups]
        return np.concatenate(parts, axis=-1)


def bonds(network: Network, spins: Array) -> Array:
    """Return sum of J_ij s_i s_j over the ties, each once, (n_replicas,) float64; J is symmetric."""
    pairs: Array = bond_sums(*_csr(network), spins, not network.directed)
    return 0.5 * pairs if network.directed else pairs  # symmetric arrows list a pair twice


def _csr(network: Network) -> tuple[Array, Array, Array]:
    return network.indptr, network.indices, network.couplings


class Observable(Member):
    """One float64 a replica and record.

    ``needs``: what must exist here, else it is refused with the reason: an ``energy`` (symmetric J, no feedback), a
    known exchange of ``heat`` (see entropy_production), or ``partners``: two runs an order block. ``is_odd``: whether
    it changes its sign when all opinions of a run are turned. ``of_opinions_alone``: whether neither ties nor pressure
    nor noise enter, so that it tells two runs apart by what people say. ``unit`` and ``meaning``: for tables and the
    report.
    Sums over people and ties are best taken by compiled functions of :mod:`sociophys.kernels.measure`, or by own ones
    under :func:`sociophys.accelerate.jit`.
    """

    needs: ClassVar[tuple[Need, ...]] = ()
    is_odd: ClassVar[bool] = False
    of_opinions_alone: ClassVar[bool] = False
    unit: ClassVar[str] = ""
    meaning: ClassVar[str] = ""

    @classmethod
    def by_default(cls, network: Network) -> bool:
        """Return whether it is recorded on this network when the scenario names no observables."""
        return False

    def bind(self, setting: Setting) -> Any:
        """Return the arrays it works on, made once; raises SociophysError where it cannot be measured here."""
        return None

    @abstractmethod
    def measure(self, frame: Frame, bound: Any) -> Array:
        """Return (n_replicas,) float64; ``bound`` is what :meth:`bind` returned."""


@dataclass(frozen=True)
class Watched:
    """An observable with its arrays, as the engine asks it."""

    member: Observable
    bound: Any

    @cached_property
    def is_foreign(self) -> bool:
        """Whether it is a user's own: nobody knows when it looks at the spins."""
        return self.member.plugin is not None  # a model's attribute is slow to read, and this is asked at every record

    @property
    def _shown(self) -> str:
        return self.member.plugin.shown if self.member.plugin else self.member.kind

    def measure(self, frame: Frame) -> Array:
        """Return (n_replicas,) float64.

        Raises
        ------
        NotDefinedError
            If a user's own observable fails, or returns anything else.
        """
        if not self.is_foreign:
            return self.member.measure(frame, self.bound)
        try:
            values = np.array(self.member.measure(frame, self.bound), np.float64)  # its own: counts go on changing
        except SociophysError:
            raise
        except Exception as error:
            what = f"measure failed ({type(error).__name__}: {error})"
            raise NotDefinedError(Mistake(self._shown, what)) from error
        if values.shape != frame.flips.shape:
            what = f"measure returned the shape {values.shape}"
            raise NotDefinedError(Mistake(self._shown, what, f"{frame.flips.shape}: one number a replica"))
        return values
