"""The square lattice: everybody has four neighbours, as in the Ising model of textbooks."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pydantic import model_validator

from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.loaders._pairs import model_graph
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
        if self.periodic and self.length == 2:
            raise ValueError(
                "a periodic lattice of length 2 ties each pair twice; allowed length 3 or more, or periodic: false"
            )
        return self

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; draws nothing; each tie weighs 1."""
        number = np.arange(self.length**2, dtype=np.int64).reshape(self.length, self.length)
        right, below = np.roll(number, -1, axis=1), np.roll(number, -1, axis=0)
        if not self.periodic:
            number, right, below = number[:], right[:, :-1], below[:-1]
        first = np.concatenate([number[:, : right.shape[1]].ravel(), number[: below.shape[0]].ravel()])
        y, x = np.divmod(np.arange(self.length**2), self.length)
        names = pd.Index([f"{a},{b}" for a, b in zip(x, y, strict=True)], dtype="str", name="id")
        nodes = pd.DataFrame({"x": x, "y": y}, index=names)
        ends = (first, np.concatenate([right.ravel(), below.ravel()]))
        note = f"a model: a {'periodic' if self.periodic else 'open'} square lattice"
        return model_graph("square lattice", nodes, ends, np.ones(len(first)), note)
