"""Growth and preferential attachment: who has many ties gets more."""

from __future__ import annotations

from typing import Any

import numpy as np
from pydantic import model_validator

from sociophys.accelerate import jit
from sociophys.graph import Graph
from sociophys.loaders import Loader
from sociophys.loaders._pairs import MOST_NODES, model_graph, pair_of, refuse_too_many, unnamed_nodes
from sociophys.parameters import parameter
from sociophys.rng import philox, scale


class BarabasiAlbert(Loader):
    """Grow a network in which each newcomer ties to ``ties`` different people, chosen by how many ties they have.

    People are numbered by age: hubs are the old ones.

    Notes
    -----
    Barabasi & Albert 1999, doi 10.1126/science.286.5439.509, from ties + 1 people all tied to each other. A newcomer
    picks a random end of a random tie, again if that person was picked already. Exactly
    m (n_nodes - m - 1) + m (m + 1) / 2 ties for m = ``ties``. As n_nodes grows P(k) = 2 m (m + 1) / (k (k + 1) (k + 2))
    (Dorogovtsev, Mendes & Samukhin 2000, doi 10.1103/PhysRevLett.85.4633; Krapivsky, Redner & Leyvraz 2000,
    doi 10.1103/PhysRevLett.85.4629); for J = 1 the critical temperature grows as ln n_nodes.
    """

    n_nodes: int = parameter(doc="Number of nodes.", ge=2, le=MOST_NODES)
    ties: int = parameter(doc="Ties that a newcomer makes.", ge=1)

    @model_validator(mode="after")
    def _fits(self) -> BarabasiAlbert:
        if self.ties > self.n_nodes - 1:
            raise ValueError(f"ties {self.ties} is above n_nodes - 1; allowed 1 to {self.n_nodes - 1}")
        refuse_too_many(self.n_nodes * self.ties)
        return self

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; the older person is the source; each tie weighs 1."""
        n, m = self.n_nodes, self.ties
        low, high = pair_of(np.arange(m * (m + 1) // 2))
        key = rng.integers(2**32, size=2, dtype=np.uint32)
        newcomer = np.repeat(np.arange(m + 1, n, dtype=np.int64), m)
        first, second = np.concatenate([low, np.zeros_like(newcomer)]), np.concatenate([high, newcomer])
        grow(first, second, len(low), m, key[0], key[1])
        note = f"a model: each newcomer tied to {m} people, chosen in proportion to their ties"
        return model_graph(
            "growing network (Barabasi-Albert)", unnamed_nodes(n), (first, second), np.ones(len(first)), note
        )


@jit
def grow(first: Any, second: Any, start: Any, m: Any, k0: Any, k1: Any) -> None:
    """Fill in the far ends ``first[start:]`` of newcomers' ties, m by m; ``second`` holds the newcomers.

    A pick is an end of a tie made before the newcomer came: end 2 e is ``first[e]``, end 2 e + 1 ``second[e]``. Number
    of a draw: Philox with counter (tie, low word; attempt) under the key (k0, k1).
    """
    for tie in range(start, len(first)):
        newest = start + (tie - start) // m * m  # the newcomer's first tie
        attempt = 0
        while True:
            a, b, _, _ = philox(tie & 0xFFFFFFFF, tie >> 32, attempt, 0, k0, k1)
            end = scale(a, b, 2 * newest)
            who = first[end >> 1] if end & 1 == 0 else second[end >> 1]
            attempt += 1
            is_new = True
            for earlier in range(newest, tie):
                if first[earlier] == who:
                    is_new = False
            if is_new:
                break
        first[tie] = who
