"""The Cayley tree: no loops, everybody inside has the same number of ties."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pydantic import model_validator

from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.loaders._pairs import MOST_NODES, model_graph, numbered, words
from sociophys.parameters import parameter


class BetheLattice(Loader):
    """Give a finite Cayley tree: a root with branching + 1 ties; each of the others has ``branching`` people below.

    Attributes: ``shell`` (distance from the root) and ``boundary`` (yes for the outermost shell). The Bethe lattice
    itself is infinite; of this finite piece the boundary is never a small part.

    Notes
    -----
    Shell s > 0 holds (b + 1) b^(s - 1) people, b = branching; in all 1 + (b + 1) (b^depth - 1) / (b - 1), one tie
    fewer; a share of about (b - 1) / b sits in the boundary. Deep inside, the Bethe lattice orders at
    T_c = 1 / atanh(1 / b) for J = 1 (Bethe 1935, doi 10.1098/rspa.1935.0122); averaged over a whole Cayley tree
    there is no order at any T > 0 (Eggarter 1974, doi 10.1103/PhysRevB.9.2989). For interior behaviour without a
    boundary use ``random_regular`` with degree b + 1.
    """

    branching: int = parameter(doc="People below each person; everybody inside has one tie more.", ge=1, le=1000)
    depth: int = parameter(doc="Shells around the root.", ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _fits(self) -> BetheLattice:
        if self.branching > 1 and self.depth > 24:
            raise ValueError(f"depth {self.depth} gives more than {MOST_NODES} nodes; allowed at most 24")
        if self.n_nodes > MOST_NODES:
            raise ValueError(f"this tree has {self.n_nodes} nodes; allowed {MOST_NODES}; choose a smaller depth")
        return self

    @property
    def n_nodes(self) -> int:
        """Number of people in all shells."""
        b = self.branching
        return 1 + 2 * self.depth if b == 1 else 1 + (b + 1) * (b**self.depth - 1) // (b - 1)

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph, nodes shell by shell; draws nothing; each tie weighs 1."""
        b, n = self.branching, self.n_nodes
        below = np.arange(1, n, dtype=np.int64)
        above = np.where(below <= b + 1, 0, (below - 2) // b)  # person k > 0 has people b k + 2 .. b k + b + 1 below
        sizes = [1, *((b + 1) * b**s for s in range(self.depth))]
        shell = np.repeat(np.arange(self.depth + 1), sizes)
        columns = {"shell": shell, "boundary": words(["no", "yes"], shell == self.depth)}
        nodes = pd.DataFrame(columns).set_axis(numbered("node", n), axis=0)
        note = f"a model: a Cayley tree; {sizes[-1] / n:.0%} of its people sit in the boundary"
        return model_graph("Cayley tree", nodes, (above, below), np.ones(n - 1), note)
