"""The triangular lattice: everybody has six neighbours in the plane, and friends of friends are often friends."""

from __future__ import annotations

import numpy as np
from pydantic import model_validator

from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.loaders._grid import lattice, refuse_double_ties
from sociophys.parameters import parameter


class TriangularLattice(Loader):
    """Give a rhombus of length x length people, each tied to six neighbours: +-(1, 0), +-(0, 1), +-(1, 1).

    Node ``y * length + x`` is named 'x,y' and has attributes ``x`` (column) and ``y`` (row). If hostile, every
    triangle is frustrated.

    Notes
    -----
    Periodic: 3 length^2 ties, all degrees 6; clustering 2/5 from length 4 on (of length 3 the torus closes further
    triangles, of length 2 it would tie pairs twice and is refused). Open: 2 length (length - 1) + (length - 1)^2
    ties. For J = 1 it orders at T_c = 4 / ln 3 = 3.640957 (Houtappel 1950, doi 10.1016/0031-8914(50)90130-3); for
    J = -1 at no temperature above 0 (Wannier 1950, doi 10.1103/PhysRev.79.357).
    """

    length: int = parameter(doc="People along one edge.", ge=2, le=3000)
    periodic: bool = parameter(True, doc="Whether opposite edges are joined (a torus).")

    @model_validator(mode="after")
    def _no_double_ties(self) -> TriangularLattice:
        refuse_double_ties(self.length, self.periodic)
        return self

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; draws nothing; each tie weighs 1."""
        return lattice("triangular lattice", self.length, ((1, 0), (0, 1), (1, 1)), self.periodic)
