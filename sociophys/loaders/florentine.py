"""Marriages among Florentine families around 1430, shipped with networkx."""

from __future__ import annotations

import numpy as np

from sociophys.graph import Graph
from sociophys.graphlib.shipped import shipped
from sociophys.loaders import Loader
from sociophys.loaders._shipped import graph_of


class Florentine(Loader):
    """Give the marriage ties of Florentine families: 15 nodes, 20 ties (Pucci, who had none, is not in it).

    Notes
    -----
    Padgett & Ansell 1993, doi 10.1086/230190; Breiger & Pattison 1986, as networkx ships it.
    """

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; draws nothing."""
        tie = "'Medici' and 'Salviati' married: they influence each other"
        return graph_of("Florentine families (Padgett & Ansell 1993)", *shipped("florentine"), tie)
