"""A network and its update order as the plain arrays that kernels take."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sociophys.kernels.orders import CODES, colour_greedily
from sociophys.network import Network

Array = np.ndarray


class Wiring(NamedTuple):
    """CSR arrays for kernels: indptr int64, indices int32, couplings float32, and per node the tie width at T = 0."""

    indptr: Array
    indices: Array
    couplings: Array
    tie: Array


class Visits(NamedTuple):
    """An update order for kernels: its code and the ``sites`` array, filled already for fixed orders."""

    code: int
    sites: Array


def wire(network: Network) -> Wiring:
    """Return the kernel arrays; |f| <= 1e-6 sum_j |J_ij| + 1e-12 counts as a tie at T = 0 (engine rule 8)."""
    size = np.zeros(network.n_nodes)
    np.add.at(size, network.rows, np.abs(network.couplings))
    couplings = network.couplings.astype(np.float32)
    return Wiring(network.indptr, network.indices, couplings, 1e-6 * size + 1e-12)


def visits(network: Network, order: str) -> Visits:
    """Return how an order visits a network; checkerboard sorts the nodes by greedy colour, largest degree first."""
    sites = np.arange(network.n_nodes, dtype=np.int64)
    if order == "checkerboard":
        matrix = network.matrix(np.ones(network.n_slots))
        pattern = (matrix + matrix.T).tocsr()  # the undirected pattern: both directions of every arrow
        degree = np.diff(pattern.indptr)
        ranks = np.lexsort((sites, -degree))
        colours = colour_greedily(pattern.indptr.astype(np.int64), pattern.indices.astype(np.int32), ranks)
        sites = np.lexsort((sites, colours)).astype(np.int64)
    return Visits(CODES[order], sites)
