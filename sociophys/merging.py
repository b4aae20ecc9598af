"""Rows of an edge list made into ties: loops and zeros dropped, repeats merged, opposite signs settled, all counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np

Array = np.ndarray
Conflicts = Literal["drop", "sum", "negative", "error"]
Duplicates = Literal["sum", "max", "first", "error"]


class Policy(NamedTuple):
    """What becomes of rows about one pair: of opposite signs (conflicts), and of one sign (duplicates)."""

    conflicts: Conflicts = "drop"
    duplicates: Duplicates = "sum"


AS_DEFAULT = Policy()


@dataclass(frozen=True)
class Rows:
    """Ties as rows: ends (n_rows,) integers, weight (n_rows,) float64, and the data row each came from, rising."""

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
class Census:
    """How often pairs stand in rows, self-loops left out: rows, distinct arrows, distinct pairs."""

    rows: int
    arrows: int
    pairs: int

    @property
    def mutual(self) -> int:
        """Pairs that stand in both directions."""
        return self.arrows - self.pairs

    @property
    def one_way(self) -> int:
        """Pairs that stand in one direction only."""
        return 2 * self.pairs - self.arrows

    @property
    def repeats(self) -> int:
        """Rows that say an arrow again, with any weight."""
        return self.rows - self.arrows


def census(rows: Rows, n_nodes: int) -> Census:
    """Count rows, arrows and pairs; self-loops are left out. One sort of one array, whatever the repeats."""
    other = rows.source != rows.target
    key = np.sort(_oriented(rows.source[other], rows.target[other], n_nodes))
    return Census(len(key), _n_distinct(key), _n_distinct(key >> 1))


def _n_distinct(rising: Array) -> int:
    return int(np.count_nonzero(rising[1:] != rising[:-1])) + (len(rising) > 0)


def _oriented(source: Array, target: Array, n_nodes: int) -> Array:
    """Return a number a row, (n_rows,) int64: that of its pair, doubled, plus 1 for an arrow from high to low."""
    key = _pair(source, target, n_nodes)
    key *= 2
    key += source > target
    return key


def _pair(source: Array, target: Array, n_nodes: int) -> Array:
    """Return the number of the unordered pair of each row, (n_rows,) int64: low n_nodes + high."""
    key = np.minimum(source, target).astype(np.int64)
    key *= n_nodes
    key += np.maximum(source, target)
    return key


def is_listed_twice(rows: Rows, n_nodes: int, found: Census) -> bool:
    """Whether every pair stands in both directions with one weight (that of its first row): one tie written twice."""
    if not found.mutual or found.one_way:
        return False
    other = rows.source != rows.target
    weight = rows.weight[other]
    if np.all(weight == weight[0]):
        return True
    order, starts = _groups(_oriented(rows.source[other], rows.target[other], n_nodes))
    first = weight[order[starts]]  # both arrows of a pair are neighbours here
    return bool(np.array_equal(first[0::2], first[1::2]))


def _groups(key: Array) -> tuple[Array, Array]:
    """Return a stable order by key, and where in it each new key begins.

    Key and row are packed in one number and sorted where 64 bits allow: 5 times faster than a stable argsort.
    """
    n_rows = len(key)
    shift = max(n_rows - 1, 1).bit_length()
    if n_rows and int(key.max()).bit_length() + shift <= 64:
        packed = key.astype(np.uint64)
        packed <<= np.uint64(shift)
        packed |= np.arange(n_rows, dtype=np.uint64)
        packed.sort()
        order = (packed & np.uint64((1 << shift) - 1)).astype(np.int64)
        packed >>= np.uint64(shift)
        rising: Array = packed
    else:
        order = np.argsort(key, kind="stable")
        rising = key[order]
    is_new = np.ones(n_rows, bool)
    np.not_equal(rising[1:], rising[:-1], out=is_new[1:])
    return order, np.flatnonzero(is_new)


def merge(
    rows: Rows,
    n_nodes: int,
    directed: bool,
    conflicts: Conflicts,
    duplicates: Duplicates,
    keep_loops: bool = False,
    has_repeats: bool = True,
) -> Merged:
    """Make one tie of all rows about the same pair (ordered if directed).

    Self-loops (unless kept) and ties of weight zero are dropped. Where rows of one pair have opposite signs,
    ``conflicts`` decides: drop the pair, sum the rows, keep the negative rows, or report. Rows of one sign are merged
    by ``duplicates``: the sum, the strongest, the first, or report. Order of first appearance is kept.

    ``has_repeats``: False where a census found every pair once (loops aside); then nothing is sorted.
    """
    loop, zero = rows.source == rows.target, rows.weight == 0
    if keep_loops:
        has_repeats = has_repeats or int(loop.sum()) > 1
        loop[:] = False
    counts = {"self_loops_dropped": int(loop.sum()), "zero_weights_dropped": int((zero & ~loop).sum())}
    loop |= zero
    rows = rows.take(~loop) if loop.any() else rows
    counts |= {"duplicates_merged": 0, "conflicting_pairs": 0, "conflicting_pairs_dropped": 0}
    if not has_repeats or len(rows) < 2:
        return Merged(rows, counts)
    key = (_oriented if directed else _pair)(rows.source, rows.target, n_nodes)
    order, starts = _groups(key)
    del key
    if len(starts) == len(rows):
        return Merged(rows, counts)
    return _merge_groups(rows, order, starts, counts, conflicts, duplicates)


def _merge_groups(
    rows: Rows, order: Array, starts: Array, counts: dict[str, int], conflicts: Conflicts, duplicates: Duplicates
) -> Merged:
    """Merge the groups of two rows and more; rows alone in theirs pass as they are."""
    weight, kept = rows.weight.copy(), np.zeros(len(rows), bool)
    size = np.diff(starts, append=len(order))
    kept[order[starts]] = True
    order = order[np.repeat(size > 1, size)]
    size = size[size > 1]
    starts = np.cumsum(size) - size
    first = order[starts]
    value, clash = _values(rows.weight[order], starts, size, conflicts, duplicates)
    weight[first] = value
    kept[first] = ~clash if conflicts == "drop" else value != 0
    counts |= {
        "duplicates_merged": int((size[~clash] - 1).sum()),
        "conflicting_pairs": int(clash.sum()),
        "conflicting_pairs_dropped": int((clash & ~kept[first]).sum()),
    }
    disputed = {}
    if conflicts == "error" and clash.any():
        disputed["conflicts"] = _members(rows, order, starts, clash)
    if duplicates == "error" and not clash.all():
        disputed["duplicates"] = _members(rows, order, starts, ~clash)
    return Merged(Rows(rows.source[kept], rows.target[kept], weight[kept], rows.row[kept]), counts, disputed)


def _values(
    weight: Array, starts: Array, size: Array, conflicts: Conflicts, duplicates: Duplicates
) -> tuple[Array, Array]:
    """Return the weight of each group by the policies, and whether its rows have opposite signs, both (n_groups,)."""
    low, high = np.minimum.reduceat(weight, starts), np.maximum.reduceat(weight, starts)
    clash = (low < 0) & (high > 0)
    needs_sum = duplicates == "sum" or bool(clash.any())
    summed = np.add.reduceat(weight, starts) if needs_sum else low
    if duplicates == "sum":
        value = summed
    elif duplicates == "max":
        value = np.where(high > 0, high, low)
    else:
        value = weight[starts]
    if not clash.any():
        return value, clash
    if conflicts == "negative":
        below = {"sum": np.add.reduceat(np.minimum(weight, 0), starts), "max": low}
        settled = below[duplicates] if duplicates in below else _first_negative(weight, starts)
    else:
        settled = summed
    return np.where(clash, settled, value), clash


def _first_negative(weight: Array, starts: Array) -> Array:
    """Return the first weight below zero of each group (0 where there is none)."""
    place = np.where(weight < 0, np.arange(len(weight)), len(weight))
    first = np.minimum.reduceat(place, starts)
    return np.where(first < len(weight), weight[np.minimum(first, len(weight) - 1)], 0.0)


def _members(rows: Rows, order: Array, starts: Array, which: Array) -> Array:
    """Return the first two data rows of each group asked for, (n_groups, 2), in the order of the file."""
    at = starts[which]
    pairs = np.stack([rows.row[order[at]], rows.row[order[at + 1]]], axis=1)
    return pairs[np.argsort(pairs[:, 1], kind="stable")]


def opposed_pairs(ties: Rows, n_nodes: int) -> int:
    """Count the pairs of merged arrows, one each way, of opposite signs."""
    against = ties.weight < 0
    pair = _pair(ties.source, ties.target, n_nodes)
    return int(np.isin(pair[against], pair[~against]).sum())


def tied(source: Array, target: Array, n_nodes: int) -> Array:
    """Return whether each node has a tie, (n_nodes,) bool."""
    found = np.zeros(n_nodes, bool)
    found[source], found[target] = True, True
    return found


def components(source: Array, target: Array, n_nodes: int) -> Array:
    """Return the connected component of each node, arrows ignored, (n_nodes,) int32."""
    import scipy.sparse as sp

    ones = np.ones(len(source), np.int8)
    matrix = sp.coo_array((ones, (source, target)), shape=(n_nodes, n_nodes))
    return sp.csgraph.connected_components(matrix.tocsr(), directed=False)[1]
