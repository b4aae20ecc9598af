"""Wolff's sampler: grow one cluster of people bound by satisfied ties, turn it over."""

from __future__ import annotations

import numpy as np

from sociophys.dynamics import Key, Moves
from sociophys.dynamics._cluster_moves import ClusterMoves, ClusterSampler
from sociophys.kernels.clusters import advance_wolff
from sociophys.kernels.draws import MOST_TURNS
from sociophys.network import Network
from sociophys.parameters import parameter

Array = np.ndarray


class Wolff(ClusterSampler):
    """Equilibrium by clusters: one person, the people bound to it and so on, all turned at once.

    Wolff 1989, doi 10.1103/PhysRevLett.62.361: a satisfied tie binds with 1 - exp(-2 |J_ij| / T); the cluster is
    turned with probability min(1, exp(-2 A / T)), A = sum h_i s_i over it, and stays if it holds a pinned person.
    Near a critical noise level its runs settle far sooner than one-by-one dynamics. A sweep is ``clusters`` clusters,
    no time. With frustrated ties clusters grow over everybody, and nothing is gained.
    """

    clusters: int = parameter(8, ge=1, le=MOST_TURNS, doc="Clusters a sweep; more where they are small (high noise).")

    def moves(self, network: Network, replicas: Array, key: Key, memory: dict[str, Array]) -> Moves:
        """Return Wolff's moves on a network."""
        return ClusterMoves(network, replicas, key, memory, advance_wolff, self.clusters)
