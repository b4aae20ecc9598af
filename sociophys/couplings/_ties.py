"""One draw a tie: what the random coupling rules have in common."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy.sparse as sp

from sociophys.network import Network

Array = np.ndarray


def per_tie(network: Network, draw: Callable[[int], Array]) -> Array:
    """Return (n_slots,) draws: one a tie, the same in both its slots; in a directed network one an arrow.

    ``draw``: given how many, that many independent values. Two arrows between a pair draw apart, so their couplings
    differ and no energy exists.
    """
    if network.directed:
        return draw(network.n_slots)
    one = np.flatnonzero(network.indices <= network.rows)
    values = np.empty(network.n_slots)
    values[one] = draw(len(one))
    values[mates(network)[one]] = values[one]
    return values


def mates(network: Network) -> Array:
    """Return for each slot (i, j) the slot (j, i) of an undirected network, (n_slots,): a transposition, O(n_slots)."""
    slot = np.arange(network.n_slots)
    return sp.csr_array((slot, network.indices, network.indptr), shape=(network.n_nodes,) * 2).tocsc().data
