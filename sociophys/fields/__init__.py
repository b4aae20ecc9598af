"""Fields: outside pressure h on each person; fields add up and are frozen within a sweep."""

from abc import abstractmethod
from typing import Any, ClassVar, Literal

import numpy as np

from sociophys.parameters import Member
from sociophys.schedules import NEVER
from sociophys.setting import Draw, Setting
from sociophys.triggers import TriggerBase
from sociophys.triggers.every import Every


class Field(Member):
    """Adds to h. Holds plain values; arrays appear in ``bind``; memory is declared, and owned by the engine.

    ``per_replica``: whether it presses differently in each replica (then h is (n_nodes, n_replicas)); a member whose
    parameters decide makes it a property.
    ``cadence``: at which sweeps ``update`` refreshes the memory.
    ``part``: what reports call its share of somebody's pressure: ``media`` (from outside), ``crowd`` (what is popular),
    ``own_past`` (what they said or believed themselves).
    """

    part: ClassVar[Literal["media", "crowd", "own_past"]] = "media"
    per_replica: ClassVar[bool] = False
    cadence: ClassVar[TriggerBase] = Every(n=1)

    @property
    def follows_opinions(self) -> bool:
        """Whether what it writes depends on what people say in the run: then there is no equilibrium and no energy."""
        return self.per_replica

    def note(self, bound: Any) -> str:
        """Return what follows for single people on this network and a reader should know, "" if nothing."""
        return ""

    @abstractmethod
    def bind(self, setting: Setting, draw: Draw) -> Any:
        """Return the arrays it needs on this network; raises SociophysError if it cannot work there."""

    def memory(self, n_nodes: int, n_replicas: int) -> dict[str, np.ndarray]:
        """Return its memory at the start, arrays whose last axis is the replica; empty if it has none."""
        return {}

    def memory_of(self, bound: Any, n_nodes: int, replicas: np.ndarray) -> dict[str, np.ndarray]:
        """Return :meth:`memory` where its start depends on the network, or on the numbers of the replicas."""
        return self.memory(n_nodes, len(replicas))

    @property
    def remembers(self) -> bool:
        """Whether it owns memory."""
        own = type(self)
        return own.memory is not Field.memory or own.memory_of is not Field.memory_of

    def update(self, bound: Any, memory: dict[str, np.ndarray], spins: np.ndarray, t: int, draw: Draw) -> None:
        """Refresh the memory in place from (n_nodes, n_replicas) spins; called when the cadence says so."""

    @abstractmethod
    def write(self, bound: Any, memory: dict[str, np.ndarray], t: int, h: np.ndarray) -> None:
        """Add to h, (n_nodes, 1), or (n_nodes, n_replicas) if any field is per replica; t >= 0."""

    def changes_after(self, t: int) -> float:
        """Return the first sweep after t at which what it writes may differ; infinity if never."""
        return t + 1 if self.per_replica else NEVER

    @abstractmethod
    def at_rest(self) -> bool:
        """Return whether it never presses (all strengths zero): then no side is singled out by it."""


class Pressure(Field):
    """A field of fixed shape whose strength follows a schedule: h_i(t) = strength(t) x_i, x from ``bind``.

    A member declares ``strength``, a schedule, and returns x as (n_nodes, 1) or as one number for all.
    """

    def write(self, bound: Any, memory: dict[str, np.ndarray], t: int, h: np.ndarray) -> None:
        """Add the shape times the strength at sweep t."""
        h += self.strength.at(t) * bound

    def changes_after(self, t: int) -> float:
        """Return when the strength changes next."""
        return float(self.strength.changes_after(t))

    def at_rest(self) -> bool:
        """Return whether the strength is zero throughout."""
        return bool(self.strength.bounds() == (0.0, 0.0))
