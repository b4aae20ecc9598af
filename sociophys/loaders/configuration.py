"""The configuration model: the ties of each person are given, their partners are random."""

from __future__ import annotations

import numpy as np
from pydantic import model_validator

from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.loaders._degrees import Degrees, even_sum
from sociophys.loaders._pairs import MOST_NODES, model_graph, refuse_too_many, unnamed_nodes
from sociophys.loaders._switches import mix, pair_up, switch
from sociophys.parameters import parameter


class Configuration(Loader):
    """Draw a simple graph with given numbers of ties (a list, a power law or a Poisson law) and random partners.

    Notes
    -----
    Half-ties are paired uniformly (Molloy & Reed 1995, doi 10.1002/rsa.3240060204); loops and double ties are switched
    with random ties, which keeps all degrees; what 200 rounds cannot mend is dropped and counted (``ties_dropped``). Up
    to 65536 ties all ties are then switched 20 times, so that all simple graphs with these degrees are equally likely
    (Fosdick, Larremore, Nishimura & Ugander 2018, doi 10.1137/16M1087175). If drawn degrees add up to an odd number,
    one person at random gets a tie more (``odd_sum_raised``). Larger ones are near uniform for light tails. With
    degrees above sqrt(<k> n) hubs avoid each other, as they must in a simple graph (Catanzaro, Boguna & Pastor-Satorras
    2005, doi 10.1103/PhysRevE.71.027103).
    Expected for light tails: (<k^2> / <k> - 1)^3 / 6 triangles; 1 / T_c = ln(<k^2> / (<k^2> - 2 <k>)) / 2 for J = 1
    (Dorogovtsev, Goltsev & Mendes 2002, doi 10.1103/PhysRevE.66.016104).
    """

    degrees: Degrees = parameter(
        doc="Ties of each person: a list, {power_law: {exponent, min, max}} or {poisson: mean}."
    )
    n_nodes: int | None = parameter(None, doc="Number of nodes; a list of degrees says it itself.", ge=2, le=MOST_NODES)

    @model_validator(mode="after")
    def _fits(self) -> Configuration:
        listed = self.degrees.listed
        if listed is not None and self.n_nodes not in (None, len(listed)):
            raise ValueError(f"{len(listed)} degrees for n_nodes {self.n_nodes}; allowed one degree a person")
        if listed is None and self.n_nodes is None:
            raise ValueError(f"'n_nodes' is missing: a law does not say how many people; allowed 2 to {MOST_NODES}")
        if self.degrees.highest > self._count - 1:
            raise ValueError(f"degree {self.degrees.highest:g} is above n_nodes - 1; allowed 0 to {self._count - 1}")
        refuse_too_many(self.degrees.total(self._count) / 2)
        return self

    @property
    def _count(self) -> int:
        return self.n_nodes or len(self.degrees.listed or ())

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; each tie weighs 1."""
        degrees, raised = even_sum(self.degrees.draw(self._count, rng), rng)
        n = len(degrees)
        first, second = pair_up(degrees, rng)
        lost = switch(first, second, n, rng)
        ends = np.delete(first, lost), np.delete(second, lost)
        mix(*ends, n, rng)
        counts = {"odd_sum_raised": raised, "ties_dropped": len(lost)}
        notes = [f"a model: partners are random, ties are given (mean {degrees.mean():.3g}, largest {degrees.max()})"]
        if raised:
            notes.append("Drawn degrees added up to an odd number: one person at random got one tie more")
        if len(lost):
            notes.append(
                f"{len(lost)} ties dropped that no switch could make simple: some hubs have fewer ties than drawn"
            )
        return model_graph("configuration model", unnamed_nodes(n), ends, np.ones(len(ends[0])), *notes, counts=counts)
