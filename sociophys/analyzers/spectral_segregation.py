"""How enclosed people of one side are: segregation that counts the segregation of one's friends."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sociophys.analyzers import Analysis, Analyzer
from sociophys.estimate import Estimate
from sociophys.kernels.pieces import connected
from sociophys.network import Network
from sociophys.opinions import Sample
from sociophys.partition import sided, sided_share, why_not_two_sides

Array = np.ndarray
_NUMBERS = ("spectral_segregation", "spectral_segregation_plus", "spectral_segregation_minus")
_DENSE = 400  # people of a bubble up to which all its eigenvalues are computed


class SpectralSegregation(Analyzer):
    """Measures segregation so that a person is as segregated as their friends of the own side are (spectral index).

    Among people with a side, friendly ties counted, weights not used, arrows ignored. The index may jump when one tie
    changes (Ballester & Vorsatz 2013).

    Notes
    -----
    In each bubble (connected people of one side) the largest eigenvalue lambda of the ties inside it, every row over
    the number of all ties of that person; a person has lambda times their part of the eigenvector over its mean, so
    that lambda is the mean over the bubble; 0 for who has no friend on the own side (Echenique & Fryer 2007, doi
    10.1162/qjec.122.2.441). ``spectral_segregation``: mean over people; then over those of each side. Table
    ``spectral_segregation``: person, side, bubble, index.
    """

    nulls = ("rewired_ties",)

    def measure(self, sample: Sample, rng: np.random.Generator) -> dict[str, float | str]:
        """Return the mean over people, and over those of each side."""
        reason = why_not_two_sides(sample)
        if reason:
            return dict.fromkeys(_NUMBERS, reason)
        network, sides = sided(sample)
        own = people_index(network, sides)[0]
        chosen = (own, own[sides > 0], own[sides < 0])
        return {name: float(values.mean()) for name, values in zip(_NUMBERS, chosen, strict=True)}

    def coverage(self, sample: Sample) -> float:
        """Return the share of friendly ties that join two people with a side."""
        return sided_share(sample)

    def derive(self, estimates: dict[str, Estimate], sample: Sample) -> Analysis:
        """List everybody's own index, highest first."""
        if estimates[_NUMBERS[0]].value is None:
            return Analysis(estimates)
        network, sides = sided(sample)
        own, bubble = people_index(network, sides)
        order = np.lexsort((np.arange(len(own)), -own))
        columns = {"person": network.names, "side": sample.opinions.names_of(sides), "bubble": bubble, "index": own}
        return Analysis(estimates, tables={_NUMBERS[0]: pd.DataFrame(columns).iloc[order].reset_index(drop=True)})


def people_index(network: Network, sides: Array) -> tuple[Array, Array]:
    """Return everybody's index, (n_nodes,) float64, and the number of their bubble, (n_nodes,) int32."""
    i, j = network.edge_ends
    inside = sides[i] == sides[j]
    bubble = connected(i[inside], j[inside], network.n_nodes)
    sizes = np.bincount(bubble)
    order = np.argsort(bubble, kind="stable")
    begin = np.cumsum(sizes) - sizes
    own = np.zeros(network.n_nodes)
    root = np.sqrt(np.maximum(network.degrees, 1))
    scaled = network.matrix(1.0 / (root[network.rows] * root[network.indices]))
    for k in np.flatnonzero(sizes > 1):
        who = order[begin[k] : begin[k] + sizes[k]]
        value, vector = _top(scaled[who][:, who])
        shape = np.abs(vector) / root[who]  # of the matrix over rows, from that of its symmetric form
        own[who] = value * shape / shape.mean()
    return own, bubble


def _top(matrix: object) -> tuple[float, Array]:
    """Return the largest eigenvalue of a symmetric sparse matrix and its vector."""
    from scipy.sparse.linalg import eigsh

    n = matrix.shape[0]  # type: ignore[attr-defined]
    if n <= _DENSE:
        values, vectors = np.linalg.eigh(matrix.toarray())  # type: ignore[attr-defined]
        return float(values[-1]), vectors[:, -1]
    values, vectors = eigsh(matrix, k=1, which="LA", v0=np.ones(n), tol=1e-10)
    return float(values[0]), vectors[:, 0]
