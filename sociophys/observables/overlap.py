"""Likeness to a pattern: recorded opinions, an attribute of the people, or the slowest direction of the network."""

from typing import Any, ClassVar

import numpy as np

from sociophys.errors import Mistake, NotDefinedError, near_miss
from sociophys.kernels.measure import weighted_sums
from sociophys.network import Network
from sociophys.observables import Frame, Observable
from sociophys.parameters import parameter
from sociophys.setting import Setting
from sociophys.theory.slow import slow_direction

WORDS = ("slow", "opinions")


class Overlap(Observable):
    """q = sum_i x_i s_i / sum_i |x_i| for a pattern x: 1 alike in every person, 0 no likeness, -1 the mirror image.

    Whoever has no value counts 0. ``slow`` is the direction in which opinions of this network move slowest (its
    camps, where ties are hostile): what settles last.
    """

    is_odd: ClassVar[bool] = True
    of_opinions_alone: ClassVar[bool] = True
    unit: ClassVar[str] = "per person"
    meaning: ClassVar[str] = "likeness to a pattern (overlap)"

    pattern: str = parameter("slow", doc="slow, opinions (as imported), or a node attribute of numbers.")

    @classmethod
    def by_default(cls, network: Network) -> bool:
        """Return whether there is a hostile tie: m then misses what moves slowly."""
        return network.has_hostile

    def bind(self, setting: Setting) -> Any:
        """Return the pattern over the sum of its sizes, (n_nodes, 1) float64."""
        values = np.nan_to_num(_pattern(self.pattern, setting))
        if not values.any():
            raise NotDefinedError(Mistake("pattern", f"'{self.pattern}' is 0 or missing for everybody"))
        return (values / np.abs(values).sum())[:, None]

    def measure(self, frame: Frame, bound: Any) -> np.ndarray:
        """Return q of each replica."""
        return np.asarray(weighted_sums(bound, frame.spins))


def _pattern(name: str, setting: Setting) -> np.ndarray:
    if name == "slow":
        return slow_direction(setting.network)
    if name == "opinions":
        if setting.opinions is None:
            raise NotDefinedError(Mistake("pattern", "there are no opinions", "", "Give network.opinions."))
        return np.asarray(setting.opinions.values, np.float64)
    nodes = setting.graph.nodes
    known = [*WORDS, *map(str, nodes.columns)]
    if name not in nodes:
        raise NotDefinedError(Mistake("pattern", f"'{name}' is no attribute", ", ".join(known), near_miss(name, known)))
    try:
        return nodes[name].to_numpy(np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        raise NotDefinedError(Mistake("pattern", f"'{name}' is not made of numbers")) from None
