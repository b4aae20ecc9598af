"""Negative cycles of signed ties: the lightest ones through given nodes, and how many fit in without sharing a tie."""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import jit

Array = np.ndarray


@jit
def _up(heap: Any, at: Any, key: Any, k: Any) -> None:
    """Let entry k of a binary heap of states rise to its place."""
    state = heap[k]
    while k > 0:
        above = (k - 1) >> 1
        if key[heap[above]] <= key[state]:
            break
        heap[k] = heap[above]
        at[heap[k]] = k
        k = above
    heap[k] = state
    at[state] = k


@jit
def _pop(heap: Any, at: Any, key: Any, size: Any) -> Any:
    """Take the state of the least key off a binary heap of ``size``."""
    least, state = heap[0], heap[size - 1]
    at[least] = -2
    size -= 1
    k = 0
    while 2 * k + 1 < size:
        below = 2 * k + 1
        if below + 1 < size and key[heap[below + 1]] < key[heap[below]]:
            below += 1
        if key[heap[below]] >= key[state]:
            break
        heap[k] = heap[below]
        at[heap[k]] = k
        k = below
    if size > 0:
        heap[k] = state
        at[state] = k
    return least


@jit
def _search(wiring: Any, length: Any, source: Any, limit: Any, work: Any) -> Any:
    """Look for the lightest negative cycle through a node: return the state where it closes (-1) and slots looked at.

    State 2 v + p stands for node v with p hostile ties on the way, odd or even; a negative cycle is a way from
    (source, even) to (source, odd). Both halves of it are found by one search (Dijkstra 1959, 10.1007/BF01386390),
    since the way back is the same with odd and even exchanged: it ends once twice its radius is beyond the best.
    """
    indptr, indices, edges, hostile = wiring
    key, came, heap, at, touched = work
    start = 2 * source
    size, n_touched, scanned, meets, best = 1, 1, 0, -1, limit
    heap[0], at[start], key[start], came[start], touched[0] = start, 0, 0.0, -1, start
    while size:
        state = _pop(heap, at, key, size)
        size -= 1
        if 2.0 * key[state] >= best:
            break
        node, parity = state >> 1, state & 1
        scanned += indptr[node + 1] - indptr[node]
        for slot in range(indptr[node], indptr[node + 1]):
            far = key[state] + length[edges[slot]]
            if far >= best:
                continue
            other = 2 * indices[slot] + (parity ^ hostile[edges[slot]])
            if at[other] == -2 or (at[other] >= 0 and key[other] <= far):
                continue
            key[other], came[other] = far, slot
            if at[other] == -1:
                heap[size], at[other] = other, size
                touched[n_touched] = other
                size, n_touched = size + 1, n_touched + 1
            _up(heap, at, key, at[other])
            if at[other ^ 1] != -1 and far + key[other ^ 1] < best:
                best, meets = far + key[other ^ 1], other
    for k in range(n_touched):
        at[touched[k]] = -1
    return meets, scanned


@jit
def _collect(wiring: Any, rows: Any, came: Any, source: Any, meets: Any, taken: Any, cycle: Any) -> Any:
    """Write the ties of the cycle, those of both halves but not of both; return how many."""
    edges, hostile = wiring[2], wiring[3]
    n = 0
    for state in (meets, meets ^ 1):
        while state != 2 * source:
            e = edges[came[state]]
            state = 2 * rows[came[state]] + ((state & 1) ^ hostile[e])
            if taken[e]:
                taken[e] = False
            else:
                taken[e] = True
                cycle[n] = e
                n += 1
    kept = 0
    for k in range(n):
        e = cycle[k]
        if taken[e]:
            taken[e] = False
            cycle[kept] = e
            kept += 1
    return kept


@jit
def _longer(array: Any, size: Any) -> Any:
    """Return the array with room for more."""
    longer = np.zeros(size, np.int64)
    longer[: len(array)] = array
    return longer


@jit
def negative_cycles(
    wiring: Any, length: Array, capacity: Array, growth: float, limit: float, sources: Array, turns: int, budget: int
) -> Any:
    """Return light negative cycles: ties (n,) int64, where each begins (n_cycles + 1,), weights, and work done.

    Parameters
    ----------
    wiring: (indptr, indices, edges, hostile), hostile (n_ties,) int64 1 or 0. length: (n_ties,) float64 >= 0, changed.
    capacity: (n_ties,) int64, changed: a cycle takes what its ties have left at least (its weight); empty ones close.
    growth: what a cycle adds to the length of its ties, so that the next ones differ. limit: length they stay below.
    sources: nodes to search from, ``turns`` times each at most. budget: slots to look at before it stops.
    """
    indptr, indices = wiring[0], wiring[1]
    n, m = len(indptr) - 1, len(length)
    rows = np.empty(len(indices), np.int64)
    for i in range(n):
        rows[indptr[i] : indptr[i + 1]] = i
    key, came, heap = np.zeros(2 * n), np.zeros(2 * n, np.int64), np.zeros(2 * n, np.int64)
    at, touched = np.full(2 * n, -1), np.zeros(2 * n, np.int64)
    taken, cycle = np.zeros(m, np.bool_), np.empty(4 * n, np.int64)
    ties, begins, weights = np.zeros(1024, np.int64), np.zeros(256, np.int64), np.zeros(256, np.int64)
    n_found, n_ties, work = 0, 0, 0
    for source in sources:
        for _ in range(turns):
            if work > budget:
                break
            meets, scanned = _search(wiring, length, source, limit, (key, came, heap, at, touched))
            work += scanned
            if meets < 0:
                break
            size = _collect(wiring, rows, came, source, meets, taken, cycle)
            weight = capacity[cycle[0]]
            for k in range(size):
                weight = min(weight, capacity[cycle[k]])
            for k in range(size):
                e = cycle[k]
                capacity[e] -= weight
                length[e] = length[e] + growth if capacity[e] > 0 else np.inf
            if n_ties + size > len(ties):
                ties = _longer(ties, 2 * (n_ties + size))
            if n_found + 2 > len(begins):
                begins, weights = _longer(begins, 2 * len(begins)), _longer(weights, 2 * len(begins))
            for k in range(size):
                ties[n_ties + k] = cycle[k]
            n_ties, n_found = n_ties + size, n_found + 1
            begins[n_found], weights[n_found - 1] = n_ties, weight
    return ties[:n_ties], begins[: n_found + 1], weights[:n_found], work
