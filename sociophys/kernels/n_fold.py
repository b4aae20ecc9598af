"""The n-fold way: from change to change, past all attempts at which nothing happens.

Bortz, Kalos & Lebowitz 1975 (doi 10.1016/0021-9991(75)90060-1). In order ``random`` an attempt changes somebody
with probability p = (1/n) sum_i r_i, r_i = P(flip of i), so the next change is k attempts away with
P(k) = (1 - p)^(k - 1) p and meets i with probability r_i / sum r. Rates stand at the leaves of a tree of sums:
finding i and changing a rate cost O(log n). Everything kept is a function of the spins alone: fields are whole
numbers of quanta, and a branch is summed anew from its children, so nothing depends on what came before.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import jit
from sociophys.kernels.coin import against_field
from sociophys.kernels.draws import MOVES, column_of, stream_of, two_uniforms

FAN = 8  # children of a branch: one line of the cache
_BITS = 3


def tree_levels(n: int) -> np.ndarray:
    """Return where each level of a tree over n leaves begins, and its end: (n_levels + 1,) int64, leaves first."""
    sizes = [max(n, 1)]
    while sizes[-1] > 1:
        sizes.append(-(-sizes[-1] // FAN))
    return np.concatenate([[0], np.cumsum([-(-size // FAN) * FAN for size in sizes])]).astype(np.int64)


@jit
def _branch(tree: Any, at: Any) -> Any:
    """Return the sum of the eight children that begin at ``at``, always in one order."""
    return ((tree[at] + tree[at + 1]) + (tree[at + 2] + tree[at + 3])) + (
        (tree[at + 4] + tree[at + 5]) + (tree[at + 6] + tree[at + 7])
    )


@jit
def _set_leaf(tree: Any, levels: Any, i: Any, rate: Any) -> None:
    tree[i] = rate
    for level in range(1, levels.size - 1):
        i >>= _BITS
        tree[levels[level] + i] = _branch(tree, levels[level - 1] + (i << _BITS))


@jit
def _pick(tree: Any, levels: Any, x: Any) -> Any:
    """Return the leaf in which x in [0, sum) falls; one of rate 0 is never returned."""
    i = 0
    for level in range(levels.size - 3, -1, -1):
        i <<= _BITS
        chosen = i
        for child in range(i, i + FAN):
            weight = tree[levels[level] + child]
            if weight > 0.0:
                chosen = child
                if x < weight:
                    break
                x -= weight
        i = chosen
    return i


@jit
def _rate(rule: Any, f: Any, s: Any, beta: Any, tie: Any, pin: Any) -> Any:
    """Return P(flip) of a spin at an attempt; a pinned one never does."""
    if pin != 0:
        return 0.0
    against = against_field(rule, f, s, beta, tie)  # P(-1) where f > 0, else P(+1)
    return against if (s > 0) == (f > 0.0) else 1.0 - against


@jit
def _fill(wiring: Any, controls: Any, c: Any, own: Any, sums: Any, tree: Any, levels: Any, rule: Any) -> None:
    """Sum all fields and rates of one replica from its spins."""
    indptr, indices, values, tie, quantum = wiring
    h, beta, pins = controls
    tree[:] = 0.0
    for i in range(own.size):
        total = np.int64(0)
        for e in range(indptr[i], indptr[i + 1]):
            total += values[e] * own[indices[e]]
        sums[i] = total
        f = h[i, column_of(h, c)] + total * quantum
        tree[i] = _rate(rule, f, own[i], beta[i, column_of(beta, c)], tie[i], pins[i, column_of(pins, c)])
    for level in range(1, levels.size - 1):
        for at in range(levels[level], levels[level + 1]):
            child = levels[level - 1] + ((at - levels[level]) << _BITS)
            if child < levels[level]:
                tree[at] = _branch(tree, child)


@jit
def advance_n_fold(
    wiring: Any,
    reach: Any,
    controls: Any,
    own: Any,
    sums: Any,
    tree: Any,
    levels: Any,
    stale: Any,
    replicas: Any,
    flips: Any,
    t: Any,
    n_sweeps: Any,
    key: Any,
    rule: Any,
) -> None:
    """Advance every replica by ``n_sweeps`` sweeps of n attempts each; mutates ``own``, adds to ``flips``.

    Parameters
    ----------
    wiring: (indptr, indices, couplings int64 in quanta, tie (n,), quantum): who acts on i.
    reach: (indptr, indices, couplings int64): whom i acts on, the transpose.
    controls: (h, beta, pins), each (n, 1) or (n, n_replicas).
    own: (n_replicas, n) int8. sums (int64), tree (float64): a row a replica, or one row for all in turn.
    stale: (n_replicas,) bool, whether its row must be filled; cleared here where there are rows for all.

    The waiting time is drawn anew at the border of every sweep: it has no memory, so that changes nothing.
    """
    h, beta, pins = controls
    _, _, _, tie, quantum = wiring
    to, listeners, strengths = reach
    k0, k1 = key
    n = own.shape[1]
    stream = stream_of(MOVES, 0)
    for c in range(own.shape[0]):
        spins = own[c]
        row = c if sums.shape[0] > 1 else 0
        fields, rates = sums[row], tree[row]
        if stale[c] or sums.shape[0] < own.shape[0]:
            _fill(wiring, controls, c, spins, fields, rates, levels, rule)
            stale[c] = False
        top = levels[levels.size - 2]
        ch, cb, cp = column_of(h, c), column_of(beta, c), column_of(pins, c)
        for step in range(n_sweeps):
            left, event = float(n), 0
            while rates[top] > 0.0:  # else absorbed: nobody will ever change
                total = rates[top]
                u, v = two_uniforms(event, t + step, stream, replicas[c], k0, k1)
                event += 1
                left -= np.floor(np.log1p(-u) / np.log1p(-min(total / n, 1.0))) + 1.0
                if left < 0.0:
                    break
                i = _pick(rates, levels, v * total)
                s = -spins[i]
                spins[i] = s
                flips[c] += 1
                f = h[i, ch] + fields[i] * quantum
                _set_leaf(rates, levels, i, _rate(rule, f, s, beta[i, cb], tie[i], pins[i, cp]))
                for e in range(to[i], to[i + 1]):
                    j = listeners[e]
                    fields[j] += 2 * s * strengths[e]
                    f = h[j, ch] + fields[j] * quantum
                    _set_leaf(rates, levels, j, _rate(rule, f, spins[j], beta[j, cb], tie[j], pins[j, cp]))
            if rates[top] <= 0.0:
                break
