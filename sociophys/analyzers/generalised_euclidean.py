"""How far apart the sides stand when distance is measured along the ties: one linear system."""

from __future__ import annotations

import numpy as np

from sociophys.analyzers import Analyzer
from sociophys.kernels.conjugate import solve
from sociophys.network import Network
from sociophys.opinions import Sample
from sociophys.partition import pieces, sided, voiced

Array = np.ndarray
_TOLERANCE = 1e-7  # of the residual; the error of o' L+ o is its square


class GeneralisedEuclidean(Analyzer):
    """Measures ideological distance over the network (generalised Euclidean polarization).

    It grows with how extreme opinions are, with how much they keep to groups and with how far these groups are from
    one another; also with the number of people and with sparse ties, so it is compared with its null or with the
    same network at another time only. Friendly ties, their weights used, arrows ignored. People of unknown opinion
    are left out with their ties, on categories also those of neither side.

    Notes
    -----
    ``ge`` = sqrt(o' L+ o) >= 0 with the pseudo-inverse of the Laplacian L = D - W (Hohmann, Devriendt & Coscia 2023,
    doi 10.1126/sciadv.abq2044), by solving L z = o - mean(o). In a network of several parts the mean is taken away in
    each: what differs between parts is not seen, as no tie says how far apart they are. By Cauchy and Schwarz ge >= |o
    - mean|^2 / sqrt(sum over ties w (o_i - o_j)^2).
    """

    nulls = ("rewired_ties",)

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return the distance, or why there is none."""
        network, values = _people(sample)
        if not len(values):
            return {"ge": "nobody's opinion is known"}
        if np.ptp(values) == 0:
            return {"ge": "single side: opinions do not differ"}
        if not network.n_slots:
            return {"ge": "no friendly tie joins two people whose opinions are known"}
        centred = _centred(network, values)
        if not np.any(centred):
            return {"ge": "fully split: opinions differ only between parts that no tie joins"}
        solved = solve(network, network.weighted_degrees, centred, weighted=True, tolerance=_TOLERANCE)
        return {"ge": float(np.sqrt(max(0.0, np.dot(centred, solved))))}

    def coverage(self, sample: Sample) -> float:
        """Return the share of people whose opinion enters."""
        return len(_people(sample)[1]) / max(1, sample.network.n_nodes)


def _people(sample: Sample) -> tuple[Network, Array]:
    if sample.opinions.scale == "categorical":
        network, sides = sided(sample)
        return network, sides.astype(np.float64)
    return voiced(sample)


def _centred(network: Network, values: Array) -> Array:
    """Return opinions less the mean of their component, (n_nodes,); exactly 0 where a component has one opinion."""
    part = pieces(network)
    size = np.bincount(part)
    centred = values - (np.bincount(part, weights=values) / size)[part]
    centred[np.abs(centred) < 1e-14] = 0.0
    return centred
