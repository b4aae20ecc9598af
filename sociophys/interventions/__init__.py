"""Interventions: levers pulled during a run; each pull is an Event with its cost."""

import dataclasses
from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from sociophys.network import Network
from sociophys.parameters import Member, parameter
from sociophys.setting import Draw, Setting
from sociophys.triggers import trigger
from sociophys.triggers.after import After

COSTS = {
    "people": "people reached",
    "ties": "ties changed",
    "field_sweeps": "pressure times people times sweeps",
    "noise_sweeps": "change of noise times people times sweeps",
    "held_sweeps": "people held times sweeps",
}
"""What a lever may cost, in the same units everywhere; the last three are counted by the engine while it holds."""


@dataclass(frozen=True)
class View:
    """What a lever may look at: spins (n_nodes, n_replicas), each replica's network, its number, the last records."""

    spins: np.ndarray
    networks: list[Network]
    replicas: np.ndarray
    recorded: dict[str, np.ndarray]


@dataclass(frozen=True)
class Change:
    """What a lever does to ``nodes`` (k,), in the replicas that pulled it.

    Attributes
    ----------
    temperature: their noise level while it holds: one number, (k,) or (k, n_replicas); NaN leaves it as it is.
    pin: (k,) or (k, n_replicas) int8, the side each is held at while it holds; 0 leaves them free.
    field: (k,) or (k, n_replicas), added to the pressure on each while it holds.
    spins: (k,) or (k, n_replicas) int8, opinions set once; 0 leaves them as they are.
    sweeps: for a lever that acts once or at every sweep: for how long what it sets for a while holds from there on.
    absent: whether the people are out of every count while it holds.
    networks: new networks by column of the view, for good. network: one for all replicas alike, for good.
    action, cost: for the Event; a cost by name (:data:`COSTS`) is one number or (n_replicas,).
    """

    action: str
    nodes: np.ndarray | None = None
    temperature: float | np.ndarray | None = None
    pin: np.ndarray | None = None
    field: np.ndarray | None = None
    spins: np.ndarray | None = None
    sweeps: int = 0
    absent: bool = False
    networks: dict[int, Network] = dataclasses.field(default_factory=dict)
    network: Network | None = None
    cost: dict[str, float | np.ndarray] = dataclasses.field(default_factory=dict)


class Intervention(Member):
    """A lever with a trigger.

    ``acts``: ``while`` the trigger holds, and it ends with it; ``each`` sweep at which it holds; ``begin``: once when
    it begins to hold, again when it begins anew. A lever of the first kind is asked when it begins to hold in some
    replica, and what it chose is kept until it ends; with ``asked_every`` it looks again at multiples of so many
    sweeps. Its ties are those of :meth:`retie`.

    ``rewires``: whether it changes ties or couplings. ``adds_ties``: whether people may become tied who were not.
    ``presses``: whether it sets a field. ``only_pins``: whether all it does is to hold people, so that the others
    still have a law where it holds for good.
    """

    acts: ClassVar[Literal["while", "each", "begin"]] = "while"
    rewires: ClassVar[bool] = False
    adds_ties: ClassVar[bool] = False
    presses: ClassVar[bool] = False
    only_pins: ClassVar[bool] = False

    when: trigger() = parameter(After(), doc="When it holds; from sweep 0 on if not given.")

    def bind(self, setting: Setting, draw: Draw) -> Any:
        """Return the arrays it needs on this network."""
        return None

    @abstractmethod
    def act(self, bound: Any, view: View, who: np.ndarray, t: int, draw: Draw) -> Change | None:
        """Return the change for the replicas where ``who`` (n_replicas,) bool holds, or None for nothing.

        Where it is not ``per_replica`` it may depend on nothing but ``bound``, ``t`` and, of ties, ``view.networks``.
        """

    def retie(self, bound: Any, network: Network) -> Network:
        """Return the ties while a lever that acts ``while`` its trigger holds is in force; a function of both alone."""
        return network

    @property
    def per_replica(self) -> bool:
        """Whether it may do different things in different replicas: it looks at opinions, or draws for each."""
        return False

    @property
    def asked_every(self) -> int:
        """Sweeps after which a lever that holds looks again; 0: never."""
        return 0

    @property
    def differs(self) -> bool:
        """Whether replicas come to differ by it in more than their opinions."""
        return self.per_replica or self.when.is_condition

    @property
    def singles_out_a_side(self) -> bool:
        """Whether it prefers a side (a pin does), so that runs need no alignment."""
        return False
