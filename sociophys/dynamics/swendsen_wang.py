"""The Swendsen-Wang sampler: bind all satisfied ties at random, set every cluster anew."""

from __future__ import annotations

import numpy as np

from sociophys.dynamics import Key, Moves
from sociophys.dynamics._cluster_moves import ClusterMoves, ClusterSampler
from sociophys.kernels.clusters import advance_swendsen_wang
from sociophys.kernels.draws import MOST_TURNS
from sociophys.network import Network
from sociophys.parameters import parameter

Array = np.ndarray


class SwendsenWang(ClusterSampler):
    """Equilibrium by clusters: everybody falls into clusters of satisfied ties, each is then set anew.

    Swendsen & Wang 1987, doi 10.1103/PhysRevLett.58.86: a satisfied tie binds with 1 - exp(-2 |J_ij| / T); a cluster
    stays as it is with probability 1 / (1 + exp(-2 A / T)), A = sum h_i s_i over it, and for sure if it holds a pinned
    person. Near a critical noise level its runs settle far sooner than one-by-one dynamics. A sweep is
    ``decompositions`` such moves of everybody, no time. With frustrated ties clusters grow over everybody.
    """

    decompositions: int = parameter(1, ge=1, le=MOST_TURNS, doc="Times a sweep that all ties are cast anew.")

    def moves(self, network: Network, replicas: Array, key: Key, memory: dict[str, Array]) -> Moves:
        """Return the Swendsen-Wang moves on a network."""
        return ClusterMoves(network, replicas, key, memory, advance_swendsen_wang, self.decompositions)
