"""Graphs made with networkx or igraph, taken apart into columns; every tie of a multigraph is a row of its own."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from sociophys.errors import GraphError, Mistake


def is_networkx(graph: Any) -> bool:
    """Whether this is a networkx graph; loads no library that is not loaded."""
    return hasattr(graph, "adj") and hasattr(graph, "is_multigraph")


def is_igraph(graph: Any) -> bool:
    """Whether this is an igraph graph; loads no library that is not loaded."""
    return hasattr(graph, "es") and hasattr(graph, "vs") and hasattr(graph, "get_edgelist")


def networkx_columns(graph: Any) -> tuple[pd.DataFrame, np.ndarray, pd.DataFrame, bool]:
    """Return (nodes, ends, attributes of ties, directed) of a networkx graph.

    ``nodes``: the nodes as index, attributes as columns. ``ends``: (n_ties, 2) int64 row numbers of nodes.
    Where some ties have a weight, the others weigh 1, as everywhere in networkx.

    Raises
    ------
    GraphError
        If a weight is no finite number; names the tie.
    """
    number = {node: k for k, node in enumerate(graph.nodes)}
    nodes = _records([data for _, data in graph.nodes(data=True)], pd.Index(list(number), dtype=object))
    ties = list(graph.edges(data=True))
    ends = np.array([(number[a], number[b]) for a, b, _ in ties], np.int64).reshape(-1, 2)
    columns = _records([data for _, _, data in ties], pd.RangeIndex(len(ties)))
    if "weight" in columns:
        columns["weight"] = [_weight(a, b, data.get("weight", 1.0)) for a, b, data in ties]
    return nodes, ends, columns, graph.is_directed()


def _records(records: list[dict[Any, Any]], index: pd.Index) -> pd.DataFrame:
    """Return dictionaries as rows; what a row lacks is None."""
    keys = list(dict.fromkeys(key for record in records for key in record))
    columns = {key: pd.Series([record.get(key) for record in records], index, dtype=object) for key in keys}
    return pd.DataFrame(columns, index=index, columns=pd.Index(keys, dtype=object))


def _weight(one: object, other: object, value: Any) -> float:
    try:
        weight = float(value)
    except (TypeError, ValueError):
        weight = math.nan
    if not math.isfinite(weight):
        raise GraphError(Mistake(f"graph tie {one!r}, {other!r}", f"weight {value!r} is no number", "finite numbers"))
    return weight


def igraph_columns(graph: Any) -> tuple[pd.DataFrame, np.ndarray, pd.DataFrame, bool]:
    """Return the same of an igraph graph; nodes go by 'name' or 'label' where distinct, else by number."""
    attributes = {key: pd.Series(graph.vs[key], dtype=object) for key in graph.vs.attributes()}
    key = next((word for word in ("name", "label") if word in attributes and _tells_apart(attributes[word])), None)
    names = attributes.pop(key) if key else range(graph.vcount())
    index = pd.Index(names, dtype=object)
    nodes = pd.DataFrame({word: column.set_axis(index) for word, column in attributes.items()}, index=index)
    ends = np.array(graph.get_edgelist(), np.int64).reshape(-1, 2)
    columns = {key: pd.Series(graph.es[key], dtype=object) for key in graph.es.attributes()}
    return nodes, ends, pd.DataFrame(columns, index=pd.RangeIndex(len(ends))), graph.is_directed()


def _tells_apart(column: pd.Series[Any]) -> bool:
    return bool(column.notna().all()) and bool(column.map(str).is_unique)
