"""How many shortest paths run over each tie: Brandes' sums, from everybody or from a sample of people."""

from __future__ import annotations

import numpy as np

from sociophys.accelerate import jit

Array = np.ndarray
_MANY = 1e200  # paths from which on a level is scaled down: a grid of 1000 by 1000 has 10^600


@jit
def path_sums(indptr: Array, indices: Array, sources: Array) -> tuple[Array, Array]:
    """Return the sums over sources of the paths over each slot, and of their squares, two (n_slots,) float64.

    A slot (i, j) counts the paths from a source that go from i to j; a pair with several shortest paths counts each in
    part, so that it counts one in all. A path of d ties counts (2 k + 1) / d on its tie k = 0 .. d - 1, and so twice
    where both its ends are sources.

    Parameters
    ----------
    indptr, indices: a symmetric CSR pattern without loops. sources: (n_sources,) nodes that paths start from.

    Notes
    -----
    Brandes 2001 (doi 10.1080/0022250X.2001.9990249), theorem 6, for ties:
    delta_s(v, w) = sigma_v / sigma_w (1 + delta_w). Ties near a source would be overrated by a sample of sources; the
    linear scale of Geisberger, Sanders & Schultes 2008 (doi 10.1137/1.9781611972887.9, section 2) mends that.
    """
    n = len(indptr) - 1
    total, squares = np.zeros(len(indices)), np.zeros(len(indices))
    far, queue, levels = np.full(n, -1, np.int32), np.empty(n, np.int32), np.empty(n + 1, np.int32)
    paths, arrived, onward = np.zeros(n), np.zeros(n), np.zeros(n)
    for source in sources:
        depth = _spread(indptr, indices, source, far, queue, levels, paths, arrived)
        for level in range(depth - 1, -1, -1):  # onward is above 0 on the next level alone: nothing has to be asked
            place, far_off = 2.0 * level + 1, 1.0 / max(1, level)
            for k in range(levels[level], levels[level + 1]):
                v, load = queue[k], 0.0
                for e in range(indptr[v], indptr[v + 1]):
                    part = paths[v] * onward[indices[e]]
                    load += part
                    part *= place
                    total[e] += part
                    squares[e] += part * part
                arrived[v] = (far_off + load) / arrived[v]
            if level + 1 < depth:
                onward[queue[levels[level + 1] : levels[level + 2]]] = 0.0
            for k in range(levels[level], levels[level + 1]):
                onward[queue[k]] = arrived[queue[k]]
        onward[source] = 0.0
        for k in range(levels[depth]):
            far[queue[k]], paths[queue[k]] = -1, 0.0
    return total, squares


@jit
def _spread(
    indptr: Array,
    indices: Array,
    source: int,
    far: Array,
    queue: Array,
    levels: Array,
    paths: Array,
    arrived: Array,
) -> int:
    """Visit everybody in reach; return how many levels there are, each in ``queue`` from ``levels[l]`` on.

    ``arrived``: numbers of shortest paths in the scale of the level before, ``paths``: in that of their own.
    """
    far[source], paths[source], queue[0] = 0, 1.0, source
    begin, end, depth = 0, 1, 0
    while begin < end:
        levels[depth], most = begin, 0.0
        for k in range(begin, end):
            arrived[queue[k]] = paths[queue[k]]
            most = max(most, paths[queue[k]])
        if most > _MANY:
            for k in range(begin, end):
                paths[queue[k]] /= _MANY
        met = end
        depth += 1
        for k in range(begin, end):
            v = queue[k]
            for e in range(indptr[v], indptr[v + 1]):
                w = indices[e]
                if far[w] < 0:
                    far[w] = depth
                    queue[met] = w
                    met += 1
                if far[w] == depth:
                    paths[w] += paths[v]
        begin, end = end, met
    levels[depth] = end
    return depth
