"""The small world of Watts and Strogatz: a ring some of whose ties lead anywhere."""

from __future__ import annotations

import numpy as np
from pydantic import model_validator

from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.loaders._pairs import MOST_NODES, draw_fresh, model_graph, pair_keys, unnamed_nodes
from sociophys.loaders.ring import require_room, ring_ends
from sociophys.parameters import parameter


class WattsStrogatz(Loader):
    """Draw a ring in which each tie is, with a probability, moved to somebody at random: neighbourhoods and shortcuts.

    Notes
    -----
    Watts & Strogatz 1998, doi 10.1038/30918. Each person keeps hold of the k ties to the next ``neighbours`` = k; of a
    moved tie the far end is drawn uniformly among people who give neither a loop nor a double tie. All moves are made
    at once, not person by person: a moved tie may land on any pair that is free once all moved ties are gone. Exactly
    n_nodes k ties; degree = k + binomial(k, 1 - p) + Poisson(p k), so at least k; n_nodes k (k - 1) / 2 (1 - p)^3
    triangles up to 1 / n_nodes, so that of all wedges 3 (k - 1) (1 - p)^3 / (2 (2 k - 1) + p (2 - p)) are closed.
    (Barrat & Weigt 2000, doi 10.1007/s100510050067, leave out the p (2 - p), the spread of degrees.)
    """

    n_nodes: int = parameter(doc="Number of nodes.", ge=3, le=MOST_NODES)
    neighbours: int = parameter(doc="Neighbours on each side before any tie is moved.", ge=1)
    rewire: float = parameter(doc="Probability that a tie is moved.", ge=0, le=1)

    @model_validator(mode="after")
    def _fits(self) -> WattsStrogatz:
        require_room(self.n_nodes, self.neighbours)
        if self.rewire > 0 and self.neighbours > (self.n_nodes - 1) // 4:
            room = f"1 to {(self.n_nodes - 1) // 4}" if self.n_nodes > 4 else "5 nodes or more"
            raise ValueError(f"{self.neighbours} neighbours leave too few free pairs to move ties to; allowed {room}")
        return self

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; each tie weighs 1."""
        n = self.n_nodes
        first, second = ring_ends(n, self.neighbours)
        moved = np.flatnonzero(rng.random(len(first)) < self.rewire)
        holder = first[moved]
        kept = np.ones(len(first), bool)
        kept[moved] = False
        taken = pair_keys(first[kept], second[kept], n)
        a, b, _, dropped = draw_fresh(
            lambda which: (holder[which], rng.integers(n, size=len(which))), len(moved), n, taken
        )
        ends = np.concatenate([first[kept], a]), np.concatenate([second[kept], b])
        counts = {"ties_moved": len(a), "ties_dropped": dropped}
        note = f"a model: a ring of which {len(a)} ties ({self.rewire:.3g} of all) were moved to people at random"
        return model_graph(
            "small world (Watts-Strogatz)", unnamed_nodes(n), ends, np.ones(len(ends[0])), note, counts=counts
        )
