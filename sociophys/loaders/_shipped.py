"""What the data sets shipped with networkx have in common."""

from __future__ import annotations

import pandas as pd

from sociophys.graph import Graph, Reading


def graph_of(source: str, nodes: pd.DataFrame, edges: pd.DataFrame, tie: str, keep_weights: bool = False) -> Graph:
    """Return the undirected graph of a shipped data set; says if weights were dropped."""
    weighted = bool((edges["weight"] != 1).any())
    if not keep_weights:
        edges = edges.assign(weight=1.0)
    notes = ("Weights dropped: every tie weighs 1",) if weighted and not keep_weights else ()
    counts = {"rows": len(edges), "nodes": len(nodes), "ties": len(edges), "negative_ties": 0, "isolates": 0}
    nodes = nodes.set_axis(pd.Index(nodes.index, dtype="str", name="id"), axis=0)
    return Graph(nodes, edges, False, Reading(source, {}, counts, tie, notes))
