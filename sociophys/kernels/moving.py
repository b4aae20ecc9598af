"""Local moving: everybody in turn joins the neighbouring group that raises modularity most."""

from __future__ import annotations

from typing import Any

import numpy as np

from sociophys.accelerate import jit


@jit
def move(indptr: Any, indices: Any, weights: Any, strength: Any, start: Any, resolution: Any, rounds: Any) -> Any:
    """Return a better group for every node, (n_nodes,) int32: the first phase of the Louvain method, in node order.

    Blondel, Guillaume, Lambiotte & Lefebvre 2008 (doi 10.1088/1742-5468/2008/10/P10008), eq. 2: joining group c
    raises modularity by k_i,c - resolution k_i K_c / 2m (times 1/m).

    Parameters
    ----------
    indptr, indices, weights: symmetric CSR, no weight negative; its diagonal is left out of the gain.
    strength: (n_nodes,) float64 sums of weights. start: (n_nodes,) int32 groups to begin with, below n_nodes.
    rounds: visits of everybody; ends before where a round moves fewer than one in a hundred.
    """
    n = strength.size
    group, total = start.copy(), np.zeros(n)
    for i in range(n):
        total[group[i]] += strength[i]
    scale = resolution / max(strength.sum(), 1e-300)
    toward = np.zeros(n)  # weight of i's ties into each group
    met = np.empty(n, np.int32)
    for _ in range(rounds):
        moved = 0
        for i in range(n):
            own, n_met = group[i], 0
            for e in range(indptr[i], indptr[i + 1]):
                if indices[e] != i and weights[e] > 0:
                    c = group[indices[e]]
                    if toward[c] == 0:
                        met[n_met] = c
                        n_met += 1
                    toward[c] += weights[e]
            total[own] -= strength[i]
            best, most = own, toward[own] - scale * strength[i] * total[own]
            for k in range(n_met):
                gain = toward[met[k]] - scale * strength[i] * total[met[k]]
                if gain > most + 1e-12:
                    best, most = met[k], gain
                toward[met[k]] = 0.0
            toward[own] = 0.0
            total[best] += strength[i]
            group[i] = best
            moved += best != own
        if moved * 100 < n:
            break
    return group
