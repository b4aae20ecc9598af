"""Closed triads by their signs, each found once: from its member with the fewest ties onwards."""

from __future__ import annotations

import numpy as np

from sociophys.accelerate import inlined, jit

Array = np.ndarray
_FRIEND, _FOE = (
    np.uint64(1),
    np.uint64(1 << 32),
)  # a mark counts ties to friends in its low half, to foes in its high one
_HALF, _LOW = np.uint64(32), np.uint64((1 << 32) - 1)


@jit
def triangles(indptr: Array, indices: Array, signs: Array) -> Array:
    """Return how many closed triads have 0, 1, 2 and 3 hostile ties, (4,) int64.

    Parameters
    ----------
    indptr, indices: (n_nodes + 1,), (n_slots,) symmetric CSR rows without loops, in any order within a row. Parallel
        ties count: three pairs with a, b and c ties hold abc triads.
    signs: (n_slots,) float64; below 0 is hostile.

    Notes
    -----
    Forward algorithm by rising degree (Schank & Wagner 2005, doi 10.1007/11427186_54): from u, the friends and foes
    it has further on are marked, and every v among them adds up the marks of its own. Nobody has more than
    sqrt(2 m) ties onwards, so it takes O(m^1.5).
    """
    starts, splits, onward = _onward(indptr, indices, signs)
    mark = np.zeros(len(splits), np.uint64)
    counts = np.zeros(4, np.int64)
    for u in range(len(splits)):
        begin, split, end = starts[u], splits[u], starts[u + 1]
        if end - begin < 2:
            continue
        for e in range(begin, end):
            mark[onward[e]] += _FRIEND if e < split else _FOE
        for e in range(begin, end):
            v = onward[e]
            by_friends = _sum(mark, onward, starts[v], splits[v])
            by_foes = _sum(mark, onward, splits[v], starts[v + 1])
            hostile = 0 if e < split else 1
            counts[hostile] += np.int64(by_friends & _LOW)
            counts[hostile + 1] += np.int64(by_friends >> _HALF) + np.int64(by_foes & _LOW)
            counts[hostile + 2] += np.int64(by_foes >> _HALF)
        for e in range(begin, end):
            mark[onward[e]] = 0
    return counts


@inlined
def _sum(mark: Array, onward: Array, begin: int, end: int) -> int:
    total = np.uint64(0)
    for e in range(
        np.uint64(begin), np.uint64(end)
    ):  # unsigned: no index is below 0, and the loop gathers eight at once
        total += mark[onward[e]]
    return total


@jit
def _onward(indptr: Array, indices: Array, signs: Array) -> tuple[Array, Array, Array]:
    """Return the ties to people of higher rank, row by rank, friends first: row starts, first foes, ranks (uint32)."""
    n = len(indptr) - 1
    order = _by_degree(indptr)
    rank = np.empty(n, np.uint32)
    for place in range(n):
        rank[order[place]] = place
    starts, splits = np.empty(n + 1, np.int64), np.empty(n, np.int64)
    onward = np.empty(len(indices) // 2, np.uint32)
    most = 0
    for node in range(n):
        most = max(most, indptr[node + 1] - indptr[node])
    foes = np.empty(most, np.uint32)
    filled = 0
    for place in range(n):
        starts[place] = filled
        node, n_foes = order[place], 0
        for e in range(indptr[node], indptr[node + 1]):
            other = rank[indices[e]]
            if other > place:
                if signs[e] < 0:
                    foes[n_foes] = other
                    n_foes += 1
                else:
                    onward[filled] = other
                    filled += 1
        splits[place] = filled
        for k in range(n_foes):
            onward[filled] = foes[k]
            filled += 1
    starts[n] = filled
    return starts, splits, onward


@jit
def _by_degree(indptr: Array) -> Array:
    """Return the nodes by rising degree, equal ones by number, (n_nodes,) int64."""
    n = len(indptr) - 1
    largest = 0
    for node in range(n):
        largest = max(largest, indptr[node + 1] - indptr[node])
    place = np.zeros(largest + 2, np.int64)
    for node in range(n):
        place[indptr[node + 1] - indptr[node] + 1] += 1
    for degree in range(largest + 1):
        place[degree + 1] += place[degree]
    order = np.empty(n, np.int64)
    for node in range(n):
        degree = indptr[node + 1] - indptr[node]
        order[place[degree]] = node
        place[degree] += 1
    return order
