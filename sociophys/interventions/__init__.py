"""Interventions: levers pulled during a run; each pull is an Event."""

from abc import abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from sociophys.network import Network
from sociophys.parameters import Member, parameter
from sociophys.setting import Draw, Setting
from sociophys.triggers import trigger
from sociophys.triggers.after import After


@dataclass(frozen=True)
class View:
    """What a lever may look at: spins (n_nodes, n_replicas), each replica's network, its number, the last records."""

    spins: np.ndarray
    networks: list[Network]
    replicas: np.ndarray
    recorded: dict[str, np.ndarray]


@dataclass(frozen=True)
class Change:
    """What a lever does: to ``nodes`` (k,), in the replicas that pulled it.

    ``temperature``: their noise level while it holds. ``pin``: (k,) int8, the side each is held at while it
    holds. ``networks``: new networks by column of the view, for good. ``action``, ``cost``: for the Event.
    """

    action: str
    nodes: np.ndarray | None = None
    temperature: float | None = None
    pin: np.ndarray | None = None
    networks: dict[int, Network] = field(default_factory=dict)
    cost: dict[str, float] = field(default_factory=dict)


class Intervention(Member):
    """A lever with a trigger. ``standing`` levers hold while the trigger holds; others act at each firing.

    A standing lever is asked when the replicas in which it holds change; what it chose is kept until then.

    ``rewires``: whether it yields new networks (then every replica may come to have its own).
    ``only_pins``: whether all it does is to hold people, so that the others still have a law where it holds for good.
    """

    standing: ClassVar[bool] = True
    rewires: ClassVar[bool] = False
    only_pins: ClassVar[bool] = False

    when: trigger() = parameter(After(), doc="When it holds; from sweep 0 on if not given.")

    def bind(self, setting: Setting, draw: Draw) -> Any:
        """Return the arrays it needs on this network."""
        return None

    @abstractmethod
    def act(self, bound: Any, view: View, who: np.ndarray, t: int, draw: Draw) -> Change | None:
        """Return the change for the replicas where ``who`` (n_replicas,) bool holds, or None for nothing."""

    @property
    def singles_out_a_side(self) -> bool:
        """Whether it prefers a side (a pin does), so that runs need no alignment."""
        return False
