"""Signed ties as plain arrays: who follows whom, groups with sides, blocks that share no cycle."""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import jit

Array = np.ndarray


@jit
def _root(parent: Any, side: Any, k: Any) -> Any:
    """Return the root of k and the side of k against it, halving the path."""
    own = np.int8(1)
    while parent[k] != k:
        up = parent[k]
        side[k] *= side[up]  # a root's is +1
        parent[k] = parent[up]
        own *= side[k]
        k = parent[k]
    return k, own


@jit
def related(a: Array, b: Array, sign: Array, n_nodes: int) -> tuple[Array, Array]:
    """Return the groups that relations ``s_a s_b = sign`` make: (n_nodes,) int32 group, (n_nodes,) int8 side in it.

    A relation inside a group that is there already is passed over, so the first ones count. Groups are numbered by
    their first nodes, whose side is +1. Union-find with parities (Tarjan & van Leeuwen 1984, doi 10.1145/62.2160).
    """
    parent, side = np.arange(n_nodes).astype(np.int32), np.ones(n_nodes, np.int8)
    for k in range(len(a)):
        root_a, side_a = _root(parent, side, a[k])
        root_b, side_b = _root(parent, side, b[k])
        if root_a != root_b:
            low, high = min(root_a, root_b), max(root_a, root_b)
            parent[high] = low
            side[high] = side_a * side_b * sign[k]
    group, n_found = np.empty(n_nodes, np.int32), 0
    for node in range(n_nodes):
        root, own = _root(parent, side, node)
        side[node] = own
        if root == node:
            group[node] = n_found
            n_found += 1
        else:
            group[node] = group[root]
            parent[node] = root
    return group, side


@jit
def followers(i: Array, j: Array, weight: Array, n_nodes: int) -> tuple[Array, Array, Array]:
    """Return relations (node, whom it follows, sign) of nodes with a tie that weighs as much as all their others.

    Such a node can satisfy that tie at no loss, whatever the others do. The relations hold together: contracting
    one tie leaves the heavy ties of other nodes heavy enough.
    """
    total, best = np.zeros(n_nodes, np.int64), np.full(n_nodes, -1)
    for e in range(len(i)):
        for node in (i[e], j[e]):
            total[node] += abs(weight[e])
            if best[node] < 0 or abs(weight[e]) > abs(weight[best[node]]):
                best[node] = e
    a, b, sign = np.empty(n_nodes, np.int32), np.empty(n_nodes, np.int32), np.empty(n_nodes, np.int8)
    n_found = 0
    for node in range(n_nodes):
        e = best[node]
        if e >= 0 and 2 * abs(weight[e]) >= total[node]:
            a[n_found], b[n_found] = node, i[e] + j[e] - node
            sign[n_found] = 1 if weight[e] > 0 else -1
            n_found += 1
    return a[:n_found], b[:n_found], sign[:n_found]


@jit
def blocks(indptr: Array, indices: Array, edges: Array, n_edges: int) -> Array:
    """Return the biconnected block of every tie, (n_edges,) int32: ties of different blocks share no cycle.

    Parameters
    ----------
    indptr, indices: CSR of the undirected ties. edges: (n_slots,) number of the tie of each slot.

    Notes
    -----
    Hopcroft & Tarjan 1973 (doi 10.1145/362248.362272), with stacks of its own in place of recursion.
    """
    n = len(indptr) - 1
    depth, low, at = np.zeros(n, np.int64), np.zeros(n, np.int64), indptr[:-1].copy()
    path, via, waiting = np.empty(n + 1, np.int64), np.empty(n + 1, np.int64), np.empty(n_edges, np.int64)
    block, n_blocks, n_waiting = np.full(n_edges, -1, np.int32), 0, 0
    for start in range(n):
        if depth[start]:
            continue
        length, path[0], via[0] = 1, start, -1
        depth[start] = low[start] = 1
        while length:
            node = path[length - 1]
            if at[node] < indptr[node + 1]:
                slot = at[node]
                at[node] += 1
                other, e = indices[slot], edges[slot]
                if e == via[length - 1]:
                    continue
                if depth[other] == 0:
                    waiting[n_waiting] = e
                    n_waiting += 1
                    path[length], via[length] = other, e
                    length += 1
                    depth[other] = low[other] = length
                elif depth[other] < depth[node]:
                    waiting[n_waiting] = e
                    n_waiting += 1
                    low[node] = min(low[node], depth[other])
                continue
            length -= 1
            if length == 0:
                break
            above = path[length - 1]
            low[above] = min(low[above], low[node])
            if low[node] >= depth[above]:  # nothing below reaches beyond `above`: a block ends here
                e = -1
                while e != via[length]:
                    n_waiting -= 1
                    e = waiting[n_waiting]
                    block[e] = n_blocks
                n_blocks += 1
    return block
