"""Majority vote: follow most of the pull, with one probability of doing the opposite."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from sociophys.accelerate import overload
from sociophys.dynamics import Dynamics
from sociophys.kernels.exponential import exp
from sociophys.kernels.extension import is_type, law
from sociophys.simd import minimum

_STEEP = 1e9  # pulls above 1e-9 are a majority


class Majority(NamedTuple):
    """P(+1) = 1 / (1 + exp(-2 beta sign f)); ``strength`` multiplies the sign (1 in the majority-vote rule)."""

    strength: float = 1.0


@overload(law)
def _majority(rule: Any, f: Any, s: Any, beta: Any) -> Any:
    if not is_type(rule, Majority):
        return None

    def probability_up(rule: Any, f: Any, s: Any, beta: Any) -> Any:
        return 1.0 / (1.0 + exp(2.0 * beta * rule.strength * minimum(-_STEEP * f, 1.0)))  # f <= 0

    return probability_up


class MajorityVote(Dynamics):
    """Go with the majority of one's ties, or against it with probability q, however large the majority is.

    q = 1 / (1 + exp(2 / T)), that is T = 2 / ln((1 - q) / q): the heat bath of the sign of the local field, which is
    why T is a pure number here. On a tie a fair coin. Liggett 1985; de Oliveira 1992, doi 10.1007/BF01060069: on the
    square lattice order ends at q = 0.075 (T = 0.796), in Ising's class though no energy exists.
    """

    vectorises: ClassVar[bool] = True

    def law(self) -> Majority:
        """Return the rule of the majority."""
        return Majority()
