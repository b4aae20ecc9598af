"""Fields: outside pressure h on each person; fields add up and are frozen within a sweep."""

from abc import abstractmethod
from typing import Any, ClassVar, Literal, NamedTuple, Protocol

import numpy as np

from sociophys.parameters import Member
from sociophys.schedules import NEVER, total
from sociophys.setting import Draw, Setting
from sociophys.triggers import TriggerBase
from sociophys.triggers.every import Every


class Crowd(Protocol):
    """What a memory is refreshed from; what kernels have counted costs nothing, spins cost a look.

    Attributes
    ----------
    m: (n_replicas,) int64, sum of spins. spins: (n_nodes, n_replicas) int8, unpacked when asked for.
    packed: (words (n_nodes,) unsigned, first replica, how many) where replicas are held as bits of words, bit c set
        where replica first + c is +1; empty where they are not.
    """

    @property
    def m(self) -> np.ndarray:
        """Sums of spins."""

    @property
    def spins(self) -> np.ndarray:
        """The spins."""

    @property
    def packed(self) -> list[tuple[np.ndarray, int, int]]:
        """The words."""


class PerReplica(NamedTuple):
    """Pressure that differs between replicas: h_i^r = gain x values[lines[i], r].

    ``values``: (n_lines, n_replicas) float32, of size 0 for none. ``lines``: (n_nodes,) int32; of size 0: line i is
    that of person i.
    """

    values: np.ndarray
    gain: np.float32
    lines: np.ndarray


class Field(Member):
    """Adds to h. Holds plain values; arrays appear in ``bind``; memory is declared, and owned by the engine.

    ``per_replica``: whether it presses differently in each replica; a member whose parameters decide makes it a
    property. Then ``write`` is given (n_nodes, n_replicas) float32, else (n_nodes, 1) float64; kernels add the two,
    so that one kind does not make the other wide.
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

    def refresh(self, bound: Any, memory: dict[str, np.ndarray], crowd: Crowd, t: int, draw: Draw) -> None:
        """Refresh the memory in place when the cadence says so; a member that needs no look at spins defines this."""
        self.update(bound, memory, crowd.spins, t, draw)

    def update(self, bound: Any, memory: dict[str, np.ndarray], spins: np.ndarray, t: int, draw: Draw) -> None:
        """Refresh the memory in place from (n_nodes, n_replicas) spins: what :meth:`refresh` asks for by default."""

    @abstractmethod
    def write(self, bound: Any, memory: dict[str, np.ndarray], t: int, h: np.ndarray) -> None:
        """Add to h, of its own kind: (n_nodes, n_replicas) if it is per replica, else (n_nodes, 1); t >= 0."""

    def write_on(self, base: np.ndarray, bound: Any, memory: dict[str, np.ndarray], t: int, h: np.ndarray) -> None:
        """Set h to base, and :meth:`write`; for members that can do both at once."""
        h[:] = base
        self.write(bound, memory, t, h)

    def changes_after(self, t: int) -> float:
        """Return the first sweep after t at which what it writes may differ; infinity if never."""
        return t + 1 if self.per_replica else NEVER

    @abstractmethod
    def at_rest(self) -> bool:
        """Return whether it never presses (all strengths zero): then no side is singled out by it."""

    def spent(self, bound: Any, n_nodes: int, sweeps: int) -> float | None:
        """Return its pressure, whatever the side, added up over people and sweeps; None where it depends on the run."""
        if self.per_replica or self.remembers:
            return None
        found, t = 0.0, 0
        while t < sweeps:
            h = np.zeros((n_nodes, 1))
            self.write(bound, {}, t, h)
            until = int(min(self.changes_after(t), sweeps))
            found, t = found + (until - t) * float(np.abs(h).sum()), until
        return found


class Feedback(Field):
    """A field by which opinions act back on people: its pressure is a number times what it remembers.

    A member declares ``strength``, a schedule, and says in :meth:`remembered` what it multiplies. Where it is the only
    one, kernels take the memory as it is, and nothing is written.
    """

    per_replica: ClassVar[bool] = True

    @abstractmethod
    def remembered(self, bound: Any, memory: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Return (values, lines) as :class:`PerReplica` has them."""

    def answer(self, bound: Any, memory: dict[str, np.ndarray], t: int) -> PerReplica:
        """Return its pressure at sweep t >= 0."""
        values, lines = self.remembered(bound, memory)
        return PerReplica(values, np.float32(self.strength.at(t)), lines)

    def write(self, bound: Any, memory: dict[str, np.ndarray], t: int, h: np.ndarray) -> None:
        """Add what is remembered times the strength."""
        values, gain, lines = self.answer(bound, memory, t)
        h += gain * (values[lines] if lines.size else values)

    def at_rest(self) -> bool:
        """Return True: it follows opinions and singles out no side."""
        return True


class Pressure(Field):
    """A field of fixed shape whose strength follows a schedule: h_i(t) = strength(t) x_i, x from ``bind``.

    A member declares ``strength``, a schedule, and returns x as (n_nodes, 1) or as one number for all.
    """

    def write(self, bound: Any, memory: dict[str, np.ndarray], t: int, h: np.ndarray) -> None:
        """Add the shape times the strength at sweep t."""
        h += self.strength.at(t) * bound

    def write_on(self, base: np.ndarray, bound: Any, memory: dict[str, np.ndarray], t: int, h: np.ndarray) -> None:
        """Set h to base and the shape times the strength: through memory once."""
        np.multiply(bound, self.strength.at(t), out=h)
        h += base

    def changes_after(self, t: int) -> float:
        """Return when the strength changes next."""
        return float(self.strength.changes_after(t))

    def at_rest(self) -> bool:
        """Return whether the strength is zero throughout."""
        return bool(self.strength.bounds() == (0.0, 0.0))

    def spent(self, bound: Any, n_nodes: int, sweeps: int) -> float:
        """Return its pressure, whatever the side, added up over people and sweeps."""
        return total(self.strength, sweeps, abs) * float(np.abs(np.broadcast_to(bound, (n_nodes, 1))).sum())
