"""Rows of an edge list made into ties: loops and zeros dropped, repeats merged, opposite signs settled, all counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import scipy.sparse as sp

Array = np.ndarray
Conflicts = Literal["drop", "sum", "negative", "error"]
Duplicates = Literal["sum", "max", "first", "error"]


@dataclass(frozen=True)
class Rows:
    """Ties as rows: ends (n_rows,) int64, weight (n_rows,) float64, and the data row each came from."""

    source: Array
    target: Array
    weight: Array
    row: Array

    def __len__(self) -> int:
        return len(self.row)

    def take(self, which: Array) -> Rows:
        """Return some of the rows, by mask or index."""
        return Rows(self.source[which], self.target[which], self.weight[which], self.row[which])


@dataclass(frozen=True)
class Merged:
    """Ties after merging, the counts of what happened, and rows in dispute where a policy is ``error``."""

    ties: Rows
    counts: dict[str, int]
    disputed: dict[str, Array] = field(default_factory=dict)


@dataclass(frozen=True)
class Reciprocity:
    """How often a pair stands in both directions: pairs both ways, pairs one way, and whether weights agree."""

    mutual: int
    one_way: int
    weights_agree: bool


def reciprocity(rows: Rows, n_nodes: int) -> Reciprocity:
    """Count the pairs listed in both directions; self-loops and repeats are left out."""
    other = rows.source != rows.target
    forward = np.unique(rows.source[other] * n_nodes + rows.target[other], return_index=True)
    keys, first = forward
    back = (keys % n_nodes) * n_nodes + keys // n_nodes
    at = np.searchsorted(keys, back)
    at[at == len(keys)] = 0
    is_mutual = keys[at] == back if len(keys) else np.zeros(0, bool)
    weight = rows.weight[other][first]
    agree = bool(np.all(weight[is_mutual] == weight[at[is_mutual]]))
    mutual = int(is_mutual.sum()) // 2
    return Reciprocity(mutual, len(keys) - 2 * mutual, agree)


def merge(
    rows: Rows, n_nodes: int, directed: bool, conflicts: Conflicts, duplicates: Duplicates, keep_loops: bool = False
) -> Merged:
    """Make one tie of all rows about the same pair (ordered if directed).

    Self-loops (unless kept) and ties of weight zero are dropped. Where rows of one pair have opposite signs,
    ``conflicts`` decides: drop the pair, sum the rows, keep the negative rows, or report. Rows of one sign are merged
    by ``duplicates``: the sum, the strongest, the first, or report. Order of first appearance is kept.
    """
    loop, zero = (rows.source == rows.target) & (not keep_loops), rows.weight == 0
    counts = {"self_loops_dropped": int(loop.sum()), "zero_weights_dropped": int((zero & ~loop).sum())}
    rows = rows.take(~loop & ~zero)
    if not directed:
        low, high = np.minimum(rows.source, rows.target), np.maximum(rows.source, rows.target)
        key = low * n_nodes + high
    else:
        key = rows.source * n_nodes + rows.target
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    return _merge_groups(rows, order, starts, counts, conflicts, duplicates)


def _merge_groups(
    rows: Rows, order: Array, starts: Array, counts: dict[str, int], conflicts: Conflicts, duplicates: Duplicates
) -> Merged:
    if not len(order):
        return Merged(rows, counts | {"duplicates_merged": 0, "conflicting_pairs": 0})
    weight, first = rows.weight[order], order[starts]
    size = np.diff(starts, append=len(order))
    summed, low, high = (op.reduceat(weight, starts) for op in (np.add, np.minimum, np.maximum))
    clash = (low < 0) & (high > 0)
    strongest = np.where(high > 0, high, low)
    merged = {"sum": summed, "max": strongest, "first": rows.weight[first]}.get(duplicates, rows.weight[first])
    if conflicts == "negative":
        below = {"sum": np.add.reduceat(np.minimum(weight, 0), starts), "max": low}
        value = below.get(duplicates, _first_negative(weight, starts, size))
    else:
        value = summed
    merged = np.where(clash, value, merged)
    keep = ~clash if conflicts == "drop" else merged != 0
    counts |= {
        "duplicates_merged": int((size[~clash] - 1).sum()),
        "conflicting_pairs": int(clash.sum()),
        "conflicting_pairs_dropped": int((clash & ~keep).sum()),
    }
    disputed = {}
    if conflicts == "error" and clash.any():
        disputed["conflicts"] = _members(rows, order, starts, size, clash)
    if duplicates == "error" and np.any((size > 1) & ~clash):
        disputed["duplicates"] = _members(rows, order, starts, size, (size > 1) & ~clash)
    ties = Rows(rows.source[first], rows.target[first], merged, rows.row[first]).take(keep)
    return Merged(ties.take(np.argsort(ties.row, kind="stable")), counts, disputed)


def _first_negative(weight: Array, starts: Array, size: Array) -> Array:
    """Return the first weight below zero of each group (0 where there is none)."""
    place = np.where(weight < 0, np.arange(len(weight)), len(weight))
    first = np.minimum.reduceat(place, starts)
    return np.where(first < len(weight), weight[np.minimum(first, len(weight) - 1)], 0.0)


def _members(rows: Rows, order: Array, starts: Array, size: Array, which: Array) -> Array:
    """Return the first two data rows of each group asked for, (n_groups, 2)."""
    at = starts[which]
    return np.stack([rows.row[order[at]], rows.row[order[at + 1]]], axis=1)


def components(source: Array, target: Array, n_nodes: int) -> Array:
    """Return the connected component of each node, arrows ignored, (n_nodes,) int32."""
    ones = np.ones(len(source), np.int8)
    matrix = sp.coo_array((ones, (source, target)), shape=(n_nodes, n_nodes))
    return sp.csgraph.connected_components(matrix.tocsr(), directed=False)[1]
