"""The cubic lattice: everybody has six neighbours in three dimensions."""

from __future__ import annotations

import numpy as np
from pydantic import model_validator

from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.loaders._grid import lattice, refuse_double_ties
from sociophys.parameters import parameter


class CubicLattice(Loader):
    """Give a cube of length x length x length people, each tied to the six neighbours along the axes.

    Node ``x + length y + length^2 z`` is named 'x,y,z' and has attributes ``x``, ``y``, ``z``.

    Notes
    -----
    Periodic: 3 length^3 ties, all degrees 6; of length 2 it would tie each pair twice and is refused. Open:
    3 length^2 (length - 1) ties. No triangles. Orders at T_c = 1 / 0.221654626(5) = 4.51152 for J = 1 (Ferrenberg,
    Xu & Landau 2018, doi 10.1103/PhysRevE.97.043301).
    """

    length: int = parameter(doc="People along one edge.", ge=2, le=215)
    periodic: bool = parameter(True, doc="Whether opposite faces are joined (a torus).")

    @model_validator(mode="after")
    def _no_double_ties(self) -> CubicLattice:
        refuse_double_ties(self.length, self.periodic)
        return self

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; draws nothing; each tie weighs 1."""
        return lattice("cubic lattice", self.length, ((1, 0, 0), (0, 1, 0), (0, 0, 1)), self.periodic)
