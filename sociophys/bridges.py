"""Bridges: how many shortest paths run over each friendly tie, counted from everybody or from a sample of people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sociophys import rng
from sociophys.kernels.betweenness import path_sums
from sociophys.kernels.pieces import connected
from sociophys.network import Network

Array = np.ndarray
BRIDGE_LIMIT = 30_000_000  # people x ties up to which paths are counted from everybody
FEWEST = 32  # people that paths are counted from however large the network is


@dataclass(frozen=True)
class Bridges:
    """Friendly ties with the share of pairs of people whose shortest path runs over them (edge betweenness).

    Attributes
    ----------
    i, j: (n_ties,) int32 ends, arrows ignored. share: (n_ties,) float64.
    error: (n_ties,) one standard error of the share; 0 where paths were counted from everybody.
    pivots: people that paths were counted from.
    """

    i: Array
    j: Array
    share: Array
    error: Array
    pivots: int


def bridges(network: Network, pivots: int | None = None, seed: int = 0) -> Bridges:
    """Return the friendly ties with their share of shortest paths; ties are counted, their weights are not used.

    Parameters
    ----------
    pivots: people that paths are counted from, drawn without replacement; if not given, everybody in networks of
        up to ``BRIDGE_LIMIT`` people x ties, else as many as cost the same.

    Notes
    -----
    The share over k of n people is an unbiased estimate of that over all of them (Brandes & Pich 2007, doi
    10.1142/S0218127407018403, section 3); its error shrinks with the part of the people that was drawn. Ties that very
    few people's paths cross may be missed by a sample, and by its error.
    """
    ties = network.friendly
    n = ties.n_nodes
    wanted = pivots or max(FEWEST, BRIDGE_LIMIT // max(1, ties.n_edges))
    k = min(n, wanted)
    people = np.arange(n)
    if k < n:
        people = np.sort(rng.generator(seed, "analyzers", "bridges", "pivots").choice(n, k, replace=False))
    there, squares = path_sums(ties.indptr, ties.indices, people)
    back, slots = (ties.matrix(sums).tocsc().data for sums in (there, squares)), ties.edge_slots
    mean, square = ((sums + other)[slots] / max(1, k) for sums, other in zip((there, squares), back, strict=True))
    spread = np.maximum(0.0, square - mean**2) / max(1, k - 1) * (1 - k / max(1, n))
    (i, j), others = ties.edge_ends, max(1, n - 1)
    share, error = mean / others, np.sqrt(spread) / others
    if k < n:  # the only tie of somebody carries their paths to all others: it is known, and a sample would miss it
        only = np.minimum(ties.degrees[i], ties.degrees[j]) == 1
        part = connected(i, j, n)
        share[only] = 2 * (np.bincount(part)[part[i[only]]] - 1) / (n * others)
        error[only] = 0.0
    return Bridges(i, j, share, error, k)
