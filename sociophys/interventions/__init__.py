"""Interventions: levers pulled during a run; each pull is an Event with its cost."""

import dataclasses
from abc import abstractmethod
from collections.abc import Callable
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

    def each(self, measure: Callable[[Network, np.ndarray], np.ndarray]) -> np.ndarray:
        """Return ``measure(network, spins)`` of all replicas, side by side along the last axis."""
        if all(network is self.networks[0] for network in self.networks):
            return measure(self.networks[0], self.spins)
        parts = [measure(net, np.ascontiguousarray(self.spins[:, [c]])) for c, net in enumerate(self.networks)]
        return np.concatenate(parts, axis=-1)


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
    networks: new networks by column of the view, for good; columns that shared one and are alike share the new one.
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
    cost: dict[str, float | np.ndarray] = dataclasses.field(default_factory=dict)


class Intervention(Member):
    """A lever with a trigger.

    ``acts``: ``while`` the trigger holds, and it ends with it; ``each`` sweep at which it holds; ``begin``: once when
    it begins to hold, again when it begins anew. A lever of the first kind is asked when it begins to hold in some
    replica, and what it chose is kept until it ends; with ``asked_every`` it looks again at multiples of so many
    sweeps. Its ties are those of :meth:`retie`.

    ``rewires``: whether it changes ties or couplings. ``adds_ties``: whether people may become tied who were not.
    ``keeps_number``: whether the number of ties stays.
    ``presses``: whether it sets a field. ``only_pins``: whether all it does is to hold people, so that the others
    still have a law where it holds for good.
    """

    acts: ClassVar[Literal["while", "each", "begin"]] = "while"
    rewires: ClassVar[bool] = False
    adds_ties: ClassVar[bool] = False
    keeps_number: ClassVar[bool] = True
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
    def ties_differ(self) -> bool:
        """Whether replicas come to have networks of their own, where it changes ties."""
        return self.differs

    @property
    def singles_out_a_side(self) -> bool:
        """Whether it prefers a side (a pin does), so that runs need no alignment."""
        return False


def each_network(view: View, who: np.ndarray, change: Callable[[Network, np.ndarray], Network]) -> dict[int, Network]:
    """Return by column what becomes of each network, once for all columns of ``who`` that share it.

    ``change(network, columns)``: returns the new network, or the one given where nothing changes.
    """
    sharing: dict[int, list[int]] = {}
    for c in np.flatnonzero(who).tolist():
        sharing.setdefault(id(view.networks[c]), []).append(c)
    found: dict[int, Network] = {}
    for columns in sharing.values():
        old = view.networks[columns[0]]
        new = change(old, np.array(columns))
        found |= dict.fromkeys(columns, new) if new is not old else {}
    return found


def without_slots(network: Network, gone: np.ndarray) -> Network:
    """Return the network without some slots, (n_slots,) bool; of undirected ties both are to be given."""
    count = np.bincount(network.rows[~gone], minlength=network.n_nodes)
    indptr = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    parts = (part[~gone] for part in (network.indices, network.weights, network.couplings))
    return Network(indptr, *parts, network.directed, network.names)
