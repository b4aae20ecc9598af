"""Dynamics: how a person's opinion answers the local field, in which order people are asked, at what noise."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

import numpy as np
from pydantic import model_validator

from sociophys.network import Network
from sociophys.parameters import Member, Strict, parameter
from sociophys.schedules import schedule

Array = np.ndarray
Key = tuple[np.uint32, np.uint32]
Order = Literal["random", "permutation", "sequential", "checkerboard", "synchronous"]


class Temperature(Strict):
    """The noise level: absolute, or relative to an estimate of this network's critical temperature.

    A bare number, or a schedule, is absolute. T scales both J and h: b = 1/T. T = 0 follows the local field.
    """

    absolute: schedule(ge=0) | None = parameter(None, doc="Temperature in units of the couplings, a schedule.")
    relative: schedule(ge=0) | None = parameter(None, doc="Temperature in units of the reference named by `to`.")
    to: Literal["mean_field", "non_backtracking"] | None = parameter(
        None, doc="Reference of a relative temperature: leading eigenvalue of J, or the non-backtracking estimate."
    )
    per_node: str | None = parameter(None, doc="Node attribute (numbers >= 0) that multiplies the temperature.")

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, raw: Any) -> Any:
        bare = not isinstance(raw, Mapping) or "kind" in raw
        return {"absolute": raw} if bare and not isinstance(raw, cls) else raw

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.absolute is None) == (self.relative is None):
            raise ValueError("give one of 'absolute' and 'relative'; allowed exactly one")
        if (self.relative is None) != (self.to is None):
            raise ValueError("'relative' and 'to' belong together; allowed to: mean_field, non_backtracking")
        return self

    @property
    def schedule(self) -> Any:
        """The schedule of the number that was given, absolute or relative."""
        return self.absolute if self.absolute is not None else self.relative


class Dynamics(Member):
    """A local rule: attempts in an order, each with P(s_i = +1) from the law.

    ``vectorises``: whether the law's source serves vectors of f, s and beta as well as numbers.
    ``is_monotone``: whether, for a given own spin, P(+1) never falls as the local field rises: then most coins are
    decided by bounds, without the law (kernels.brackets).
    """

    vectorises: ClassVar[bool] = False
    is_monotone: ClassVar[bool] = False

    order: Order = parameter("random", doc="Who is asked when: part of the model where J is not symmetric.")
    temperature: Temperature = parameter(doc="Noise level: a number, a schedule, or relative to an estimate.")
    self_coupling: Literal["drop", "keep"] = parameter(
        "drop", doc="Self-loops are dropped and counted, or kept as inertia (then no equilibrium language)."
    )

    @abstractmethod
    def law(self) -> Any:
        """Return the NamedTuple whose type selects the compiled rule (kernels.extension.law)."""

    @property
    def is_timeless(self) -> bool:
        """Whether a sweep is no time: only the law that is reached means something."""
        return False

    @property
    def stationary_law(self) -> str:
        """Which stationary law holds for symmetric J with constant T and h: boltzmann, peretto or unknown."""
        return "unknown"

    @property
    def is_reversible(self) -> bool:
        """Whether detailed balance holds per sweep for symmetric J with constant T and h."""
        return False


class Moves(ABC):
    """A sampler at work on the replicas of a unit, in rows of its own; the engine calls it in this order.

    Attributes
    ----------
    network, replicas (n_replicas,), key: what it works on. own: (n_replicas, n_nodes) int8, the recorded spins.
    memory: arrays that must survive a stop beside the spins, each with the replicas along its last axis; a sampler
        fills the dict, the engine keeps it in ``State.memory["dynamics"]`` and saves it in checkpoints.
    """

    def __init__(self, network: Network, replicas: Array, key: Key, memory: dict[str, Array]) -> None:
        self.network, self.replicas, self.key, self.memory = network, replicas, key, memory
        self.own = np.empty((len(replicas), network.n_nodes), np.int8)

    def load(self, spins: Array) -> None:
        """Take over (n_nodes, n_replicas) spins: at the start, and where levers have set some."""
        self.own[:] = spins.T

    def store(self, spins: Array) -> None:
        """Write the spins into (n_nodes, n_replicas)."""
        spins[:] = self.own.T

    @abstractmethod
    def control(self, h: Array, beta: Array, pins: Array) -> None:
        """Take over the controls, each (n_nodes, 1) or (n_nodes, n_replicas): some may have changed."""

    @abstractmethod
    def advance(self, t: int, n_sweeps: int, flips: Array) -> None:
        """Make sweeps t to t + n_sweeps - 1, adding the spins that changed to ``flips`` (n_replicas,)."""


class Sampler(Dynamics):
    """Moves of its own instead of attempts in an order.

    ``needs_equilibrium``: whether it samples a law only, so that a sweep is no time and it works only where the law
    is known; else it is the dynamics itself by another road.
    """

    needs_equilibrium: ClassVar[bool] = True

    order: Literal["random"] = parameter("random", doc="Moves of a sampler meet people at random, or all of them.")

    def law(self) -> Any:
        """Return None: kernels of attempts do not serve a sampler."""
        return None

    @abstractmethod
    def moves(self, network: Network, replicas: Array, key: Key, memory: dict[str, Array]) -> Moves:
        """Return the sampler at work on a network's replicas."""

    @property
    def is_timeless(self) -> bool:
        """Whether a sweep is no time: where it samples a law only."""
        return self.needs_equilibrium

    def cautions(self, network: Network) -> tuple[str, ...]:
        """Return what may go badly on this network, one sentence each."""
        return ()

    @property
    def stationary_law(self) -> str:
        """Return boltzmann: the law of every sampler for symmetric J with constant T and h."""
        return "boltzmann"
