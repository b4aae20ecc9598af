"""The random graph: every pair is tied with the same probability."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pydantic import model_validator

from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.loaders._pairs import draw_subset, model_graph, numbered, pair_of, refuse_too_many
from sociophys.parameters import parameter


class ErdosRenyi(Loader):
    """Draw a random graph in which nobody prefers anybody: the baseline without communities.

    Notes
    -----
    G(n, p) of Gilbert 1959, doi 10.1214/aoms/1177706098, with p = mean_degree / (n_nodes - 1). Expected: ties
    n_nodes mean_degree / 2 (variance (1 - p) times that), degrees binomial, clustering p, isolates
    n_nodes (1 - p)^(n_nodes - 1).
    """

    n_nodes: int = parameter(doc="Number of nodes.", ge=2, le=10_000_000)
    mean_degree: float = parameter(doc="Expected number of ties of a node.", ge=0)

    @model_validator(mode="after")
    def _fits(self) -> ErdosRenyi:
        if self.mean_degree > self.n_nodes - 1:
            raise ValueError(f"mean_degree {self.mean_degree:g} is above n_nodes - 1; allowed 0 to {self.n_nodes - 1}")
        refuse_too_many(self.n_nodes * self.mean_degree / 2)
        return self

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; each tie weighs 1."""
        n = self.n_nodes
        ends = pair_of(draw_subset(n * (n - 1) // 2, self.mean_degree / (n - 1), rng))
        nodes = pd.DataFrame(index=numbered("node", n))
        note = f"a model: each pair is tied with probability {self.mean_degree / (n - 1):.3g}"
        return model_graph("random graph (Erdos-Renyi)", nodes, ends, np.ones(len(ends[0])), note)
