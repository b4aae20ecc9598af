"""Dynamics: how a person's opinion answers the local field, in which order people are asked, at what noise."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import model_validator

from sociophys.parameters import Member, Strict, parameter
from sociophys.schedules import schedule

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
    """A local rule: attempts in an order, each with P(s_i = +1) from the law."""

    order: Order = parameter("random", doc="Who is asked when: part of the model where J is not symmetric.")
    temperature: Temperature = parameter(doc="Noise level: a number, a schedule, or relative to an estimate.")
    self_coupling: Literal["drop", "keep"] = parameter(
        "drop", doc="Self-loops are dropped and counted, or kept as inertia (then no equilibrium language)."
    )

    @abstractmethod
    def law(self) -> Any:
        """Return the NamedTuple whose type selects the compiled rule (kernels.extension.law)."""

    @property
    def stationary_law(self) -> str:
        """Which stationary law holds for symmetric J with constant T and h: boltzmann, peretto or unknown."""
        return "unknown"

    @property
    def is_reversible(self) -> bool:
        """Whether detailed balance holds per sweep for symmetric J with constant T and h."""
        return False
