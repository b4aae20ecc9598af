"""The small world with an exact solution: a ring plus shortcuts, nothing taken away."""

from __future__ import annotations

import numpy as np
from pydantic import model_validator

from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.loaders._pairs import (
    MOST_NODES,
    draw_fresh,
    model_graph,
    pair_keys,
    refuse_too_many,
    unnamed_nodes,
)
from sociophys.loaders.ring import require_room, ring_ends
from sociophys.parameters import parameter


class RingShortcuts(Loader):
    """Draw a ring and add a Poisson number of shortcuts between people at random.

    Notes
    -----
    Newman & Watts 1999, doi 10.1016/S0375-9601(99)00757-4, with the number of shortcuts Poisson instead of binomial:
    mean n_nodes c / 2 for ``shortcuts`` = c, so a person has Poisson(c) of them (up to 1 / n_nodes). They join pairs
    that are neither tied by the ring nor by another shortcut. With one neighbour on each side and J = 1 the critical
    temperature solves c tanh(1 / T) exp(2 / T) = 1: T_c = 1.574559, 2.269185, 3.465908 for c = 0.5, 1, 2 (Ostilli &
    Mendes 2008, doi 10.1103/PhysRevE.78.031102).
    """

    n_nodes: int = parameter(doc="Number of nodes.", ge=3, le=MOST_NODES)
    shortcuts: float = parameter(doc="Mean number of shortcuts of a person.", ge=0)
    neighbours: int = parameter(1, doc="Neighbours on each side along the ring.", ge=1)

    @model_validator(mode="after")
    def _fits(self) -> RingShortcuts:
        require_room(self.n_nodes, self.neighbours)
        most = (self.n_nodes - 1 - 2 * self.neighbours) / 2
        if self.shortcuts > most:
            raise ValueError(
                f"shortcuts {self.shortcuts:g} would take more than half of the free pairs; allowed 0 to {most:g}"
            )
        refuse_too_many(self.n_nodes * (self.neighbours + self.shortcuts / 2))
        return self

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph, the ring's ties first; each tie weighs 1."""
        n = self.n_nodes
        first, second = ring_ends(n, self.neighbours)
        free = n * (n - 1) // 2 - len(first)
        count = min(int(rng.poisson(self.shortcuts * n / 2)), free)
        taken = pair_keys(first, second, n)
        a, b, _, dropped = draw_fresh(lambda which: tuple(rng.integers(n, size=(2, len(which)))), count, n, taken)
        ends = np.concatenate([first, a]), np.concatenate([second, b])
        note = f"a model: a ring with {len(a)} shortcuts (expected {self.shortcuts * n / 2:.6g})"
        counts = {"shortcuts": len(a), "ties_dropped": dropped}
        return model_graph("ring with shortcuts", unnamed_nodes(n), ends, np.ones(len(ends[0])), note, counts=counts)
