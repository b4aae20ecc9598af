"""The square lattice: everybody has four neighbours, as in the Ising model of textbooks."""

from __future__ import annotations

import numpy as np
from pydantic import model_validator

from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.loaders._grid import lattice, refuse_double_ties
from sociophys.parameters import parameter


class SquareLattice(Loader):
    """Give a square of length x length people, each tied to the neighbours right, left, above and below.

    Node ``y * length + x`` is named 'x,y' and has attributes ``x`` and ``y``.

    Notes
    -----
    Periodic: 2 length^2 ties, all degrees 4; of length 2 it would tie each pair twice and is refused. Open:
    2 length (length - 1) ties. Orders at T_c = 2 / ln(1 + sqrt 2) = 2.269185 for J = 1 (Onsager 1944,
    doi 10.1103/PhysRev.65.117).
    """

    length: int = parameter(doc="People along one edge.", ge=2, le=3000)
    periodic: bool = parameter(True, doc="Whether the edges are joined (a torus).")

    @model_validator(mode="after")
    def _no_double_ties(self) -> SquareLattice:
        refuse_double_ties(self.length, self.periodic)
        return self

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; draws nothing; each tie weighs 1."""
        return lattice("square lattice", self.length, ((1, 0), (0, 1)), self.periodic)
