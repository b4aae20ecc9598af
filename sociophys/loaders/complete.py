"""The complete network: everybody influences everybody."""

from __future__ import annotations

import numpy as np

from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.loaders._pairs import model_graph, pair_of, unnamed_nodes
from sociophys.parameters import parameter


class Complete(Loader):
    """Tie everybody to everybody: the world in which mean-field theory is exact.

    Notes
    -----
    n (n - 1) / 2 ties of weight 1 (directed: twice as many arrows). With J = 1 / n (``uniform`` with strength 1 / n) it
    is the Curie-Weiss model: T_c = 1 and m = tanh(m / T) as n grows. Carrier of ``sherrington_kirkpatrick`` and of
    Hopfield's ``hebbian`` couplings.
    """

    n_nodes: int = parameter(doc="Number of nodes.", ge=2, le=10_000)
    directed: bool = parameter(False, doc="Whether each pair has two arrows, which rules may set apart.")

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; draws nothing; each tie weighs 1."""
        low, high = pair_of(np.arange(self.n_nodes * (self.n_nodes - 1) // 2))
        ends = (np.concatenate([low, high]), np.concatenate([high, low])) if self.directed else (low, high)
        nodes, note = unnamed_nodes(self.n_nodes), "a model: everybody is tied to everybody"
        return model_graph("complete network", nodes, ends, np.ones(len(ends[0])), note, directed=self.directed)
