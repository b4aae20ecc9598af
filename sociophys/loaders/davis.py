"""Women and the events they went to, shipped with networkx."""

from __future__ import annotations

import numpy as np

from sociophys.graph import Graph
from sociophys.graphlib.shipped import shipped
from sociophys.loaders import Loader
from sociophys.loaders._shipped import graph_of


class Davis(Loader):
    """Give the Southern Women: 18 women and 14 events, 89 attendances; a tie joins a woman and an event.

    Events are nodes with an opinion of their own here: what its guests lean to. Attribute ``kind``: woman, event.

    Notes
    -----
    Davis, Gardner & Gardner 1941, Deep South, as networkx ships it.
    """

    def load(self, rng: np.random.Generator) -> Graph:
        """Return the graph; draws nothing."""
        tie = "'Evelyn Jefferson' went to 'E1': they influence each other"
        return graph_of("Southern Women (Davis et al. 1941)", *shipped("davis"), tie)
