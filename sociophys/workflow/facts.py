"""What there is to say of a graph that was read: sizes, direction, what was dropped, merged and recognised."""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys import merging
from sociophys.graph import Graph
from sociophys.reading.tables import as_text

_FEW_TIES = 10  # with fewer, two columns without a common id are no sign of two kinds
_FEW_KINDS = 6
_PAIRS = ("repeated_rows", "pairs_listed_both_ways", "pairs_listed_one_way", "mutual_pairs", "one_sided_pairs")
_SIGNS = ("conflicting_pairs", "mutual_pairs_of_opposite_sign")


def network_facts(graph: Graph) -> dict[str, Any]:
    """Return what ``sociophys info`` says of a graph.

    Counts that speak of the same thing stand together: ``dropped`` (dropped or merged rows, ties, nodes), ``left_out``
    (by a filter, a window or a threshold), ``pairs`` (how often pairs stand in the rows), ``counts`` (all of them).
    """
    edges, reading = graph.edges, graph.reading
    source, target = edges["source"].to_numpy(), edges["target"].to_numpy()
    sizes = np.bincount(merging.components(source, target, graph.n_nodes))
    counts = reading.counts
    return {
        "n_nodes": graph.n_nodes,
        "n_edges": graph.n_edges,
        "n_negative": int((edges["weight"] < 0).sum()),
        "directed": graph.directed,
        "dropped": {key: count for key, count in counts.items() if key.endswith(("_dropped", "_merged"))},
        "left_out": {key: count for key, count in counts.items() if "left_out" in key},
        "pairs": {key: counts[key] for key in (*_PAIRS, *_SIGNS) if key in counts},
        "rows": counts.get("rows", graph.n_edges),
        "components": len(sizes),
        "largest_component": int(sizes.max()),
        "isolates": graph.n_nodes - int(merging.tied(source, target, graph.n_nodes).sum()),
        "mean_degree": round(2 * graph.n_edges / graph.n_nodes, 6),
        "attributes": [str(name) for name in graph.nodes.columns],
        "modes": _modes(graph),
        "time": _time(graph),
        "sniffed": dict(reading.sniffed),
        "example": reading.example,
        "notes": list(reading.notes),
        "hints": _hints(graph),
        "source": reading.source,
        "counts": dict(counts),
    }


def _modes(graph: Graph) -> dict[str, int]:
    """Return how many nodes are of each kind in two-mode data."""
    kinds: dict[Any, int] = graph.nodes["mode"].value_counts().to_dict() if "mode" in graph.nodes else {}
    return {as_text(kind): int(count) for kind, count in kinds.items()} if len(kinds) <= _FEW_KINDS else {}


def _time(graph: Graph) -> dict[str, float]:
    """Return the first and the last time of the rows, where times were read."""
    if graph.events is None or not len(graph.events):
        return {}
    times = graph.events["time"]
    return {"first": float(times.min()), "last": float(times.max())}


def _hints(graph: Graph) -> list[str]:
    """Return what a person may have to say besides: two columns without a common id may be of two kinds."""
    shared = graph.reading.counts.get("ids_in_both_columns")
    if shared == 0 and graph.n_edges >= _FEW_TIES and not graph.directed and "mode" not in graph.nodes:
        return ["the two columns share no id: if they are of two kinds, say two_mode: true (--two-mode)"]
    return []
