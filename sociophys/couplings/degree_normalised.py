"""Everybody is open to influence alike, however many ties they have."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from sociophys.couplings import Coupling
from sociophys.graph import Graph
from sociophys.network import Network


class DegreeNormalised(Coupling):
    """Divide each person's influences by their total: J_ij / sum_k |J_ik|, so that the local field is in [-1, 1].

    People without influences stay so. Undirected networks with unequal degrees become asymmetric: rates are defined,
    an energy is not (unless temperatures differ by the same factor).
    """

    keeps_symmetry: ClassVar[bool] = False

    def couple(self, couplings: np.ndarray, network: Network, graph: Graph, rng: np.random.Generator) -> np.ndarray:
        """Return (n_slots,) couplings, each row's absolute sum 1 (or 0)."""
        total = np.bincount(network.rows, np.abs(couplings), minlength=network.n_nodes)
        return couplings / np.where(total > 0, total, 1.0)[network.rows]
