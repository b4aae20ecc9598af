"""Initial states: how opinions stand before the first sweep."""

from abc import abstractmethod
from typing import ClassVar

import numpy as np

from sociophys.network import Network
from sociophys.opinions import Opinions
from sociophys.parameters import Member


class Initial(Member):
    """Gives the spins of each replica before the first sweep."""

    needs_opinions: ClassVar[bool] = False

    @abstractmethod
    def spins(self, network: Network, opinions: Opinions | None, rng: np.random.Generator) -> np.ndarray:
        """Return (n_nodes,) int8 in {-1, +1} for one replica; the rng is that replica's own."""

    @property
    def singles_out_a_side(self) -> bool:
        """Whether the start prefers a side, so that runs need no alignment by a global flip."""
        return True
