"""Random pairs drawn at once: what the models of networks have in common."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sociophys.graph import Graph, Reading

Array = np.ndarray


def draw_subset(n_items: int, probability: float, rng: np.random.Generator) -> Array:
    """Return each of ``n_items`` numbers with a probability, independently; rising int64.

    The size is drawn first (binomial), then that many distinct numbers: cost grows with what is drawn,
    not with ``n_items``. Given the size every subset is equally likely, because repeats are redrawn.
    """
    size = int(rng.binomial(n_items, probability)) if n_items else 0
    if 4 * size > n_items:  # rejection would redraw too often
        return np.sort(rng.permutation(n_items)[:size]).astype(np.int64)
    drawn = np.zeros(0, np.int64)
    while len(drawn) < size:
        more = rng.integers(n_items, size=int(1.1 * (size - len(drawn))) + 8)
        both = np.concatenate([drawn, more])
        drawn = both[np.sort(np.unique(both, return_index=True)[1])][:size]
    return np.sort(drawn)


def pair_of(number: Array) -> tuple[Array, Array]:
    """Return (low, high) with low < high of pairs numbered high (high - 1) / 2 + low."""
    high = ((1 + np.sqrt(1 + 8 * number.astype(np.float64))) / 2).astype(np.int64)
    high -= high * (high - 1) // 2 > number  # the square root may be off by one
    high += (high + 1) * high // 2 <= number
    return number - high * (high - 1) // 2, high


def model_graph(source: str, nodes: pd.DataFrame, ends: tuple[Array, Array], weight: Array, note: str) -> Graph:
    """Return an undirected model graph with its book-keeping."""
    edges = pd.DataFrame({"source": ends[0].astype(np.int64), "target": ends[1].astype(np.int64), "weight": weight})
    tied = np.zeros(len(nodes), bool)
    tied[edges["source"]], tied[edges["target"]] = True, True
    counts = {
        "rows": len(edges),
        "nodes": len(nodes),
        "ties": len(edges),
        "negative_ties": int((weight < 0).sum()),
        "isolates": int((~tied).sum()),
    }
    names = nodes.index
    one = f"'{names[ends[0][0]]}' and '{names[ends[1][0]]}' influence each other" if len(edges) else ""
    return Graph(nodes, edges, False, Reading(source, {}, counts, one, (note,)))


def numbered(prefix: str, count: int) -> pd.Index:
    """Return ids 'prefix 1', 'prefix 2', ..."""
    return pd.Index([f"{prefix} {k + 1}" for k in range(count)], dtype="str", name="id")
