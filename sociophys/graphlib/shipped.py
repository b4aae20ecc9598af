"""Small real networks that networkx ships: no network connection is needed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sociophys.errors import MissingError, Mistake, near_miss
from sociophys.graphlib.objects import networkx_columns

SHIPPED = {
    "karate": "karate_club_graph",
    "florentine": "florentine_families_graph",
    "davis": "davis_southern_women_graph",
    "les_miserables": "les_miserables_graph",
}


def shipped(name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return (nodes, edges) of a data set that networkx ships; no connection is needed.

    ``nodes``: text index, attributes as columns. ``edges``: ``source``, ``target`` (int64 row numbers of nodes),
    ``weight`` (float64, 1 where ties have none).
    Karate: people are 'member 1' .. 'member 34', attribute ``club``; weights are the counts of shared activities.
    Davis: attribute ``kind``, 'woman' or 'event'.
    """
    if name not in SHIPPED:
        advice = near_miss(name, SHIPPED)
        raise MissingError(Mistake("data set", f"'{name}' is not shipped", ", ".join(SHIPPED), advice))
    import networkx

    nodes, ends, columns, _ = networkx_columns(getattr(networkx, SHIPPED[name])())
    nodes = nodes.infer_objects().set_axis(pd.Index([str(node) for node in nodes.index]), axis=0)
    weight = columns["weight"].astype(np.float64) if "weight" in columns else 1.0
    edges = pd.DataFrame({"source": ends[:, 0], "target": ends[:, 1], "weight": weight})
    if name == "karate":
        nodes.index = pd.Index([f"member {int(node) + 1}" for node in nodes.index])
    if name == "davis":
        nodes = pd.DataFrame({"kind": np.where(nodes["bipartite"] == 0, "woman", "event")}, index=nodes.index)
    return nodes, edges
