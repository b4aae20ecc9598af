"""Where plug-ins are bound: the graph, the network made of it, and the opinions joined to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sociophys.graph import Graph
from sociophys.network import Network
from sociophys.opinions import Opinions

Draw = Callable[..., np.random.Generator]  # draw(*parts): this member's own generator, e.g. draw(replica)


class Setting(NamedTuple):
    """What a field or an intervention may look at when it is bound."""

    graph: Graph
    network: Network
    opinions: Opinions | None
