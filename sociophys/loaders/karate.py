"""Zachary's karate club: a real network and a real split, shipped with networkx."""

from __future__ import annotations

from typing import Literal

import numpy as np

from sociophys.graph import Graph
from sociophys.graphlib.shipped import shipped
from sociophys.loaders import Loader
from sociophys.loaders._shipped import graph_of
from sociophys.parameters import parameter


class Karate(Loader):
    """Give the karate club: 34 members, 78 friendships, and the club each joined after the split (``club``).

    The instructor is 'member 1' (his side: "Mr. Hi"), the president 'member 34' ("Officer"). The split happened
    after the ties were observed.

    Notes
    -----
    Zachary 1977, doi 10.1086/jar.33.4.3629752, as networkx ships it: 34 nodes, 78 ties, 17 members a side,
    11 ties across. Weights are the number of contexts in which two members met.
    """

    weights: Literal["drop", "keep"] = parameter(
        "drop", doc="drop: every tie weighs 1; keep: the number of contexts in which two members met."
    )

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; draws nothing."""
        tie = "'member 1' and 'member 2' are friends: they influence each other"
        return graph_of("karate club (Zachary 1977)", *shipped("karate"), tie, self.weights == "keep")
