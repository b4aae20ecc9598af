"""Coupling rules: each maps couplings to new couplings on a fixed pattern, so rules stack."""

from abc import abstractmethod
from typing import ClassVar

import numpy as np

from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.parameters import Member


class Coupling(Member):
    """Maps (n_slots,) couplings to new (n_slots,) couplings.

    ``keeps_symmetry``: whether J_ij = J_ji where it was so before.
    """

    keeps_symmetry: ClassVar[bool] = True

    def note(self) -> str:
        """Return what follows from the parameters and a reader should know, "" if nothing."""
        return ""

    @abstractmethod
    def couple(self, couplings: np.ndarray, network: Network, graph: Graph, rng: np.random.Generator) -> np.ndarray:
        """Return new couplings, (n_slots,) float64; symmetric in, symmetric out where ``keeps_symmetry``."""
