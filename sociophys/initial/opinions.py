"""The opinions that were imported: what comes next from here."""

from typing import ClassVar, Literal

import numpy as np

from sociophys.initial import Initial
from sociophys.network import Network
from sociophys.opinions import Opinions as Imported
from sociophys.parameters import parameter


class Opinions(Initial):
    """Start from the imported opinions by their sign; those without one are filled in as ``missing`` says."""

    needs_opinions: ClassVar[bool] = True

    missing: Literal["random", "plus", "minus"] = parameter(
        "random",
        doc="Where people without an opinion (or at neither side) start: a fair coin in each replica, or a side.",
    )

    def spins(self, network: Network, opinions: Imported | None, rng: np.random.Generator) -> np.ndarray:
        """Return one replica's start."""
        assert opinions is not None  # the model is not bound without them
        coins = np.where(rng.random(network.n_nodes) < 0.5, 1, -1)
        filled = {"random": coins, "plus": 1, "minus": -1}[self.missing]
        return np.where(opinions.sides == 0, filled, opinions.sides).astype(np.int8)
