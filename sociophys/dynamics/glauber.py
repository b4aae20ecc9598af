"""Glauber dynamics: the heat bath."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from sociophys.accelerate import overload
from sociophys.dynamics import Dynamics
from sociophys.kernels.exponential import logistic
from sociophys.kernels.extension import is_type, law


class HeatBath(NamedTuple):
    """P(+1) = 1 / (1 + exp(-2 beta f)); ``strength`` multiplies the local field (1 in Glauber's rule)."""

    strength: float = 1.0


@overload(law)
def _heat_bath(rule: Any, f: Any, s: Any, beta: Any) -> Any:
    if not is_type(rule, HeatBath):
        return None

    def probability_up(rule: Any, f: Any, s: Any, beta: Any) -> Any:
        return logistic(-2.0 * rule.strength * beta * f)

    return probability_up


class Glauber(Dynamics):
    """Ask one person at a time (or all at once); the answer follows the pressure, up to noise.

    Heat bath: P(s_i = +1) = 1 / (1 + exp(-2 f_i / T)), f_i = sum_j J_ij s_j + h_i, whatever s_i was. One sweep is
    one attempt a person, the time unit 1/alpha of Glauber 1963, doi 10.1063/1.1703954, equation 4 and section 2.
    For symmetric J and constant h, T every order but ``synchronous`` keeps Boltzmann's law; ``synchronous``
    keeps Peretto's (1984, doi 10.1007/BF00317939); for directed J the stationary law depends on the order.
    """

    vectorises: ClassVar[bool] = True
    is_monotone: ClassVar[bool] = True

    def law(self) -> HeatBath:
        """Return the heat bath."""
        return HeatBath()

    @property
    def stationary_law(self) -> str:
        """Which stationary law holds for symmetric J with constant T and h: boltzmann or peretto."""
        return "peretto" if self.order == "synchronous" else "boltzmann"

    @property
    def is_reversible(self) -> bool:
        """Whether detailed balance holds per sweep for symmetric J (engine rule 5)."""
        return self.order in ("random", "permutation", "synchronous")
