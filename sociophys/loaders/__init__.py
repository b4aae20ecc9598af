"""Loaders: files, known data sets and models of networks, each one file that makes a Graph."""

from abc import abstractmethod

import numpy as np

from sociophys.graph import Graph
from sociophys.parameters import Member


class Loader(Member):
    """Makes a :class:`Graph` and says in its reading what it dropped or merged."""

    @abstractmethod
    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; raises GraphError or MissingError with file and line."""

    def inputs(self) -> tuple[str, ...]:
        """Return the paths read, for the run's identity (their sha256, not their names)."""
        return ()
