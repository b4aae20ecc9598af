"""Metropolis dynamics: a change that relieves is always made, one that costs is made now and then."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from sociophys.accelerate import overload
from sociophys.dynamics import Dynamics
from sociophys.kernels.exponential import exp
from sociophys.kernels.extension import is_type, law


class Relief(NamedTuple):
    """P(flip) = min(1, exp(-2 beta s f)); ``strength`` multiplies the local field (1 in Metropolis' rule)."""

    strength: float = 1.0


@overload(law)
def _relief(rule: Any, f: Any, s: Any, beta: Any) -> Any:
    if not is_type(rule, Relief):
        return None

    def probability_up(rule: Any, f: Any, s: Any, beta: Any) -> Any:
        # f <= 0: a spin that is up always turns down; one that is down turns up with exp(-2 beta |f|). Plain
        # arithmetic on s = -1 or +1, so that it serves a whole vector of spins as well.
        return (0.5 - 0.5 * s) / exp(-2.0 * beta * rule.strength * f)

    return probability_up


class Metropolis(Dynamics):
    """Change your mind whenever that relieves you, and against the pressure only now and then.

    P(flip) = min(1, exp(-2 s_i f_i / T)), f_i = sum_j J_ij s_j + h_i: Metropolis, Rosenbluth, Rosenbluth, Teller &
    Teller 1953, doi 10.1063/1.1699114, section II. Without pressure (f_i = 0) one always changes; at T = 0 that is
    a fair coin, as in every rule. For symmetric J and constant h, T every order but ``synchronous`` keeps
    Boltzmann's law; for directed J the stationary law differs from the heat bath's. At high noise everybody changes
    at nearly every attempt, so records in the orders that ask everybody once a sweep swing to and fro.
    """

    vectorises: ClassVar[bool] = True
    is_monotone: ClassVar[bool] = True

    def law(self) -> Relief:
        """Return Metropolis' rule."""
        return Relief()

    @property
    def stationary_law(self) -> str:
        """Which stationary law holds for symmetric J with constant T and h: boltzmann, or unknown if synchronous."""
        return "unknown" if self.order == "synchronous" else "boltzmann"

    @property
    def is_reversible(self) -> bool:
        """Whether detailed balance holds per sweep for symmetric J (engine rule 5)."""
        return self.order in ("random", "permutation")
