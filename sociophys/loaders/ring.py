"""The ring: everybody knows the people next to them and nobody else."""

from __future__ import annotations

import numpy as np
from pydantic import model_validator

from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.loaders._pairs import MOST_NODES, model_graph, refuse_too_many, unnamed_nodes
from sociophys.parameters import parameter

Array = np.ndarray


class Ring(Loader):
    """Give people in a circle (or a row), each tied to the next ``neighbours`` on either side.

    Notes
    -----
    Periodic: n_nodes neighbours ties, all degrees 2 neighbours; clustering 3 (k - 1) / (2 (2 k - 1)) for k neighbours
    if n_nodes > 3 k. Open: k (k + 1) / 2 ties fewer. Orders at no temperature above 0 (Ising 1925,
    doi 10.1007/BF02980577); with k = 1 opinions d apart correlate as tanh(J / T)^d.
    """

    n_nodes: int = parameter(doc="Number of nodes.", ge=2, le=MOST_NODES)
    neighbours: int = parameter(1, doc="Neighbours on each side.", ge=1)
    periodic: bool = parameter(True, doc="Whether the last and the first are neighbours (a circle); false: a row.")

    @model_validator(mode="after")
    def _fits(self) -> Ring:
        require_room(self.n_nodes, self.neighbours, self.periodic)
        return self

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; draws nothing; each tie weighs 1."""
        ends = ring_ends(self.n_nodes, self.neighbours)
        if not self.periodic:
            inside = ends[0] < ends[1]
            ends = ends[0][inside], ends[1][inside]
        shape = "ring" if self.periodic else "row"
        note = f"a model: a {shape} in which each person is tied to the next {self.neighbours} on either side"
        return model_graph(shape, unnamed_nodes(self.n_nodes), ends, np.ones(len(ends[0])), note)


def ring_ends(n_nodes: int, neighbours: int) -> tuple[Array, Array]:
    """Return the ends (i, i + l mod n) of all ties of a circle, nearest neighbours (l = 1) first."""
    first = np.tile(np.arange(n_nodes, dtype=np.int64), neighbours)
    second = first + np.repeat(np.arange(1, neighbours + 1), n_nodes)
    second[second >= n_nodes] -= n_nodes
    return first, second


def require_room(n_nodes: int, neighbours: int, periodic: bool = True) -> None:
    """Raise ValueError where a circle or row is too short for that many neighbours."""
    most = (n_nodes - 1) // (2 if periodic else 1)
    if neighbours > most:
        room = f"1 to {most}" if most else "3 nodes or more"
        raise ValueError(f"{neighbours} neighbours on each side do not fit on {n_nodes} nodes; allowed {room}")
    refuse_too_many(n_nodes * neighbours)
