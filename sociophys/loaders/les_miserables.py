"""Who meets whom in Hugo's novel, shipped with networkx."""

from __future__ import annotations

from typing import Literal

import numpy as np

from sociophys.graph import Graph
from sociophys.graphlib.shipped import shipped
from sociophys.loaders import Loader
from sociophys.loaders._shipped import graph_of
from sociophys.parameters import parameter


class LesMiserables(Loader):
    """Give the characters of Les Miserables: 77 nodes, 254 ties; a tie is an appearance in one chapter.

    Notes
    -----
    Knuth 1993, The Stanford GraphBase, as networkx ships it. Weights are the number of shared chapters.
    """

    weights: Literal["drop", "keep"] = parameter(
        "keep", doc="keep: the number of chapters that two characters share; drop: every tie weighs 1."
    )

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; draws nothing."""
        tie = "'Napoleon' and 'Myriel' share a chapter: they influence each other"
        nodes, edges = shipped("les_miserables")
        return graph_of("Les Miserables (Knuth 1993)", nodes, edges, tie, self.weights == "keep")
