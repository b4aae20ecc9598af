"""Influence by agreement on issues: people who agree on most issues are friends, as in Hopfield's memory."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import model_validator

from sociophys.couplings import Coupling
from sociophys.errors import GraphError, Mistake
from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.parameters import parameter
from sociophys.reading.tables import as_text

Array = np.ndarray
_SHOWN = 5


class Hebbian(Coupling):
    """Couple by agreement on issues: J_ij = strength / scale sum_mu xi_i^mu xi_j^mu on each tie, xi being positions.

    Positions xi are random (``patterns``: how many issues) or node attributes (``attributes``). An attribute with two
    values counts as -1 and +1 (which is which does not matter); one with numbers in [-1, 1] as it stands; missing as 0.
    Symmetric on undirected networks; on directed ones an arrow has the value of its pair. Rules before it are
    forgotten.

    Notes
    -----
    Hebb's rule of Hopfield 1982, doi 10.1073/pnas.79.8.2554. On the complete network with scale n_nodes, P random
    patterns are remembered up to P = 0.1379 n_nodes at T = 0 (Amit, Gutfreund & Sompolinsky 1985,
    doi 10.1103/PhysRevLett.55.1530); one pattern is a ferromagnet in disguise (no frustration). On sparse networks
    scale mean_degree keeps the local field of order 1.
    """

    patterns: int | None = parameter(None, doc="Number of issues with random positions.", ge=1, le=100_000)
    attributes: list[str] | None = parameter(None, doc="Node attributes that are the positions.", min_length=1)
    scale: Literal["n_nodes", "mean_degree"] = parameter("n_nodes", doc="What the sum is divided by.")
    strength: float = parameter(1.0, doc="Factor on the result.", unit="J", ge=-1e6, le=1e6)

    @model_validator(mode="after")
    def _say_one(self) -> Hebbian:
        if (self.patterns is None) == (self.attributes is None):
            said = "nothing" if self.patterns is None else "both"
            raise ValueError(f"of patterns and attributes {said} is given; allowed one of them")
        if self.attributes and len(set(self.attributes)) < len(self.attributes):
            raise ValueError("an attribute is listed twice; allowed each once")
        return self

    def couple(self, couplings: np.ndarray, network: Network, graph: Graph, rng: np.random.Generator) -> np.ndarray:
        """Return (n_slots,) couplings; raises GraphError for an attribute that holds no positions."""
        total = np.zeros(network.n_slots)
        rows, indices = network.rows, network.indices
        for k in range(len(self.attributes or ()) or int(self.patterns or 0)):
            position = positions(graph, self.attributes[k]) if self.attributes else _coins(network.n_nodes, rng)
            total += position[rows] * position[indices]
        divisor = network.n_nodes if self.scale == "n_nodes" else max(1.0, network.n_slots / network.n_nodes)
        total *= self.strength / divisor
        return total


def _coins(n: int, rng: np.random.Generator) -> Array:
    return (2 * rng.integers(2, size=n, dtype=np.int8) - 1).astype(np.int8)


def positions(graph: Graph, name: str) -> Array:
    """Return the positions that an attribute holds, (n_nodes,) float64 in [-1, 1], 0 where it is missing."""
    column = graph.attribute(name)
    # Texts are made of each value once; of objects first, for there True and 1 would count as one value.
    kind, kinds = pd.factorize(column.map(as_text) if column.dtype == object else column)
    words = [as_text(value) for value in kinds]
    return np.append(_of_words(words, name), 0.0)[kind]  # -1, the last: missing


def _of_words(words: list[str], name: str) -> Array:
    """Return the position that each text stands for, 0 for the empty one."""
    values = sorted({word for word in words if word})
    if len(values) == 2:
        return np.array([{values[0]: -1.0, values[1]: 1.0}.get(word, 0.0) for word in words])
    number = pd.to_numeric(pd.Series(values, dtype=object), errors="coerce").to_numpy(np.float64)
    if not values or np.isnan(number).any() or np.abs(number).max() > 1:
        shown: Any = ", ".join(values[:_SHOWN]) + (f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else "")
        what = f"attribute '{name}' holds {shown or 'nothing'}"
        raise GraphError(Mistake("hebbian", what, "two values, or numbers from -1 to 1"))
    held = dict(zip(values, number, strict=True))
    return np.array([held.get(word, 0.0) for word in words])
