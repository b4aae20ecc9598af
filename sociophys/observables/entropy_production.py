"""Distance from balance: how well a film of the run could be told from the same film run backward."""

from typing import Any, ClassVar

import numpy as np

from sociophys.kernels.measure import local_fields
from sociophys.network import Network
from sociophys.observables import Frame, Need, Observable

Array = np.ndarray
_COLUMNS = 16  # replicas looked at together: bounds the memory of their fields


class EntropyProduction(Observable):
    """Entropy production of the heat bath, in nats a person and sweep: 0 on average where detailed balance holds.

    The mean over a settled run is what counts: a single record may be negative.

    Notes
    -----
    g = f / T. In the order ``random`` an attempt changes s_i to s'_i with forward over backward rate
    exp(g_i (s'_i - s_i)): (1/n) sum_i <g_i (tanh g_i - s_i)> an attempt. A ``synchronous`` sweep yields
    sum_i <g_i(s) s'_i> - <g_i(s') s_i>, here with s' averaged to tanh g(s) (Aguilera, Moosavi & Shimazaki 2021, doi
    10.1038/s41467-021-20890-5, constant fields). People who are held take no part.
    """

    needs: ClassVar[tuple[Need, ...]] = ("heat",)
    unit: ClassVar[str] = "nats a person and sweep"
    meaning: ClassVar[str] = "distance from balance (entropy production)"

    def measure(self, frame: Frame, bound: Any) -> Array:
        """Return the estimate of each replica."""
        rule = _of_a_synchronous_sweep if frame.order == "synchronous" else _of_attempts
        own, found = frame.controls, np.empty(frame.spins.shape[1])
        for network, group in frame.groups:
            for begin in range(0, len(group), _COLUMNS):
                columns = group[begin : begin + _COLUMNS]
                spins = np.ascontiguousarray(frame.spins[:, columns])
                found[columns] = rule(network, spins, *(_cut(a, columns) for a in (own.pressure, own.beta, own.pins)))
        return found / len(frame.spins)


def _cut(values: Array, columns: Array) -> Array:
    return values if values.shape[1] == 1 else np.ascontiguousarray(values[:, columns])


def _pull(network: Network, values: Array, h: Array, beta: Array) -> Array:
    """Return g_i = (sum_j J_ij v_j + h_i) / T_i, (n_nodes, n_columns)."""
    return np.asarray(beta * local_fields(network.indptr, network.indices, network.couplings, values, h))


def _of_attempts(network: Network, spins: Array, h: Array, beta: Array, pins: Array) -> Array:
    g = _pull(network, spins, h, beta)
    return np.where(pins == 0, g * (np.tanh(g) - spins), 0.0).sum(axis=0)


def _of_a_synchronous_sweep(network: Network, spins: Array, h: Array, beta: Array, pins: Array) -> Array:
    g = _pull(network, spins, h, beta)
    after = np.where(pins == 0, np.tanh(g), spins)
    return np.where(pins == 0, g * after - _pull(network, after, h, beta) * spins, 0.0).sum(axis=0)
