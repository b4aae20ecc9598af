"""Polarization: how much more alike friends are than chance among the same people would make them."""

from typing import Any, ClassVar

import numpy as np

from sociophys.kernels.agreement import friendly_moments
from sociophys.network import Network
from sociophys.observables import Frame, Observable


class Polarization(Observable):
    """Newman's assortativity of the opinions held now over friendly ties: 1 two camps, 0 as by chance, down to -1.

    r = (sum_g e_gg - sum_g a_g^2) / (1 - sum_g a_g^2), e_gg the share of ties with J > 0 inside side g, a_g its share
    of their ends (Newman 2003, doi 10.1103/PhysRevE.67.026126, eq. 2). Of two sides it is (c - q^2) / (1 - q^2), c the
    mean of s_i s_j over ties and q that of s at their ends. Ties count one each, arrows are ignored. NaN where all
    agree or there is no friendly tie: neither alike nor unlike, and no condition on it holds.
    """

    meaning: ClassVar[str] = "polarization (assortativity of opinions)"

    def measure(self, frame: Frame, bound: Any) -> np.ndarray:
        """Return r of each replica."""
        return frame.each(_assortativity)


def _assortativity(network: Network, spins: np.ndarray) -> np.ndarray:
    ties, products, ends = friendly_moments(
        network.indptr, network.indices, network.couplings, spins, not network.directed
    )
    if ties == 0:
        return np.full(spins.shape[1], np.nan)
    alike, mean = products / ties, ends / (2 * ties)
    room = 1 - mean**2
    return np.divide(alike - mean**2, room, out=np.full(len(room), np.nan), where=room > 0)
