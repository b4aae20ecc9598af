"""The random regular graph: everybody has the same number of ties, to anybody."""

from __future__ import annotations

import numpy as np
from pydantic import model_validator

from sociophys.errors import GraphError, Mistake
from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.loaders._pairs import MOST_NODES, model_graph, refuse_too_many, unnamed_nodes
from sociophys.loaders._switches import mix, pair_up, switch
from sociophys.parameters import parameter

Array = np.ndarray
_TRIES = 50


class RandomRegular(Loader):
    """Draw a graph in which everybody has ``degree`` ties to people at random: a Bethe lattice without a boundary.

    Notes
    -----
    Half-ties are paired uniformly (Bollobas 1980, doi 10.1016/S0195-6698(80)80030-8), then each loop and double tie is
    switched with a random tie (McKay & Wormald 1990, doi 10.1016/0196-6774(90)90029-E, without their rejections): on
    average about (degree^2 - 1) / 4 switches. Up to 65536 ties all ties are then switched 20 times (Fosdick, Larremore,
    Nishimura & Ugander 2018, doi 10.1137/16M1087175), so that all simple graphs are equally likely; above, the law
    differs from that by an amount that vanishes as 1 / n_nodes. Above half of n_nodes the complement is drawn. Expected
    as n_nodes grows: (degree - 1)^3 / 6 triangles; orders at T_c = 1 / atanh(1 / (degree - 1)) for J = 1 (Dorogovtsev,
    Goltsev & Mendes 2002, doi 10.1103/PhysRevE.66.016104).
    """

    n_nodes: int = parameter(doc="Number of nodes.", ge=2, le=MOST_NODES)
    degree: int = parameter(doc="Ties of everybody; n_nodes times degree must be even.", ge=0)

    @model_validator(mode="after")
    def _fits(self) -> RandomRegular:
        if self.degree > self.n_nodes - 1:
            raise ValueError(f"degree {self.degree} is above n_nodes - 1; allowed 0 to {self.n_nodes - 1}")
        if self.n_nodes * self.degree % 2:
            advice = f"{self.degree - 1} or {self.degree + 1}, or an even n_nodes"
            raise ValueError(
                f"{self.n_nodes} people with {self.degree} ties each have an odd number of half-ties; allowed {advice}"
            )
        refuse_too_many(self.n_nodes * self.degree / 2)
        return self

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; each tie weighs 1."""
        n, rest = self.n_nodes, self.n_nodes - 1 - self.degree
        ends = _complement(n, _regular(n, rest, rng)) if rest < self.degree else _regular(n, self.degree, rng)
        note = f"a model: everybody has {self.degree} ties to people at random"
        return model_graph("random regular graph", unnamed_nodes(n), ends, np.ones(len(ends[0])), note)


def _regular(n: int, degree: int, rng: np.random.Generator) -> tuple[Array, Array]:
    for _ in range(_TRIES):
        first, second = pair_up(np.full(n, degree), rng)
        if not len(switch(first, second, n, rng)):
            mix(first, second, n, rng)
            return first, second
    what = f"no simple graph was found in {_TRIES} draws"
    raise GraphError(Mistake("random_regular", what, advice="Try another seed or degree."))


def _complement(n: int, ends: tuple[Array, Array]) -> tuple[Array, Array]:
    free = np.ones((n, n), bool)
    free[ends] = free[ends[::-1]] = False
    first, second = np.nonzero(np.triu(free, 1))
    return first.astype(np.int64), second.astype(np.int64)
