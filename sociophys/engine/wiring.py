"""A network and its update order as the plain arrays that kernels take."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sociophys import csr
from sociophys.kernels.orders import CODES, colour_greedily
from sociophys.network import Network

Array = np.ndarray


MOST_WHOLE = 2**24  # sums of whole couplings below it are exact in float32 too


class Wiring(NamedTuple):
    """CSR arrays for kernels: indptr int64, indices int32, couplings, and per node the tie width at T = 0.

    Couplings are int32 where all are whole numbers, else float32: both sum to the same field where both are exact.
    """

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
    indptr, size = network.indptr, np.zeros(network.n_nodes)
    for begin, end in csr.blocks(indptr, csr.BLOCK):  # the couplings may be larger than memory
        part = network.couplings[indptr[begin] : indptr[end]]
        row = np.repeat(np.arange(end - begin), network.degrees[begin:end])
        size[begin:end] = np.bincount(row, np.abs(part), minlength=end - begin)
    whole = network.has_whole_couplings and size.max(initial=0.0) < MOST_WHOLE
    couplings = network.couplings.astype(np.int32 if whole else np.float32)
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
