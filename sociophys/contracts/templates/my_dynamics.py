"""A law of your own: how a person who is asked answers the pressure. Rename the file and its class together."""

from typing import ClassVar, NamedTuple

from sociophys.accelerate import overload
from sociophys.dynamics import Dynamics
from sociophys.kernels.exponential import exp
from sociophys.kernels.extension import is_type, law
from sociophys.parameters import parameter


class _Law(NamedTuple):
    """What the compiled law reads."""

    lapse: float


@overload(law)
def _my_law(rule, f, s, beta):
    if not is_type(rule, _Law):  # another law's turn
        return None

    def probability_up(rule, f, s, beta):  # compiled; asked at f <= 0 only, and mirrored elsewhere
        return 0.5 * rule.lapse + (1.0 - rule.lapse) / (1.0 + exp(-2.0 * beta * f))

    return probability_up


class MyDynamics(Dynamics):
    """The heat bath with lapses: with probability ``lapse`` a coin is tossed, whatever the pressure."""

    vectorises: ClassVar[bool] = True  # plain arithmetic and this exp serve vectors too: faster kernels
    is_monotone: ClassVar[bool] = True  # more pressure to a side never makes that side less likely

    lapse: float = parameter(0.05, ge=0, le=1, doc="Probability of an answer without thought.")

    def law(self):
        """Return what the compiled law reads."""
        return _Law(float(self.lapse))
